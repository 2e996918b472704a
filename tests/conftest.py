"""What holds for every test."""

import gc
import os

import duckdb
from hypothesis import settings

from pubkpi.database import schema
from pubkpi.ingest.cells import grammar
from pubkpi.measure.sql import compile as queries
from tests import one_instance, one_pattern
from tests.examples import CAMPAIGN, examples

# the terminal speaks English whoever starts the tests; a test of another language says so
os.environ["LC_ALL"] = "C.UTF-8"

# the same examples on every run, however long they take: what a run finds, the next one finds, too; a campaign looks
# for new ones
settings.register_profile(
    "steady", derandomize=not CAMPAIGN, database=None, print_blob=True, max_examples=examples(100), deadline=None
)
settings.load_profile("steady")


def _once(template):
    """*template* for the first time that it is asked for a query; hundreds of workspaces have the same measures."""
    made = {}

    def query(fact, measures, **more):
        key = repr((fact, measures, more))
        if key not in made:
            made[key] = template(fact, measures, **more)
        return made[key]

    return query


queries.template = _once(queries.template)
duckdb.connect = one_instance.connect
grammar.prepare, schema.create = one_pattern.prepare, one_pattern.create

# The tests leave few cycles, and to look for them as often as usual takes one second in thirty.
gc.set_threshold(50_000, 20, 20)


def pytest_collection_finish():
    """What was imported and collected stays to the end."""
    gc.freeze()


def pytest_sessionfinish():
    gc.unfreeze()
