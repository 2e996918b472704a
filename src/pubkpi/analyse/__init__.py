"""Facts → analyses beside the score: one module an analysis, each with one statement and a small table."""
