"""A plan for somebody's own year: drafted from the indicators that ship, or from the plan of the year before."""
