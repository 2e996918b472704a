"""Indicators' scores → dimensions → the total, its bounds and its band."""
