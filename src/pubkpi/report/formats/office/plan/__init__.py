"""A plan as a workbook that people change and hand back."""
