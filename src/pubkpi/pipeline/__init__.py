"""The data's way: exported files → facts → values → scorecard → report. Only these modules know the order."""
