"""What a terminal shows of numbers: measures, the scorecard, the league."""
