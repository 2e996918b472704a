"""What is doubtful in a scorecard beside what lies around it: the workspace's entities, its other scorecards."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from fractions import Fraction

from pubkpi.model.kpis import Indicator, KpiSet
from pubkpi.model.periods import Period
from pubkpi.model.scores import DEPARTMENT
from pubkpi.model.text import Text
from pubkpi.specs.lint.measures import measure_kinds
from pubkpi.specs.lint.targets import FORGOTTEN, HINT, goals
from pubkpi.specs.methods import Doubt
from pubkpi.workspace.yaml.numbers import plain

Entities = Callable[[], Collection[str] | None]
# measure and quarter of the baselines without data, with the first day of the data, if there are any
Unmeasured = Callable[[KpiSet], Mapping[tuple[str, Period], date | None] | None]


@dataclass(frozen=True, slots=True)
class Context:
    """The other scorecards of the folder, and what the workspace's database tells: the names of its entities, the
    baselines that were never measured; None where nobody can tell.
    """

    others: tuple[KpiSet, ...] = ()
    entities: Entities = lambda: None
    unmeasured: Unmeasured = lambda _: None


NO_CONTEXT = Context()


def unknown_entity(kpis: KpiSet, context: Context) -> Iterator[Doubt]:
    """Exceptions, groups, classes, baselines and weights that name nobody."""
    named: list[tuple[KpiSet | Indicator, str, str]] = [
        (leaf, leaf.at, name)
        for leaf in kpis.indicators
        for rule in (leaf.not_applicable.every if leaf.not_applicable else ())
        for name in rule.entities
    ]
    listed: dict[str, list[Iterable[str]]] = {"entities": [kpis.entities], "unranked": [kpis.unranked]}
    listed |= {"entity_groups": [*kpis.entity_groups.values()], "classes": [*kpis.classes.values()]}
    listed |= {"of_accounts": [kpis.of_accounts.weights] if kpis.of_accounts else []}
    named += [(kpis, kpis.places.get(key, kpis.at), name) for key in listed for some in listed[key] for name in some]
    named += [(leaf, leaf.at, name) for leaf in kpis.indicators for name in leaf.baseline.entities]
    named = [(owner, at, name) for owner, at, name in named if name not in DEPARTMENT]
    known = context.entities() if named else None
    if not known:  # nothing is loaded that could know them
        return
    owners = dict[str, tuple[KpiSet | Indicator, str]]()  # each name once
    for owner, at, name in named:
        owners.setdefault(name, (owner, at))
    for name, (owner, at) in owners.items():
        # an account may be weighted by its name alone
        by_name = at == kpis.places.get("of_accounts") and any(one.endswith(f"/{name}") for one in known)
        if name not in known and not by_name:
            alone = {one.rpartition("/")[2]: one for one in sorted(known)}
            near = [*get_close_matches(name, known, 3, 0.5), *map(alone.get, get_close_matches(name, alone, 3, 0.5))]
            few = [*dict.fromkeys(filter(None, near))][:3]
            hint = Text(f"是不是 {'、'.join(few)}？", f"Is it {', '.join(few)}?") if few else _NOBODY
            yield owner, at, Text(f"没有对象 {name}", f"there is no entity {name}"), hint


_NOBODY = Text("账号和单位见 accounts.yaml。", "accounts.yaml has the accounts and their units.")


def never_measured(kpis: KpiSet, context: Context) -> Iterator[Doubt]:
    """A baseline that is measured in a quarter of which there are no data, be it an indicator's or the scorecard's."""
    lacking = context.unmeasured(kpis) if kpis.baseline_quarters or kpis.baseline_quarter else None
    named: list[tuple[KpiSet | Indicator, str, Period | None]] = [(kpis, "", kpis.baseline_quarter)]
    named += [(leaf, leaf.measure, leaf.baseline.measured) for leaf in kpis.indicators]
    for owner, measure, quarter in named if lacking else ():
        if quarter is None or (measure, quarter) not in (lacking or {}):
            continue
        first = (lacking or {})[measure, quarter]
        of = "这项" if measure else "这几项"
        zh, en = (f"（还没有载入过{of}的数据）", ": nothing of it is loaded")
        if first:
            zh, en = f"（{of}最早的数据是 {first}）", f": no data of that quarter, the first are of {first}"
        what = Text(f"基线季度 {quarter} 没有数据{zh}", f"the baseline of {quarter} was never measured{en}")
        hint = Text(
            f"补载 {quarter} 的数据，或改用有数据的季度，或直接写基线的数。",
            f"Load data of {quarter}, take a quarter with data, or state the baseline as a number.",
        )
        yield owner, owner.at, what, hint


def magnitude(kpis: KpiSet, context: Context) -> Iterator[Doubt]:
    """120 where another scorecard asks for 120,000 of the same measure."""
    for leaf in kpis.indicators:
        if measure_kinds.is_share(kpis.measures, leaf.measure) or measure_kinds.grows(kpis.measures, leaf.measure):
            continue
        found = _greater(kpis, leaf, context.others)
        if found:
            name, mine, theirs, other = found
            what = Text(
                f"{name.zh}是 {plain(mine)}，{other} 里同一指标是 {plain(theirs)}",
                f"{name.en} is {plain(mine)}, that of the same measure in {other} is {plain(theirs)}",
            )
            yield leaf, leaf.at, what, HINT
    for veto in kpis.adjustments.veto:
        most = max(_goals(kpis, veto.measure, context.others), default=Fraction(0))
        limit = veto.fails.value
        if 0 < limit * FORGOTTEN <= most and not measure_kinds.is_share(kpis.measures, veto.measure):
            what = Text(
                f"界限是 {plain(limit)}，同一指标的目标是 {plain(most)}",
                f"the limit is {plain(limit)}, the target of the same measure is {plain(most)}",
            )
            yield kpis, veto.at, what, HINT


def _goals(kpis: KpiSet, measure: str, others: tuple[KpiSet, ...]) -> Iterator[Fraction]:
    """What any scorecard wants of *measure*."""
    for one in (kpis, *others):
        if one.measures.get(measure) == kpis.measures.get(measure):
            yield from (goal for leaf in one.indicators if leaf.measure == measure for goal in goals(leaf).values())


def _greater(kpis: KpiSet, leaf: Indicator, others: tuple[KpiSet, ...]) -> tuple[Text, Fraction, Fraction, str] | None:
    """The first target, or the greatest number, of which another scorecard has a thousand times as much, with that."""
    mine = goals(leaf)
    for other in others:
        for one in other.indicators:
            if one.measure != leaf.measure or other.measures.get(one.measure) != kpis.measures.get(leaf.measure):
                continue
            theirs = goals(one)
            pairs = [(name, value, theirs[name]) for name, value in mine.items() if name in theirs]
            if not pairs and mine and theirs:  # of another method, or of other quarters
                name = max(mine, key=lambda each: mine[each])
                pairs = [(name, mine[name], max(theirs.values()))]
            for name, least, most in pairs:
                if 0 < least * FORGOTTEN <= most:
                    return name, least, most, other.id
    return None
