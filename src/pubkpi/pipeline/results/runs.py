"""Results that were kept: what they were made of and their numbers lie in the archive, one line each in the journal."""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from pubkpi import __version__
from pubkpi.model.errors import BusyError, PubkpiError, UsageError
from pubkpi.model.findings import Finding
from pubkpi.model.kpis import KpiSet
from pubkpi.model.notices import notice
from pubkpi.model.periods import Period, period
from pubkpi.model.review import Review
from pubkpi.model.scores import Bound, League, Value
from pubkpi.model.system import reason
from pubkpi.model.text import NOTHING, Text, same
from pubkpi.pipeline.results import transcript
from pubkpi.pipeline.results.inputs import PROFILES, Inputs, json_parts
from pubkpi.workspace.journal import LOADING, Entry
from pubkpi.workspace.lock import Lock
from pubkpi.workspace.record import Record
from pubkpi.workspace.settings import Settings

RUN = "run"
DIGITS = 12  # of an id, where people read it
_FEW = 3
_Measured = tuple[float | None, Bound]
_NOTHING: _Measured = (None, "")
_NONE = Text("没有数值", "no value")
_SINCE = (Text("其后导入 ", "Loaded since: "), Text("其后撤下 ", "Taken out: "), Text("其后改过 ", "Edited since: "))


@dataclass(frozen=True, slots=True)
class Run:
    """A result that was kept: its line in the journal, and from the archive the *words* that it was made of, by the
    names of their files, and its *numbers*.
    """

    entry: Entry
    words: Mapping[str, str]
    numbers: Any

    @property
    def name(self) -> str:
        """Id and subject, as people read them."""
        return run_name(self.entry)


def numbers(result: Review | League) -> Any:
    """Every number and state of *result* as JSON has it, without words."""
    if isinstance(result, League):
        about: dict[str, Any] = {"entities": result.entities, "bands": result.bands, "weight": result.comparable_weight}
        for one in result.nodes:
            about[one.id] = {"scores": one.scores, "ranks": one.ranks, "values": one.values}
        return transcript.write(about | _adjustments(result), words=False)
    earlier = {str(one.period): one.total for one in result.history[:-1]}
    return transcript.write({"card": result.card, "earlier": earlier}, words=False)


def _adjustments(league: League) -> dict[str, Any]:
    """The adjustments of all entities, by item; empty where there are none."""
    if not any(league.adjustments[:1]):
        return {}
    columns = {
        item[0].id: {
            "values": [one.value for one in item],
            "points": [one.points for one in item],
            "states": [one.state for one in item],
        }
        for item in zip(*league.adjustments, strict=True)
    }
    return {"adjustments": columns}


def keep(
    settings: Settings, inputs: Inputs, result: Review | League, kpis: KpiSet | None, *, provisional: bool
) -> tuple[Finding, ...]:
    """Keep *result*, by *kpis*, unless one of the same inputs is kept; what is to be said of those before. Where it
    cannot be kept, that is told, and nothing fails.
    """
    made = numbers(result)
    mine = [one for one in inputs.entries if one.action == RUN and subject(one) == inputs.subject]
    same_run = next((one for one in mine if one.data["run"] == inputs.id), None)
    record = Record(settings.state)
    if same_run:
        found = [*_other_numbers(read(record, same_run), made)]
    else:
        found = []
        _write(settings, inputs, made, provisional=provisional)
    others = [one for one in mine if one.data["run"] != inputs.id and not one.data["provisional"]]
    if others and kpis:
        found += _moved_values(read(record, others[-1]), inputs, made, kpis)
    return tuple(found)


def past(period: Period, inputs: Inputs) -> Finding:
    """The finding that a result of *period* is one of the past."""
    count, at = len(inputs.entries), inputs.entries[-1].data["at"]
    what = Text(
        f"按 {at} 时已知的资料（日志前 {count} 行），没有记为结果",
        f"as it was known on {at} (the first {count} lines of the journal), and not kept as a run",
    )
    return Finding("run.past", "info", str(period), what)


def read(record: Record, entry: Entry) -> Run:
    """The run of the line *entry*; VerifyError when the archive has lost a part of it."""
    words, result = (json.loads(record.archive.get(sha256)) for sha256 in entry.data["texts"])
    return Run(entry, words, result)


