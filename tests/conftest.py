"""What holds for every test."""

import os

from hypothesis import settings

from tests.examples import CAMPAIGN, examples

# the terminal speaks English whoever starts the tests; a test of another language says so
os.environ["LC_ALL"] = "C.UTF-8"

# the same examples on every run: what a run finds, the next one finds, too; a campaign looks for new ones
settings.register_profile(
    "steady", derandomize=not CAMPAIGN, database=None, print_blob=True, max_examples=examples(100)
)
settings.load_profile("steady")
