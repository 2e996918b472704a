"""What stands of a result: what it was made of, the runs that were kept, the periods that are closed."""
