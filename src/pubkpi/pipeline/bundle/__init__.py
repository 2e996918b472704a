"""A bundle for computers without a network: what it is made of, fetched and packed."""
