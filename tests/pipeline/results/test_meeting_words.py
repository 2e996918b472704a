"""What people said and decided stands in a closed period as it did then; what they say later is told."""

from dataclasses import replace

from pubkpi.model.explanations.meetings import Commentary, Decision
from pubkpi.pipeline.results import transcript
from pubkpi.pipeline.results.closings.meeting_words import with_closed_words
from tests.report import reviews


def closed(*decisions, commentary=()):
    return {"decisions": transcript.write(decisions), "commentary": transcript.write(commentary)}


def test_each_change_after_the_closing_is_named_and_many_are_counted():
    made = reviews.with_reasons()
    decided = [replace(one, outcome="办完了") if one.item == made.decisions[0].item else one for one in made.decisions]
    new = Decision(made.decisions[0].period, "后来才定的")
    said = with_closed_words(
        replace(made, decisions=(*decided, new)), closed(*made.decisions, commentary=made.commentary)
    )
    assert said.decisions == made.decisions
    (told,) = (one for one in said.card.findings if one.id == "close.meeting")
    assert told.message.zh == f"定稿以后改过决定事项：{made.decisions[0].item}、后来才定的"
    many = tuple(Commentary(leaf.id, "另有原因") for leaf in made.card.indicators)
    said = with_closed_words(replace(made, commentary=many), closed(*made.decisions))
    (told,) = (one for one in said.card.findings if one.id == "close.meeting")
    labels = [leaf.label.en for leaf in made.card.indicators]
    assert told.message.en == (
        f"changed since it was closed: commentary on {', '.join(labels[:3])} and {len(labels) - 3} more"
    )


def test_a_closing_that_kept_no_words_leaves_those_of_now():
    made = reviews.with_reasons()
    assert with_closed_words(made, None) is made
    assert with_closed_words(made, closed(*made.decisions, commentary=made.commentary)).card == made.card
