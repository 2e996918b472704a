"""Facts → analyses beside the score: a module an analysis, each with its statement and a small table."""
