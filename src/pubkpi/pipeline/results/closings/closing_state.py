"""What the report of a closed period tells besides its scores: all of it as it was known when the period was closed."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from pubkpi.database.marks import profile_files
from pubkpi.model.errors import PubkpiError
from pubkpi.model.explanations.meetings import Task
from pubkpi.model.findings import Finding, ordered
from pubkpi.model.periods import Period
from pubkpi.model.review import Review
from pubkpi.model.text import NOTHING, Text, same
from pubkpi.pipeline.analyse import rules_text
from pubkpi.pipeline.open import share_engine
from pubkpi.pipeline.results.closings.closing import REVISE, Closing, find_closing
from pubkpi.pipeline.results.inputs import PROFILES, lay_out, texts
from pubkpi.pipeline.scores import compute
from pubkpi.workspace.journal import LOADING
from pubkpi.workspace.record import Record
from pubkpi.workspace.settings import Settings

# What every command tells of a closed period: its scores, and those of other periods as they stand.
_RESULT = ("card", "kpis", "history", "values", "year_ago", "run", "closings", "explanation")
_LATER = ("close.late", "close.differs", "close.meeting", "close.miss", "close.unusable", "close.today")
_FEW = 3


@contextmanager
def state_at_closing(settings: Settings, period: Period) -> Iterator[tuple[Settings, tuple[Finding, ...]]]:
    """The workspace as it was when *period* was closed: by its files, its texts and the day of then; and what of it is
    of today all the same. As it is, where the period is open, or nothing has changed since.
    """
    closing = find_closing(settings, period)
    if closing is None or not _has_changed(settings, closing):
        yield settings, ()
        return
    where = f"{settings.scorecard} {period}"
    with ExitStack() as held:
        folder = Path(held.enter_context(TemporaryDirectory(prefix="pubkpi-")))
        lay_out({**dict(_own_words(closing)), **closing.rules}, folder)
        line = closing.entry
        then = replace(settings, root=folder, data=settings.state, upto=line.seq, now=str(line.data["at"]))
        said = [_of_today(where, Text("数据在工作区以外", "facts outside of the workspace"))] if settings.facts else []
        try:
            held.enter_context(share_engine(then))
        except PubkpiError as problem:  # the scores stand all the same
            then, said = settings, [_of_today(where, problem.what)]
        yield then, tuple(said)


def _own_words(closing: Closing) -> Iterator[tuple[str, str]]:
    """The words of the *closing*, but for profiles that pubkpi still brings: those are read once."""
    shipped = {f"{PROFILES}{name}.yaml": path for name, path in profile_files().items()}
    for name, words in closing.words.items():
        if name not in shipped or shipped[name].read_text("utf-8") != words:
            yield name, words


def _has_changed(settings: Settings, closing: Closing) -> bool:
    """Whether files were loaded or taken out since, or words are others that say how data are read and analysed."""
    later = Record(settings.state, settings.upto).entries()[closing.entry.seq :]
    exports = {Path(name).stem for name in closing.words if name.startswith(PROFILES)}
    words = texts(settings, exports) | rules_text(settings)
    return any(one.action in LOADING for one in later) or words != {**closing.words, **closing.rules}


def with_state(review: Review, then: Settings, doubts: Sequence[Finding]) -> Review:
    """The *review* of a closed period with the scores that stand, and all else by the workspace as it was *then*; what
    came later is set apart, with the *doubts* of that state.
    """
    if not review.closings:
        return review
    found = review.card.findings
    later = [*(one for one in found if one.id in _LATER), *doubts]
    if then.upto is not None:
        past, _ = compute(then, review.card.period, sealed=True)
        later += changed_words(review, past)
        review = replace(past, **{name: getattr(review, name) for name in _RESULT})
    card = replace(review.card, findings=ordered(one for one in found if one.id not in _LATER))
    return replace(review, card=card, later=ordered(later))


def _of_today(where: str, why: Text) -> Finding:
    what = Text(
        f"得分以外的内容取自现在的资料，定稿时的无从重现（{why.zh}）",
        f"what is no score is from the data of now, as those of then cannot be had again ({why.en})",
    )
    return Finding("close.today", "warning", where, what)


def changed_words(now: Review, then: Review) -> Iterator[Finding]:
    """A finding that names the indicators and decisions of which other words are known now, if there are any."""
    labels = {one.id: one.label for one in now.kpis.indicators}
    items = [same(one) for one in _others({one.item: one for one in then.decisions}, now.decisions, "item")]
    spoken = _others({one.indicator: one for one in then.commentary}, now.commentary, "indicator")
    about = [labels.get(one, same(one)) for one in spoken]
    pairs = ((about, Text("指标说明：", "commentary on ")), (items, Text("决定事项：", "decisions: ")))
    parts = [_names(some, what) for some, what in pairs if some]
    if parts:
        what = Text(
            f"定稿以后改过{'；'.join(one.zh for one in parts)}",
            f"changed since it was closed: {'; '.join(one.en for one in parts)}",
        )
        yield Finding("close.meeting", "info", f"{now.card.scorecard} {now.card.period}", what, REVISE)


def _names(some: Sequence[Text], what: Text) -> Text:
    """The first names of *some*, and how many more there are, behind *what* they are."""
    more = Text(f" 等 {len(some)} 项", f" and {len(some) - _FEW} more") if some[_FEW:] else NOTHING
    zh, en = "、".join(one.zh for one in some[:_FEW]), ", ".join(one.en for one in some[:_FEW])
    return Text(f"{what.zh}{zh}{more.zh}", f"{what.en}{en}{more.en}")


def _others(then: Mapping[str, Task], now: Sequence[Task], key: str) -> list[str]:
    """The keys of those that are not the same *then* and *now*, in the order of then."""
    today = {getattr(one, key): one for one in now}
    return [name for name in dict.fromkeys((*then, *today)) if then.get(name) != today.get(name)]
