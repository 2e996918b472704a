"""What a closed period's review was told, decisions and commentary, as it stood when the period was closed."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from pubkpi.model.explanations.meetings import Commentary, Decision, Task
from pubkpi.model.findings import Finding, ordered
from pubkpi.model.periods import Period
from pubkpi.model.review import Review
from pubkpi.model.text import NOTHING, Text, same
from pubkpi.pipeline.open import open_engine
from pubkpi.pipeline.results import transcript
from pubkpi.workspace.settings import Settings

_FEW = 3
_AGAIN = Text(
    "报告印的是定稿时的；要印现在的，用 pubkpi close --revise --reason 原因。",
    "Reports print those of then; to print those of now: pubkpi close --revise --reason WHY.",
)


def written(settings: Settings, period: Period) -> Mapping[str, Any]:
    """The decisions and the commentary that a report of *period* prints now, as the archive keeps them."""
    from pubkpi.database.meetings import commentary, earlier_decisions

    with open_engine(settings) as engine:
        words = {"decisions": earlier_decisions(engine, period), "commentary": commentary(engine, period)}
    return {name: transcript.write(some) for name, some in words.items()}


def with_closed_words(review: Review, words: Mapping[str, Any] | None) -> Review:
    """*review* with the decisions and the commentary of its closing, and a finding if others are known now; *words* is
    what `written` gave then, None of a closing that was made before there was such a thing.
    """
    if words is None:
        return review
    decisions = transcript.read(tuple[Decision, ...], words["decisions"])
    commentary = transcript.read(tuple[Commentary, ...], words["commentary"])
    said = ordered((*_later(review, decisions, commentary), *review.card.findings))
    return replace(review, decisions=decisions, commentary=commentary, card=replace(review.card, findings=said))


def _later(review: Review, decisions: Sequence[Decision], commentary: Sequence[Commentary]) -> Iterator[Finding]:
    """A finding that names the indicators and decisions of which other words are known now, if there are any."""
    labels = {one.id: one.label for one in review.kpis.indicators}
    items = [same(one) for one in _others({one.item: one for one in decisions}, review.decisions, "item")]
    spoken = _others({one.indicator: one for one in commentary}, review.commentary, "indicator")
    about = [labels.get(one, same(one)) for one in spoken]
    pairs = ((about, Text("指标说明：", "commentary on ")), (items, Text("决定事项：", "decisions: ")))
    parts = [_names(some, what) for some, what in pairs if some]
    if parts:
        what = Text(
            f"定稿以后改过{'；'.join(one.zh for one in parts)}",
            f"changed since it was closed: {'; '.join(one.en for one in parts)}",
        )
        yield Finding("close.meeting", "info", f"{review.card.scorecard} {review.card.period}", what, _AGAIN)


def _names(some: Sequence[Text], what: Text) -> Text:
    """The first names of *some*, and how many more there are, behind *what* they are."""
    more = Text(f" 等 {len(some)} 项", f" and {len(some) - _FEW} more") if some[_FEW:] else NOTHING
    zh, en = "、".join(one.zh for one in some[:_FEW]), ", ".join(one.en for one in some[:_FEW])
    return Text(f"{what.zh}{zh}{more.zh}", f"{what.en}{en}{more.en}")


def _others(then: Mapping[str, Task], now: Sequence[Task], key: str) -> list[str]:
    """The keys of those that are not the same *then* and *now*, in the order of then."""
    today = {getattr(one, key): one for one in now}
    return [name for name in dict.fromkeys((*then, *today)) if then.get(name) != today.get(name)]
