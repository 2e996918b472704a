"""What people said and decided stands in a closed period as it did then; what they say later is named."""

from dataclasses import replace

from pubkpi.model.explanations.meetings import Commentary, Decision
from pubkpi.pipeline.results.closings.closing_state import changed_words
from tests.report import reviews


def test_each_change_after_the_closing_is_named_and_many_are_counted():
    then = reviews.with_reasons()
    decided = [replace(one, outcome="办完了") if one.item == then.decisions[0].item else one for one in then.decisions]
    new = Decision(then.decisions[0].period, "后来才定的")
    (said,) = changed_words(replace(then, decisions=(*decided, new)), then)
    assert said.message.zh == f"定稿以后改过决定事项：{then.decisions[0].item}、后来才定的"
    many = tuple(Commentary(leaf.id, "另有原因") for leaf in then.card.indicators)
    (said,) = changed_words(replace(then, commentary=many), replace(then, commentary=()))
    labels = [leaf.label.en for leaf in then.card.indicators]
    assert said.message.en == (
        f"changed since it was closed: commentary on {', '.join(labels[:3])} and {len(labels) - 3} more"
    )
    assert not [*changed_words(then, then)]
