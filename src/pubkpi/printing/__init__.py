"""How numbers, colours and the words of others are written, the same in every output."""
