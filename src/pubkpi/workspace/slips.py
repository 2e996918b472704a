"""Slips of the hand that no parser can read: full-width punctuation, tabs, missing blanks, other encodings."""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from pubkpi.model.system import reason
from pubkpi.model.text import NOTHING, Text


class Slip(NamedTuple):
    """Where it stands (line and column, from 1), what it is, and what to write."""

    line: int
    column: int
    what: Text
    hint: Text


class UnreadableError(Exception):
    """A file that is no text in UTF-8, and why."""

    def __init__(self, what: Text, hint: Text = NOTHING) -> None:
        super().__init__(what.en)
        self.what, self.hint = what, hint


_UTF_8 = Text(
    "用记事本打开，另存为 UTF-8 编码后再试。", "Open it in an editor, save as UTF-8 and try again (另存为 UTF-8)."
)
_QUOTED = re.compile(r"\"(?:[^\"\\]|\\.)*\"|'(?:[^']|'')*'")
_REMARK = re.compile(r"(?:^|(?<=\s))#.*")
# what a word of a YAML file hardly holds on purpose where it cannot be understood
ODD = re.compile(r"[：，、“”‘’「｛［【０-９]|^-?[\w.-]+:\S|^-[^\W\d_]")
# where a key or a value of YAML may begin
_KEY = r"(?:^\s*(?:-\s+)*|[{,，｛]\s*)"
_VALUE = r"(?:^\s*(?:-\s+)*|:\s+|[{\[,]\s*)"
_WORD = r"[^\s:：{}\[\],，'\"#=-][^\s:：{}\[\],，#=]*"
_STRAIGHT = str.maketrans("：，、｛｝［］【】“”‘’「」＝０１２３４５６７８９．％", ':,,{}[][]""\'\'""=0123456789.%')


def text_of(path: Path) -> str:
    """The words of the file at *path*, with or without a BOM; UnreadableError says what it is instead."""
    try:
        data = path.read_bytes()
    except OSError as problem:
        why = reason(problem)
        raise UnreadableError(Text(f"读不了这个文件（{why.zh}）", f"this file cannot be read ({why.en})")) from problem
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        raise UnreadableError(_encoding(data), _UTF_8) from problem


def _encoding(data: bytes) -> Text:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return Text("文件是 UTF-16 编码，应为 UTF-8", "the file is in UTF-16, not in UTF-8")
    try:
        data.decode("gb18030")
    except UnicodeDecodeError:
        return Text("文件不是 UTF-8 编码的文本", "the file is no text in UTF-8")
    return Text("文件是 GBK 编码，应为 UTF-8", "the file is in GBK, not in UTF-8")


def yaml_slip(text: str, lines: Iterable[int]) -> Slip | None:
    """What was done in the first of the *lines* (from 1) of the YAML *text* where something is recognised."""
    return _first(text, lines, _YAML)


def toml_slip(text: str, lines: Iterable[int]) -> Slip | None:
    """The same of TOML."""
    return _first(text, lines, _TOML)


def _first(text: str, lines: Iterable[int], rules: "tuple[_Rule, ...]") -> Slip | None:
    rows = text.splitlines()
    for number in dict.fromkeys(lines):
        line = rows[number - 1] if 0 < number <= len(rows) else ""
        # what stands in quotes or behind # may hold any sign
        plain = _REMARK.sub("", _QUOTED.sub(lambda found: "\0" * len(found[0]), line))
        for rule in rules:
            if found := rule.pattern.search(plain):
                start, end = found.span("slip")
                return Slip(number, start + 1, rule.what(line[start:end]), rule.hint(found, line))
    return None


class _Rule(NamedTuple):
    """A *pattern* whose group `slip` is the mistake, told as *zh* and *en*; *write* puts it right, *more* explains."""

    pattern: re.Pattern[str]
    zh: str
    en: str
    write: str = ""
    more: Text = NOTHING

    def what(self, slip: str) -> Text:
        return Text(self.zh.replace("…", slip), self.en.replace("…", slip))

    def hint(self, match: re.Match[str], line: str) -> Text:
        if not self.write:
            return self.more
        # what stood in quotes comes back as it is written
        words = {name: line[slice(*match.span(name))].translate(_STRAIGHT).strip() for name in match.re.groupindex}
        example = self.write.format(**words).strip()
        return Text(f"写成 {example}。", f"Write {example}.")


def _rule(pattern: str, zh: str, en: str, write: str = "", more: Text = NOTHING) -> _Rule:
    return _Rule(re.compile(pattern), zh, en, write, more)


