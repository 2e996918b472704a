"""Why no profile can be drafted: which headers contradict each other, which one is missing, and what to say of it."""

import re
from collections.abc import Iterator, Mapping, Sequence

from pubkpi.ingest.containers.sheet import Row, at
from pubkpi.ingest.rows import synonyms
from pubkpi.ingest.rows.part import normal
from pubkpi.model.errors import DataError
from pubkpi.model.text import Text

_TIME = ("published_at", "published_on")
_NAME = ("title", "post", "url")
_DAY = re.compile(r"\s*(19|20)\d\d\D?\d{1,2}\D?\d{1,2}(\D.*)?")
_NUMBER = re.compile(r"\s*[-+]?[\d.,]+\s*[%％万]?\s*")


def meanings(word: str, mapped: Mapping[str, str]) -> set[str]:
    """The columns of any fact that the header *word* surely means, or the one that the user says."""
    if normal(word) in mapped:
        return {mapped[normal(word)]}
    meaning = synonyms.meaning(word)
    return set(meaning.columns) if meaning.certain else set()


def refusal(name: str, header: Row, rows: Sequence[Row], mapped: Mapping[str, str]) -> DataError:
    """Why the table of *header* and *rows* of the file *name* has no fact's key, with its own headers for example."""
    words = [word for word in header if word]
    have = {word: meanings(word, mapped) for word in words}
    days, times, names = (
        [word for word in words if have[word].intersection(columns)] for columns in (("day",), _TIME, _NAME)
    )
    cells = {word: [at(row, i) for row in rows] for i, word in enumerate(header) if word and not have[word]}
    said = {word: f"{word}={mapped[normal(word)]}" if normal(word) in mapped else word for word in words}
    if days and (times or names):
        what = Text(
            f"{said[days[0]]} 表示每行是一天，{said[(names or times)[0]]} 却表示每行是一篇内容，两者矛盾",
            f"{said[days[0]]} says that a row is a day, but {said[(names or times)[0]]} that it is a post",
        )
        otherwise = Text("请导出每行一天或每行一篇的表。", "Export a table of which a row is a day, or a post.")
        return DataError(name, what, otherwise if times else _example(f"{days[0]}=published_at"))
    for several, column in ((days, "day"), (times, _TIME[0]), (names, _NAME[0])):
        alike = [word for word in several if have[word] == have[several[0]]]
        if len(alike) > 1:
            what = Text(f"{'、'.join(alike)} 意思相同", f"{', '.join(alike)} mean the same")
            return DataError(name, what, _example(f"{alike[0]}={column}"))
    return DataError(name, *_lack(days, times, names, cells, said))


def _lack(
    days: Sequence[str],
    times: Sequence[str],
    names: Sequence[str],
    cells: Mapping[str, Sequence[str | None]],
    words: Mapping[str, str],
) -> tuple[Text, Text]:
    """What is missing beside the headers that say what a row is, and which of the others it may be."""
    day, text, number = (next(_like(cells, kind), "") for kind in ("day", "text", "number"))
    if names and not times:
        what = Text(
            f"{words[names[0]]} 表示每行是一篇内容，但没有发布时间",
            f"{words[names[0]]} says that a row is a post, but nothing says when it was published",
        )
        return what, _example(f"{day or '表头'}=published_at", is_there=bool(day))
    if times and not names:
        what = Text(
            f"{words[times[0]]} 是发布时间，但没有标题、编号或链接",
            f"{words[times[0]]} says when a post was published, but it has no title, id or link",
        )
        return what, _example(f"{text or '表头'}=title", is_there=bool(text))
    if days or times:
        figure = next(iter(synonyms.meaning(number).columns if number else ()), "reads")
        return (
            Text("没有认出数字列", "no column of figures means something"),
            _example(f"{number or '表头'}={figure}", is_there=bool(number)),
        )
    what = Text(
        "看不出每行是什么：既不是一天（日期），也不是一篇内容（标题或编号，加发布时间）",
        "nothing says what a row is: neither a day, nor a post (title or id, and when it was published)",
    )
    return what, _example(f"{day or '表头'}=day", f"{day or '表头'}=published_at", is_there=bool(day))


def _like(cells: Mapping[str, Sequence[str | None]], kind: str) -> Iterator[str]:
    """The headers of which all cells look like a *kind*: day, number or text."""
    for word, column in cells.items():
        filled = [cell for cell in column if cell]
        alike = {"day" if _DAY.fullmatch(cell) else "number" if _NUMBER.fullmatch(cell) else "text" for cell in filled}
        if alike == {kind}:
            yield word


def _example(*maps: str, is_there: bool = True) -> Text:
    """The option that may help; where no header of the file *is_there* for it, the file lacks the column."""
    zh, en = (word.join(f"--map {one}" for one in maps) for word in (" 或 ", " or "))
    if is_there:
        return Text(f"用 --map 说明，如 {zh}。", f"Say it with --map, such as {en}.")
    return Text(
        f"文件里有这一列就用 {zh} 说明，没有就换一种导出。",
        f"If the file has that column, say {en.replace('表头', 'HEADER')}; if not, export it otherwise.",
    )
