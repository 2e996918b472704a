"""What a reader should know besides the numbers."""
