"""kpi_specs/<scorecard>.yaml → the KPI set."""

from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import get_args

from pubkpi.model.errors import PubkpiError, UsageError
from pubkpi.model.findings import SEVERITIES, Finding
from pubkpi.model.kpis import Dimension, KpiSet
from pubkpi.model.kpis.assessment import Assessment, Flagging, Kind
from pubkpi.model.kpis.grading import How, Mean, MissingRule
from pubkpi.model.kpis.measures import Measure
from pubkpi.model.kpis.statements import Announcement, Statement
from pubkpi.model.log import Log
from pubkpi.model.periods import Period
from pubkpi.model.text import Text, choices_hint
from pubkpi.specs import measures, rules
from pubkpi.specs.adjustments import adjustments
from pubkpi.specs.bands import bands, lights
from pubkpi.specs.indicators import as_quarter, consequences, indicator, missing, silenced
from pubkpi.workspace.yaml import yamlfile
from pubkpi.workspace.yaml.node import Node
from pubkpi.workspace.yaml.numbers import decimal, integer, number, points

_LOG = Log("specs")
_KEYS = (
    "id label audience valid baseline_quarter settle_days missing weights aggregate zero rank_decimals entity_groups "
    "bands lights adjustments assessment flags notes announced silence measures dimensions"
).split()
_ASSESSMENT = "quarter year".split()
_FLAGS = "deviation consequences".split()
_MISSING = "policy quarters min_weight_coverage".split()
_ANNOUNCED = {"indicators": ("of", "value"), "growth": ("of", "value", "from", "to"), "shares": ("of", "parts")}
_NOTE = "id severity zh en".split()
_SPAN = Text("如 [2024Q1, 2024Q4]。", "As in [2024Q1, 2024Q4].")
_AUDIENCES = ("internal", "enterprise", "government")
_NODE = "id label weight missing aggregate zero indicators dimensions".split()


def build(folder: Path, scorecard: str) -> KpiSet:
    """The scorecard *scorecard* of the specs in *folder*, checked; SpecError or UsageError otherwise."""
    kpis = read(folder, scorecard)
    rules.check(kpis)
    _LOG.debug("%s: %s indicators, %s measures", folder / scorecard, len(kpis.indicators), len(kpis.measures))
    return replace(kpis, dimensions=_in_points(kpis.dimensions, Fraction(100))) if kpis.relative else kpis


def scorecard_ids(folder: Path) -> list[str]:
    """The scorecards of the specs in *folder*."""
    return sorted(file.stem for file in folder.glob("*.yaml"))


def read(folder: Path, scorecard: str, shared: Mapping[str, Measure] | None = None) -> KpiSet:
    """The same as it is written: with relative weights as they stand, and nothing checked but its words.

    *shared* are the measures of the folder, if they were read already.
    """
    path = folder / f"{scorecard}.yaml"
    known = scorecard_ids(folder)
    if scorecard not in known:
        what = Text(f"没有名为 {scorecard} 的考核表", f"there is no scorecard {scorecard}")
        # who asks for an index without its version is told which ones there are, not one chosen for them
        versions = [name for name in known if name.startswith(f"{scorecard}-")]
        raise UsageError(str(folder), what, choices_hint(versions or known))
    node = yamlfile.read(path).only(*_KEYS)
    node["missing"]["policy"].word()
    policy, _ = _missing(node["missing"], MissingRule())
    return KpiSet(
        id=node["id"].choice((scorecard,)),
        label=node["label"].text(),
        audience=node["audience"].choice(_AUDIENCES),
        valid=_valid(node["valid"]),
        dimensions=tuple(_dimension(one, policy) for one in node["dimensions"].each()),
        bands=bands(node["bands"]),
        lights=lights(node["lights"]),
        min_weight_coverage=number(node["missing"]["min_weight_coverage"]),
        measures=measures.of(node["measures"], measures.read(folder / "measures") if shared is None else shared),
        settle_days=integer(node["settle_days"], 8),
        baseline_quarter=as_quarter(node["baseline_quarter"]) if node["baseline_quarter"] else None,
        notes=tuple(map(_note, node["notes"].each())),
        at=node.at,
        mean=_mean(node),
        relative=node["weights"].choice(("points", "relative"), "points") == "relative",
        rank_decimals=_decimals(node["rank_decimals"]),
        entity_groups=_groups(node["entity_groups"]),
        announced=_announced(node["announced"].only(*_ANNOUNCED)),
        silence=silenced(node["silence"]),
        adjustments=adjustments(node["adjustments"]),
        assessment=_assessment(node["assessment"].only(*_ASSESSMENT)),
        flagging=_flagging(node["flags"].only(*_FLAGS)),
    )


def measures_of_all(folder: Path, scorecard: str) -> Iterator[Mapping[str, Measure]]:
    """The measures of all scorecards in *folder* that can be read, then those of *scorecard* alone, should one of the
    others be wrong.
    """
    lots = []
    for name in dict.fromkeys((scorecard, *scorecard_ids(folder))):
        with suppress(PubkpiError):
            lots.append(read(folder, name).measures)
    yield {key: one for lot in reversed(lots) for key, one in lot.items()}
    yield from lots[:1]


