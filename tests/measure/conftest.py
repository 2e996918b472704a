import pytest

from tests.measure import facts


@pytest.fixture(scope="module")
def shared():
    """One database for many examples, each of which empties it first."""
    made = facts.empty()
    yield made
    made.close()


@pytest.fixture
def engine(shared):
    """A database in memory with empty fact tables."""
    facts.wipe(shared)
    return shared
