"""The department's own registers, filled in by several hands: every date in another spelling."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from generator import registers
from generator.days import BASELINE
from generator.files.workbooks import Cell, Rows, write_xlsx
from generator.registers import AWARDS, INCIDENTS, PARTNERSHIPS, Activity, Nil, ServiceDay
from generator.world import World

Line = list[Cell]
NIL_COLUMNS = ("本期无起", "本期无止", "填报人")
NOTES: Rows = (
    ("填报说明",),
    ("1. 每发生一项填一行；整期没有发生的，在第一列填“本期无”，并写明起止日期和填报人。",),
    ("2. 没有填报的时期视为缺失，不视为零。",),
    ("3. 日期可写作 2024-03-05、2024/3/5 或 2024年3月5日。",),
)


def write_forms(folder: Path, world: World) -> None:
    """All five registers."""
    _write_activities(folder / "activities_2023Q4.xlsx", _of_year(world.activities, BASELINE.year), [])
    nil = [registers.NO_ACTIVITY]
    _write_activities(folder / "activities_2024.xlsx", _of_year(world.activities, BASELINE.year + 1), nil)
    _write_service(folder / "service.xlsx", world.service)
    _write_partnerships(folder / "partnerships.xlsx")
    _write_awards(folder / "awards.xlsx")
    _write_incidents(folder / "incidents.csv")


def _spelt(day: date, turn: int) -> Cell:
    """The day in the turn's spelling; every fourth is a true Excel date."""
    spellings = (day.isoformat(), f"{day.year}/{day.month}/{day.day}", f"{day.year}年{day.month}月{day.day}日")
    return day if turn % 4 == 3 else spellings[turn % 4]


def _nil_line(nil: Nil, width: int, turn: int) -> Line:
    return ["本期无", *[None] * (width - 1), _spelt(nil.first, turn), _spelt(nil.last, turn + 1), nil.by]


def _save(path: Path, title: str, columns: Sequence[str], lines: list[Line]) -> None:
    write_xlsx(path, {"填报": [(title,), (*columns, *NIL_COLUMNS), *lines], "说明": NOTES})


def _of_year(activities: list[Activity], year: int) -> list[Activity]:
    return [activity for activity in activities if activity.last.year == year]


def _write_activities(path: Path, activities: list[Activity], nils: list[Nil]) -> None:
    columns = ("活动名称", "开始日期", "结束日期", "参与人次", "计数口径", "备注")
    lines: list[Line] = []
    for turn, item in enumerate(activities):
        first, last = _spelt(item.first, turn), _spelt(item.last, turn // 2)
        lines.append([item.name, first, last, item.participants, "人次", item.note])
    for turn, nil in enumerate(nils):
        later = sum(activity.first < nil.first for activity in activities)
        lines.insert(later, _nil_line(nil, len(columns), turn))
    # A gap between two months and a sum at the foot: people do both, and neither is an activity.
    lines.insert(len(lines) // 2, [])
    lines.append(["合计", None, None, sum(activity.participants for activity in activities)])
    _save(path, "活动登记表", columns, lines)


def _write_service(path: Path, rows: list[ServiceDay]) -> None:
    columns = ("日期", "业务事项", "线上咨询量", "线上解决量", "线下咨询量", "备注")
    lines: list[Line] = []
    for turn, row in enumerate(rows):
        # One of the hands types thousands separators, which makes text of the number.
        asked: Cell = f"{row.online_asked:,}" if turn % 5 == 0 else row.online_asked
        lines.append([_spelt(row.day, turn), row.matter, asked, row.online_solved, row.counter_asked])
    lines.insert(len(lines) // 3, [])
    _save(path, "线上服务登记表", columns, lines)


def _write_partnerships(path: Path) -> None:
    columns = ("合作方", "合作方类型", "签约日期", "合作内容", "备注")
    lines: list[Line] = [_nil_line(registers.NO_PARTNERS, len(columns), 1)]
    for turn, deal in enumerate(PARTNERSHIPS):
        lines.append([deal.partner, deal.kind, _spelt(deal.signed, turn), deal.subject, deal.note])
    _save(path, "外部合作登记表", columns, lines)


def _write_awards(path: Path) -> None:
    columns = ("奖项名称", "级别", "获奖日期", "颁奖单位", "备注")
    lines = [_nil_line(nil, len(columns), turn) for turn, nil in enumerate(registers.NO_AWARDS)]
    for turn, award in enumerate(AWARDS):
        lines.append([award.name, award.level, _spelt(award.won, turn + 1), award.giver])
    _save(path, "获奖情况登记表", columns, lines)


def _write_incidents(path: Path) -> None:
    """UTF-8 with a byte-order mark and CRLF, as Excel saves "CSV UTF-8"."""
    columns = ("事件", "发现日期", "级别", "是否计入", "不计入原因", "处置结果", "办结日期", "备注")
    lines: list[Line] = [["舆情登记表"], [*columns, *NIL_COLUMNS]]
    for turn, item in enumerate(INCIDENTS):
        found, closed = _spelt(item.found, turn % 3), _spelt(item.closed, (turn + 1) % 3)
        counted = "是" if item.counted else "否"
        lines.append([item.what, found, item.grade, counted, item.reason, item.outcome, closed])
    lines.insert(4, _nil_line(registers.NO_INCIDENTS, len(columns), 0))
    path.parent.mkdir(parents=True, exist_ok=True)
    width = len(columns) + len(NIL_COLUMNS)
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\r\n")
        writer.writerows([*line, *[""] * (width - len(line))] for line in lines)
