"""What holds for every test."""

from hypothesis import settings

# the same examples on every run: what a run finds, the next one finds, too
settings.register_profile("steady", derandomize=True, database=None)
settings.load_profile("steady")
