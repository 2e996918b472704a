"""Facts whose rows lie outside of the workspace, in files or on a cluster."""
