"""What a workspace holds and lacks, and what it needs to stay in order."""
