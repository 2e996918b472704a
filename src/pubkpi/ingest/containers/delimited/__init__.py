"""Bytes of delimited text → sheets of text cells: character set, separator, records."""
