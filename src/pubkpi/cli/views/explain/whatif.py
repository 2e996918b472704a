"""A scenario beside what is so, its levers and its forecasts; every output says that it is not a result."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from pubkpi.cli import console
from pubkpi.cli.locale import language, t
from pubkpi.cli.options import Sheet
from pubkpi.model.text import Text

if TYPE_CHECKING:
    from fractions import Fraction

    from pubkpi.model.explanations.scenarios import Lever, Levers, ScenarioComparison
    from pubkpi.model.kpis import KpiSet
    from pubkpi.report.wording.numbers import Scale

_KINDS = {
    "values": Text("数值", "value"),
    "targets": Text("目标", "target"),
    "baselines": Text("基线", "baseline"),
    "weights": Text("权重", "weight"),
    "caps": Text("最高得分", "cap"),
    "policies": Text("缺失时", "policy"),
}
_WAYS = {
    "held": Text("保持现值", "last value held"),
    "trend": Text("延续趋势", "trend continued"),
    "path": Text("达到目标", "target path met"),
}
_MOVES = "gain best step pace needed reach monthly".split()
COLUMNS = (
    "note kind id label unit value scenario_value score scenario_score points scenario_points difference "
    "gain best step pace needed reach monthly low high errors"
).split()


def show_whatif(comparison: "ScenarioComparison", format: Sheet) -> None:
    """The scenario as a table, as JSON or as rows."""
    if format is Sheet.json:
        console.as_json(_as_json(comparison))
    elif format is Sheet.csv:
        rows = [_mark() | row for row in _rows(comparison)]
        console.as_csv([COLUMNS, *([row.get(name, "") for name in COLUMNS] for row in rows)], comparison.findings)
    else:
        _show_scenario(comparison)
        if comparison.levers:
            _show_levers(comparison, comparison.levers)
        else:
            console.out(t("没有总分，说不出提分空间", "without a total nobody can tell what would move it"))
        if comparison.forecasts:
            _show_forecasts(comparison)
        console.out(f"※ {_mark()['note']}")
        console.findings(comparison.findings)


def _mark() -> dict[str, Any]:
    from pubkpi.model.explanations.scenarios import WATERMARK

    return {"note": WATERMARK.say(language())}


def _title(comparison: "ScenarioComparison") -> str:
    return f"{comparison.card.label.say(language())} · {comparison.card.period.label(language())} · {_mark()['note']}"


def _scale(comparison: "ScenarioComparison", place: int, *more: float | None) -> "Scale":
    """How the values of the indicator at *place* print."""
    from pubkpi.report.leaves import step_labels
    from pubkpi.report.wording.numbers import scale

    pair = (comparison.base.indicators[place], comparison.card.indicators[place])
    unit, names = comparison.kpis.measures[pair[0].measure].printed_unit, step_labels(comparison.kpis, pair[0].measure)
    return scale(unit, language(), (*more, *(one for leaf in pair for one in (leaf.value, leaf.target))), names)


def _show_scenario(comparison: "ScenarioComparison") -> None:
    from pubkpi.report.leaves import band_words
    from pubkpi.report.wording.composition import composition_lines
    from pubkpi.report.wording.numbers import MISSING, score_change

    lang, base, card = language(), comparison.base, comparison.card
    kinds, gaps = _gaps(comparison)
    nothing = (MISSING, *([MISSING] * len(kinds)))
    rows = []
    for place, (before, after) in enumerate(zip(base.indicators, card.indicators, strict=True)):
        shown = _scale(comparison, place)
        values = (shown.bare(before.value, before.basis.bound), shown.bare(after.value, after.basis.bound))
        rows.append(
            (before.label.say(lang), *values, *_scores(before.score, after.score), *gaps.get(before.id, nothing))
        )
    rows += [(one.label.say(lang), *[""] * 4, *gaps.get(one.id, nothing)) for one in card.adjustments]
    totals = (base.total.score, card.total.score)
    moved = score_change(totals[1], totals[0])
    rows.append((t("总分", "Total"), "", "", *_scores(*totals), moved, *[""] * len(kinds)))
    head = (
        *(t("指标", "indicator"), t("实际", "value"), t("情景", "scenario"), t("得分", "score")),
        *(t("情景得分", "in scenario"), t("总分变动", "points"), *kinds),
    )
    console.table(head, rows, right=range(1, len(head)), title=_title(comparison), drop=(*range(6, len(head)), 3))
    if kinds and comparison.explanation:
        method = comparison.explanation.convention.say(lang)
        console.out(t(f"分解方法：{method}", f"method: {method}"))
    if why := comparison.unexplained:
        console.out(t(f"总分变动没有分到各项：{why.zh}", f"the points are not shared out: {why.en}"))
    changed = [_change(comparison.kpis, *one) for one in comparison.scenario]
    console.out(t("情景：", "scenario: ") + (t("；", "; ").join(changed) or t("没有改动", "nothing is changed")))
    bands = [band_words(one.total, lang) or MISSING for one in (base, card)]
    console.out(t("等级：", "band: ") + (bands[0] if bands[0] == bands[1] else " → ".join(bands)))
    if base.composition and card.composition:
        ends = " → ".join(_scores(base.composition.score, card.composition.score))
        console.out("\n".join((t("合成结果：", "composed result: ") + ends, *[*composition_lines(card, lang)][1:])))


def _change(kpis: "KpiSet", kind: str, name: str, value: "Fraction | str | None") -> str:
    """What is otherwise, by its label, with every digit that was given."""
    lang, nodes = language(), {one.id: one for one in kpis.everything}
    thing = kpis.measures[name] if kind == "values" else nodes[name]
    if value is None:
        words = t("缺失", "missing")
    elif isinstance(value, str):
        words = value
    else:
        is_points = kind in ("weights", "caps")
        is_share = not is_points and kpis.measures[getattr(thing, "measure", name)].unit == "share"
        words = f"{float(value * 100):,.12g}%" if is_share else f"{float(value):,.12g}"
    return f"{_KINDS[kind].say(lang)} {thing.label.say(lang)} = {words}"


def _scores(before: float | None, after: float | None) -> tuple[str, str]:
    from pubkpi.report.wording.numbers import score

    return score(before), score(after)


def _gaps(comparison: "ScenarioComparison") -> tuple[list[str], dict[str, tuple[str, ...]]]:
    """What each indicator and adjustment brings to the difference, which adds up as it prints; where there are several,
    the names of its effects and what each of them brings.
    """
    from pubkpi.report.wording.effects import KINDS
    from pubkpi.report.wording.numbers import UNMOVED, exact, signed

    if comparison.explanation is None:
        return [], {}
    kinds = comparison.explanation.kinds if len(comparison.explanation.kinds) > 1 else ()
    found = {}
    for one in comparison.explanation.contributions:
        effects = [one.of(kind) for kind in kinds]
        parts = [signed(effect.printed or exact(float(effect.points))) if effect else UNMOVED for effect in effects]
        found[one.id] = (signed(one.printed or exact(float(one.points))), *parts)
    return [KINDS[kind].say(language()) for kind in kinds], found


def _show_levers(comparison: "ScenarioComparison", levers: "Levers") -> None:
    from pubkpi.report.sections.levers import monthly_amount, needed_value
    from pubkpi.report.wording.numbers import score

    lang, places = language(), {one.id: i for i, one in enumerate(comparison.card.indicators)}
    goal = "" if levers.goal is None else f"{levers.goal:g}"
    band = f"{t('（', ' (')}{levers.band.say(lang)}{t('）', ')')}" if levers.band else ""
    head = (
        *(t("指标", "indicator"), t("情景", "value"), t("得分", "score"), t("可提升", "gain")),
        *(t("总分可到", "total then"), t("每进一步", "each step")),
        *((t(f"到 {goal} 需", f"for {goal}"), t("每月还需", "a month")) if goal else ()),
    )
    rows = []
    for one in levers.levers:
        shown = _scale(comparison, places[one.id], one.needed)
        value = _scale(comparison, places[one.id]).bare(one.value)
        row = (one.label.say(lang), value, score(one.score), score(one.gain), score(one.best))
        rows.append((*row, _pace(one), *((needed_value(one, shown), monthly_amount(one)) if goal else ())))
    aim = t(f"目标 {goal} 分{band}", f"goal {goal}{band}") if goal else t("没有更高的等级", "there is no higher band")
    title = t(f"单项提升空间，{aim}", f"What each alone could bring; {aim}")
    console.table(head, rows, right=range(1, len(head)), title=title, drop=(5, 7, 4, 2) if goal else (5, 4, 2))
    if levers.goal is not None:
        gap = levers.goal - levers.total
        console.out(
            t(f"距 {goal} 分还差 {score(gap)} 分", f"{score(gap)} points short of {goal}")
            if gap > 0
            else t(f"已达到 {goal} 分，多 {score(-gap)} 分", f"{goal} is reached, with {score(-gap)} points to spare")
        )
    else:
        console.out(t("已在最高等级", "in the highest band already"))


def _pace(one: "Lever") -> str:
    """The points that a unit more, or where less is better a unit less, brings."""
    from pubkpi.report.wording.numbers import MISSING

    if one.pace is None:
        return MISSING
    sign = "−" if one.direction == "down" else "+"
    step = t(f"{sign}1 个百分点", f"{sign}1 pp") if one.unit == "share" else f"{sign}{one.step:,.12g}"
    return f"{step}: {one.pace:.2f}"


def _show_forecasts(comparison: "ScenarioComparison") -> None:
    from pubkpi.report.wording.numbers import MISSING, exact, score, signed

    lang = language()
    rows = [
        (
            _WAYS[one.way].say(lang),
            score(one.total),
            one.band.say(lang) if one.band else MISSING,
            f"{score(one.interval[0])}–{score(one.interval[1])}" if one.interval else MISSING,
            t("、", ", ").join(signed(exact(each)) for each in one.errors)
            or t("没有可回测的期间", "nothing to try it on"),
        )
        for one in comparison.forecasts
    ]
    when = comparison.forecasts[0].period.label(lang)
    head = (
        t("假设", "if"),
        t("总分", "total"),
        t("等级", "band"),
        t("区间", "range"),
        t("回测误差", "errors in the past"),
    )
    console.table(head, rows, right=(1,), title=t(f"推到{when}", f"To {when}"))
    console.out(
        t(
            "区间：以往同样推算的最大误差；次数很少，只作参考。",
            "range: as far as the same forecast was ever off; few tries, so no more than a hint.",
        )
    )


def _rows(comparison: "ScenarioComparison") -> Iterator[dict[str, Any]]:
    """Each indicator with its lever, each adjustment, the total, each forecast."""
    base, card = comparison.base, comparison.card
    levers = {one.id: one for one in comparison.levers.levers} if comparison.levers else {}
    listed = comparison.explanation.contributions if comparison.explanation else ()
    gaps = {one.id: round(float(one.points), 12) for one in listed}
    ends: list[list[Any]] = [[*one.indicators, *one.adjustments] for one in (base, card)]
    for before, after in zip(*ends, strict=True):
        lever = levers.get(before.id)
        row = {
            "kind": "indicator" if before in base.indicators else "adjustment",
            "label": before.label.say(language()),
        }
        row |= {name: getattr(before, name, None) for name in ("id", "unit", "value", "score", "points")}
        row |= {f"scenario_{name}": getattr(after, name, None) for name in ("value", "score", "points")}
        yield row | {"difference": gaps.get(before.id)} | {name: getattr(lever, name) for name in _MOVES if lever}
    now, then = base.total.score, card.total.score
    gap = None if now is None or then is None else round(then - now, 12)
    yield {"kind": "total", "id": base.scorecard, "score": now, "scenario_score": then, "difference": gap}
    if base.composition and card.composition:
        now, then = base.composition.score, card.composition.score
        yield {"kind": "composed", "id": base.scorecard, "score": now, "scenario_score": then}
    for guess in comparison.forecasts:
        low, high = guess.interval or (None, None)
        errors = " ".join(f"{each:g}" for each in guess.errors)
        named = {"kind": "forecast", "id": guess.way, "label": str(guess.period)}
        yield named | {"scenario_score": guess.total, "low": low, "high": high, "errors": errors}


def _as_json(comparison: "ScenarioComparison") -> dict[str, Any]:
    from pubkpi.report.formats.data import period_fields

    rows = list(_rows(comparison))
    levers = comparison.levers
    return {
        "schema_version": 1,
        "result": False,
        **_mark(),
        "scorecard": comparison.base.scorecard,
        **period_fields(comparison.base.period),
        "scenario": [{"kind": kind, "id": name, "value": _number(value)} for kind, name, value in comparison.scenario],
        "bands": [comparison.base.total.band, comparison.card.total.band],
        "goal": levers.goal if levers else None,
        "convention": comparison.explanation.convention.say(language()) if comparison.explanation else None,
        "unexplained": comparison.unexplained.say(language()) if comparison.unexplained else None,
        **{
            f"{kind}s": [_without_kind(row) for row in rows if row["kind"] == kind]
            for kind in ("indicator", "adjustment")
        },
        "total": _without_kind(next(row for row in rows if row["kind"] == "total")),
        **({"composition": made.as_json(language())} if (made := comparison.card.composition) else {}),
        "forecasts": [
            {
                "way": one.way,
                "period": str(one.period),
                "total": one.total,
                "values": dict(one.values),
                "interval": list(one.interval) if one.interval else None,
                "errors": list(one.errors),
            }
            for one in comparison.forecasts
        ],
        "findings": [one.as_json(language()) for one in comparison.findings],
    }


def _without_kind(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name != "kind"}


def _number(value: Any) -> Any:
    return value if value is None or isinstance(value, str) else float(value)
