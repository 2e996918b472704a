"""League tables whose totals are made of others: of a unit those of its accounts, of a year those of its periods."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from math import fsum, inf

import numpy as np

from pubkpi.model.composition import AccountTotal, Composition, UnitTotal
from pubkpi.model.findings import Finding, ordered
from pubkpi.model.kpis import KpiSet
from pubkpi.model.kpis.assessment import AccountsRule
from pubkpi.model.periods import Period
from pubkpi.model.scores import League, Side
from pubkpi.model.text import Text
from pubkpi.score.composition import Ceiling, ceiling, compose, composed_of
from pubkpi.score.league import league, ranks, unranked_nodes
from pubkpi.score.tree.bands import band, decimal, printed
from pubkpi.score.tree.columns import Entities, empty

Bounds = tuple[float, float]
_LACKS = ("score.missing", "score.adjustment_unknown")


@dataclass(frozen=True, slots=True)
class LeagueInputs:
    """The values of the entities of a league, and of their accounts where units are made of these, with the unit of
    each; the leagues that are *stored* of closed periods.
    """

    values: Entities
    accounts: Entities = field(default_factory=dict)
    units: Mapping[str, str] = field(default_factory=dict)
    stored: Mapping[Period, League] = field(default_factory=dict)


def league_with_totals(kpis: KpiSet, period: Period, inputs: LeagueInputs, by: Side = "entity") -> League:
    """The league table of *period*, each total made as *kpis* say."""
    if not (kpis.compose and period.kind.is_annual):
        return _of_period(kpis, period, inputs, by)
    periods = _periods(kpis, period)
    stored = {one: table for one, table in inputs.stored.items() if one != period}
    return _composed(kpis, {one: stored.get(one) or _of_period(kpis, one, inputs, by) for one in periods}, period)


def is_empty(kpis: KpiSet, period: Period, entities: Entities) -> bool:
    """Whether nobody has a value of anything that the league of *period* is made of."""
    return all(empty(kpis, one, entities) for one in _periods(kpis, period))


def _periods(kpis: KpiSet, period: Period) -> tuple[Period, ...]:
    """The *period*, and those of whose totals its result is composed."""
    parts = composed_of(kpis, period).values() if period.kind.is_annual else ()
    return tuple(dict.fromkeys((period, *(one for some in parts for one in some))))


def _of_period(kpis: KpiSet, period: Period, inputs: LeagueInputs, by: Side) -> League:
    table = league(kpis, period, inputs.values, by)
    if by != "unit" or not kpis.of_accounts:
        return table
    return _of_accounts(kpis, kpis.of_accounts, table, league(kpis, period, inputs.accounts, "account"), inputs.units)


def _composed(kpis: KpiSet, tables: Mapping[Period, League], year: Period) -> League:
    """The table of *year* with the results that are composed of the totals in all *tables*."""
    table = tables[year]
    if "year" not in kpis.compose:  # its own values are asked for by nobody
        table = replace(table, findings=tuple(one for one in table.findings if one.id != "score.missing"))
    places = {when: _places(one) for when, one in tables.items()}
    made: list[Composition | None] = []
    bounds: list[Bounds] = []
    held: list[bool] = []
    for name in table.entities:
        at = {when: places[when].get(name) for when in tables}
        totals = {when: None if i is None else tables[when].nodes[0].scores[i] for when, i in at.items()}
        ends = {when: _all(kpis) if i is None else _bounds(tables[when], i) for when, i in at.items()}
        limits = {when: _ceiling(kpis, tables[when], i) for when, i in at.items() if i is not None}
        made.append(compose(kpis, year, totals, limits))
        limit = limits.get(year, Ceiling())
        held.append(limit.holds)
        bounds.append(limit.bounds(*_ends(kpis, year, ends)))
    what = Text("年度总分按 compose 合成，名次依此", "the totals are composed as the scorecard says, and so are ranks")
    changed = _with_totals(kpis, table, [one.score if one else None for one in made], bounds, what, held)
    return replace(changed, compositions=tuple(made))


def _ceiling(kpis: KpiSet, table: League, place: int) -> Ceiling:
    """The most that vetoes leave of the total of the entity at *place*; of a unit made of accounts those of these."""
    if not table.unit_totals:
        return ceiling(kpis, table.period, table.adjustments[place])
    unit, rule = table.unit_totals[place], kpis.of_accounts
    if unit is None or rule is None or rule.veto is None:
        return Ceiling()
    fails = any(one.vetoed for one in unit.accounts)
    most = float(rule.veto)
    return Ceiling(most if fails else inf, most if fails or unit.undecided else inf)


def _ends(kpis: KpiSet, year: Period, ends: Mapping[Period, Bounds]) -> Bounds:
    """The least and the most that the result of *year* may come to, each of its totals lying between two *ends*."""
    whole = sum(kpis.compose.values())
    parts = [(float(kpis.compose[name] / whole), some) for name, some in composed_of(kpis, year).items()]  # type: ignore[index]  # its own names
    low, high = (
        fsum(weight * fsum(ends[one][side] for one in some) / (len(some) or 1) for weight, some in parts)
        for side in (0, 1)
    )
    return decimal(low), decimal(high)


def _of_accounts(kpis: KpiSet, rule: AccountsRule, table: League, accounts: League, units: Mapping[str, str]) -> League:
    """The *table* of units with totals made of those of their *accounts*."""
    made, bounds = list[UnitTotal | None](), list[Bounds]()
    for unit in table.entities:
        mine = [i for i, name in enumerate(accounts.entities) if units.get(name) == unit]
        made.append(_unit_total(kpis, rule, accounts, mine))
        bounds.append(_unit_bounds(kpis, rule, accounts, mine))
    words = "the totals of units are made of those of their accounts, and so are ranks"
    held = [rule.veto is not None and one is not None and any(some.vetoed for some in one.accounts) for one in made]
    what = Text("单位总分由其账号的总分得出，名次依此", words)
    # what units lack themselves takes nothing from their totals, what their accounts lack does
    lacks = [one for one in table.findings if one.id not in _LACKS]
    table = replace(table, findings=(*lacks, *(one for one in accounts.findings if one.id in _LACKS)))
    changed = _with_totals(kpis, table, [one.score if one else None for one in made], bounds, what, held)
    return replace(changed, unit_totals=tuple(made))


def _unit_total(kpis: KpiSet, rule: AccountsRule, accounts: League, mine: Sequence[int]) -> UnitTotal:
    """The total of the unit whose accounts are *mine*; a missing one follows the policy of the scorecard."""
    names = [accounts.entities[i] for i in mine]
    totals, vetoed = [accounts.nodes[0].scores[i] for i in mine], [_is_vetoed(accounts, i) for i in mine]
    weights = [rule.weight(name) for name in names]
    if kpis.missing.policy == "zero":
        totals = [one or 0.0 for one in totals]
    there = [i for i, one in enumerate(totals) if one is not None]
    score, reason = None, _why_none(kpis, [weights[i] for i in there], weights)
    decides = {*there}
    if not reason:
        some = [(weights[i], totals[i] or 0.0) for i in there]
        score = _account_score(rule, some)
        if rule.how == "worst":
            decides = {i for i in there if totals[i] == score}
    capped = rule.veto is not None and any(vetoed) and (score is None or score > rule.veto)
    most = float(rule.veto) if capped and rule.veto is not None and score is not None else None
    if most is not None:
        score, decides = most, {i for i, one in enumerate(vetoed) if one}
    listed = tuple(
        AccountTotal(name, float(weights[i]), totals[i], vetoed[i], i in decides and score is not None)
        for i, name in enumerate(names)
    )
    return UnitTotal(rule.how, listed, score, most, reason, any(_is_undecided(accounts, i) for i in mine))


def _account_score(rule: AccountsRule, some: Sequence[tuple[Fraction, float]]) -> float:
    if rule.how == "worst":
        return min(total for _, total in some)
    whole = sum(weight for weight, _ in some)
    return decimal(fsum(float(weight) * total for weight, total in some) / float(whole))


def _why_none(kpis: KpiSet, there: Sequence[Fraction], every: Sequence[Fraction]) -> Text | None:
    """Why a unit has no total, when of *every* account's weight that of those *there* have totals."""
    if not every:
        return Text("没有参评的账号", "no account of it is scored")
    share = sum(there, Fraction(0)) / sum(every, Fraction(0))
    least = kpis.min_weight_coverage if kpis.missing.policy == "reweight" else Fraction(1)
    if share and share >= least:
        return None
    words = f"{float(share):.0%}"
    return Text(f"只有 {words} 的账号权重有总分", f"accounts with {words} of the weight only have totals")


