"""Which export is this file? Exactly one profile may claim it."""

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from itertools import pairwise, zip_longest

from pubkpi.ingest.containers.delimited.text import MEND
from pubkpi.ingest.containers.objects import answers
from pubkpi.ingest.containers.records import BROKEN
from pubkpi.ingest.containers.sheet import Book, RawSheet
from pubkpi.ingest.layouts import LAYOUTS
from pubkpi.ingest.layouts.table import HEADER_WITHIN
from pubkpi.ingest.profiles.profile import Profile
from pubkpi.ingest.profiles.surveys import Survey
from pubkpi.ingest.rows import unread_lists
from pubkpi.ingest.rows.part import HIDDEN_SHEET, Match, Mismatch, Part, all_headers, is_blank, normal
from pubkpi.ingest.rows.reasons import reason_text, split_code
from pubkpi.model.errors import DataError, UsageError
from pubkpi.model.text import NOTHING, Text, choices_hint

_NUMBER = re.compile(r"\s*[-+]?[\d.,:/ -]+\s*[%％万]?\s*")  # a day is no header, either
_FEWEST, _MOST = 2, 8  # columns that a header has, and that are named


def identify(
    book: Book, name: str, profiles: tuple[Profile, ...], surveys: tuple[Survey, ...], export: str | None = None
) -> Match:
    """The one profile that fits *book* (only *export* is asked when given), with the parts it found.

    Raises DataError when none fits, naming the nearest and the headers that differ, or when several do.
    """
    listed = candidates(profiles, export)
    shown = replace(book, sheets=tuple(sheet for sheet in book.sheets if not sheet.hidden))
    claims = _claims(listed, shown, surveys)
    hidden = _hidden_sheets(listed, book, surveys) if len(shown.sheets) < len(book.sheets) else ()
    if hidden and not claims:
        raise _only_hidden(name, hidden)
    if len(claims) > 1:
        ids = ", ".join(profile.id for profile, _ in claims)
        hint = Text("用 --export 指明是哪一种。", "Say which one with --export.")
        raise DataError(name, Text(f"同时符合多种导出：{ids}", f"fits more than one export: {ids}"), hint)
    if not claims:
        _check_rejects(book, name, (), HEADER_WITHIN)
        answers.check(book, name)
        unread_lists.check(shown, name)
        _check_blank(shown, name)
        misses = _misses(listed, shown, surveys)
        _check_levels(listed, shown, name, max(miss.hits for miss in misses))
        # a file that was said to be one export may well be another known one, for which nothing can be drafted
        raise _nobody(name, misses, shown, new=export is None)
    found = claims[0][1]
    if isinstance(found, DataError):
        raise DataError(f"{name}: {found.where}", found.what, found.hint)
    _check_rejects(book, name, found.parts)
    read = {part.sheet for part in found.parts}
    zero = tuple(sheet.name for sheet in shown.sheets if sheet.zero and sheet.name in read)
    others = tuple(_others(listed, replace(shown, sheets=tuple(one for one in shown.sheets if one.name not in read))))
    return _count_hidden_rows(replace(found, zero=zero, others=others), book, hidden)


def _others(profiles: list[Profile], book: Book) -> Iterator[tuple[str, Text]]:
    """The sheets of *book* that are an export each, with its name."""
    for sheet in book.sheets:
        claims = (profile for profile, _ in _claims(profiles, replace(book, sheets=(sheet,)), ()))
        yield from ((sheet.name, one.label) for one in claims if not one.recognised)


def _claims(
    profiles: list[Profile], book: Book, surveys: tuple[Survey, ...]
) -> list[tuple[Profile, Match | DataError]]:
    # most profiles are out of the question by a glance at the words in the first rows
    words = {normal(cell) for sheet in book.sheets for row in sheet.rows[:HEADER_WITHIN] for cell in row if cell}
    likely = [profile for profile in profiles if _may_fit(profile, words)]
    claims = [(one, found) for one in likely if not isinstance(found := _match_profile(one, book, surveys), Mismatch)]
    ids = {one.id for one, _ in claims}
    return [(one, found) for one, found in claims if one.yields_to not in ids]


def _misses(profiles: list[Profile], book: Book, surveys: tuple[Survey, ...]) -> list[Mismatch]:
    return [miss for one in profiles if isinstance(miss := _match_profile(one, book, surveys), Mismatch)]


