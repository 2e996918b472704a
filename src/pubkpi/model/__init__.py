"""The nouns that the stages hand to each other (standard library only)."""
