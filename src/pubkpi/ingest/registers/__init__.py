"""Rows of registers beside those of other files."""
