"""What a measure is by its nature, and what is doubtful in one."""
