"""Whether a staged file may be loaded, and what is to be said of its rows."""
