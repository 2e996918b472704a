"""What accounts published: which posts, when, and how alive that leaves each account."""
