"""A workspace gets a plan, or the plan that it has is edited as a workbook."""
