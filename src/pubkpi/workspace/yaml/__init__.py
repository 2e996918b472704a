"""YAML read with its positions, and changed in place."""