def find_run(entries: Sequence[Entry], words: str, scorecard: str) -> Entry:
    """The newest run of the period that *words* name by *scorecard*, or whose id begins with them; UsageError when
    there is none.
    """
    listed, named = [one for one in reversed(entries) if one.action == RUN], words
    with suppress(UsageError):
        named = str(period(words))
    meant = [one for one in listed if subject(one) == {"scorecard": scorecard, "period": named, "by": ""}]
    found = next(iter([*meant, *(one for one in listed if one.data["run"].startswith(words.lower()))]), None)
    if found is None:
        last = [run_name(one) for one in listed[:_FEW]]
        hint = Text(f"最近的：{'；'.join(last)}。", f"The last ones: {'; '.join(last)}.") if last else NOTHING
        raise UsageError(words, Text("没有记录过这个结果", "no such run was kept"), hint)
    return found


def run_name(entry: Entry) -> str:
    """Id and subject of the run in the line *entry*."""
    data = entry.data
    return " ".join(filter(None, (data["run"][:DIGITS], data["scorecard"], data["period"], data["by"])))


def subject(entry: Entry) -> Mapping[str, str]:
    """Scorecard, period and by whom, of the run in the line *entry*."""
    return {key: entry.data[key] for key in ("scorecard", "period", "by")}


def _write(settings: Settings, inputs: Inputs, made: Any, *, provisional: bool) -> None:
    """The run into archive and journal; told when it cannot be done."""
    line = {"run": inputs.id, **inputs.subject, "upto": len(inputs.entries), "provisional": provisional}
    line |= {"pubkpi": __version__, "engine": inputs.engine}
    line |= {"facts": inputs.facts} if inputs.facts else {}
    try:
        append(settings, RUN, line, (inputs.texts, made))
    except (BusyError, OSError) as problem:
        notice(_not_kept(problem))


def append(settings: Settings, action: str, line: Mapping[str, object], texts: Sequence[Any]) -> None:
    """Write *texts* into the archive, then the *line* that names them into the journal: both, or nothing. BusyError
    when somebody else is at work, and a run that is kept by now is not kept twice.
    """
    lock, record = Lock(settings.state / ".lock"), Record(settings.state)
    try:
        record.mend()
        if action == RUN and any(one.action == RUN and one.data["run"] == line["run"] for one in record.entries()):
            return  # another pubkpi was quicker
        kept = [record.archive.put_parts(json_parts(one)) for one in texts]
        at = settings.clock().isoformat(" ", "seconds")
        record.append(record.journal.after([(action, {"at": at, **line, "texts": kept})]))
    except BaseException:
        record.drop()
        raise
    finally:
        lock.release()


def changed_since(settings: Settings, inputs: Inputs) -> bool:
    """Whether the journal has loads that *inputs* do not know."""
    return any(one.action in LOADING for one in Record(settings.state).entries()[len(inputs.entries) :])


def _not_kept(problem: BusyError | OSError) -> Finding:
    why = problem.what if isinstance(problem, PubkpiError) else reason(problem)
    what = Text(f"这次的结果没有记入日志（{why.zh}）", f"this run is not kept ({why.en})")
    return Finding("run.not_kept", "warning", "data", what)


def _other_numbers(run: Run, made: Any) -> Iterator[Finding]:
    """The finding that *run* had other numbers though it was made of the same."""
    for place, was, now in transcript.differences(run.numbers, made):
        version = run.entry.data["pubkpi"]
        if version != __version__:
            why = Text(f"当时是 pubkpi {version}。", f"It was made by pubkpi {version}.")
        else:
            why = Text(
                "数据库被改过，或程序改了而版本号没变；运行 pubkpi verify 核对数据库。",
                "The database was edited, or pubkpi was, under the same version: pubkpi verify checks the database.",
            )
        what = Text(
            f"材料相同，数却不同：{place} 当时是 {was}，现在是 {now}",
            f"made of the same, with other numbers: {place} was {was} and is {now}",
        )
        yield Finding("run.differs", "error" if version == __version__ else "warning", run.name, what, why)
        return


