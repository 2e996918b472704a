from tests.e2e.workspaces import built, city, copy, demo, empty

__all__ = ["built", "city", "copy", "demo", "empty"]