DASH = Text("“-”后面要有一个空格。", "A blank follows the dash of a list.")
ONCE = Text("删掉一个，或并成一处。", "Take one out, or make them one.")
_BLANKS = Text("缩进只用空格，每级两个。", "Indent with blanks only, two a level.")
_WIDE = Text(
    '括号、逗号、引号要用半角：{ } [ ] , "。', 'Brackets, commas and quotes must be half-width: { } [ ] , and ".'
)
_YAML = (
    _rule(r"^ *(?P<slip>\t)", "缩进里有制表符（Tab）", "a tab in the indentation", more=_BLANKS),
    _rule(
        rf"{_KEY}(?P<key>{_WORD})\s*(?P<slip>：)\s*(?P<value>[^\s，,}}]*)",
        "冒号是全角的“…”",
        "the colon is a full-width …",
        "{key}: {value}",
    ),
    _rule(r"[:：]\s*(?P<slip>[｛［【])", "括号是全角的“…”", "the bracket is a full-width …", more=_WIDE),
    _rule(r"[{\[][^}\]]*?(?P<slip>[，、])", "括号里的逗号是全角的“…”", "the comma in the brackets is a …", more=_WIDE),
    _rule(rf"{_VALUE}(?P<slip>[“”‘’「])", "引号是全角的 …", "the quote is a full-width …", more=_WIDE),
    _rule(
        rf"{_KEY}(?P<key>{_WORD}):(?P<slip>[^\s:/,}}\]\\])(?P<value>[^\s,}}]*)",
        "冒号后面缺一个空格",
        "a blank is missing after the colon",
        "{key}: {slip}{value}",
    ),
    _rule(
        r"^\s*(?P<slip>-)(?P<item>[^\W\d_][^#]*)",
        "“-”后面缺一个空格",
        "a blank is missing after the dash",
        "- {item}",
    ),
    _rule(
        rf"^\s*(?:-\s+)*(?P<key>{_WORD}):\s+(?P<value>[^\s{{\[|>'\"\0#][^\0{{\[#]*?(?P<slip>:)\s[^#]*)",
        "值里有冒号和空格，要加引号",
        "a value that holds a colon and a blank needs quotes",
        "{key}: '{value}'",
    ),
    _rule(
        rf"{_KEY}(?P<key>{_WORD}):\s+(?P<slip>[%@`*&!][^,}}\]#]*)",
        "以 % @ ` * & ! 开头的值要加引号",
        "a value that begins with one of % @ ` * & ! needs quotes",
        "{key}: '{slip}'",
    ),
    _rule(
        rf"{_KEY}(?P<key>{_WORD}):\s+(?P<slip>[０-９][０-９．％]*)\s*(?:[,}}]|$)",
        "数字是全角的“…”",
        "the digits are full-width: …",
        "{key}: {slip}",
    ),
)  # fmt: skip
_TOML = (
    _rule(
        rf"^\s*(?P<key>{_WORD})\s*(?P<slip>[:：＝])\s*(?P<value>[^#]*)",
        "名称和值之间应是半角的 =，不是“…”",
        "between name and value stands =, not …",
        "{key} = {value}",
    ),
    _rule(r"=\s*(?P<slip>[“”‘’「])", "引号是全角的 …", "the quote is a full-width …", more=_WIDE),
    _rule(r"^\s*(?P<slip>[［【])", "括号是全角的“…”", "the bracket is a full-width …", more=_WIDE),
    _rule(
        rf"^\s*(?P<key>{_WORD})\s*=\s*(?!true|false)(?P<slip>[^\s\0\"'\[{{\d+.-][^#]*)",
        "文字要加引号",
        "a text needs quotes",
        '{key} = "{slip}"',
    ),
)  # fmt: skip


_UNSEEN = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]|(?<!^)\ufeff")
NO_COLON = Text("缺少冒号和空格", "a colon and a blank are missing")
_LEVEL = Text(
    "同一级的键要左对齐，下一级多缩进两个空格。", "Keys of one level begin in one column, the next level two more."
)
# words of the parser, and what they mean
OPEN_QUOTE = Text("引号没有配对", "a quote is left open"), Text("补上另一半引号。", "Put the other quote.")
_MEANINGS = {
    "quoted scalar": OPEN_QUOTE,
    "flow mapping": (
        Text("大括号没有配对，或少了逗号", "a brace is left open, or a comma is missing"),
        Text(
            "如 {zh: 阅读量, en: Reads}；含逗号或冒号的算式要加引号。",
            "As in {zh: 阅读量, en: Reads}; a formula with commas or colons needs quotes.",
        ),
    ),
    "flow sequence": (
        Text("方括号没有配对，或少了逗号", "a bracket is left open, or a comma is missing"),
        Text("如 [2024Q1, 2024Q4]。", "As in [2024Q1, 2024Q4]."),
    ),
    "expected a single document": (
        Text("出现了第二个 ---", "a second --- begins another document"),
        Text("删去这一行。", "Delete that line."),
    ),
    "undefined alias": (
        Text("以 * 开头的值要加引号", "a value that begins with * needs quotes"),
        NOTHING,
    ),
    "could not find expected ':'": (NO_COLON, Text("写成 键: 值。", "Write key: value.")),
    "mapping values are not allowed": (
        Text("这里不能再有“键: 值”", "no key: value can stand here"),
        _LEVEL,
    ),
    "block": (Text("缩进没有对齐", "the indentation is uneven"), _LEVEL),
}  # fmt: skip
_UNCLEAR = (
    Text("这里看不懂", "this cannot be understood"),
    Text("看这一行和上一行的缩进、冒号、引号。", "See indentation, colons and quotes here and in the line above."),
)


def unseen(text: str) -> Slip | None:
    """The first character of *text* that no YAML may hold."""
    found = _UNSEEN.search(text)
    if not found:
        return None
    start, code = found.start(), f"U+{ord(found[0]):04X}"
    what = Text(f"有看不见的字符 {code}", f"an invisible character, {code}")
    line, column = text.count("\n", 0, start) + 1, start - text.rfind("\n", 0, start)
    return Slip(line, column, what, Text("把它删掉。", "Delete it."))


def meaning(words: str) -> tuple[Text, Text]:
    """What the *words* of a YAML parser mean, and what to do."""
    return next((told for part, told in _MEANINGS.items() if part in words), _UNCLEAR)
