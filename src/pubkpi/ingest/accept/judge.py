"""Whether a staged file may be loaded: not when so much of it is bad that it must be read wrongly."""

import re
from collections.abc import Sequence

from pubkpi.engine.interface import Engine
from pubkpi.ingest.accept.rejects import every, first_place, first_reason
from pubkpi.ingest.cells.stage import StagedPart
from pubkpi.ingest.profiles.profile import Profile
from pubkpi.ingest.result import Rows
from pubkpi.ingest.rows.part import NOT_LOADED, Match
from pubkpi.model.errors import DataError, EmptyFormError
from pubkpi.model.text import Text, count_of


def judge(engine: Engine, name: str, match: Match, staged: Sequence[StagedPart], rows: Rows, limit: float) -> None:
    """Nothing when the file called *name* may be loaded; DataError when its rows say that it is read wrongly."""
    read = rows.loaded + rows.rejected
    spoilt = next((s for s in staged if s.rejected and s.part.feed.gather in _SPOILT), None)
    if spoilt:
        raise DataError(f"{name}: {first_place(engine, spoilt)}", *_SPOILT[spoilt.part.feed.gather])
    if not read and NOT_LOADED not in match.ignored:
        kind = EmptyFormError if match.profile.form else DataError
        raise kind(name, _NO_ROWS[bool(match.profile.form)], _empty(match.profile, name))
    if match.profile.form and rows.rejected == read:
        zh, en = every(engine, staged)
        all_of = f"all {read} rows break" if read > 1 else "its one row breaks"
        what = Text(f"{read} 行{'都' if read > 1 else ''}不合规则：{zh}", f"{all_of} the rules: {en}")
        raise DataError(name, what, _MARKED)
    # the bad rows of our own forms can be mended one by one; many bad rows in an export mean that it is read wrongly
    if rows.rejected > limit * read and not match.profile.form:
        first = next(s for s in staged if s.rejected)
        reason, verb = first_reason(engine, first), "breaks" if rows.rejected == 1 else "break"
        raise DataError(
            f"{name}: {first_place(engine, first)}",
            Text(
                f"{read} 行中有 {rows.rejected} 行不合规则，超过 {limit:.0%}{reason.zh}",
                f"{rows.rejected} of {count_of(read, 'row')} {verb} the rules, more than {limit:.0%}{reason.en}",
            ),
            _COLLECT if match.profile.is_collected else _MEND,
        )


_MEND = Text("改正后重新导入；原文件没有入库。", "Mend it and ingest again; nothing of it was loaded.")
_COLLECT = Text(
    "请用采集工具写的原文件，不要用 Excel 另存；工具更新前后写的行分开存，各带自己的表头；原文件没有入库。",
    "Use the file as the collector wrote it, never saved again in Excel; save rows from before and after an update of "
    "the tool each under their own header. Nothing of this file was loaded.",
)
_PERIOD = re.compile(r"20\d\d(?:Q[1-4]|-\d\d)")  # our forms are called by their quarter or month
_MARKED = Text(
    "改正后重新导入；pubkpi rejects --workbook 加文件的路径，写出标好错误的副本。",
    "Mend it and ingest again; pubkpi rejects --workbook and the file's path writes a marked copy.",
)
_NO_ROWS = (
    Text("这个时间段没有数据，只有表头", "no data in this range: it has headers but no rows"),
    Text("没有数据行", "it has headers but no rows"),
)


def _empty(profile: Profile, name: str) -> Text:
    if not profile.form:
        return Text("换个时间段下载。", "Download another range.")
    when = _PERIOD.search(name)
    nil = f"pubkpi form {profile.form.name} --nil {when[0] if when else 'YYYYQn'}"
    if profile.form.register:
        return Text(
            f"表是空的：请填好；确实没有发生的，用 {nil} 声明。",
            f"Fill it in, or declare with {nil} that nothing happened.",
        )
    return Text("表是空的，请填好再导入。", "The form is empty: fill it in first.")


_SPOILT = {
    "sum": (
        Text(
            "这几行要相加，却有一行不合规则或重复，合计不可信",
            "these rows are added up, but one breaks the rules or comes twice, so the sum would be wrong",
        ),
        Text("请重新导出，不要拼接重叠的日期。", "Export it again, without joining ranges that overlap."),
    ),
    "last": (
        Text(
            "这些数字应逐日累计，却有一行不合规则、重复或变小",
            "these figures are cumulative by day, but one breaks the rules, comes twice or falls",
        ),
        Text(
            "请确认导出的是累计值，而不是按日的值。",
            "Make sure that they are cumulative, not daily.",
        ),
    ),
}
