"""Values → the scorecard: pure arithmetic over columns, one place a unit being scored."""
