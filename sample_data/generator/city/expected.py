"""What pubkpi has to find in the city's exports, turned into floats only here; and the README that says so."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from string import Template
from typing import Any

from generator.city import story
from generator.city.measures import CITY, SIDES, entities, measures_of, posts_of, views_by_day
from generator.city.scorecard import score
from generator.city.world import City
from generator.expected import printed

Json = dict[str, Any]


def expected_city(city: City) -> Json:
    """By quarter, then side, then entity: values, scores of indicators and dimensions, total and rank."""
    quarters: Json = {}
    for quarter in story.QUARTERS:
        sides: Json = {}
        for side, members in entities():
            sides[side] = {}
            for entity in members:
                values = measures_of(city, entity, quarter)
                posts = posts_of(city, entity, quarter)
                if not posts:
                    continue
                outcome = score(values, quarter, city=entity.city)
                sides[side][entity.name] = {
                    "posts": len(posts),
                    "values": _floats(values),
                    "scores": _floats(outcome.leaves),
                    "dimensions": _floats(outcome.dimensions),
                    "total": _float(outcome.total),
                    "printed": printed(outcome.total),
                }
        days = {one.key: views_by_day(city, one, quarter) for one in story.ACCOUNTS}
        quarters[quarter.label] = sides | {"views_by_day": {key: sum_ for key, sum_ in days.items() if sum_}}
    return {"quarters": quarters}


def _float(number: Fraction | None) -> float | None:
    return None if number is None else float(number)


def _floats(numbers: dict[str, Fraction | None]) -> Json:
    return {name: _float(one) for name, one in numbers.items()}


TEXT = Path(__file__).with_name("readme_text.md")


def city_readme(expected: Json) -> str:
    """The README of the sample: accounts and totals."""
    accounts = [
        [one.key, one.unit, str(one.first), one.former and f"{one.former}, until {story.QUARTERS[3].last}"]
        for one in story.ACCOUNTS
    ]
    names = [("city", CITY.name), *((side, one.name) for side, members in SIDES.items() for one in members)]
    quarters: Json = expected["quarters"]
    rows = [
        [name, *((sides[side].get(name) or {}).get("printed") or "none" for sides in quarters.values())]
        for side, name in names
    ]
    return Template(TEXT.read_text(encoding="utf-8")).substitute(
        accounts=_table(["account", "unit", "from", "former name"], accounts),
        totals=_table(["total", *quarters], rows),
    )


def _table(header: list[str], rows: list[list[str]]) -> str:
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)
