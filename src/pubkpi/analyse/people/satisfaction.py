"""satisfaction: which share of a survey's answers is satisfied, and the net promoter score, each with its interval."""

from collections.abc import Iterator, Sequence
from fractions import Fraction

from pubkpi.analyse.intervals import net_promoter_score, wilson
from pubkpi.analyse.request import AnalysisRequest, absent_names
from pubkpi.model.explanations.analyses import Analysis, Figure, FigureColumn
from pubkpi.model.text import Text, count_of
from pubkpi.printing.figures import figure

GROUPS = ("survey",)
_COLUMNS = (
    FigureColumn("survey", Text("问卷", "survey"), "text"),
    FigureColumn("answers", Text("有效回答", "valid answers"), "count"),
    FigureColumn("satisfied_share", Text("满意率", "satisfied"), "share"),
    FigureColumn("satisfied_low", Text("95% 区间下限", "95% from"), "share"),
    FigureColumn("satisfied_high", Text("95% 区间上限", "95% to"), "share"),
    FigureColumn("ratings", Text("0–10 分的回答", "answers from 0 to 10"), "count"),
    FigureColumn("promoter_score", Text("净推荐值（百分点）", "net promoter score (points)"), "points"),
    FigureColumn("promoter_low", Text("净推荐值下限", "score from"), "points"),
    FigureColumn("promoter_high", Text("净推荐值上限", "score to"), "points"),
)
_SAMPLE = Text(
    "区间只算抽样误差：答卷的人不是随机抽取的。",
    "The intervals cover sampling error only: those who answer are no random sample.",
)


def analyse(request: AnalysisRequest) -> Analysis:
    """The surveys answered in the period: the satisfied share of the valid answers with Wilson's interval.

    Of those that the rules name under `nps` the net promoter score: the share of 9 and 10 less that of 6 and under.
    """
    rows = [_row(request, *row) for row in request.ask("people/satisfaction")]
    names = {row[0] for row in rows}
    absent = [name for name in request.rules.nps if name not in names]
    return Analysis(
        *("satisfaction", request.period, request.by, _COLUMNS, tuple(rows)),
        tuple(_sentences(rows)),
        (_SAMPLE, *absent_names(request, absent, "nps")) if rows else (),
    )


def _row(request: AnalysisRequest, name: str, valid: int, satisfied: int, *ratings: int) -> tuple[Figure, ...]:
    count, promoters, detractors = ratings
    if name in request.rules.nps:
        score, interval = net_promoter_score(promoters, detractors, count) if count else (None, (None, None))
        return (name, valid, None, None, None, count, score, *interval)
    share = (Fraction(satisfied, valid), *wilson(satisfied, valid)) if valid else (None,) * 3
    return (name, valid, *share, *(None,) * 4)


def _sentences(rows: Sequence[tuple[Figure, ...]]) -> Iterator[Text]:
    for name, answers, *figures in rows:
        if not answers:
            yield Text(f"“{name}”没有有效回答。", f"{name}: no valid answer.")
        elif figures[3] == 0:
            yield Text(f"“{name}”没有 0–10 分的回答，没有净推荐值。", f"{name}: no answer from 0 to 10, and no score.")
        share, low, high = (figure(one, "share") for one in figures[:3])
        score, least, most = (figure(one, "points") for one in figures[4:])
        if figures[0] is not None:
            yield Text(
                f"“{name}”{answers} 份有效回答，满意率 {share}（95% 区间 {low}–{high}）。",
                f"{name}: of {count_of(int(str(answers)), 'valid answer')} {share} are satisfied (95% {low}–{high}).",
            )
        elif figures[4] is not None:
            ratings = count_of(int(str(figures[3])), "answer")
            yield Text(
                f"“{name}”{figures[3]} 份评分，净推荐值 {score}（95% 区间 {least} 到 {most}）。",
                f"{name}: a net promoter score of {score} from {ratings} (95% {least} to {most}).",
            )
