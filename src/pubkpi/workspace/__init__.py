"""The folder a user works in: where things are, the settings, the archive and the journal."""
