"""The rows of a measure that came and do not count: how many where none does, what each lacks; in leagues, whose."""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from functools import cache

from pubkpi.engine.query import QueryEngine
from pubkpi.measure.entities.entity_values import EntityValues
from pubkpi.measure.values.evaluate import RowExplainer
from pubkpi.measure.windows import Span, days
from pubkpi.model.facts import MEASURABLE
from pubkpi.model.facts.platforms import BASIS_LABELS
from pubkpi.model.findings import Finding
from pubkpi.model.kpis.measures import Measure
from pubkpi.model.periods import Period
from pubkpi.model.text import Text, count_of
from pubkpi.printing.accounts import platform_label

_FEW = 5  # names that a finding lists


def uncounted_rows(engine: QueryEngine, spans: Sequence[Span]) -> RowExplainer:
    """What says of a measure without a value in a period which rows of its days there are, none of which counts; None
    where there are none. The engine is asked once a fact, for all days from the first to the last of *spans*.
    """

    @cache
    def counted(fact: str) -> list[tuple[date, str, str, int]]:
        one = MEASURABLE[fact]
        words = [f"coalesce({name}, '')" if one.column(name) else "''" for name in ("platform", "basis")]
        since, until = min(first for first, _ in spans), max(last for _, last in spans)
        day = f"cast({one.day} as date)"
        listed = ", ".join((day, *words, "count(*)"))
        within = f"{day} between date '{since}' and date '{until}'"
        query = f"select {listed} from {one.name} where {within} group by 1, 2, 3 order by 1, 2, 3"  # noqa: S608
        return engine.at(fact).run(query)

    def explain(measure: Measure, period: Period) -> Text | None:
        first, last = days(measure, period)
        found = Counter[tuple[str, str]]()
        for day, platform, basis, count in counted(measure.fact):
            if first <= day <= last:
                found[platform, basis] += count
        return _explanation(measure, found) if found else None

    return explain


def _explanation(measure: Measure, counts: dict[tuple[str, str], int]) -> Text:
    others, bases, own = Counter[str](), Counter[str](), 0
    for (platform, basis), count in counts.items():
        if measure.platform not in ("", platform):
            others[platform] += count
        elif measure.basis not in ("", basis):
            bases[basis] += count
        else:
            own += count
    parts = [_other(measure, platform, count) for platform, count in others.items()]
    parts += [_of_basis(measure, basis, count) for basis, count in bases.items()]
    parts += [_own(measure, own)] if own else []
    total = sum(counts.values())
    return Text(
        f"统计期内有 {total} 行，没有一行计入：{'；'.join(one.zh for one in parts)}",
        f"its days have {count_of(total, 'row')}, none of which counts: {'; '.join(one.en for one in parts)}",
    )


def _other(measure: Measure, platform: str, count: int) -> Text:
    there, own = ([platform_label(one, lang) for lang in ("zh", "en")] for one in (platform, measure.platform))
    return Text(f"{count} 行是{there[0]}的（只读{own[0]}）", f"{count} of {there[1]} (it reads {own[1]})")


def _of_basis(measure: Measure, basis: str, count: int) -> Text:
    """That *count* rows are of another *basis*, and where those of its own come from."""
    there, own = (BASIS_LABELS.get(one, Text(one, one)) for one in (basis, measure.basis))
    source = measure.source
    has_source = source.zh not in ("", measure.fact)
    zh, en = (f"，来自{source.zh}", f", from {source.en}") if has_source else ("", "")
    return Text(f"{count} 行是{there.zh}（只读{own.zh}{zh}）", f"{count} of {there.en} (it reads {own.en}{en})")


def _own(measure: Measure, count: int) -> Text:
    """What those lack that are of its platform and basis."""
    bare = Text("缺它要的数，或只知道下限", "lack its number, or have a bound only")
    if measure.where:
        bare = Text(f"不符合指标的条件，或{bare.zh}", f"do not meet its condition, or {bare.en}")
    return Text(f"{count} 行{bare.zh}", f"{count} {bare.en}")


def untold_rows(league: EntityValues) -> tuple[Finding, ...]:
    """Of whom in a league there are rows of which nobody can tell whether they meet the conditions."""
    found = []
    for key, summed in league.inputs.sums.items():
        measure = league.measures[key]
        for period in league.periods:
            column = summed.integers(measure, period, "untold")
            places = [int(place) for place in column.digits.nonzero()[0]] if column else []
            if places:
                entities, more = summed.entities, ["…"] * (len(places) > _FEW)
                names = [*(entities[i] for i in places[:_FEW]), *more]
                what = Text(
                    f"{measure.label.zh}：{'、'.join(names)}有判定不了条件是否成立的行，未计入，覆盖率相应降低",
                    f"{measure.label.en}: nobody can tell of some rows of {', '.join(names)} whether they meet the "
                    "condition, which lowers its coverage",
                )
                found.append(Finding("measure.untold", "warning", f"{measure.id} {period}", what))
    return tuple(found)
