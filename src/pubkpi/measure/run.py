"""Run the measures of a scorecard over the facts: a value, or the reason why there is none, for every quarter."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from fractions import Fraction
from types import MappingProxyType

from pubkpi.engine.interface import Engine, Row
from pubkpi.measure import derive, typed
from pubkpi.measure.compile import by_fact, compiled
from pubkpi.measure.coverage import Declared, covered, declared
from pubkpi.measure.entities import listed as known
from pubkpi.measure.entities import told
from pubkpi.measure.exact import Exact, missing
from pubkpi.measure.windows import is_over, months
from pubkpi.model.errors import DataError, EngineError, SpecError
from pubkpi.model.facts import MEASURABLE, Fact, owned
from pubkpi.model.findings import Finding
from pubkpi.model.kpis import Measure
from pubkpi.model.periods import Quarter
from pubkpi.model.scores import DEPARTMENT, By, Value
from pubkpi.model.text import Text, Written

Sums = Mapping[str, object]

# What the engine says of numbers that are too great for it, unlike of a full disk.
_UNCOMPUTABLE = ("Out of Range Error", "Conversion Error", "Binder Error", "Invalid Input Error")
_UNKNOWN = Text("没有内容列表可对照，覆盖率未知", "its coverage is unknown without the list of all posts")

_PEOPLE = Text("人数不能跨平台相加", "people are never added across platforms")
_NOT_ENTERED = Text("没有填报", "nobody entered a value")


def measure(
    engine: Engine, measures: Mapping[str, Measure], quarters: Iterable[Quarter]
) -> dict[Quarter, dict[str, Value]]:
    """Every measure's value in every quarter, by quarter and id; typed values fill what cannot be computed."""
    wanted = list(quarters)
    listed = derive.looked_back_on(measures, wanted)
    sums = _sums(engine, measures.values(), listed).get("", {})
    found = _exact(measures, listed, sums, declared(engine), typed.read(engine))
    return _values(found, wanted)


def measure_entities(
    engine: Engine, measures: Mapping[str, Measure], quarters: Iterable[Quarter]
) -> dict[str, dict[Quarter, dict[str, Value]]]:
    """The values of every entity but the department for which some were entered, by its name, and what they make."""
    wanted = list(quarters)
    listed = derive.looked_back_on(measures, wanted)
    outside = dict.fromkeys(measures, _NOT_ENTERED)
    return {
        entity: _values(_exact(measures, listed, {}, {}, entered, outside, applies=True), wanted)
        for entity, entered in typed.by_entity(engine).items()
        if entity not in DEPARTMENT
    }


def measure_by(
    engine: Engine, measures: Mapping[str, Measure], quarters: Iterable[Quarter], by: By
) -> tuple[dict[str, dict[Quarter, dict[str, Value]]], tuple[Finding, ...]]:
    """The values of every account, unit or platform by its name, and what is to be said of those left out."""
    wanted = list(quarters)
    listed = derive.looked_back_on(measures, wanted)
    counted = {key: one for key, one in measures.items() if one.fact and owned(MEASURABLE[one.fact])}
    entities = known(engine, by_fact(counted.values()), by)
    if not entities.platforms:
        what = Text("没有可比较的对象", "there is nobody to compare")
        raise DataError(by, what, Text("账号和单位见 accounts.yaml。", "accounts.yaml has accounts and their units."))
    sums, nil = _sums(engine, counted.values(), listed, by), declared(engine)
    entered, findings = typed.shared(typed.by_entity(engine), entities)
    reasons: dict[frozenset[str], dict[str, Text]] = {}
    found = {}
    for entity, platforms in entities.platforms.items():
        outside = reasons.setdefault(platforms, _outside(measures, counted, platforms))
        exact = _exact(measures, listed, sums.get(entity, {}), nil, entered.get(entity, {}), outside)
        found[entity] = _values(exact, wanted)
    return found, (*told(entities), *findings)


def _outside(
    measures: Mapping[str, Measure], counted: Mapping[str, Measure], platforms: frozenset[str]
) -> dict[str, Text]:
    """The measures that an entity on *platforms* cannot have at all, and why."""
    found = {}
    for key, one in measures.items():
        if one.fact and key not in counted:
            found[key] = Text("数据不分账号", "its data do not tell accounts apart")
        elif one.platform and platforms and one.platform not in platforms:
            found[key] = Text(f"只统计 {one.platform} 账号", f"it counts accounts on {one.platform} only")
    return found


def _exact(
    measures: Mapping[str, Measure],
    quarters: list[Quarter],
    sums: Mapping[tuple[str, Quarter], Sums],
    nil: Declared,
    entered: typed.Entered,
    outside: Mapping[str, Text] = MappingProxyType({}),
    *,
    applies: bool = False,
) -> dict[Quarter, dict[str, Exact]]:
    """The values of one entity; those *outside* are not counted for it, which may mean that they do not apply."""
    entered = typed.at_the_end(entered, measures, quarters)
    found: dict[Quarter, dict[str, Exact]] = {}
    for quarter in quarters:
        exact = {}
        for key, one in measures.items():
            if one.fact:
                why = outside.get(key)
                blank = Exact(key, quarter, missing=why, applies=applies)
                made = blank if why else _evaluate(one, quarter, sums.get((key, quarter)), nil)
                exact[key] = typed.chosen(made, entered)
        derive.complete(measures, quarter, exact, entered, found)
        found[quarter] = exact
    return found


