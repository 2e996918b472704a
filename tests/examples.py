"""How many random examples a property is tried with: few and always the same, or, in a campaign, many and new ones."""

import os

CAMPAIGN = int(os.environ.get("PUBKPI_EXAMPLES") or 0)


def examples(count):
    """*count*, or in a campaign so many times as many."""
    return count * (CAMPAIGN or 1)
