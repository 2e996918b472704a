"""The workings of a scorecard as a workbook: rows, values, targets, scores, tied by formulas."""
