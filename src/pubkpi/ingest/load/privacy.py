"""Personal data: columns that are never kept, and numbers in free text that are masked.

docs/privacy.md says what is kept of each export.
"""

import re
from dataclasses import dataclass, replace

from pubkpi.ingest.cells.masking import mask
from pubkpi.ingest.containers.sheet import Book, Cell, RawSheet, Row, at
from pubkpi.ingest.layouts.table import find_header
from pubkpi.ingest.profiles.profile import Profile
from pubkpi.ingest.rows.kinds import is_total_word, is_wide
from pubkpi.ingest.rows.part import Match, is_same_header, normal
from pubkpi.model.errors import DataError
from pubkpi.model.text import Text

# What numbers and days are written with. Anything else in their column has slipped there from a neighbour, a name
# perhaps: the row is rejected, and what is kept of it must not tell.
_FIGURE = re.compile(
    r"(?i)(?:[\W\d_百千万亿kwstz年月日号时点分秒]|[上下]午|凌晨|以上|星期[一二三四五六日天]|周[一二三四五六日]|小时|分钟|[ap]m|gmt|utc|"
    r"(?:mon|tue|wed|thu|fri|sat|sun)(?![a-z])|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)(?![a-z]))*"
    r"|null|nan|n/a|#[a-z/0]+[!?]?",
    re.DOTALL,
)

# Headers, as `normal` writes them, over what is of one person; and what makes a question of a survey of one.
_PERSONAL = re.compile(
    "姓名|名字|称呼|昵称|网名|笔名|作者|记者|编辑|撰稿|发布者|发布人|博主|楼主|网友|用户(?:名|id|编号|简介)|填表人|填报人"
    "|电话|手机|联系(?:方式|人|号码)|邮箱|邮件|e-?mail|微信号|(?:^|[^a-z])qq|身份证|证件|护照|港澳|银行卡|卡号|账户号"
    "|住址|家庭|(?:通讯|通信|收件|收货|详细|联系)地址|^地址|籍贯|生日|出生|头像|签名|来自ip|ip地址|^ip$|ip属地"
    "|author|nick_?name|user_?(?:name|id)|real_?name|^name$|open_?id|union_?id|phone|mobile|address|avatar|signature"
)
# what is counted, or of a kind of thing
_COUNT = re.compile(r"(?:[量数率型类端]|次数|占比|型号|品牌|级别|count|rate)(?:\(.*\))?$")
_QUESTION = re.compile("满意|是否|评价|如何|怎样|怎么|什么|哪|吗|几|建议|程度|愿意")
_TEXT = re.compile("正文|全文|内容$|摘要|文案|简介|描述|回答|意见|留言|content$|text$|digest|desc|^comments?$|body")
_KEY = re.compile("id$|^mid$|编号|链接|网址|url$|link$")
# The facts whose titles are of others; those of one's own posts are keys, too.
_OTHERS = ("mention",)

_ADDRESS = re.compile(r"(?is)\s*(?:https?://.*|/\S*\s*)")
# a mark in the page; #/ begins a part of the way to it
_MARK = re.compile("#(?!/).*", re.DOTALL)
# The parameters of an address that say which post it is.
_POST = re.compile(
    r"(?i)__biz|mid|idx|sn|itemidx|id|p|page|v|bvid|aid|vid|cid|tid|fid|pid|nid|docid|(?:doc|news|note|item|group|"
    r"video|aweme|article|topic|post|thread|content|info|modal|object|feed|weibo|dynamic|question|answer)_?id"
)


def clean_address(words: str) -> str:
    """The address *words* of a page without those of its parameters that do not say which post it is."""
    page, _, rest = _MARK.sub("", words.strip()).partition("?")
    kept = [one for one in re.split("&(?:amp;)?", rest) if _POST.fullmatch(one.partition("=")[0])]
    return f"{page}?{'&'.join(kept)}" if kept else page


