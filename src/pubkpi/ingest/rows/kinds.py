"""What a row below a header is when it is no record: blank, a total, a note, the header again, another header.

Each rule stands here once. Blanks, totals and notes are patterns that Python and the engine read alike.
"""

import re
from collections.abc import Mapping
from functools import cache, lru_cache

from pubkpi.ingest.containers.sheet import Cell, Row, at
from pubkpi.ingest.profiles.catalogue import shipped
from pubkpi.ingest.profiles.profile import Feed
from pubkpi.ingest.rows.part import normal, places
from pubkpi.model.errors import DataError
from pubkpi.model.text import Text

# What Python calls blank, and marks that take no place. A set of characters that both kinds of patterns take as it is.
SPACE = "\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
NO_WIDTH = "\xad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff"
BLANK_CELL = f"[{SPACE}]*"
_GAP = f"[{SPACE}{NO_WIDTH}]*"


def _spaced_pattern(words: str) -> str:
    """A pattern of *words*, one of those between |, with blanks between the signs and each in full width as well."""
    return "|".join(_GAP.join(map(_sign, word)) for word in words.split("|"))


def _sign(one: str) -> str:
    if not one.isascii():
        return one
    wide = chr(ord(one) + 0xFEE0)
    return f"[{re.escape(one)}{wide}]" if one == one.upper() else f"[{one}{one.upper()}{wide}{chr(ord(wide) - 32)}]"


_OPEN, _CLOSE = r"\[(（【*＊—", r"\])）】*＊—:：。.…"
# sums, and what else people work out below a table
_WORDS = _spaced_pattern(
    "合计|总计|小计|累计|共计|合計|總計|小計|累計|共計|总共|汇总|总和|总数|平均|总平均|均值|均数|日均|周均|月均|年均|篇均|"
    "最大|最小|最高|最低|同比|环比|total|totals|subtotal|grandtotal|sum|average|avg|mean"
)
# 本页, and a span of time: 3月, 2024年3月1日至7日, 第一季度, 上半年, Q1; but 第3期 is an issue
_TIMES = "本当全上下第半0-9０-９一二三四五六七八九十年月日周季度份QqＱ./~～至到-"
_SPAN = f"(?:本{_GAP}[页表期次]{_GAP}|全{_GAP}部{_GAP}|(?:[{_TIMES}]{_GAP})*)"
# a bracket with a unit or a span, 累计至今, 合计数
_TAIL = f"(?:(?:{_GAP}[(（][^)）]*[)）])+|{_GAP}(?:{_spaced_pattern('至今|数|值')}))?"
# 合计 and its like, however they are spaced, with a colon or brackets around: the whole cell, so 合计报告 is none.
# No two neighbours take the same signs, or a long blank would be tried in all the ways of parting it.
TOTAL = f"(?s)[{SPACE}{NO_WIDTH}{_OPEN}]*{_SPAN}(?:{_WORDS}){_TAIL}[{SPACE}{NO_WIDTH}{_CLOSE}]*"
# What people write below a table: 注：… , 填表人：… , 审核：…
_REMARKS = (
    "注|附注|备注|说明|填人|填报人|填表人|填说明|填报说明|填表说明|填日期|填报日期|填表日期|填单位|填报单位|填表单位|"
    "制表|制表人|制表时间|制表日期|审核|审核人|负责人|数据来源|数据时间|数据截至|数据更新时间|更新时间|导出时间|导出日期|"
    "下载时间|下载日期|统计时间|统计日期|统计周期|统计区间|统计范围|统计口径|生成时间|打印时间|note|notes"
)
NOTE = f"(?s){_GAP}[{_OPEN}]*(?:{_spaced_pattern(_REMARKS)})[{SPACE}{NO_WIDTH}0-9０-９{_CLOSE}]*[:：].*"
# A cell that begins with none of these is neither blank nor total nor note, nor is one with digits at both its ends, as
# a day: so begin nearly all rows.
_STARTS = (
    "合总總小累共汇平均日周月年篇最同环本当全上下第半一二三四五六七八九十季度份至到０１２３４５６７８９./~～-qQＱ"
    "注附备说填制审负数更导统生打tTｔＴsSｓＳgGｇＧaAａＡmMｍＭnNｎＮ[(（【*＊—"
)

