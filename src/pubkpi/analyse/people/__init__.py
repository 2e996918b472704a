"""Who reads: from where, of which kind, how content."""
