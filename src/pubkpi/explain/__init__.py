"""Scorecards → why a total moved, what would move it, how firm it is; pure, no SQL, no files."""
