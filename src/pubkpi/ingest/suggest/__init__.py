"""A profile drafted for an export that nobody knows, and tried before anybody keeps it."""
