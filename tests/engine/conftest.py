import duckdb
import pytest

from tests.one_instance import connect_alone


@pytest.fixture(autouse=True)
def own_instance(monkeypatch):
    """The engine as users have it: every database in an instance of its own."""
    monkeypatch.setattr(duckdb, "connect", connect_alone)
