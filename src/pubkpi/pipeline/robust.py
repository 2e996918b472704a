"""How firm a total, its change and its band are, or the ranks of a league."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from pubkpi.model.errors import SpecError, UsageError
from pubkpi.model.kpis import KpiSet
from pubkpi.model.periods import Period
from pubkpi.model.scores import Side
from pubkpi.model.text import Text, choices_hint
from pubkpi.pipeline.entities import find_entity
from pubkpi.pipeline.explain import cards_with_basis
from pubkpi.pipeline.open import open_engine
from pubkpi.pipeline.results.acceptance import edits_among
from pubkpi.pipeline.results.closings.closing import context, stored_kpis
from pubkpi.pipeline.results.closings.leagues import league_measures, measure_league
from pubkpi.pipeline.scores import Values, kpis, review
from pubkpi.workspace.settings import Settings

if TYPE_CHECKING:
    from pubkpi.model.explanations.robustness import NoiseRule, RankRobustness, Robustness
    from pubkpi.model.explanations.scenarios import Difference


def robust(settings: Settings, period: Period, against: Period | None, rule: "NoiseRule") -> "Robustness":
    """How firm the total of *period* is, and its change since *against*, by default the period before."""
    from pubkpi.explain.robustness import robustness

    shown = review(settings, period)
    scored = [one.period for one in shown.history if one.period.kind is period.kind and one.period != period]
    if against is not None and against not in scored:
        what = Text(f"不能与 {against} 相比", f"{against} cannot be compared with")
        raise UsageError("--against", what, choices_hint(map(str, scored)))
    before = period.step(-1)
    against = against or (before if before in scored else None)
    stands = cards_with_basis(settings, shown, against)
    made = robustness(shown.kpis, period, shown.values, against, rule, stands)
    return replace(made, findings=edits_among(shown.card.findings))


def robust_ranks(
    settings: Settings, period: Period, by: Side, rule: "NoiseRule", pair: tuple[str, ...] = ()
) -> "RankRobustness":
    """How firm the ranks of those *by* which it is scored are in *period*; by what the first of a *pair* leads."""
    from pubkpi.explain.ranks import rank_robustness, refuse_other_totals

    kpi_set = kpis(settings, period)
    with open_engine(settings) as engine:
        about = context(settings, engine, period, by)
        kpi_set = stored_kpis(settings, about.closing) or kpi_set
        _refuse_made_totals(kpi_set, period, by)
        found, _ = measure_league(
            engine, kpi_set.measures, kpi_set.needed(period), about.closed, by, league_measures(kpi_set)
        )
        pair = tuple(find_entity(found, one) for one in pair)
        made = rank_robustness(kpi_set, period, found, rule, by, pair)
        made = replace(made, findings=(*about.edits(settings, period), *made.findings))
        table = about.closing.league(by) if about.closing else None
        if table:
            refuse_other_totals(made, dict(zip(table.entities, table.nodes[0].scores, strict=True)))
        if any(one.gap is None for one in made.lead):
            with suppress(SpecError):  # scored against the others, an entity has no score of its own
                return replace(made, lead=_lead(kpi_set, period, {one: found[one] for one in reversed(pair)}))
        return made


def _refuse_made_totals(kpi_set: KpiSet, period: Period, by: Side) -> None:
    """UsageError where the totals that are ranked are made of other totals, whose weights are not drawn."""
    if (kpi_set.of_accounts and by == "unit") or (kpi_set.compose and period.kind.is_annual):
        what = Text(
            "名次所依的总分由别的总分得出，不能摇动权重",
            "the ranks rest on totals that are made of others, with no weights to draw",
        )
        hint = Text("改用 --by account 或一个季度。", "Take --by account, or a period that nothing is composed of.")
        raise UsageError("robust", what, hint)


def _lead(kpi_set: KpiSet, period: Period, ends: Mapping[str, Values]) -> "tuple[Difference, ...]":
    """What each indicator brings to the lead where no sum of points does: shared out as a change would be."""
    from pubkpi.explain.attribution.players import Snapshot
    from pubkpi.explain.effects import explain
    from pubkpi.model.explanations.scenarios import Difference
    from pubkpi.score.indicators.comparison import refuse_comparative
    from pubkpi.score.run import score

    refuse_comparative(kpi_set)
    cards = [score(kpi_set, period, some, None, settled=True, entity=name) for name, some in ends.items()]
    found = explain(*(Snapshot(kpi_set, period, ends[one], card, one) for one, card in zip(ends, cards, strict=True)))
    return tuple(Difference(one.id, one.label, None, None, float(one.points)) for one in found.contributions)
