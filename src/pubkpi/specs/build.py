"""kpi_specs/<scorecard>.yaml → the KPI set."""

from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import get_args

from pubkpi.model.errors import UsageError
from pubkpi.model.findings import SEVERITIES, Finding
from pubkpi.model.kpis import Band, Baseline, Dimension, Direction, Indicator, KpiSet, Method, OtherValue
from pubkpi.model.periods import Quarter, quarter
from pubkpi.model.text import Text, one_of
from pubkpi.specs import measures, rules
from pubkpi.specs.numbers import number
from pubkpi.workspace import yamlfile
from pubkpi.workspace.yamlfile import Node

_KEYS = "id label audience valid baseline_quarter settle_days missing bands lights notes dimensions".split()
_LEAF = (
    "id label weight measure direction method at_baseline at_target baseline target steps due check owner choice "
    "caveat also_stated shows"
).split()
_LIGHTS = {"green": Text("正常", "on course"), "yellow": Text("关注", "behind"), "red": Text("预警", "alert")}


def build(folder: Path, scorecard: str) -> KpiSet:
    """The scorecard *scorecard* of the specs in *folder*, checked; SpecError or UsageError otherwise."""
    path = folder / f"{scorecard}.yaml"
    known = sorted(file.stem for file in folder.glob("*.yaml"))
    if scorecard not in known:
        what = Text(f"没有名为 {scorecard} 的考核表", f"there is no scorecard {scorecard}")
        raise UsageError(str(folder), what, one_of(known))
    node = yamlfile.read(path).only(*_KEYS)
    kpis = KpiSet(
        id=node["id"].choice((scorecard,)),
        label=node["label"].text(),
        audience=node["audience"].choice(("internal", "enterprise", "government")),
        valid=_valid(node["valid"]),
        dimensions=tuple(map(_dimension, node["dimensions"].each())),
        bands=tuple(map(_band, node["bands"].each())),
        lights=_lights(node["lights"]),
        min_weight_coverage=_missing(node["missing"]),
        measures=measures.read(folder / "measures"),
        settle_days=node["settle_days"].whole(8),
        baseline_quarter=_quarter(node["baseline_quarter"]) if node["baseline_quarter"] else None,
        notes=tuple(map(_note, node["notes"].each())),
        at=node.at,
    )
    rules.check(kpis)
    return kpis


def _valid(node: Node) -> tuple[Quarter, Quarter]:
    quarters = node.each()
    if len(quarters) != 2:
        raise node.wrong(Text("valid 应写起止两个季度", "valid names the first and the last quarter"))
    return _quarter(quarters[0]), _quarter(quarters[1])


def _missing(node: Node) -> Fraction:
    """The least weight coverage; the only policy that there is must be named as such."""
    node.only("policy", "min_weight_coverage")["policy"].choice(("reweight",))
    return number(node["min_weight_coverage"])


def _quarter(node: Node) -> Quarter:
    try:
        return quarter(node.word())
    except UsageError as problem:
        raise node.wrong(problem.what, problem.hint) from problem


def _dimension(node: Node) -> Dimension:
    node.only("id", "label", "weight", "indicators")
    leaves = tuple(map(_indicator, node["indicators"].each()))
    return Dimension(node["id"].word(), node["label"].text(), _decimal(node["weight"]), leaves)


def _indicator(node: Node) -> Indicator:
    node.only(*_LEAF)
    method = node["method"].choice(get_args(Method))
    steps = [step.only("value", "points", "label") for step in node["steps"].each()]
    check = node["check"].only("measure", "quarter", "equals")
    return Indicator(
        id=node["id"].word(),
        label=node["label"].text(),
        weight=_decimal(node["weight"]),
        measure=node["measure"].word(),
        direction=node["direction"].choice(get_args(Direction)),  # type: ignore[arg-type]  # as checked
        method=method,  # type: ignore[arg-type]  # as checked
        baseline=_baseline(node["baseline"]),
        targets=tuple(sorted((_key_quarter(node, key), number(one)) for key, one in node["target"].items())),
        at=node.at,
        at_baseline=number(node["at_baseline"]) if node["at_baseline"] else Fraction(60),
        at_target=number(node["at_target"]) if node["at_target"] else Fraction(100),
        steps=tuple((number(step["value"]), number(step["points"])) for step in steps),
        step_labels={number(step["value"]): step["label"].text() for step in steps if step["label"]} or None,
        due=_quarter(node["due"]) if node["due"] else None,
        owner=node["owner"].text(""),
        choice=node["choice"].text(""),
        caveat=node["caveat"].text() if node["caveat"] else None,
        also_stated=tuple(map(_other, node["also_stated"].each())),
        shows=node["shows"].word(""),
        check=(check["measure"].word(), _quarter(check["quarter"]), number(check["equals"])) if check else None,
    )


def _key_quarter(node: Node, key: str) -> Quarter:
    try:
        return quarter(key)
    except UsageError as problem:
        raise node["target"][key].wrong(problem.what, problem.hint) from problem


def _baseline(node: Node) -> Baseline:
    if isinstance(node.data, dict):
        return Baseline(measured=_quarter(node.only("measured")["measured"]))
    return Baseline(value=number(node)) if node else Baseline()


def _other(node: Node) -> OtherValue:
    node.only("value", "where", "reason")
    return OtherValue(node["value"].word(), node["where"].text(), node["reason"].text())


def _band(node: Node) -> Band:
    node.only("id", "label", "at_least")
    return Band(node["id"].word(), node["label"].text(), _decimal(node["at_least"]))


def _lights(node: Node) -> tuple[Band, ...]:
    node.only("green", "yellow")
    limits = {"green": _decimal(node["green"]), "yellow": _decimal(node["yellow"]), "red": Decimal("-Infinity")}
    return tuple(Band(light, _LIGHTS[light], limit) for light, limit in limits.items())


def _note(node: Node) -> Finding:
    node.only("id", "severity", "zh", "en")
    severity = node["severity"].choice(SEVERITIES, "info")
    message = Text(node["zh"].word(), node["en"].word())
    return Finding(node["id"].word(), severity, node.at, message)  # type: ignore[arg-type]  # as checked


def _decimal(node: Node) -> Decimal:
    value = node.data
    if not isinstance(value, int | Decimal) or isinstance(value, bool):
        raise node.wrong(Text(f"不是数：{value}", f"not a number: {value}"))
    return Decimal(value)
