"""What people read on a terminal and programs as JSON, a module a noun."""