def _moved_values(run: Run, inputs: Inputs, made: Any, kpis: KpiSet) -> Iterator[Finding]:
    """A finding for each indicator and adjustment with values that were final in *run* and are others in *made*."""
    when, day = period(run.entry.data["period"]), str(run.entry.data["at"])[:10]
    hint = changes(inputs, run.entry.data["upto"], run.words)
    measures = {one.id: kpis.measures[one.measure] for one in (*kpis.indicators, *kpis.adjustments)}
    before, now = (dict(_values(one)) for one in (run.numbers, made))
    for name, measure in measures.items():
        others = now.get(name, {})
        pairs = [(whose, one, others.get(whose, _NOTHING)) for whose, one in before.get(name, {}).items()]
        moved = [(whose, one, other) for whose, one, other in pairs if one != other]
        for whose, *ends in moved[:1]:
            said = both(measure.unit, *(Value(name, when, one, bound=bound) for one, bound in ends))
            yield Finding("run.moved", "warning", name, _move((str(when), day), said, whose, len(moved)), hint)


def _move(since: tuple[str, str], ends: tuple[Text, Text], whose: str, count: int) -> Text:
    """That a value of the period moved *since* that day; of a league the first of *count*: *whose*."""
    (when, day), (was, now) = since, ends
    zh, en = f"{day}：{was.zh}；现在：{now.zh}", f"{was.en} on {day}, {now.en} now"
    if not whose:
        return Text(f"{when} 的数值和出过的结果不同：{zh}", f"a value of {when} is not that of an earlier result: {en}")
    more = Text(f"（共 {count} 个）", f" ({count} in all)") if count > 1 else NOTHING
    return Text(
        f"{when} 的数值和出过的结果不同：{whose} {zh}{more.zh}",
        f"a value of {when} is not that of an earlier result: {whose}, {en}{more.en}",
    )


def both(unit: str, was: Value, now: Value) -> tuple[Text, Text]:
    """Two values as they print, or that there is none."""
    from pubkpi.measure.changes import written

    one, two = written(unit, was, now)
    return _NONE if was.value is None else same(one), _NONE if now.value is None else same(two)


def _values(result: Any) -> Iterator[tuple[str, Mapping[str, _Measured]]]:
    """In the numbers of a run each indicator and adjustment with its value, or with those of all entities by name."""
    if "card" in result:
        for one in result["card"]["dimensions"]:
            for leaf in one["indicators"]:
                yield leaf["id"], {"": (leaf["basis"]["value"], leaf["basis"]["bound"])}
        for line in result["card"]["adjustments"]:
            yield line["id"], {"": (line["value"], "")}
        return
    for name, node in (*result.items(), *result.get("adjustments", {}).items()):
        if isinstance(node, Mapping) and node.get("values"):
            yield name, {whose: (one, "") for whose, one in zip(result["entities"], node["values"], strict=True)}


def changes(inputs: Inputs, upto: int, words: Mapping[str, str]) -> Text:
    """What is otherwise than behind line *upto*, by those *words*: files loaded and taken out, texts edited."""
    loaded, gone = ([str(one.data["name"]) for one in inputs.entries[upto:] if one.action == do] for do in LOADING)
    said = [
        Text(f"{heading.zh}{'、'.join(names[:_FEW])}{more.zh}", f"{heading.en}{', '.join(names[:_FEW])}{more.en}")
        for heading, names in zip(_SINCE, (loaded, gone, changed_texts(words, inputs.texts)), strict=True)
        if names
        for more in [Text(f" 等 {len(names)} 份", f" and {len(names) - _FEW} more") if names[_FEW:] else NOTHING]
    ]
    return Text("；".join(one.zh for one in said) + "。", "; ".join(one.en for one in said) + ".") if said else NOTHING


def changed_texts(before: Mapping[str, str], now: Mapping[str, str]) -> list[str]:
    """The names of the files whose words are others *now*; of profiles those that both have, for a file that is loaded
    brings its own.
    """
    names = [name for name in dict.fromkeys((*before, *now)) if before.get(name) != now.get(name)]
    return [name for name in names if not name.startswith(PROFILES) or (name in before and name in now)]
