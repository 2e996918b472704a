"""A number traced back: how its score came about, what it adds up from, and what was left out."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from pubkpi.cli import console
from pubkpi.cli.locale import language, t
from pubkpi.model.text import Text

if TYPE_CHECKING:
    from pubkpi.model.explanations.trace import (
        Amount,
        MeasureTrace,
        NeighbourRows,
        RawCell,
        ScoreTrace,
        Trace,
        TraceRow,
    )

_KINDS: Mapping[str, Text] = {
    "counted": Text("计入", "counted"),
    "entered": Text("填报", "entered"),
    "bound": Text("只知下限（如 10万+），按下限计入", "only the least is known (as 10万+), and counted"),
    "nil": Text("声明“本期无”", "declared: nothing happened"),
    "repeated": Text("同一稿件只计最高的一次", "the same piece counts once, where it is worth most"),
    "capped": Text("这一档已满，未计分", "its tier has all its points already"),
    "extreme": Text("最高、最低，或不在中间，未计入", "among the highest or the lowest, or not in the middle"),
    "incomplete": Text("缺数，未计入", "a number is missing"),
    "untold": Text("判定不了条件，未计入", "nobody can tell whether it meets the condition"),
    "older": Text("同一账号有更新的一天", "the account has a newer day"),
    "superseded": Text("被别的文件取代", "another file has it newer"),
    "rejected": Text("导入时拒收", "rejected when it was loaded"),
    "other": Text("不在口径内", "does not meet the definition"),
    "ignored": Text("读取时略过", "left alone when the file was read"),
}
_VERDICTS: Mapping[str, Text] = {
    "pass": Text("未否决", "passed"),
    "fail": Text("否决", "vetoed"),
    "unknown": Text("无法判定", "nobody can tell"),
    "not_applicable": Text("不适用", "does not apply"),
}
_NAME = 24  # so many columns of a terminal a name takes at most
_SHA = 12  # so much of a hash tells files apart


def show_trace(trace: "Trace") -> None:
    """The score and how it came about, then each measure with its rows and what was left out, then the files."""
    from pubkpi.report.wording.numbers import scale

    lang, files = language(), dict[tuple[str, str, str], int]()
    label = trace.score.label if trace.score else trace.measure.label
    whose = f" · {trace.entity}" if trace.entity else ""
    console.out(f"{label.say(lang)} · {trace.period.label(lang)}{whose}")
    if trace.score:
        console.page(
            "\n".join(
                _score(trace.score, scale(trace.measure.printed_unit, lang, [trace.score.value], trace.score.steps))
            )
        )
    for one in trace.measure:
        _show_measure(one, files)
    if files:
        console.out(t("文件", "files"))
        for (name, sha256, sheet), number in files.items():
            console.out(f"[{number}] {_source(name, sha256, sheet)}")
    console.findings(trace.measure.value.findings)


def _source(name: str, sha256: str, sheet: str) -> str:
    """A file with its sheet and hash; a place elsewhere, which has no sheets, with its snapshot."""
    if sheet:
        return f"{name} · {sheet} · sha256 {sha256[:_SHA]}"
    snapshot = t(f"快照 {sha256[:_SHA]}", f"snapshot {sha256[:_SHA]}")
    return f"{name} · {snapshot if sha256 else t('没有快照号', 'without a snapshot')}"


def _score(score: "ScoreTrace", scale: Any) -> Iterator[str]:
    """The score in a line, and how it came of value, baseline and target."""
    from pubkpi.report.wording import numbers

    worth, points = numbers.score(score.score_printed), numbers.score(score.points)
    weight, why = numbers.weight(score.effective_weight), score.reason.say(language()) if score.reason else ""
    if not score.method:  # an adjustment, which has no score
        verdict = _VERDICTS[score.state].say(language()) if score.state in _VERDICTS else ""
        outcome = verdict or ("" if score.points is None else t(f"计 {points} 分", f"{points} points"))
        yield t("：", ": ").join(part for part in (outcome, why) if part)
    elif score.score is None and not why and score.value is not None and not score.effective_weight:
        yield t("只监测，不计分", "watched, not scored")
    elif score.score is None:
        yield t(f"没有得分：{why}", f"no score: {why}") if why else t("没有得分", "no score")
    elif score.effective_weight is None:
        yield t(f"得分 {worth}", f"score {worth}")
    else:
        yield t(f"得分 {worth} × 权重 {weight}% = {points} 分", f"score {worth} × weight {weight}% = {points} points")
    attainment = "" if score.attainment is None else f"{score.attainment:.3f}".replace("-", "−")
    steps = [
        (t("实际", "value"), scale.full(score.value, score.bound)),
        (t("基线", "baseline"), scale.full(score.baseline)),
        (t("目标", "target"), scale.full(score.target)),
        (t("达成度", "attainment"), attainment),
    ]
    if filled := [f"{name} {words}" for name, words in steps if words and words != numbers.MISSING]:
        yield " · ".join(filled)
    if score.method == "attainment" and score.attainment is not None and score.ends:
        start, end = score.ends
        uncapped = numbers.score(score.score_uncapped)
        capped = "" if uncapped == worth else f" → {worth}"
        factor = f"({attainment})" if score.attainment < 0 else attainment
        yield f"{start:g} + ({end:g} − {start:g}) × {factor} = {uncapped}{capped}"
    if score.score is not None and why:
        yield why


def _show_measure(made: "MeasureTrace", files: dict[tuple[str, str, str], int]) -> None:
    from pubkpi.report.wording.numbers import scale

    lang = language()
    value = scale(made.printed_unit, lang, [made.value.value]).full(made.value.value, made.value.bound)
    words, digits = " ".join(made.words.say(lang).split()), _pretty(made.formula[1])
    words = t("人工填报", "entered") if made.formula[0] == "entered" and made.rows else words
    console.out("")
    console.out(f"{made.label.say(lang)} ({made.measure}) · {made.period.label(lang)}")
    console.out(" = ".join(part for part in (value, words, digits) if part))
    if made.value.missing:
        console.out(made.value.missing.say(lang))
    if made.months:
        console.out(" · ".join(f"{month} {_digits(amount)}" for month, amount in made.months))
    if made.rows:
        _show_rows(made.rows, files)
    if made.fact:
        listed = t(
            f"共 {made.count:,} 行，列出 {len(made.rows):,} 行",
            f"{len(made.rows):,} of {made.count:,} {'row' if made.count == 1 else 'rows'} listed",
        )
        console.out(listed)
    for some in made.neighbours:
        _show_neighbours(some, files)


def _show_neighbours(some: "NeighbourRows", files: dict[tuple[str, str, str], int]) -> None:
    lang = language()
    why = f"{t('：', ': ')}{some.reason.say(lang)}" if some.reason.say(lang) else ""
    console.out(
        t(f"— {_KINDS[some.kind].zh}{why}，{some.count:,} 行", f"— {_KINDS[some.kind].en}{why} ({some.count:,})")
    )
    if some.rows:
        _show_rows(some.rows, files)


def _show_rows(rows: Sequence["TraceRow"], files: dict[tuple[str, str, str], int]) -> None:
    """The rows as a table, with the columns that any of them fills; each raw text stands below its header."""
    lang, raw = language(), list(dict.fromkeys(cell.column for row in rows for cell in row.cells))
    heads = {column: _header(rows, column) for column in raw}
    texts = {f"“{heads[column]}”": [_raw(row, column, heads[column]) for row in rows] for column in raw}
    known = _columns(rows, files)
    if not console.fits([*known, *texts], [*zip(*known.values(), *texts.values(), strict=True)]):
        # side by side they are too wide: one column of them wraps
        joined = [" / ".join(cells) for cells in zip(*texts.values(), strict=True)] if texts else []
        texts = {" / ".join(texts): joined}
    every = {name: cells for name, cells in {**known, **texts}.items() if any(cells)}
    numbers = {t("数值", "amount"), t("分母", "under"), t("行", "row")}
    right = [place for place, name in enumerate(every) if name in numbers]
    console.table([*every], zip(*every.values(), strict=True), right=right)
    for row in rows:
        if why := row.reason.say(lang):
            number = _number(row, files)
            console.out(t(f"[{number}] 第 {row.row} 行：{why}", f"[{number}] row {row.row}: {why}"))


def _columns(rows: Sequence["TraceRow"], files: dict[tuple[str, str, str], int]) -> dict[str, list[str]]:
    """The columns of a table of the rows, by their heads; that of the account only where there are several."""
    several = len({row.account for row in rows}) > 1
    found = {
        t("日期", "day"): [str(row.day or "") for row in rows],
        t("账号", "account"): [row.account if several else "" for row in rows],
        t("名称", "name"): [_short(row.name) for row in rows],
        t("数值", "amount"): [_digits(row.amount) for row in rows],
        t("分母", "under"): [_digits(row.under) for row in rows],
        t("文件", "file"): [f"[{_number(row, files)}]" for row in rows],
        t("行", "row"): [str(row.row or "") for row in rows],
    }
    return {name: cells for name, cells in found.items() if any(cells)}


def _header(rows: Sequence["TraceRow"], column: str) -> str:
    """The header under which most files have *column*; its own name where none has one."""
    heads = [cell.header for row in rows for cell in row.cells if cell.column == column and cell.header]
    return max(heads, key=heads.count, default=column)


def _raw(row: "TraceRow", column: str, header: str) -> str:
    """What the file has, with the header and the place where they are others than those of the table."""
    for cell in row.cells:
        if cell.column == column and cell.text is not None:
            place = "" if (cell.file, cell.sheet, cell.row) == (row.file, row.sheet, row.row) else f" ({_place(cell)})"
            return f"{'' if cell.header == header else f'{cell.header} '}{_short(cell.text)}{place}"
    return ""


def _place(cell: "RawCell") -> str:
    return f"{cell.file} {cell.sheet} {cell.row}"


def _number(row: "TraceRow", files: dict[tuple[str, str, str], int]) -> int:
    return files.setdefault((row.file, row.sha256, row.sheet), len(files) + 1)


def _short(words: str) -> str:
    from rich.cells import cell_len, set_cell_size

    return words if cell_len(words) <= _NAME else f"{set_cell_size(words, _NAME - 1).rstrip()}…"


def _digits(amount: "Amount") -> str:
    if amount is None or isinstance(amount, str):
        return amount or ""
    return f"{amount:,}" if isinstance(amount, int) else f"{amount:,f}"


def _pretty(formula: str) -> str:
    """*formula* as it is written by hand, its numbers with separators."""
    words = re.sub(r"(?<![\w.])\d{4,}(?!\w)", lambda found: f"{int(found[0]):,}", formula)
    return words.replace(" * ", " × ").replace(" / ", " ÷ ").replace(" - ", " − ")