def is_personal(header: str, *, survey: bool = False, texts: bool = False) -> bool:
    """Whether what stands below *header*, which nobody mapped, is of one person: a name, a number, where to reach it.

    In a *survey* a question about a service may have such a word, too. With *texts*, what people write counts as well.
    """
    words = normal(header)
    if _COUNT.search(words):
        return False
    if texts and _TEXT.search(words):
        return True
    return _PERSONAL.search(words) is not None and not (survey and _QUESTION.search(words))


def redact(book: Book, match: Match) -> Book:
    """*book* without the personal columns of its profile: free text masked, ids and figures as they are."""
    profile = match.profile
    return replace(book, sheets=tuple(_sheet(profile, sheet) for sheet in book.sheets))


def discreet(problem: DataError) -> DataError:
    """*problem* with the numbers masked that it shows."""
    what, hint = (Text(*map(mask, words)) for words in (problem.what, problem.hint))
    return type(problem)(mask(problem.where), what, hint)


def without_numbers(book: Book) -> Book:
    """*book* with the names of its sheets masked."""
    return replace(book, sheets=tuple(replace(one, name=mask(one.name)) for one in book.sheets))


@dataclass(frozen=True, slots=True)
class _Columns:
    """What is done to the cells of a table, by the places of its columns; what stands in no set is masked."""

    dropped: frozenset[int]
    figures: frozenset[int]
    plain: frozenset[int]
    keys: frozenset[int]
    missing: frozenset[str]

    def clean(self, i: int, cell: Cell) -> Cell:
        """What is kept of *cell* in column *i*."""
        if i in self.dropped or cell is None:
            return None
        if i in self.figures and not (_FIGURE.fullmatch(cell) or is_total_word(cell) or cell in self.missing):
            return "*" * len(cell)
        if _ADDRESS.fullmatch(cell):
            address = clean_address(cell)
            return address if i in self.keys else mask(address)
        return cell if i in self.plain else mask(cell)


def _columns(profile: Profile, header: Row, where: tuple[dict[str, int], ...], width: int) -> _Columns:
    feeds = zip(profile.feeds, where, strict=False)
    read = [(feed.fact.name, c, one[c.name]) for feed, one in feeds for c in feed.columns if c.name in one]
    mapped = {place for one in where for place in one.values()}
    names = {i: normal(at(header, i)) for i in range(width)}
    personal, survey = set(map(normal, profile.personal)), profile.layout == "survey"
    dropped = {
        i for i, name in names.items() if name in personal or (i not in mapped and is_personal(name, survey=survey))
    }
    keys = {place for _, column, place in read if column.kind == "id" or column.choices}
    keys |= {i for i, name in names.items() if not survey and i not in mapped and _KEY.search(name)}
    # free text is masked also where it is loaded: a title may be all that somebody wrote
    kept = {place for _, column, place in read if column.kind not in ("text", "day", "instant")}
    kept |= {place for fact, column, place in read if column.name == "title" and fact not in _OTHERS}
    figures = {place for _, column, place in read if column.kind != "text"} - keys
    missing = frozenset(word for _, column, _ in read for word in column.missing)
    return _Columns(frozenset(dropped), frozenset(figures), frozenset(kept | keys), frozenset(keys), missing)


def _sheet(profile: Profile, sheet: RawSheet) -> RawSheet:
    header = find_header(profile, sheet)
    if not isinstance(header, tuple):
        # a sheet that nobody reads is not kept, for who knows what it holds
        return replace(sheet, rows=(), rejects=())
    index, where = header
    columns = _columns(profile, sheet.rows[index], where, max(map(len, sheet.rows)))
    rows = (
        # where a cell stands beyond the headers nobody knows which is which: that they are there is all that is kept
        tuple(cell and "*" * len(cell) for cell in row)
        if r > index and is_wide(row, sheet.rows[index])
        else tuple(columns.clean(i, cell) for i, cell in enumerate(row))
        # the header again is no row, and is known by being the same
        if r > index and not is_same_header(row, sheet.rows[index])
        else tuple(cell and mask(cell) for cell in row)
        for r, row in enumerate(sheet.rows)
    )
    # a row that nobody can read may hold anything
    return replace(sheet, rows=tuple(rows), rejects=tuple(replace(one, raw=None) for one in sheet.rejects))
