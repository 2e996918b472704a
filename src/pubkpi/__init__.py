"""pubkpi: the KPIs of a publicity plan, from exported files to a quarter's report."""

__version__ = "0.1.0"
