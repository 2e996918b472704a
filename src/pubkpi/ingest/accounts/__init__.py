"""Which accounts are known, and accounts.yaml changed by a command."""
