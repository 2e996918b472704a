"""Our own forms for what no platform exports, written from the very profiles that read them back."""

import csv
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO, StringIO
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from pubkpi.ingest.profiles.catalogue import shipped
from pubkpi.ingest.profiles.profile import HELP_HEADER, Column, Profile
from pubkpi.model.errors import UsageError
from pubkpi.model.facts import OF_ACCOUNT, OF_UNIT
from pubkpi.model.periods import Period
from pubkpi.model.text import Text, choices_hint
from pubkpi.printing.signs import as_cell, visible
from pubkpi.workspace.files import refuse_target, write_aside
from pubkpi.workspace.settings import today

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

_ROWS = 500  # how far down the drop-downs reach
Row = list[str]


@dataclass(frozen=True, slots=True)
class FormOptions:
    """How a form is to be written; *nil* declares that nothing happened in that period, *by* whom, of the *unit* or the
    *account* alone where one is named. *records* are rows that it has already, about *period*, each with its cells by
    the names of the columns; *about* stands in its title.
    """

    as_csv: bool = False
    nil: Period | None = None
    by: str = ""
    force: bool = False
    period: Period | None = None
    records: Sequence[Mapping[str, str]] = ()
    about: str = ""
    unit: str = ""
    account: str = ""


def write(name: str, out: Path | None, options: FormOptions) -> Path:
    """Write the form *name* to *out*; its path. UsageError when a file is there already and nobody forces it."""
    profile = form(name)
    if options.nil and not options.by.strip():
        what = Text("声明“本期无”需要填报人", "declaring that nothing happened needs a name")
        raise UsageError("--nil", what, Text("加 --by 姓名。", "Add --by NAME."))
    owner = {
        key: name.strip() for key, name in ((OF_UNIT, options.unit), (OF_ACCOUNT, options.account)) if name.strip()
    }
    if owner and not options.nil:
        what = Text("单位、账号只说明“本期无”是谁的", "a unit or an account says only whose declaration it is")
        raise UsageError("--unit", what, Text("和 --nil 一起写。", "Write it with --nil."))
    table = rows(profile, options.nil, options.by, owner)
    if options.about:
        table[0] = [f"{table[0][0]}（{options.about}）"]
    table += [[_cell(column, record) for column in _columns(profile)] for record in options.records]
    about = options.nil or options.period
    words = [name, *([str(about)] if about else []), *(re.sub(r"[^\w-]+", "-", one) for one in owner.values())]
    path = out or Path(f"{'_'.join(words)}.{'csv' if options.as_csv else 'xlsx'}")
    refuse_target(path, force=options.force)
    write_aside(path, as_csv(table) if options.as_csv else as_xlsx(profile, table))
    return path


def form(name: str) -> Profile:
    """The profile of the form *name*; UsageError lists the forms there are."""
    forms = {profile.form.name: profile for profile in shipped() if profile.form}
    if name not in forms:
        what = Text(f"没有名为 {name} 的表单", f"there is no form {name}")
        raise UsageError("form", what, choices_hint(sorted(forms)))
    return forms[name]


def rows(profile: Profile, nil: Period | None, by: str, owner: Mapping[str, str] = MappingProxyType({})) -> list[Row]:
    """Title, header, and with *nil* the row that declares that nothing happened in that period, for *owner* if any."""
    headers = [column.headers[0] for column in _columns(profile)]
    table: list[Row] = [[profile.label.zh], headers]
    if nil is not None:
        if len(profile.feeds) < 2:
            what = Text("这张表不能声明“本期无”", "this form cannot declare that nothing happened")
            raise UsageError("--nil", what)
        if nil.last > today():
            what = Text(f"{nil} 还没有结束（今天 {today()}）", f"{nil} is not over: today is {today()}")
            raise UsageError("--nil", what, Text("结束后再声明。", "Declare it when it is."))
        said = {"from_on": nil.first.isoformat(), "to_on": nil.last.isoformat(), "reported_by": visible(by)}
        said |= {key: visible(name) for key, name in owner.items()}
        header = {column.headers[0]: said[column.name] for column in profile.feeds[1].columns if column.name in said}
        table.append([profile.feeds[1].only, *(header.get(word, "") for word in headers[1:])])
    return table


