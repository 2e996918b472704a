"""How many examples a promise is tried with: few and always the same, or, in a campaign, many and new ones."""

import os

import pytest
from hypothesis import strategies as st

CAMPAIGN = int(os.environ.get("PUBKPI_EXAMPLES") or 0)
# those of text(), which takes two seconds to ask a codec for them
LETTERS = st.characters(exclude_categories=["Cs"])


def examples(count):
    """*count*, or in a campaign so many times as many."""
    return count * (CAMPAIGN or 1)


def seldom(*values):
    """*values* of a parameter that only campaigns try."""
    return [pytest.param(*(one if isinstance(one, tuple) else (one,)), marks=pytest.mark.campaign) for one in values]


def few(values, *kept):
    """*values* of a parameter, of which only campaigns try those that are not among *kept*."""
    assert set(kept) <= set(values), set(kept) - set(values)
    return [one if one in kept else seldom(one)[0] for one in values]
