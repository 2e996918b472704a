"""Run the measures of a scorecard over the facts: a value, or the reason why there is none, for every quarter."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from fractions import Fraction

from pubkpi.engine.interface import Engine, Row
from pubkpi.measure import derive, typed
from pubkpi.measure.compile import by_fact, compiled
from pubkpi.measure.coverage import Declared, covered, declared
from pubkpi.measure.exact import Exact, missing
from pubkpi.measure.windows import is_over, months
from pubkpi.model.errors import EngineError, SpecError
from pubkpi.model.facts import Fact
from pubkpi.model.kpis import Measure
from pubkpi.model.periods import Quarter
from pubkpi.model.scores import DEPARTMENT, Value
from pubkpi.model.text import Text, Written

Sums = Mapping[str, object]

# What the engine says of numbers that are too great for it, unlike of a full disk.
_UNCOMPUTABLE = ("Out of Range Error", "Conversion Error", "Binder Error", "Invalid Input Error")
_UNKNOWN = Text("没有内容列表可对照，覆盖率未知", "its coverage is unknown without the list of all posts")


def measure(
    engine: Engine, measures: Mapping[str, Measure], quarters: Iterable[Quarter]
) -> dict[Quarter, dict[str, Value]]:
    """Every measure's value in every quarter, by quarter and id; typed values fill what cannot be computed."""
    wanted = list(quarters)
    listed = derive.looked_back_on(measures, wanted)
    sums = _sums(engine, measures, listed)
    nil = declared(engine)
    entered = typed.read(engine)
    found: dict[Quarter, dict[str, Exact]] = {}
    for quarter in listed:
        exact: dict[str, Exact] = {
            key: _evaluate(one, quarter, sums.get((key, quarter)), nil) for key, one in measures.items() if one.fact
        }
        exact = {key: typed.chosen(value, entered) for key, value in exact.items()}
        derive.complete(measures, quarter, exact, entered, found)
        found[quarter] = exact
    return {quarter: {key: value.as_value() for key, value in found[quarter].items()} for quarter in wanted}


def measure_entities(
    engine: Engine, measures: Mapping[str, Measure], quarters: Iterable[Quarter]
) -> dict[str, dict[Quarter, dict[str, Value]]]:
    """The values of every entity but the department, by its name; so far those that were entered, and made of them."""
    listed = list(quarters)
    uncounted = Text("还不能按对象统计，只能填报", "it is not counted by entity yet, and nobody entered a value")
    found: dict[str, dict[Quarter, dict[str, Value]]] = {}
    for entity, entered in typed.by_entity(engine).items():
        for quarter in listed if entity not in DEPARTMENT else ():
            exact = {
                key: typed.chosen(Exact(key, quarter, missing=uncounted), entered)
                for key, one in measures.items()
                if one.fact
            }
            derive.complete(measures, quarter, exact, entered)
            values = {key: value.as_value() for key, value in exact.items()}
            found.setdefault(entity, {})[quarter] = values
    return found


def _sums(engine: Engine, measures: Mapping[str, Measure], quarters: list[Quarter]) -> dict[tuple[str, Quarter], Sums]:
    """The columns of the compiled queries by measure and quarter; one query a fact."""
    found: dict[tuple[str, Quarter], Sums] = {}
    names = {str(quarter): quarter for quarter in quarters}
    for fact, listed in by_fact(measures.values()).items():
        rows, columns = _asked(engine, fact, listed, quarters)
        for kind, quarter, *cells in rows:
            row = dict(zip(columns, cells, strict=True))
            for one in listed:
                if kind == one.window_kind:
                    prefix = f"{one.id}__"
                    mine = {name.removeprefix(prefix): cell for name, cell in row.items() if name.startswith(prefix)}
                    found[one.id, names[quarter]] = mine
    return found


def _asked(engine: Engine, fact: Fact, measures: list[Measure], quarters: list[Quarter]) -> tuple[list[Row], list[str]]:
    """Rows and columns of the compiled query; SpecError that names the measure whose numbers the engine cannot make."""
    query, columns = compiled(fact, measures, quarters)
    try:
        return engine.run(query), columns
    except EngineError as problem:
        if len(measures) == 1 and problem.what.en.startswith(_UNCOMPUTABLE):
            (one,) = measures
            where = one.expr.at(0) if isinstance(one.expr, Written) else one.at
            what = Text(f"算不出来：{problem.what.zh}", f"it cannot be computed: {problem.what.en}")
            raise SpecError(where, what) from problem
        for one in measures if len(measures) > 1 else ():
            _asked(engine, fact, [one], quarters)
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
