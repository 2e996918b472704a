"""Is the database what archive and journal say, and does a run that was kept come out again?"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from pubkpi import __version__
from pubkpi.database.lakehouse.mapped_facts import mapped_facts
from pubkpi.model import periods
from pubkpi.model.errors import VerifyError
from pubkpi.model.findings import Finding
from pubkpi.model.notices import notice
from pubkpi.model.text import Text
from pubkpi.pipeline.open import open_engine, open_store
from pubkpi.pipeline.results import inputs, runs, transcript
from pubkpi.pipeline.results.acceptance import DECISIONS, accepted_text
from pubkpi.pipeline.scores import compute, compute_league, kpis
from pubkpi.workspace.journal import Entry
from pubkpi.workspace.record import Record
from pubkpi.workspace.settings import Settings


def verify(settings: Settings, words: str = "") -> str:
    """The digest of the state, after making it again from archive and journal; and the run that *words* name (how its
    id begins, or its period) comes out again. VerifyError when anything differs, UsageError when there is no such run.
    """
    from pubkpi.ingest.history.verify import verified

    record = Record(settings.state)
    entries = record.entries()
    entry = runs.find_run(entries, words, settings.scorecard) if words else None
    with open_store(settings, write=False) as store:
        digest = verified(store)
    if entry:
        _verify_run(settings, runs.read(record, entry))
    else:
        newest = {tuple(runs.subject(one).values()): one for one in entries if one.action == runs.RUN}
        for entry in newest.values():
            _tell_edits(settings, record, entry)
    return digest


def _verify_run(settings: Settings, run: runs.Run) -> None:
    """Compute *run* again by its own words, from the archive as far as the journal went then; compare all numbers."""
    _refuse_other_facts(settings, run)
    made = _recompute(settings, run)
    version = run.entry.data["pubkpi"]
    by = Text(f"由 pubkpi {version} 算出，现在是 {__version__}", f"made by pubkpi {version}, and this is {__version__}")
    for place, was, now in transcript.differences(run.numbers, made):
        what = Text(f"重算不出：{place} 记的是 {was}，重算是 {now}", f"{place} is kept as {was} and comes out as {now}")
        raise VerifyError(run.name, what, Text(f"它{by.zh}。", f"It was {by.en}."))
    if version != __version__:
        notice(Finding("verify.version", "info", run.name, by))
    if edited := _edited_files(settings, run):
        raise VerifyError(edited[0], _edited_since(settings, run, edited), _OWN_WORDS)


def _refuse_other_facts(settings: Settings, run: runs.Run) -> None:
    """VerifyError when there is something else by now where facts lay outside of the workspace, or nobody can tell."""
    then = run.entry.data.get("facts", {})
    with open_engine(settings) as engine:
        mapped = mapped_facts(engine)
        now = {name: [one.place, one.mark] for name, one in mapped.snapshots().items()} if mapped else {}
    for name in sorted({*then, *now}):
        (place, was), (other, mark) = then.get(name, ("", "")), now.get(name, ("", ""))
        if was and place == other and not mark:
            gone = Text(
                f"{name} 当时取自 {place}，快照 {was[:12]}；那里现在什么都没有",
                f"{name} was read from {place}, snapshot {was[:12]}, which is gone: nothing lies there now",
            )
            raise VerifyError(run.name, gone, _NO_WAY_BACK)
        if (place, was) != (other, mark):
            what = Text(
                f"{name} 当时取自 {place or '工作区'}，快照 {was[:12]}；现在是 {other or '工作区'}，快照 {mark[:12]}",
                f"{name} was read from {place or 'the workspace'}, snapshot {was[:12]}, "
                f"and is at {other or 'the workspace'}, snapshot {mark[:12]}, now",
            )
            raise VerifyError(run.name, what, _NO_WAY_BACK)


def _recompute(settings: Settings, run: runs.Run) -> object:
    """The numbers of *run*, computed again by its own words: from the database, which was just compared with archive
    and journal, or, if files were read otherwise then, from one that is made for it.
    """
    data, when = run.entry.data, periods.period(run.entry.data["period"])
    past = replace(settings, upto=data["upto"], scorecard=data["scorecard"])
    with TemporaryDirectory(prefix="pubkpi-") as folder:
        inputs.lay_out(run.words, Path(folder))
        then = replace(past, root=Path(folder), data=settings.state)
        kpi_set = kpis(then, when)
        past = past if _reading(run.words) == _reading(_words_now(past, run)) else then
        if data["by"]:
            return runs.numbers(compute_league(past, when, data["by"], kpi_set)[0])
        return runs.numbers(compute(past, when, kpi_set)[0])


def _words_now(settings: Settings, run: runs.Run) -> Mapping[str, str]:
    """What the files that *run* was made by say now."""
    exports = {Path(name).stem for name in run.words if name.startswith(inputs.PROFILES)}
    return inputs.texts(replace(settings, scorecard=run.entry.data["scorecard"]), exports)


def _reading(words: Mapping[str, str]) -> dict[str, str]:
    """Those of *words* that say how files are read and what accounts and titles are called."""
    return {name: one for name, one in words.items() if not name.startswith(inputs.SPECS)}


def _tell_edits(settings: Settings, record: Record, entry: Entry) -> None:
    """Tell which texts of the newest run of a subject were edited after it."""
    run = runs.read(record, entry)
    if edited := _edited_files(settings, run):
        notice(Finding("verify.edited", "warning", edited[0], _edited_since(settings, run, edited), _OWN_WORDS))


def _edited_files(settings: Settings, run: runs.Run) -> list[str]:
    """The files of the workspace that *run* had other words of; a profile that pubkpi brings is none of them, nor is a
    spec whose words of now are accepted.
    """
    now, record = _words_now(settings, run), Record(settings.state)
    accepted = accepted_text(record.entries(), record.archive, run.entry.data["scorecard"])
    fine = accepted.words if accepted and accepted.line.action in DECISIONS else {}
    return [
        name
        for name in runs.changed_texts(run.words, now)
        if not name.startswith(inputs.PROFILES) or (settings.root / name).is_file()
        if name not in fine or fine[name] != now.get(name)
    ]


def _edited_since(settings: Settings, run: runs.Run, edited: Sequence[str]) -> Text:
    """That the first of the files was edited, or deleted, after *run*."""
    count = len(edited)
    zh, en = f"（共 {count} 个文件）" if count > 1 else "", f" ({count} files in all)" if count > 1 else ""
    if edited[0] not in _words_now(settings, run):
        return Text(f"在 {run.name} 之后删除了{zh}", f"was deleted after the run {run.name}{en}")
    return Text(f"在 {run.name} 之后改过{zh}", f"was edited after the run {run.name}{en}")


_NO_WAY_BACK = Text("当时的数无从重算。", "Its numbers cannot be made again.")
_OWN_WORDS = Text(
    "那次的数由它自己留存的文本重算无误；要按新的打分，运行 pubkpi score。",
    "Its numbers stand by the words that were kept with it; pubkpi score makes those by the new ones.",
)
