"""Whom grades are about: the department by its name, and whoever stands side by side by theirs."""

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from pubkpi.model.facts import MEASURABLE, Fact
from pubkpi.model.kpis.measures import Measure
from pubkpi.model.scores import DEPARTMENT

if TYPE_CHECKING:
    from sqlglot import exp

SUBJECT = "subject"
_ABOUT = "{} in ({})".format(SUBJECT, ", ".join(map(repr, DEPARTMENT)))


def is_about_somebody(fact: Fact) -> bool:
    """Whether each of its rows says whom it is about."""
    return SUBJECT in fact.named


def about_department(measure: Measure) -> Measure:
    """*measure* of the rows about the department alone, unless its own condition says whom it is about."""
    if measure.fact not in MEASURABLE or not is_about_somebody(MEASURABLE[measure.fact]) or names_subject(measure):
        return measure
    return replace(measure, where=f"({measure.where}) and {_ABOUT}" if measure.where else _ABOUT)


def subject_query(fact: Fact, entity: str) -> "exp.Select":
    """The rows of *fact*, each with the *entity* that it is about."""
    from sqlglot import exp

    query = exp.select("r.*", f"r.{SUBJECT} as {entity}", dialect="duckdb")
    return query.from_(exp.alias_(exp.to_table(fact.name), "r"))


def names_subject(measure: Measure) -> bool:
    """Whether the measure says itself whom it is about."""
    words = (measure.where, measure.part, measure.expr, *(tier.where for tier in measure.tiers))
    return any(re.search(rf"\b{SUBJECT}\b", one or "") for one in words)
