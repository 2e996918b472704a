"""How a change is shared out among its effects: players, the game that they play, and what each brings."""
