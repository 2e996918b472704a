"""People side by side by their part of the pieces, below the department, which has all of them."""

from pubkpi.model.review import Review
from pubkpi.model.scores import IndicatorScore, LeagueNode
from pubkpi.model.text import Lang, Text
from pubkpi.report.leaves import LightView, band_words, mark, single
from pubkpi.report.sections.side_by_side.accounts import (
    AccountsView,
    MatrixCell,
    MatrixRow,
    applicable,
    legend,
    matrix,
)
from pubkpi.report.wording import numbers

_TEAM = Text("团队（部门）", "Team (department)")
_SHARES = Text(
    "个人按份额计合作的稿件；团队是部门自己的得分，含所有人的稿件，不排名",
    "people have their part of joint work; the team is the department with the pieces of all, without a rank",
)


def authors(review: Review, lang: Lang) -> AccountsView | None:
    """The people of *review* below their team; None where nobody asked for them, or where no piece has an author."""
    table = review.authors
    if table is None:
        return None
    people = matrix(table, lang, (_team(review, applicable(table), lang),))
    return AccountsView(people.title, (people,), (*legend(review, lang), _SHARES.say(lang)), (), "", "")


def _team(review: Review, nodes: list[LeagueNode], lang: Lang) -> MatrixRow:
    """The department's own total, and its scores of what people are scored on."""
    total, leaves = review.card.total, {one.id: one for one in review.card.indicators}
    return MatrixRow(
        label=_TEAM.say(lang),
        rank=numbers.MISSING,
        total=numbers.score(total.score_printed),
        band=band_words(total, lang),
        cells=tuple(_cell(leaves.get(node.id), node.printed_unit, lang) for node in nodes),
    )


def _cell(leaf: IndicatorScore | None, unit: str, lang: Lang) -> MatrixCell:
    """The state and the score of *leaf*; of what is only watched its value."""
    if leaf is None:  # a closed card may lack what the league has
        return MatrixCell(LightView("", "", "none"), "")
    if leaf.scoring == "monitored":
        scale = numbers.scale(unit, lang, (leaf.value,))
        return MatrixCell(LightView("", "", "none"), scale.bare(leaf.value, leaf.basis.bound))
    light = mark("not_applicable" if leaf.scoring == "not_applicable" else leaf.state, (), lang)
    return MatrixCell(light, "" if leaf.score is None else numbers.score(leaf.score_printed, single(leaf.open)))
