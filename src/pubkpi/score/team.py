"""The department beside its people: what it scores by itself on what they are scored on."""

from collections.abc import Mapping

from pubkpi.model.findings import Finding
from pubkpi.model.kpis import KpiSet
from pubkpi.model.periods import Period
from pubkpi.model.scores import League, Value
from pubkpi.model.text import Text
from pubkpi.score.run import score

_NONE = "—"


def team_finding(kpis: KpiSet, period: Period, table: League, values: Mapping[Period, Mapping[str, Value]]) -> Finding:
    """The department's scores, by its own *values*, of the indicators that anybody in *table* has, and its total."""
    card = score(kpis, period, values, None, settled=True)
    shared = {node.id for node in table.nodes if any(node.applies)}
    leaves = [one for one in card.indicators if one.id in shared]
    total = _printed(card.total.score_printed)
    zh = "；".join(f"{one.label.zh} {_printed(one.score_printed)}" for one in leaves)
    en = "; ".join(f"{one.label.en} {_printed(one.score_printed)}" for one in leaves)
    message = Text(
        f"团队（部门）总分 {total}；其中 {zh}", f"the team (the department) has a total of {total}; of it {en}"
    )
    return Finding("score.team", "info", f"{kpis.id} {period}", message)


def _printed(score: float | None) -> str:
    return _NONE if score is None else f"{score:.1f}".replace("-", "−")
