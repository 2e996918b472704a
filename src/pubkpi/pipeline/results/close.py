"""A period becomes final, or what was final is revised: one line of the journal, with the results in the archive."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import get_args

from pubkpi.model.errors import BusyError, DataError, PubkpiError, UsageError
from pubkpi.model.findings import Finding, ordered
from pubkpi.model.kpis import KpiSet
from pubkpi.model.periods import Period
from pubkpi.model.review import Review
from pubkpi.model.scores import League, Side
from pubkpi.model.text import NOTHING, Text
from pubkpi.pipeline.analyse import rules_text
from pubkpi.pipeline.results import runs, transcript
from pubkpi.pipeline.results.acceptance import accepted_text, edits_since, laid_out, specs_of
from pubkpi.pipeline.results.closings.closing import Closing, Context
from pubkpi.pipeline.results.inputs import as_bytes
from pubkpi.pipeline.results.misses import DECISIONS
from pubkpi.pipeline.scores import compute, compute_league, kpis
from pubkpi.workspace.files import digest
from pubkpi.workspace.journal import LOADING, Entry
from pubkpi.workspace.record import Record
from pubkpi.workspace.settings import Settings


@dataclass(frozen=True, slots=True)
class Decision:
    """What is to be done with the period: close it, even while it is provisional (*force*), or *revise* it; and why."""

    force: bool = False
    revise: bool = False
    reason: str = ""


def close(settings: Settings, period: Period, decision: Decision) -> Finding:
    """Close *period* for the workspace's scorecard, with its department's result and its leagues; what the result is
    called from now on. UsageError when that cannot be, BusyError when files were loaded meanwhile.
    """
    made, about = compute(settings, period)
    _refuse(made, about.closing, decision)
    _refuse_open_edits(settings, made, about)
    line = _line(made, about, decision)
    said = [one for one in made.card.findings if one.id != "score.provisional"]
    said += about.edits(settings)
    card = replace(made.card, provisional=False, findings=ordered(said))
    leagues: dict[str, League] = {}
    entities: dict[str, object] = {}
    for by in ("entity", *get_args(get_args(Side)[0])):
        with suppress(DataError):  # nobody is to be compared
            leagues[by], league_about = compute_league(settings, period, by)
            entities[by] = _entity_values(league_about, period)
    results = {
        "card": transcript.write(card),
        "values": transcript.write(made.values[period]),
        "leagues": {by: transcript.write(table) for by, table in leagues.items()},
        "entities": entities,
        "rules": rules_text(settings),
    }
    if runs.changed_since(settings, about.inputs):
        what = Text("资料在结账时变了", "files were loaded meanwhile")
        raise BusyError(settings.root.name, what, Text("请再运行一次。", "Run it again."))
    if about.closing:
        _refuse_idle_revision(settings, about.closing, line, (about.inputs.texts, results))
    runs.keep(settings, about.inputs, made, made.kpis, provisional=made.card.provisional)
    runs.append(settings, "revise" if decision.revise else "close", line, (about.inputs.texts, results))
    record = Record(settings.state)
    return Closing(record.entries()[-1], record.archive).remark()


def _entity_values(about: Context, period: Period) -> object:
    """What later growths of the entities are over, by entity and measure."""
    if about.kpis is None or about.values is None:
        return {}
    compared = {name for one in about.kpis.measures.values() if one.previous for name in one.of}
    pairs = [(entity, name) for entity in about.values for name in sorted(compared)]
    found: dict[str, dict[str, object]] = {}
    for entity, name in pairs:
        found.setdefault(entity, {})[name] = transcript.write(about.values.value(entity, name, period))
    return found


def _refuse(made: Review, closing: Closing | None, decision: Decision) -> None:
    """UsageError when the *decision* cannot be."""
    period, what, hint = made.card.period, None, NOTHING
    if decision.revise and not closing:
        what = Text("还没有定稿，无从修订", "it is not closed, so there is nothing to revise")
        hint = Text("先运行 pubkpi close。", "Close it first: pubkpi close.")
    elif closing and not decision.revise:
        what = Text(f"已在 {closing.entry.data['at'][:10]} 定稿", f"it is closed since {closing.entry.data['at'][:10]}")
        hint = Text("要改，用 --revise --reason 原因。", "To change it: --revise --reason WHY.")
    elif made.card.provisional and not decision.force:
        what = Text("数据还是暂定的", "its data are provisional")
        hint = Text("等数据定稿；或用 --force --reason 原因。", "Wait until they are settled, or --force --reason WHY.")
    elif (decision.revise or decision.force) and not decision.reason.strip():
        what = Text("要写明原因", "a reason is needed")
        hint = Text("加 --reason 原因。", "Add --reason WHY.")
    if what:
        raise UsageError(str(period), what, hint)


def _refuse_idle_revision(
    settings: Settings, closing: Closing, line: Mapping[str, object], texts: Sequence[object]
) -> None:
    """UsageError when a revision would put in the place of the *closing* what stands there already."""
    later = Record(settings.state).entries()[closing.entry.seq :]
    came = any(one.action in LOADING or (one.action in DECISIONS and _is_about(one, line)) for one in later)
    stands = [closing.note.provisional, *closing.entry.data["texts"]]
    if not came and stands == [line["provisional"], *(digest(as_bytes(one)) for one in texts)]:
        what = Text("定稿以来没有任何变化，无可修订", "nothing has changed since it was closed")
        hint = Text("先导入或改好要修订的，再运行。", "Load or edit first what is to be revised.")
        raise UsageError(str(line["period"]), what, hint)


def _is_about(entry: Entry, line: Mapping[str, object]) -> bool:
    return all(entry.data[name] == line[name] for name in ("scorecard", "period"))


def _refuse_open_edits(settings: Settings, made: Review, about: Context) -> None:
    """DataError while nobody has accepted an edit, unless the period comes out the same by the accepted text."""
    if about.edits(settings) and not _same_by_accepted_text(settings, made, about):
        what = Text("考核表改过，还没有人认可", "the scorecard was edited, and nobody has accepted it")
        hint = Text(
            "认可：pubkpi adjust --accept --reason 原因 --by 姓名；或改回来（改动见 pubkpi adjust）。",
            "Accept it (pubkpi adjust --accept --reason WHY --by NAME), or edit it back (see pubkpi adjust).",
        )
        raise DataError(str(made.card.period), what, hint)


def _same_by_accepted_text(settings: Settings, made: Review, about: Context) -> bool:
    """Whether all numbers of the period, and of its leagues, are the same by the text that is accepted."""
    accepted = accepted_text(about.inputs.entries, Record(settings.state).archive, settings.scorecard)
    if accepted is None:
        return True
    period = made.card.period
    try:
        edits = edits_since(settings, accepted.words, specs_of(about.inputs.texts))
        if all(one.kind in ("additive", "cosmetic") for one in edits):
            return True
        with laid_out(settings, accepted.words) as past:
            rules = kpis(past, period)
        before, _ = compute(settings, period, rules)
        same = _numbers(before) == _numbers(made)
        return same and _league_numbers(settings, period, rules) == _league_numbers(settings, period, None)
    except PubkpiError:  # by the accepted text there is no result
        return False


def _numbers(made: Review) -> object:
    """The numbers of the period by itself, without what it is compared with."""
    from pubkpi.score.run import score

    period = made.card.period
    return transcript.write(score(made.kpis, period, made.values, None, settled=True), words=False)


def _league_numbers(settings: Settings, period: Period, rules: KpiSet | None) -> dict[str, object]:
    """The numbers of the leagues that there are."""
    found: dict[str, object] = {}
    for by in ("entity", *get_args(get_args(Side)[0])):
        with suppress(DataError):  # nobody is to be compared
            found[by] = runs.numbers(compute_league(settings, period, by, rules)[0])
    return found


def _line(made: Review, about: Context, decision: Decision) -> dict[str, object]:
    """What the journal says of it; *totals* are that before, of a revision, and that which stands now."""
    card, before = made.card, about.closing
    return {
        "scorecard": card.scorecard,
        "period": str(card.period),
        "revision": before.revision + 1 if before else 0,
        "reason": decision.reason.strip(),
        "provisional": card.provisional,
        "run": about.inputs.id,
        "upto": len(about.inputs.entries),
        "totals": [before.card.total.score_printed if before else None, card.total.score_printed],
    }