def _cell(column: Column, record: Mapping[str, str]) -> str:
    """What *record* has in *column*, in the words of its drop-down."""
    said = record.get(column.name, "")
    return next((word for word, stored in column.choices if stored == said), visible(said))


def as_csv(table: Sequence[Row]) -> bytes:
    """The form as CSV that Excel and WPS open rightly: UTF-8 with BOM."""
    words = StringIO(newline="")
    csv.writer(words).writerows([[as_cell(cell) for cell in row] for row in table])
    return b"\xef\xbb\xbf" + words.getvalue().encode()


def as_xlsx(profile: Profile, table: Sequence[Row]) -> bytes:
    """The form as a workbook: drop-downs and notes on its columns, an explanation on a second sheet."""
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.worksheets[0])
    sheet: Worksheet = book.create_sheet("填报")
    for row in table:
        sheet.append(row)
    for cell in (cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f"):
        cell.data_type = "s"  # words, whatever they begin with
    _dress(sheet, profile, len(table))
    notes = book.create_sheet("说明")
    notes.append(HELP_HEADER)
    for column in _columns(profile):
        notes.append([column.headers[0], "是" if _is_needed(profile, column) else "", _help(profile, column)])
    if len(profile.feeds) > 1:
        words = f"什么都没有发生时，写一行：{_nil(profile)}；不声明的时段按缺失处理，不算零。"
        notes.append(["本期无", "", words])
    notes.column_dimensions["A"].width, notes.column_dimensions["C"].width = 18, 60
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _dress(sheet: "Worksheet", profile: Profile, filled: int) -> None:
    from openpyxl.comments import Comment
    from openpyxl.styles import Font, PatternFill
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    sheet["A1"].font = Font(bold=True, size=14)
    for place, column in enumerate(_columns(profile), start=1):
        cell, letter = sheet.cell(2, place), get_column_letter(place)
        cell.font = Font(bold=True)
        cell.fill = PatternFill("solid", fgColor="E8EEF7" if _is_needed(profile, column) else "F4F4F4")
        sheet.column_dimensions[letter].width = max(12, 2 * len(column.headers[0]) + 4)
        if words := _help(profile, column):
            cell.comment = Comment(words, "pubkpi")
        if column.choices:
            drop = DataValidation(
                "list", formula1=f'"{",".join(word for word, _ in column.choices)}"', allow_blank=True
            )
            sheet.add_data_validation(drop)
            drop.add(f"{letter}3:{letter}{filled + _ROWS}")
    sheet.freeze_panes = "A3"


def _columns(profile: Profile) -> list[Column]:
    """The columns of the form: the register's own, then what a declaration needs; reported_by stands last."""
    own = [column for column in profile.feeds[0].columns if column.headers]
    known = {column.headers[0] for column in own}
    extra = [c for feed in profile.feeds[1:] for c in feed.columns if c.headers and c.headers[0] not in known]
    last = [column for column in own if column.name == "reported_by"]
    return [*(column for column in own if column.name != "reported_by"), *extra, *last]


def _is_needed(profile: Profile, column: Column) -> bool:
    """Whether every record needs *column*, if only a word for no value; those of a declaration are needed in its row
    alone.
    """
    return (column.filled or (column.required and column.kind == "number")) and column in profile.feeds[0].columns


def _help(profile: Profile, column: Column) -> str:
    """What there is to know of *column*."""
    if column in profile.feeds[0].columns:
        return column.help.zh
    day = "，日期如 2025-01-31" if column.kind == "day" else ""
    return f"只在声明“本期无”的一行填：{_nil(profile)}{day}"


def _nil(profile: Profile) -> str:
    """How a declaration is written."""
    first, *needed = _columns(profile)[0].headers[:1], *(c for c in profile.feeds[1].columns if c.headers and c.filled)
    return f"“{first[0]}”写“{profile.feeds[1].only}”，并填{'、'.join(column.headers[0] for column in needed)}"
