"""What stands side by side: indicators with what they were before, accounts and units."""
