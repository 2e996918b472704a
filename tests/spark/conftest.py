from tests.e2e.workspaces import built, city, demo

__all__ = ["built", "city", "demo"]