_usual = re.compile(rf"[0-9](?s:.*)[0-9]\Z|[!-~\u3001-\uf8ff](?<![0-9{re.escape(_STARTS)}])")


@cache
def _pattern(words: str) -> re.Pattern[str]:
    """*words* as a pattern, made when a cell first asks for it: few do, and these are long."""
    return re.compile(words)


def is_total(row: Row, where: Mapping[str, int], feed: Feed) -> bool:
    """Whether *row* adds up the others: it begins with 合计 or the like and lacks what a record must have.

    So no row is taken for a total that could have been loaded.
    """
    first = next((i for i, cell in enumerate(row) if cell), None)
    if first is None or not is_total_word(row[first]):
        return False
    needed, never = needed_places(where, feed)
    return first in never or any(at(row, place) is None for place in needed)


def is_total_word(cell: Cell) -> bool:
    """Whether *cell* says 合计 or the like, and nothing else."""
    return cell is not None and not _usual.match(cell) and _pattern(TOTAL).fullmatch(cell) is not None


def needed_places(where: Mapping[str, int], feed: Feed) -> tuple[list[int], list[int]]:
    """Where the cells stand that a record must have; and those in whose place 合计 can be no value.

    No day, no account and no entry of a register is called 合计; a post may be.
    """
    needed = [column for column in feed.columns if (column.required or column.filled) and column.name in where]
    names = {"account", *(feed.fact.given if feed.fact.later else ())}
    never = [where[one.name] for one in needed if one.kind in ("day", "instant") or one.name in names]
    return [where[column.name] for column in needed], never


def is_note(row: Row) -> bool:
    """Whether every filled cell of *row* is a remark that people write below a table."""
    first = next((cell for cell in row if cell), "")
    return not _usual.match(first) and all(cell is None or _pattern(NOTE).fullmatch(cell) for cell in row)


def is_wide(row: Row, header: Row) -> bool:
    """Whether a cell of *row* stands beyond the *header* or under none of its words."""
    return any(row[len(header) :]) or (None in header and any(row[i] for i in _gaps(header) if i < len(row)))


@lru_cache(maxsize=256)
def _gaps(header: Row) -> tuple[int, ...]:
    return tuple(i for i, cell in enumerate(header) if cell is None)


def is_repeated_header(
    row: Row, where: Mapping[str, int], feed: Feed, place: tuple[str, int, int], *, private: bool = False
) -> bool:
    """Whether *row* has the headers again, whatever they are called, each over its own column.

    So it has them, too, right below the header, as units or in English.
    Raises DataError when it is the header of another table, for what stands below must not be read by the words above.
    The *place* has the sheet and the numbers of the header row and of *row*, which is not shown where it is *private*.
    """
    sheet, above, number = place
    if number == above + 1 and _is_second_line(row, where, feed):
        return True
    if not _is_header(row, where, feed):
        return False
    width = max(where.values()) + 1
    mapped = set(where.values())
    words = [normal(at(row, i)) if i in mapped else "" for i in range(width)]
    if places(feed.columns, words)[0] == where:
        return True
    shown = ", ".join(cell for cell in row if cell and (not private or normal(cell) in _headers())) or "…"
    raise DataError(
        f"{sheet}!{number}",
        Text(
            f"这一行像是另一个表头（{shown}），与第 {above} 行的不同",
            f"reads as another header ({shown}) than that of row {above}",
        ),
        Text(
            "一个文件只放一张表，请分开保存；不是表头，就改正或删去这一行。",
            "Save each table as a file of its own; if it is no header, mend or delete this row.",
        ),
    )


