"""Staged rows → facts: read, stage, accept, supersede."""