def _check_levels(profiles: list[Profile], book: Book, name: str, hits: int) -> None:
    """DataError when two rows of *book* have more headers together, one filling the gaps of the other, than *hits*."""
    tables = [profile for profile in profiles if profile.layout in ("table", "tables")]
    sets = (columns for one in tables for columns in one.recognised or [feed.columns for feed in one.feeds])
    known = all_headers(tuple(sets))
    for sheet in book.sheets:
        first = sheet.rows[:HEADER_WITHIN]
        for i, (high, low) in enumerate(pairwise(first), 1):
            if not any(above and not below for above, below in zip_longest(high, low)):
                continue
            header = tuple(below or above for above, below in zip_longest(high, low))
            # nearly all rows are out of the question by a glance at their words
            if len(known.intersection(map(normal, header))) <= hits:
                continue
            one = replace(book, sheets=(RawSheet(sheet.name, (header, *first[i + 1 :])),))
            fits = (_match_profile(profile, one, ()) for profile in tables)
            if any(not isinstance(fit, Mismatch) or fit.hits > hits for fit in fits):
                words = ", ".join(cell for cell in header if cell and normal(cell) in known)
                raise DataError(
                    f"{name}: {sheet.name}!{i}",
                    Text(
                        f"表头分了两行（第 {i}、{i + 1} 行）：{words}",
                        f"the header has two levels (rows {i} and {i + 1}): {words}",
                    ),
                    Text(
                        "合成一行，每列只写一个名字，再导入。",
                        "Make it one row with one name over each column and ingest again.",
                    ),
                )


def _hidden_sheets(profiles: list[Profile], book: Book, surveys: tuple[Survey, ...]) -> tuple[str, ...]:
    """The hidden sheets of *book* that hold an export."""
    sheets = [sheet for sheet in book.sheets if sheet.hidden]
    return tuple(one.name for one in sheets if _claims(profiles, replace(book, sheets=(one,)), surveys))


def _count_hidden_rows(match: Match, book: Book, hidden: tuple[str, ...]) -> Match:
    """*match*, of the sheets that are shown, with the rows that lie on the others of *book* as ignored ones."""
    sheets = [sheet.batches.rows if sheet.batches else sheet.rows for sheet in book.sheets if sheet.hidden]
    rows = sum(not is_blank(row) for sheet in sheets for row in sheet)
    if not rows:
        return match
    return replace(match, ignored={**match.ignored, HIDDEN_SHEET: rows}, hidden=hidden)


def _only_hidden(name: str, sheets: tuple[str, ...]) -> DataError:
    words = ", ".join(sheets)
    return DataError(
        name,
        Text(f"能认的表在隐藏的工作表里：{words}", f"the only sheet that is a known export is hidden: {words}"),
        Text(
            "要用它，就取消隐藏，另存后再导入；不用就删掉它。",
            "To use it, unhide it, save and ingest again; else delete it.",
        ),
    )


def _check_rejects(book: Book, name: str, parts: tuple[Part, ...], within: int | None = None) -> None:
    """DataError when a row whose quotes do not match (*within* the first rows) is in no table that *parts* are of."""
    taken = {(part.sheet, one.row) for part in parts for one in part.rejects}
    for sheet in book.sheets:
        for one in sheet.rejects:
            reason, _, words = split_code(one.reason)
            free = (sheet.name, one.row) not in taken and (within is None or one.row <= within)
            if reason == BROKEN and free:
                where = f"{name}: {sheet.name}!{one.row}" + (f" {one.raw!r}" if one.raw else "")
                raise DataError(where, reason_text(reason, words), MEND)


def _match_profile(profile: Profile, book: Book, surveys: tuple[Survey, ...]) -> Match | Mismatch | DataError:
    try:
        return LAYOUTS[profile.layout](profile, book, surveys)
    except DataError as problem:
        # it is that export, but its rows cannot be told apart
        return problem


def _may_fit(profile: Profile, words: set[str]) -> bool:
    """Whether the headers that *profile* cannot do without may be among *words*."""
    needed = _required_headers(profile)
    return not needed or any(all(not words.isdisjoint(names) for names in one) for one in needed)


@cache
def _required_headers(profile: Profile) -> tuple[tuple[frozenset[str], ...], ...]:
    """By feed, the names of each required header; nothing for layouts whose labels may stand further down."""
    if profile.layout not in ("table", "tables"):
        return ()
    return tuple(
        tuple(frozenset(map(normal, column.headers)) for column in columns if column.required and column.headers)
        for columns in profile.recognised or [feed.columns for feed in profile.feeds]
    )


def candidates(profiles: tuple[Profile, ...], export: str | None) -> list[Profile]:
    """The profiles to ask: all of them, or the one called *export*; UsageError when there is none of that name."""
    chosen = [profile for profile in profiles if export in (None, profile.id)]
    if not chosen:
        known = choices_hint(profile.id for profile in profiles)
        raise UsageError("--export", Text(f"没有名为 {export} 的导出", f"there is no export {export}"), known)
    return chosen


# So many columns of a form are there, at least, in a file that was one.
_FORM_HITS = 3


def _check_blank(book: Book, name: str) -> None:
    """DataError when there is nothing at all in *book*: an empty sheet is no unknown export."""
    if not any(cell and not cell.isspace() for sheet in book.sheets for row in sheet.rows for cell in row):
        what = Text("文件里没有内容，格子都是空的", "nothing is in the file: all its cells are empty")
        raise DataError(name, what, Text("请重新下载。", "Download it again."))