def _values(found: Mapping[Quarter, Mapping[str, Exact]], wanted: list[Quarter]) -> dict[Quarter, dict[str, Value]]:
    return {quarter: {key: value.as_value() for key, value in found[quarter].items()} for quarter in wanted}


def _sums(
    engine: Engine, measures: Iterable[Measure], quarters: list[Quarter], by: By | None = None
) -> dict[str, dict[tuple[str, Quarter], Sums]]:
    """The columns of the compiled queries by entity (one without a name, where there is one only), measure and
    quarter; one query a fact.
    """
    found: dict[str, dict[tuple[str, Quarter], Sums]] = {}
    names = {str(quarter): quarter for quarter in quarters}
    for fact, listed in by_fact(measures).items():
        rows, columns = _asked(engine, fact, listed, quarters, by)
        places = {
            one.id: {name.removeprefix(f"{one.id}__"): i for i, name in enumerate(columns) if _is_of(name, one)}
            for one in listed
        }
        for kind, quarter, *rest in rows:
            entity, cells = (rest[0], rest[1:]) if by else ("", rest)
            mine = found.setdefault(entity, {})
            for one in listed:
                if kind == one.window_kind:
                    mine[one.id, names[quarter]] = {name: cells[i] for name, i in places[one.id].items()}
    return found


def _is_of(name: str, measure: Measure) -> bool:
    return name.rpartition("__")[0] == measure.id


def _asked(
    engine: Engine, fact: Fact, measures: list[Measure], quarters: list[Quarter], by: By | None
) -> tuple[list[Row], list[str]]:
    """Rows and columns of the compiled query; SpecError that names the measure whose numbers the engine cannot make."""
    query, columns = compiled(fact, measures, quarters, by=by)
    try:
        return engine.run(query), columns
    except EngineError as problem:
        if len(measures) == 1 and problem.what.en.startswith(_UNCOMPUTABLE):
            (one,) = measures
            where = one.expr.at(0) if isinstance(one.expr, Written) else one.at
            what = Text(f"算不出来：{problem.what.zh}", f"it cannot be computed: {problem.what.en}")
            raise SpecError(where, what) from problem
        for one in measures if len(measures) > 1 else ():
            _asked(engine, fact, [one], quarters, by)
        raise


def _evaluate(measure: Measure, quarter: Quarter, sums: Sums | None, nil: Declared) -> Exact:
    sums = sums or {}
    rows, every = int(str(sums.get("rows") or 0)), int(str(sums.get("all") or 0))
    coverage, undeclared = covered(measure, quarter, sums, nil)
    blank = Exact(measure.id, quarter, coverage=coverage, rows=rows)
    if not is_over(measure.window, quarter):
        return missing(blank, Text(f"{quarter.year} 年还没有结束", f"the year {quarter.year} is not over"))
    if undeclared:
        return missing(blank, undeclared)
    if not every and not measure.registered:
        return missing(replace(blank, coverage=None), Text("本季没有数据", "there is no data for the quarter"))
    if measure.registered and rows < every:
        what = Text(f"{every} 行中有 {every - rows} 行填写不全", f"{every - rows} of {every} rows are incomplete")
        return missing(blank, what)
    if int(str(sums.get("platforms") or 0)) > 1:
        return missing(blank, _PEOPLE)
    if coverage is None and measure.coverage:
        return missing(blank, _UNKNOWN)
    if coverage is not None and measure.coverage and coverage < measure.coverage.minimum:
        return missing(blank, _thin(coverage, measure.coverage.minimum))
    if not rows and not measure.registered:
        return missing(blank, Text("没有填写完整的行", "no row is complete"))
    return _valued(measure, blank, sums)


def _valued(measure: Measure, blank: Exact, sums: Sums) -> Exact:
    numerator = Fraction(str(sums.get("num") or 0))
    denominator = Fraction(1)
    if measure.type in ("ratio", "share"):
        denominator = Fraction(str(sums.get("den") or 0))
    if measure.type == "mean":
        denominator = Fraction(blank.rows)
    if measure.mean_of_months:
        denominator = Fraction(len(months(measure.window, blank.quarter)))
    filled = replace(blank, numerator=numerator, denominator=denominator)
    if not denominator:
        return missing(filled, Text("分母为零", "the denominator is zero"))
    if denominator < measure.min_count:
        few = Text(
            f"分母只有 {denominator}，少于 {measure.min_count}",
            f"only {denominator} answers, under {measure.min_count}",
        )
        return missing(filled, few)
    return replace(filled, value=numerator / denominator, interval=measure.interval)


def _thin(coverage: Fraction, minimum: Fraction) -> Text:
    need = float(minimum)
    have = min(float(coverage), need - 0.001)  # 89.96 % must not read as 90.0 %, under 90 %
    return Text(f"数据覆盖率 {have:.1%}，低于 {need:.0%}", f"the data cover {have:.1%}, under {need:.0%}")
