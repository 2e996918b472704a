"""Workbooks of every kind → sheets of text cells."""
