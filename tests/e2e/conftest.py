from tests.e2e.workspaces import built, copy, demo, empty

__all__ = ["built", "copy", "demo", "empty"]
