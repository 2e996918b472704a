"""The project's dataclasses behave as those of the standard library, though their methods are made when called."""

import copy
import dataclasses
import pickle

import pytest

from pubkpi.model import dataclass
from pubkpi.model.text import Text

SAME = [dataclass, dataclasses.dataclass]


def classes(decorator):
    """A class with all kinds of fields, and one that is made of it."""

    @decorator(frozen=True, slots=True)
    class Base:
        first: int
        listed: list = dataclasses.field(default_factory=list)
        at: str = dataclasses.field(default="", compare=False, repr=False)
        twice: int = dataclasses.field(default=0, init=False)
        made: tuple = dataclasses.field(default_factory=tuple, init=False)

        def __post_init__(self):
            object.__setattr__(self, "twice", 2 * self.first)

    @decorator(frozen=True, slots=True, kw_only=True)
    class Below(Base):
        _set: str
        last: float = 0.5

        def __repr__(self):
            return "its own"

    return Base, Below


@pytest.mark.parametrize("decorator", SAME, ids=["ours", "the library's"])
def test_a_frozen_class_is_made_compared_hashed_copied_and_written_as_the_library_does_it(decorator):
    """One list of what must hold, for both."""
    base, below = classes(decorator)
    one, other = base(1, at="here"), base(1, [])
    assert (one.first, one.listed, one.at, one.twice, one.made) == (1, [], "here", 2, ())
    assert one == other != base(2)
    assert one.listed is not other.listed
    assert repr(one).endswith("Base(first=1, listed=[], twice=2, made=())")
    deep = below(3, _set="x")
    assert (deep.first, deep._set, deep.last, repr(deep)) == (3, "x", 0.5, "its own")
    assert deep != base(3)
    assert dataclasses.replace(deep, first=4).twice == 8
    assert copy.copy(deep) == copy.deepcopy(deep) == deep
    assert below.__match_args__ == ("first", "listed", "at")
    assert dataclasses.asdict(base(1)) == {"first": 1, "listed": [], "at": "", "twice": 2, "made": ()}
    with pytest.raises(TypeError, match="unhashable"):
        hash(one)
    with pytest.raises(dataclasses.FrozenInstanceError, match="cannot assign to field 'first'"):
        one.first = 2
    with pytest.raises(dataclasses.FrozenInstanceError):
        del one.first
    for wrong in ((), (1, [], "", 4)):
        with pytest.raises(TypeError, match=r"Base\.__init__\(\)"):
            base(*wrong)
    with pytest.raises(TypeError, match="positional"):
        below(1, [], "", "x")


def test_an_object_comes_back_from_another_process():
    """Equal, with the same hash."""
    words = Text("季度", "quarter")
    back = pickle.loads(pickle.dumps(words))
    assert (back, hash(back)) == (words, hash(words))
