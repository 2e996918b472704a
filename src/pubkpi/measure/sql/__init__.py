"""Measures → one query a fact table."""
