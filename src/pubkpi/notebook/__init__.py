"""pubkpi from Python: the results of the commands, typed as they are, and as Arrow or pandas tables."""

from pubkpi.notebook.workspace import Workspace

__all__ = ["Workspace"]
