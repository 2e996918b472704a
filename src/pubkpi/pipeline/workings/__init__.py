"""A result as a workbook that works it out again."""
