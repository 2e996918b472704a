"""The workspace's database, for whoever asks: its tables, what they hold for people, and whether it is of today."""
