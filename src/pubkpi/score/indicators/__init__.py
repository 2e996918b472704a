"""One indicator's values → its scores."""