def _unit_bounds(kpis: KpiSet, rule: AccountsRule, accounts: League, mine: Sequence[int]) -> Bounds:
    """The least and the most that the total of the unit whose accounts are *mine* may come to."""
    if not mine:
        return _all(kpis)
    ends = [_bounds(accounts, i) for i in mine]
    weights = [rule.weight(accounts.entities[i]) for i in mine]
    low, high = (
        _account_score(rule, [(w, one[side]) for w, one in zip(weights, ends, strict=True)]) for side in (0, 1)
    )
    if rule.veto is not None:
        most = float(rule.veto)
        open_ = any(_is_undecided(accounts, i) for i in mine)
        fails = any(_is_vetoed(accounts, i) for i in mine)
        low, high = min(low, most) if open_ or fails else low, min(high, most) if fails else high
    return low, high


def _all(kpis: KpiSet) -> Bounds:
    """All that a total can come to of which nothing is known."""
    return 0.0, float(kpis.full)


def _is_vetoed(table: League, place: int) -> bool:
    return any(one.kind == "veto" and one.state == "fail" for one in table.adjustments[place])


def _is_undecided(table: League, place: int) -> bool:
    return any(one.kind == "veto" and one.state == "unknown" for one in table.adjustments[place])


def _bounds(table: League, place: int) -> Bounds:
    low, high = (one[place] for one in table.bounds)
    return low, high


