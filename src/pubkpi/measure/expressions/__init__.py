"""What a specification may write: expressions over a fact or over other measures."""
