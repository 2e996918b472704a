"""An invented city: the accounts of two offices on four platforms over two years, and the scores that follow."""
