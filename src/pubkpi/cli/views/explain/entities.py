"""How the entities of a league moved between two periods."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

from pubkpi.cli import console
from pubkpi.cli.locale import t
from pubkpi.cli.options import Sheet

if TYPE_CHECKING:
    from pubkpi.model.explanations.effects import EntityChange
    from pubkpi.model.periods import Period

COLUMNS = ("entity", "state", "before", "now", "change", "rank_before", "rank_now")


def show(changes: "Sequence[EntityChange]", periods: "tuple[Period, Period]", format: Sheet) -> None:
    """A row for each entity: its totals and ranks in both *periods*, and whether it joins or leaves."""
    before, now = map(str, periods)
    rows = [_cells(one) for one in changes]
    if format is Sheet.json:
        data = [dict(zip(COLUMNS, row, strict=True)) for row in rows]
        console.as_json({"schema_version": 1, "period": now, "against": before, "entities": data})
    elif format is Sheet.csv:
        console.as_csv([COLUMNS, *(["" if cell is None else cell for cell in row] for row in rows)])
    else:
        _show_table(changes, before, now)


def _cells(one: "EntityChange") -> list[object]:
    cells = asdict(one)
    return [*(cells[name] for name in COLUMNS[:5]), *one.ranks]


def _show_table(changes: "Sequence[EntityChange]", before: str, now: str) -> None:
    from pubkpi.report.wording.numbers import MISSING, score, score_change

    said = {"stays": "", "joins": t("新加入", "joins"), "leaves": t("已退出", "has left")}
    header = (
        *(t("对象", "entity"), t(f"{before}总分", f"total {before}"), t(f"{now}总分", f"total {now}")),
        *(t("变动", "change"), t("名次", "rank"), t("说明", "note")),
    )
    rows = []
    for one in changes:
        ranks = " → ".join(MISSING if rank is None else str(rank) for rank in one.ranks)
        moved = score_change(one.now, one.before)
        rows.append((one.entity, score(one.before), score(one.now), moved, ranks, said[one.state]))
    console.table(header, rows, right=(1, 2, 3, 4))
    hint = "--entity"
    console.say(t(f"某一个为什么变：加 {hint}。", f"Why one of them moved: add {hint}."))
