"""audience: of which age, sex or place the readers are, month by month, without the groups that are too small."""

from collections.abc import Iterator, Sequence
from datetime import date
from fractions import Fraction
from itertools import groupby

from pubkpi.analyse.request import AnalysisRequest
from pubkpi.model.explanations.analyses import Analysis, Figure, FigureColumn
from pubkpi.model.text import Text
from pubkpi.printing.figures import figure

LABEL = Text("受众构成", "Audience")
GROUPS = {"age": "年龄", "sex": "性别", "place": "城市", "persona": ""}
_HEADS = {
    "age": Text("年龄", "age"),
    "sex": Text("性别", "sex"),
    "place": Text("地区", "place"),
    "persona": Text("画像", "persona"),
}
_COLUMNS = (
    FigureColumn("account", Text("账号", "account"), "text"),
    FigureColumn("audience", Text("用户类型", "audience"), "text"),
    FigureColumn("month", Text("月份", "month"), "text"),
)
_FIGURES = (
    FigureColumn("people", Text("人数", "people"), "count"),
    FigureColumn("share", Text("占比", "share"), "share"),
)
_Row = tuple[str, str, str, date, str, int | None, int | None, str | None]


def analyse(request: AnalysisRequest) -> Analysis:
    """The groups of each audience by age, sex or place in the months of the period, and their shares of it as the
    platform prints them, else of all groups there.

    A group of fewer people than the rules say has neither; nor has the next greater one where it would be the only one,
    for the sum would tell of it.
    """
    rows = [row for _, same in groupby(_found(request), lambda row: row[:4]) for row in _month(request, [*same])]
    hidden = sum(row[4] is None and row[5] is None for row in rows)
    return Analysis(
        *("audience", LABEL, request.period, request.by),
        (*_COLUMNS, FigureColumn(request.by, _HEADS[request.by], "text"), *_FIGURES),
        tuple(rows),
        tuple(_sentences(rows)),
        tuple(_notes(request, hidden)),
    )


def _found(request: AnalysisRequest) -> list[_Row]:
    """The groups by audience and month, the greatest first; a persona is the sum of the groups that it is made of."""
    if request.by != "persona":
        return request.ask("people/audience", dimension=GROUPS[request.by])
    listed: list[_Row] = []
    for name, persona in request.rules.personas.items():
        groups = request.ask("people/audience", dimension=persona.dimension)
        for where, same in groupby(groups, lambda row: row[:4]):
            rows = [*same]
            people = [row[5] for row in rows if row[4] in persona.values]
            if people and None not in people:
                listed.append((*where, name, sum(people), rows[0][6], None))
    return sorted(listed, key=lambda row: (*row[:4], -(row[5] or 0), row[4]))


def _month(request: AnalysisRequest, rows: Sequence[_Row]) -> Iterator[tuple[Figure, ...]]:
    """The rows of one audience in one month, the greatest group first."""
    least = request.rules.least_people
    small = {i for i, row in enumerate(rows) if row[5] is not None and row[5] < least}
    if request.by == "persona":  # what a persona leaves of its audience is told by it, too
        small |= {i for i, row in enumerate(rows) if row[5] is not None and row[6] and 0 < row[6] - row[5] < least}
    elif len(small) == 1:
        # groups come in order of their people, those that are not known last
        small |= {i for i in (min(small) - 1,) if i >= 0}
    for i, (_, account, audience, month, value, people, total, printed) in enumerate(rows):
        share = Fraction(printed) if printed else Fraction(people, total) if people is not None and total else None
        figures = (None, None) if i in small else (people, share)
        yield (account, audience, f"{month:%Y-%m}", value, *figures)


def _sentences(rows: Sequence[tuple[Figure, ...]]) -> Iterator[Text]:
    last = {row[:2]: row[2] for row in rows}
    for (account, audience), month in last.items():
        shares = [row for row in rows if row[:3] == (account, audience, month) and isinstance(row[5], Fraction)]
        if len(shares) > 1:
            first = max(shares, key=lambda row: row[5] if isinstance(row[5], Fraction) else 0)
            share = figure(first[5], "share")
            yield Text(
                f"{month} {account}的{audience}以{first[3]}最多，占 {share}。",
                f"{month}: most of the {audience} of {account} are {first[3]}, {share}.",
            )


def _notes(request: AnalysisRequest, hidden: int) -> Iterator[Text]:
    if hidden:
        least = request.rules.least_people
        yield Text(
            f"{hidden} 组不足 {least} 人，或由此可推算，不显示。",
            f"{hidden} groups of under {least} people, or that could be worked out from these, are not shown.",
        )
