"""audience: of which age, sex or place the readers are, month by month, without the groups that are too small."""

from collections.abc import Iterator, Sequence
from datetime import date
from fractions import Fraction
from itertools import groupby

from pubkpi.analyse.request import AnalysisRequest, absent_names
from pubkpi.model.explanations.analyses import Analysis, Figure, FigureColumn
from pubkpi.model.text import Text, count_of
from pubkpi.printing.figures import figure

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

    A group of fewer people than the rules say has neither; nor have the next greater ones while it would be the only
    one, or those left out are too few together, for the sum would tell of them; nor has a persona of which some groups
    but not all are left out so.
    """
    groups = [*_groups(request)]
    rows = [_figures(row, is_hidden=is_hidden) for row, is_hidden in groups]
    return Analysis(
        *("audience", request.period, request.by),
        (*_COLUMNS, FigureColumn(request.by, _HEADS[request.by], "text"), *_FIGURES),
        tuple(rows),
        tuple(_sentences(rows)),
        (*_notes(request, sum(is_hidden for _, is_hidden in groups)), *_absent(request, groups)),
    )


def _groups(request: AnalysisRequest) -> Iterator[tuple[_Row, bool]]:
    """The groups or personas by audience and month, the greatest first, each with whether it is left out."""
    if request.by == "persona":
        personas = [one for name in request.rules.personas for one in _persona(request, name)]
        yield from sorted(personas, key=lambda one: (*one[0][:4], -(one[0][5] or 0), one[0][4]))
        return
    for _, same in groupby(request.ask("people/audience", dimension=GROUPS[request.by]), lambda row: row[:4]):
        rows = [*same]
        hidden = _hidden(request, rows)
        yield from ((row, i in hidden) for i, row in enumerate(rows))


def _absent(request: AnalysisRequest, groups: Sequence[tuple[_Row, bool]]) -> Iterator[Text]:
    """A note of the personas that no audience of the period has, and of the groups that nothing in it is called."""
    if request.by != "persona" or not groups:
        return
    names: dict[str, None] = {}
    for persona in request.rules.personas.values():
        exported = {row[4] for row in request.ask("people/audience", dimension=persona.dimension)}
        names |= dict.fromkeys([value for value in persona.values if value not in exported])
    yield from absent_names(request, [*names], "personas")


def _persona(request: AnalysisRequest, name: str) -> Iterator[tuple[_Row, bool]]:
    """The persona called *name* by audience and month, the sum of the groups that it is made of. It is left out where
    it, or what it leaves of its audience, is small, and where it has some but not all of the groups that are left out.
    """
    persona, least = request.rules.personas[name], request.rules.least_people
    groups = request.ask("people/audience", dimension=persona.dimension)
    for where, same in groupby(groups, lambda row: row[:4]):
        rows = [*same]
        hidden, own = _hidden(request, rows), {i for i, row in enumerate(rows) if row[4] in persona.values}
        people, total = [rows[i][5] for i in own], rows[0][6]
        if not people or None in people:
            continue
        count = sum(one for one in people if one is not None)
        is_small = count < least or (total is not None and 0 < total - count < least)
        yield (*where, name, count, total, None), is_small or 0 < len(hidden & own) < len(hidden)


def _hidden(request: AnalysisRequest, rows: Sequence[_Row]) -> set[int]:
    """The places of the groups of one audience in one month that are left out; they come in order of their people,
    those that are not known last.
    """
    least = request.rules.least_people
    known = [row[5] for row in rows if row[5] is not None]
    small = sum(people < least for people in known)
    while 0 < small < len(known) and (small == 1 or sum(known[-small:]) < least):
        small += 1
    return {*range(len(known) - small, len(known))}


def _figures(row: _Row, *, is_hidden: bool) -> tuple[Figure, ...]:
    _, account, audience, month, value, people, total, printed = row
    share = Fraction(printed) if printed else Fraction(people, total) if people is not None and total else None
    return (account, audience, f"{month:%Y-%m}", value, *((None, None) if is_hidden else (people, share)))


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
            f"{hidden} 组不足 {least} 人，或显示后可推算出这样的组，不显示。",
            f"Not shown for having under {least} people, or as others could be worked out from them: "
            f"{count_of(hidden, 'group')}.",
        )
