"""What is doubtful in a scorecard that can be used."""
