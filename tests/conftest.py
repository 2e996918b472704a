"""What holds for every test."""

from hypothesis import settings

from tests.examples import CAMPAIGN, examples

# the same examples on every run: what a run finds, the next one finds, too; a campaign looks for new ones
settings.register_profile(
    "steady", derandomize=not CAMPAIGN, database=None, print_blob=True, max_examples=examples(100)
)
settings.load_profile("steady")
