"""The words in which a language of files is declared once: a class for a mapping, a field for each key in it.

A field ``Annotated`` with a description in both languages, ``"名称 / its name"``, is a key; its type says which values
it takes, a default that it may be absent. Fields without one do not stand in the file: ``at`` is its place there,
``id`` the key that it stands under, ``node`` all of it. ``RULES`` say what holds among the keys, ``CHECKS`` are
functions that find what else is wrong in a value, given it and its node. From the declaration come the reader with all
its messages, the JSON Schema by which editors check a file while one types, and the page of reference.
"""

from collections.abc import Mapping
from enum import Enum, auto
from fractions import Fraction
from typing import Annotated, NamedTuple

from pubkpi.model.text import NOTHING, Text


class ValueKind(Enum):
    """Kinds of values that the type alone does not tell."""

    BOUNDS = auto()
    EXPRESSION = auto()
    PAIRS = auto()
    PATTERN = auto()
    POINTS = auto()
    POSITIVE = auto()
    SHARE = auto()
    SPAN = auto()
    WEIGHT = auto()
    COLOUR = auto()
    GATE = auto()
    TARGETS = auto()
    WINDOW = auto()


Expression = Annotated[str, ValueKind.EXPRESSION]
ScorePoints = Annotated[Fraction, ValueKind.POINTS]  # of a score or a total: 60% are 60
Positive = Annotated[Fraction, ValueKind.POSITIVE]
Share = Annotated[Fraction, ValueKind.SHARE]  # from 0 to 1
Weight = Annotated[Fraction, ValueKind.WEIGHT]  # written without a sum


class Key(NamedTuple):
    """The key of a field that is called otherwise."""

    name: str


class Spelling(NamedTuple):
    """What a value looks like, where its type says more than a reader needs first."""

    words: str


class ChoiceList(NamedTuple):
    """The words that a value is one of."""

    words: tuple[str, ...]


class RangeRule(NamedTuple):
    """The least and the greatest number that a value may be."""

    least: float
    most: float


class OneKeyRule(NamedTuple):
    """One of the *keys* must be given, and no more than one; *what* is said otherwise.

    It holds where the key *by* has the *value*, or everywhere.
    """

    keys: tuple[str, ...]
    what: Text
    hint: Text = NOTHING
    by: str = ""
    value: str = ""


class DependencyRule(NamedTuple):
    """What goes with the value of the key *by*: the keys that a value *needs*, and keys for some values *only*.

    Both are words with blanks between: the keys by value, and the values by key.
    """

    by: str
    needs: Mapping[str, str]
    only: Mapping[str, str]


class OneValueRule(NamedTuple):
    """The key *key* lists one value where the key *by* has the *value*; *what* is said otherwise."""

    key: str
    by: str
    value: str
    what: Text


class KeySetRule(NamedTuple):
    """Under the key *key* stand the *keys* that go with the value of the key *by*."""

    by: str
    key: str
    keys: Mapping[str, tuple[str, ...]]


Rule = DependencyRule | KeySetRule | OneKeyRule | OneValueRule
