"""How the reasons of a total, and what would change it, are shown."""