def _places(table: League) -> dict[str, int]:
    return {name: i for i, name in enumerate(table.entities)}


def _with_totals(
    kpis: KpiSet,
    table: League,
    totals: Sequence[float | None],
    bounds: Sequence[Bounds],
    what: Text,
    held: Sequence[bool],
) -> League:
    """The *table* with other *totals* between *bounds*, and ranks and bands by these; *what* says whose they are. Where
    a veto has *held* a total down its band may be sure without it.
    """
    known = [(min(low, one), max(high, one)) if one is not None else (low, high)
             for one, (low, high) in zip(totals, bounds, strict=True)]  # fmt: skip
    possible = [[band(kpis.bands, printed(one[side])) for one in known] for side in (0, 1)]
    told = [one is not None or is_held for one, is_held in zip(totals, held, strict=True)]
    bands = [low if low == high and is_told else None for low, high, is_told in zip(*possible, told, strict=True)]
    count = len(totals)
    ranked = [name not in kpis.unranked for name in table.entities]
    scores = np.array([np.nan if one is None or not on else one for one, on in zip(totals, ranked, strict=True)])
    unranked = table.by == "unit" and kpis.id in unranked_nodes(kpis)
    total = replace(
        table.nodes[0],
        scores=tuple(totals),
        points=tuple(totals),
        ranks=(None,) * count if unranked else ranks(scores, kpis.rank_decimals),
    )
    finding = Finding("score.made_of_totals", "info", kpis.at, what)
    others = [one for one in table.findings if one.id != "score.no_total"]
    return replace(
        table,
        nodes=(total, *(replace(one, points=(None,) * count) for one in table.nodes[1:])),
        bands=tuple(one.id if one else None for one in bands),
        band_labels=tuple(one.label if one else None for one in bands),
        bounds=(tuple(low for low, _ in known), tuple(high for _, high in known)),
        possible=(possible[0], possible[1]),
        findings=ordered((finding, *others)),
    )
