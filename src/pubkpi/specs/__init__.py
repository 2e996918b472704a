"""kpi_specs/*.yaml → the KPI set: what is measured, how, and what it is worth."""
