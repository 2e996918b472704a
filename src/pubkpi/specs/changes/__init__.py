"""A scorecard otherwise than it is: edits between two texts, overrides of a scenario."""
