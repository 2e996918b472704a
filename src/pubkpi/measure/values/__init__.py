"""One value, exact, or the reason why there is none."""
