"""Numbers, words and sentences as a report prints them."""
