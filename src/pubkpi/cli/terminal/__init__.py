"""How far a command has got, on a terminal."""
