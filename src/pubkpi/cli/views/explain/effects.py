"""Why a total moved: a table by indicator and effect, then a sentence for each effect."""

from typing import TYPE_CHECKING

from pubkpi.cli import console
from pubkpi.cli.locale import language, t

if TYPE_CHECKING:
    from pubkpi.model.explanations.effects import Explanation


def show_effects(explanation: "Explanation") -> None:
    """The change in a sentence, the table, the sentences, and the convention by which the change is shared out."""
    from pubkpi.report.effects import effects

    view = effects(explanation, language())
    before, now = (t(f"{card.period}得分", f"score {card.period}") for card in (explanation.before, explanation.now))
    header = (t("指标", "indicator"), before, now, t("总分变动", "points"), *view.kinds, t("现失分", "lost now"))
    rows = [("  " * one.depth + one.label, one.before, one.now, one.change, *one.kinds, one.lost) for one in view.lines]
    last = len(header) - 1
    console.table(header, rows, right=range(1, last + 1), title=view.title, drop=(last, 1, 2))
    console.out(view.headline)
    if view.raised:
        console.out(view.raised)
    for whole, sentences in view.sentences:
        console.out(whole + t("；", "; ").join(sentences))
    console.out(t(f"分解方法：{view.convention}", f"method: {view.convention}"))
    if explanation.before.provisional or explanation.now.provisional:
        console.say(t("数据未定稿，得分是暂定的。", "the data are not final: scores are provisional."))
    console.findings(explanation.findings)
