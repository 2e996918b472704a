"""One file a command: typed options, one call of the pipeline, the result to the console."""
