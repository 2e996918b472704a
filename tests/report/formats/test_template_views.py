"""Views without their classes: templates see the same, and no module of a section is needed."""

import pickle
from dataclasses import dataclass
from typing import ClassVar

from pubkpi.report.charts.figures import View
from pubkpi.report.formats.template_views import template_view


@dataclass(frozen=True, slots=True)
class Line:
    text: str
    wide: ClassVar[int] = 3

    @property
    def twice(self):
        """Both."""
        return self.text * 2


@dataclass(frozen=True, slots=True)
class Lines(View):
    items: tuple[Line, ...]
    by_name: dict[str, Line]

    @property
    def figures(self):
        """What its template does not know."""
        raise AssertionError


def test_fields_properties_and_constants_are_there_by_their_names_and_nothing_of_the_classes():
    made = template_view(Lines((Line("a"),), {"b": Line("b")}))
    assert (made.items[0].text, made.items[0].twice, made.items[0].wide, made.by_name["b"].twice) == (
        "a",
        "aa",
        3,
        "bb",
    )
    assert vars(made).keys() == {"items", "by_name"}
    assert b"Line" not in pickle.dumps(made)
