from tests.e2e.workspaces import city  # noqa: F401  (the workspace that the tests read)