def _is_second_line(row: Row, where: Mapping[str, int], feed: Feed) -> bool:
    """Whether *row*, right below the header, belongs to it: units, or English words over no other column's cells."""
    cells = {name: normal(cell) for name, place in where.items() if (cell := at(row, place))}
    if not any(column.name in cells and column.kind in _FIGURES for column in feed.columns):
        return False
    if all(_bare(word) in _UNITS for word in cells.values()):
        return True
    english = len(cells) == len(where) > 1 and all(map(_ENGLISH.fullmatch, cells.values()))
    return english and not any(_is_of_another(at(row, where[name]) or "", name, where) for name in cells)


_ENGLISH = re.compile(r"[a-z][a-z_./%()-]*")


def _bare(unit: str) -> str:
    """A *unit* in normal form, without what stands around it."""
    return unit.removeprefix("单位").strip("()[]:/")


def _is_of_another(word: str, name: str, where: Mapping[str, int]) -> bool:
    """Whether an English *word* over the column *name* means another one of *where*."""
    from pubkpi.ingest.rows.synonyms import meaning  # which needs the layouts' words itself

    meant = set(meaning(word).columns).intersection(where)
    parts = set(re.findall("[a-z]+", word.casefold()))
    said = {other for other in where if not parts.isdisjoint(_telling(other))}
    return name not in (meant or said or {name})


@cache
def _telling(column: str) -> frozenset[str]:
    """The words that tell *column* from others, as people write them in English."""
    words = set(column.split("_")).difference(("count", "users", "on", "at", "share"))
    return frozenset(words.union(*(_LIKE.get(word, ()) for word in words)))


_LIKE: Mapping[str, tuple[str, ...]] = {
    "new": ("gained", "gain", "joined", "follows"),
    "lost": ("cancel", "cancelled", "canceled", "unfollow", "unfollowed", "unfollows", "unsubscribed", "left"),
    "total": ("cumulative", "cumulate", "accumulated", "all"),
    "day": ("date",),
    "read": ("readers", "reads", "views"),
}


def _is_header(row: Row, where: Mapping[str, int], feed: Feed) -> bool:
    """Whether *row* has words where figures and days should stand, as only a header has: two, or words of headers."""
    typed = 0
    for column in feed.columns:
        cell = at(row, where[column.name]) if column.name in where else None
        if cell and column.kind in _FIGURES and not column.choices:
            if "0" <= cell[0] <= "9" and not (cell[-1].isalpha() and normal(cell) in _headers()):
                # so begin nearly all rows; but there is a header 5s完播率, too
                return False
            typed += 1
    words = [normal(cell) for place in where.values() if (cell := at(row, place))]
    if not typed or len(words) < 2 or len(set(words)) < len(words) or not _NO_VALUE.isdisjoint(words):
        return False
    known = _headers()
    if typed == 1:
        return known.issuperset(words)
    return all(word in known or (word[:1].isalpha() and not any(map(_NO_WORD.__contains__, word))) for word in words)


_NO_WORD = frozenset("0123456789:")
# what people write where they have no figure yet: a header has no such word
_NO_VALUE = frozenset(
    "待补 待定 待报 待填 待核 待核实 待统计 待更新 未知 不详 不明 暂缺 暂无 暂无数据 暂未统计 "
    "无 无数据 没有 未统计 未填 未报 未公布 缺 缺失 空 另行通知 "
    "n/a na nan null none nil tbd unknown pending missing".split()
)
_UNITS = frozenset(
    "人 人次 万人 次 万次 条 篇 个 件 场 家 项 元 万元 分 秒 分钟 小时 天 日 月 % ‰ 百分比 比例 小数 "
    "文本 文字 数字 整数 年月日 年-月-日 年/月/日 yyyy-mm-dd yyyy/mm/dd yyyymmdd yyyy-mm-ddhh:mm hh:mm:ss".split()
)
_FIGURES = frozenset(("count", "fen", "share", "seconds", "number", "day", "instant"))


@cache
def _headers() -> frozenset[str]:
    """Every header that an export is known to have."""
    words = set[str]()
    for one in shipped():
        words.update(one.ignored, one.personal)
        for columns in (*one.recognised, *(feed.columns for feed in one.feeds)):
            words.update(header for column in columns for header in column.headers)
    return frozenset(map(normal, words))