def within(kpis: KpiSet, period: Period) -> KpiSet:
    """*kpis*, when it scores *period*; UsageError otherwise."""
    first, last = kpis.valid
    if period in kpis.scored(period):
        return kpis
    what = Text(f"考核表 {kpis.id} 只考核 {first} 至 {last}", f"{kpis.id} scores {first} to {last} only")
    if not period.parts(kpis.rhythm):
        own, (zh, en) = kpis.rhythm.nouns.noun, period.kind.nouns.noun
        what = Text(f"考核表 {kpis.id} 按{own.zh}考核，不考核{zh}", f"{kpis.id} scores {own.en}s, and no {en}")
    call = f"pubkpi measures --{period.kind.name if period.parts(kpis.rhythm) else 'period'} {period}"
    raise UsageError(str(period), what, Text(f"只看数值用 {call}。", f"For the values alone: {call}."))


def _valid(node: Node) -> tuple[Period, Period]:
    quarters = node.each()
    if len(quarters) != 2:
        raise node.wrong(Text("valid 应写起止两个季度", "valid names the first and the last quarter"), _SPAN)
    return as_quarter(quarters[0]), as_quarter(quarters[1])


def _missing(node: Node, above: MissingRule) -> tuple[MissingRule, Fraction | None]:
    """The policy for missing values below a node, and the least weight coverage if it names one."""
    node.only(*_MISSING)
    least = node["min_weight_coverage"]
    return missing(node, above), number(least) if least else None


def _dimension(node: Node, above: MissingRule) -> Dimension:
    node.only(*_NODE)
    policy, least = _missing(node["missing"], above)
    return Dimension(
        id=node["id"].word(),
        label=node["label"].text(),
        weight=Fraction(decimal(node["weight"])),
        leaves=tuple(indicator(one, policy) for one in node["indicators"].each()),
        dimensions=tuple(_dimension(one, policy) for one in node["dimensions"].each()),
        mean=_mean(node),
        minimum=least,
        at=node.at,
    )


def _mean(node: Node) -> Mean:
    how, zero = node["aggregate"].choice(get_args(How), "arithmetic"), node["zero"]
    if (how == "geometric") != bool(zero):
        what = Text(
            "geometric 要写 zero：遇到 0 分时怎么办；其他办法不写",
            "geometric needs zero, what to do about a score of 0; no other mean takes it",
        )
        raise node["aggregate"].wrong(what, Text("0、1（按 1 分计）或 refuse。", "0, 1 (counts as 1 point) or refuse."))
    return Mean(how, None if not zero or zero.data == "refuse" else points(zero))  # type: ignore[arg-type]  # as checked


def _in_points(nodes: tuple[Dimension, ...], whole: Fraction) -> tuple[Dimension, ...]:
    """The *nodes* with their relative weights as parts of *whole*, down to the leaves."""
    total = sum((node.weight for node in nodes), Fraction(0))
    made = []
    for node in nodes:
        mine = whole * node.weight / total
        among = sum((leaf.weight for leaf in node.leaves), Fraction(0))
        leaves = tuple(replace(leaf, weight=mine * leaf.weight / among) for leaf in node.leaves)
        made.append(replace(node, weight=mine, leaves=leaves, dimensions=_in_points(node.dimensions, mine)))
    return tuple(made)


def _decimals(node: Node) -> int:
    decimals = node.integer(1)
    if not 0 <= decimals <= 12:
        raise node.wrong(
            Text(
                f"rank_decimals 应在 0 与 12 之间，不是 {decimals}",
                f"rank_decimals lies between 0 and 12, not {decimals}",
            )
        )
    return decimals


def _groups(node: Node) -> dict[str, tuple[str, ...]]:
    groups = {name: members.words() for name, members in node.items()}
    homes = Counter(member for members in groups.values() for member in members)
    twice = next((member for member, count in homes.items() if count > 1), None)
    if twice:
        raise node.wrong(
            Text(f"{twice} 写在两个组里", f"{twice} is in two groups"), Text("只留在一个组。", "Leave it in one.")
        )
    return groups


def _assessment(node: Node) -> Assessment:
    quarter, year = (
        tuple(one.choice(get_args(Kind)) for one in node[key].each()) or get_args(Kind) for key in _ASSESSMENT
    )
    return Assessment(quarter, year)  # type: ignore[arg-type]  # as checked


def _flagging(node: Node) -> Flagging:
    usual = Flagging()
    limit = number(node["deviation"]) if node["deviation"] else usual.deviation
    if limit <= 0:
        raise node["deviation"].wrong(Text("应大于 0", "must be above 0"))
    return Flagging(limit, consequences(node["consequences"]))


def _announced(node: Node) -> Announcement:
    counts, growth, shares = ([one.only(*keys) for one in node[name].each()] for name, keys in _ANNOUNCED.items())
    return Announcement(
        tuple(_stated(one, number(one["value"])) for one in counts),
        tuple(_stated(one, number(one["value"]), _above(one["from"]), number(one["to"])) for one in growth),
        tuple(_stated(one, Fraction(1), *(number(part) for _, part in one["parts"].items())) for one in shares),
    )


def _stated(node: Node, value: Fraction, *parts: Fraction) -> Statement:
    return Statement(node["of"].text(), value, parts, node.at)


def _above(node: Node) -> Fraction:
    value = number(node)
    if value <= 0:
        raise node.wrong(Text("应大于 0", "must be above 0"))
    return value


def _note(node: Node) -> Finding:
    node.only(*_NOTE)
    severity = node["severity"].choice(SEVERITIES, "info")
    message = Text(node["zh"].word(), node["en"].word())
    return Finding(node["id"].word(), severity, node.at, message)  # type: ignore[arg-type]  # as checked
