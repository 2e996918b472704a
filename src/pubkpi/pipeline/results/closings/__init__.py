"""Periods that are closed: what stands of them, and what would be otherwise by now."""