def _nobody(name: str, misses: list[Mismatch], book: Book, *, new: bool) -> DataError:
    likely = [miss for miss in misses if not miss.profile.form or miss.hits >= _FORM_HITS] or misses
    nearest = max(likely, key=lambda miss: (miss.hits, -len(miss.missing)))
    label, there = nearest.profile.label, headers_text(book)
    if nearest.note:
        return DataError(name, *_NOTES[nearest.note])
    if not nearest.hits:
        return DataError(
            name,
            Text(
                f"不是已知的导出，没有认出任何表头{there.zh}", f"not a known export: no header was recognised{there.en}"
            ),
            _with_draft_hint(_supported_exports([miss.profile for miss in misses]), new),
        )
    shown = ", ".join(nearest.missing[:6])
    return DataError(
        name,
        Text(
            f"不是已知的导出；最接近“{label.zh}”，但缺少表头 {shown}{there.zh}",
            f"not a known export; nearest is {nearest.profile.id} ({label.en}), without the headers {shown}{there.en}",
        ),
        _form_remedy(nearest) if nearest.profile.form else _with_draft_hint(_export_remedy(nearest.profile), new),
    )


def headers_text(book: Book) -> Text:
    """The words of the row that most looks like a header of *book*, to follow what is said of it; nothing of a file
    without one.
    """
    rows = [row for sheet in book.sheets if not sheet.hidden for row in sheet.rows[:HEADER_WITHIN]]
    words = [[" ".join(cell.split()) for cell in row if cell and not _NUMBER.fullmatch(cell)] for row in rows]
    found = max(words, key=len, default=[])  # the first of the widest
    if len(found) < _FEWEST:
        return NOTHING
    more = Text(f" 等 {len(found)} 列", f" and {len(found) - _MOST} more") if len(found) > _MOST else NOTHING
    return Text(
        f"；文件里的列有：{'、'.join(found[:_MOST])}{more.zh}", f"; its columns are {', '.join(found[:_MOST])}{more.en}"
    )


def _supported_exports(profiles: list[Profile]) -> Text:
    # a label begins with the back office that it is from: to name all exports would be a page
    labels = [profile.label for profile in profiles if profile.platform != "form"]
    zh = "、".join(dict.fromkeys(label.zh.split()[0] for label in labels))
    en = ", ".join(dict.fromkeys(label.en.split()[0] for label in labels))
    return Text(
        f"能认的是这些后台的导出：{zh}，以及 pubkpi form 的表单。",
        f"Known are exports of {en}, and the forms of pubkpi form.",
    )


def _with_draft_hint(hint: Text, new: bool) -> Text:
    """The *hint*, and for what may be a *new* export the command that drafts its profile."""
    if not new:
        return hint
    return Text(
        f"{hint.zh}如果是新的导出，用 pubkpi exports suggest 文件 起草识别规则。",
        f"{hint.en} For a new export, pubkpi exports suggest FILE drafts a profile.",
    )


def _form_remedy(miss: Mismatch) -> Text:
    """What to do with a form that lacks headers; a declaration may have empty cells, but needs the headers."""
    declared = {header for feed in miss.profile.feeds if feed.only for c in feed.columns for header in c.headers}
    if declared.issuperset(miss.missing):
        return Text(
            "这几列只有声明“本期无”时才填，请保留列名，内容留空。",
            "Only a declaration fills these columns: keep their headers and leave them empty.",
        )
    return Text("请用 pubkpi form 重新写出表单，不要改列名。", "Write it again with pubkpi form and keep its headers.")


def _export_remedy(profile: Profile) -> Text:
    """What to do with an export whose headers are others than those of *profile*, the nearest."""
    return _COLLECT_AGAIN if profile.is_collected else _AGAIN


_COLLECT_AGAIN = Text(
    "请用采集工具重新导出作品列表，不要改动表头。",
    "Let the tool that collected it write its list of works again, and leave its headers as they are.",
)
_AGAIN = Text("请重新下载未经改动的文件。", "Download the file again and leave its headers as they are.")
_NOTES = {
    "unmapped": (
        Text("是问卷星答卷，但没有一题对应到指标", "a 问卷星 survey, but none of its questions is mapped"),
        Text(
            "用 pubkpi survey 文件名 指明哪一题、哪些回答算满意（写进 surveys.yaml）。",
            "Say by pubkpi survey FILE which question and answers count; it writes surveys.yaml.",
        ),
    ),
    "ambiguous": (
        Text("surveys.yaml 里有多个题目符合这份问卷", "more than one question of surveys.yaml fits this survey"),
        Text("把 question 写得更完整，使其只符合一题。", "Write the question out so that it fits only one."),
    ),
}
