"""Exported files → facts: read, identify, lay out, stage, load."""
