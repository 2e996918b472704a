"""The workspace as a whole: what a period has and lacks, and whether all is in order."""
