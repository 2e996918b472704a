"""sources: through which channels readers came."""

from collections.abc import Iterator, Sequence
from fractions import Fraction

from pubkpi.analyse.request import AnalysisRequest, group_column
from pubkpi.model.explanations.analyses import Analysis, Figure, FigureColumn
from pubkpi.model.text import Text
from pubkpi.printing.figures import figure

LABEL = Text("阅读来源", "Sources of readers")
GROUPS = {"channel": "channel", "account": "account"}
_HEADS = {"channel": Text("渠道", "channel"), "account": Text("账号", "account")}
_COLUMNS = (
    FigureColumn("readers", Text("阅读人次（按日去重）", "readers, unique within a day"), "count"),
    FigureColumn("share", Text("占各渠道之和", "share of all channels"), "share"),
    FigureColumn("days", Text("有数据的天数", "days"), "count"),
    FigureColumn("reads", Text("阅读次数", "reads"), "count"),
)
_NOTE = Text(
    "一人一天可从几个渠道来，所以各渠道之和不是去重总数（全部），不与它相加。",
    "A reader may come through several channels in a day: their sum is not 全部, and never added to it.",
)


def analyse(request: AnalysisRequest) -> Analysis:
    """The readers of the period by channel or account, and each as a share of the sum over the channels."""
    found = request.ask("people/sources", GROUPS[request.by])
    total = sum(row[1] or 0 for row in found)
    rows = [
        (name, readers, Fraction(readers, total) if readers is not None and total else None, days, reads)
        for name, readers, days, reads in found
    ]
    return Analysis(
        *("sources", LABEL, request.period, request.by),
        (group_column(request.by, _HEADS), *_COLUMNS),
        tuple(rows),
        tuple(_sentences(rows)),
        (_NOTE,) if rows else (),
    )


def _sentences(rows: Sequence[tuple[Figure, ...]]) -> Iterator[Text]:
    if len(rows) > 1 and rows[0][2] is not None:
        name, readers, share = rows[0][0], figure(rows[0][1], "count"), figure(rows[0][2], "share")
        yield Text(
            f"来自{name}的最多：{readers} 人次，占各渠道之和的 {share}。",
            f"Most came through {name}: {readers}, {share} of all channels.",
        )
