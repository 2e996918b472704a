"""Facts + measures → values."""
