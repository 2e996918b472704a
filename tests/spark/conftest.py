from tests.e2e.workspaces import built, city, copy, demo

__all__ = ["built", "city", "copy", "demo"]
