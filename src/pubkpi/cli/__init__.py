"""The front door: typed options in, one call of the pipeline, the result to the console."""
