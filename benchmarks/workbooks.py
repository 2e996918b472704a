"""How workbooks of others are read: that each gives sheets or one refusal, and that its cells are what Excel shows.

    python benchmarks/workbooks.py PATH... [--out cells.jsonl] [--only PATTERN]

A PATH is a folder of files: test-data/spreadsheet of github.com/apache/poi, tests of github.com/tafia/calamine, all of
github.com/SheetJS/test_files. Each is read as a user's file is, in the process with limits. Where `NAME.N.csv` lies in
a PATH, the sheet of that number as Excel wrote it to CSV, the workbook NAME is compared with it cell by cell. Excel
writes what it shows, so a number rounded by its format, or a day in another form, is counted as a difference in kind.
"""

import argparse
import csv
import json
import re
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import zip_longest
from pathlib import Path

from pubkpi.engine.worker import LIMITS
from pubkpi.ingest.containers import sandbox
from pubkpi.ingest.containers.sheet import Book
from pubkpi.model.errors import DataError, PubkpiError

Rows = Sequence[Sequence[str | None]]
Difference = tuple[int, int, str, str, str]
RENDERED = re.compile(r"(.+)\.(\d+)\.csv")
# no workbooks: renderings, lists of sheets, other programs' outputs
SPARED = {
    ".csv",
    '.csv"',
    ".sheetnames",
    ".skip",
    ".json",
    ".rawjson",
    ".scpt",
    ".sh",
    ".md",
    ".rs",
    ".pwd",
    ".html",
    ".b64",
}
NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
DAY = re.compile(r"(\d{4}-\d\d-\d\d)?[ T]?(\d\d?:\d\d(:\d\d)?(\.\d+)?)?")
FORMAT = re.compile(r" ⟨.*⟩$", re.DOTALL)
FAULT = re.compile(r"#(?:N/A|REF!|DIV/0!|VALUE!|NAME\?|NUM!|NULL!)")


def outcome(path: Path) -> tuple[str, Book | None]:
    """Read the file: how that ended, and its sheets with all cells."""
    data = path.read_bytes()
    try:
        book = sandbox.read(data, path.name, LIMITS)
        return "sheets", sandbox.complete(book, data, path.name, LIMITS)
    except DataError as problem:
        return f"refused: {problem.what.en}", None
    except PubkpiError as problem:
        return f"OTHER ERROR {type(problem).__name__}: {problem.what.en}", None
    except Exception as problem:  # noqa: BLE001  what is looked for
        return f"TRACEBACK {type(problem).__name__}: {problem}", None


def class_of(ours: str, theirs: str) -> str:
    """How our cell differs from what Excel shows there; nothing where it does not."""
    # behind its value we write a format that makes another number of it than it seems
    ours, theirs = (re.sub(r"\s+", " ", one).strip() for one in (FORMAT.sub("", ours), theirs))
    if ours == theirs:
        return ""
    if not ours:
        return "we have nothing"
    if not theirs:
        return "Excel shows nothing"
    if set(theirs) == {"#"}:
        return "too narrow for Excel (####)"
    if FAULT.search(theirs) or FAULT.search(ours):
        return "an error, told otherwise" if FAULT.search(theirs) and FAULT.search(ours) else "an error for one only"
    if ours.casefold() == theirs.casefold():
        return "case"
    if _one_number(ours, theirs):
        return "the same number, formatted"
    if DAY.fullmatch(ours):
        return "the same day, formatted" if _same_day(ours, theirs) else "a day, formatted in some way"
    if len(ours) == len(theirs) and all(b in "?_" or a == b for a, b in zip(ours, theirs, strict=True)):
        return "letters that Windows-1252 lacks"
    if _letters(ours) == _letters(theirs) != "":
        return "punctuation"
    if NUMBER.fullmatch(ours.rstrip("%")):
        return "a number, told otherwise"
    return "other"


def _letters(words: str) -> str:
    return "".join(one for one in words if one.isalnum() and one.isascii())


def _one_number(ours: str, theirs: str) -> bool:
    """Whether both are one number as far as Excel shows it."""
    if not NUMBER.fullmatch(ours.rstrip("%")):
        return False
    value = float(ours.rstrip("%")) / (100 if ours.endswith("%") else 1)
    if value == 0 and re.fullmatch(r"\W*-\W*", theirs):
        return True
    for found in NUMBER.finditer(re.sub(r"(?<=\d),(?=\d)", "", theirs)):
        shown, power = float(found[0]), "e" in found[0].lower()
        digits = len(found[0].lower().partition("e")[0].partition(".")[2])
        unit = 10.0 ** (int(found[0].lower().partition("e")[2]) if power else 0) / 10**digits
        for factor in (1, 100, 1e-3, 1e-6):
            if abs(abs(value * factor) - abs(shown)) <= unit * 0.5000001 + abs(shown) * 1e-14:
                return True
    return _as_fraction(value, theirs)


def _as_fraction(value: float, theirs: str) -> bool:
    parts = re.fullmatch(r"(-?) ?(?:(\d+) )? ?(\d+) ?/ ?(\d+)", theirs)
    if not parts or not int(parts[4]):
        return False
    size = int(parts[2] or 0) + int(parts[3]) / int(parts[4])
    return abs(abs(value) - size) <= 0.5 / int(parts[4])


def _same_day(ours: str, theirs: str) -> bool:
    """Whether the digits of Excel's form are those of our day, in some order and with some left out."""
    day, clock = DAY.fullmatch(ours).group(1, 2)
    known = set[int]()
    if day:
        year, month, number = map(int, day.split("-"))
        known |= {year, year % 100, month, number}
    if clock:
        hour, minute, *second = (int(float(one)) for one in clock.split(":"))
        known |= {hour, hour % 12, 12 if hour % 12 == 0 else hour % 12, minute, *second}
    shown = [int(one) for one in re.findall(r"\d+", theirs.partition(".")[0] if clock else theirs)]
    return bool(shown) and all(one in known for one in shown)


def renderings(folders: list[Path]) -> dict[str, dict[Path, int]]:
    """By the name of a workbook the files that Excel wrote of its sheets, with their numbers."""
    found = defaultdict[str, dict[Path, int]](dict)
    for folder in folders:
        for path in sorted(folder.rglob("*.csv")):
            if parts := RENDERED.fullmatch(path.name):
                found[parts[1]][path] = int(parts[2])
    return found


def of_workbook(path: Path, folder: Path, rendered: dict[str, dict[Path, int]]) -> list[tuple[Path, int]]:
    """The sheets of the workbook *path* as Excel wrote them, those of another folder where the name says whose it is.

    A workbook saved anew by Excel as another kind has the cells of the first.
    """
    own = [*rendered.get(path.name, {}).items(), *rendered.get(path.stem, {}).items()]
    return [one for one in own if one[0].is_relative_to(folder)] + [*rendered.get(f"apachepoi_{path.name}", {}).items()]


def differences(book: Book, number: int, rendered: Path) -> list[Difference]:
    """Each cell that is not blank: its row and column, ours, Excel's, the class; one of row 0 for a sheet we lack."""
    csv.field_size_limit(10**9)
    data = rendered.read_bytes()
    try:
        words = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        words = data.decode("cp1252", "replace")
    theirs = [*csv.reader(words.splitlines(keepends=True))]
    if number >= len(book.sheets):
        return [(0, 0, "", "", "no such sheet")]
    # some versions leave out the blank rows above and the blank columns before
    ours = book.sheets[number].rows
    top, left = corner(ours)
    shown_top, shown_left = corner(theirs)
    ways = [compared(ours, theirs, 0, 0), compared(ours, theirs, top - shown_top, left - shown_left)]
    return max(ways, key=lambda way: sum(not one[-1] for one in way))


def compared(ours: Rows, theirs: Rows, rows: int, columns: int) -> list[Difference]:
    """The cells of *ours*, which lie so many *rows* lower and *columns* further on than *theirs*."""
    found: list[Difference] = []
    theirs = [*[()] * rows, *([*[""] * columns, *one] for one in theirs)]
    for row, (mine, shown) in enumerate(zip_longest(ours, theirs[max(0, -rows) :], fillvalue=()), start=1):
        for column, (a, b) in enumerate(zip_longest(mine, shown[max(0, -columns) :]), start=1):
            if (a and a.strip()) or (b and b.strip()):
                found.append((row, column, a or "", b or "", class_of(a or "", b or "")))
    return found


def corner(rows: Rows) -> tuple[int, int]:
    """How many blank rows are above and blank columns before what *rows* hold."""
    filled = [i for i, row in enumerate(rows) if any(one and one.strip() for one in row)]
    columns = [next(i for i, one in enumerate(rows[row]) if one and one.strip()) for row in filled]
    return min(filled, default=0), min(columns, default=0)


def main() -> None:
    """Print how many files ended in which way, then how many cells differ in which way."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folders", type=Path, nargs="+", metavar="PATH")
    parser.add_argument("--out", type=Path, help="write each difference there")
    parser.add_argument("--only", default="", help="a regular expression that the file's name has to contain")
    chosen = parser.parse_args()
    rendered = renderings(chosen.folders)
    ends, slowest, read = defaultdict[str, list[str]](list), (0.0, ""), Counter[tuple[str, bool]]()
    classes, files = Counter[str](), defaultdict[str, set[str]](set)
    compared, out = set[Path](), chosen.out.open("w", encoding="utf-8") if chosen.out else None
    for folder in chosen.folders:
        for path in sorted(folder.rglob("*")):
            if not path.is_file() or path.suffix.lower() in SPARED or not re.search(chosen.only, path.name):
                continue
            start = time.perf_counter()
            end, book = outcome(path)
            slowest = max(slowest, (time.perf_counter() - start, str(path)))
            read[str(folder), book is not None] += 1
            ends[end].append(str(path.relative_to(folder)))
            for sheet in of_workbook(path, folder, rendered) if book else ():
                compared.add(sheet[0])
                for row, column, ours, theirs, kind in differences(book, sheet[1], sheet[0]):
                    classes[kind or "equal"] += 1
                    if kind:
                        files[kind].add(str(path))
                    if kind and out:
                        place = [str(path), str(sheet[0]), row, column, ours[:200], theirs[:200], kind]
                        print(json.dumps(place, ensure_ascii=False), file=out)
    print(f"{sum(map(len, ends.values()))} files, the slowest {slowest[0]:.1f} s ({slowest[1]})")
    for folder in map(str, chosen.folders):
        print(f"{folder}: {read[folder, True]} read, {read[folder, False]} refused")
    for end, names in sorted(ends.items(), key=lambda one: -len(one[1])):
        print(f"{len(names):6}  {end}{'' if end == 'sheets' else ': ' + ', '.join(names[:200])}")
    if compared:
        print(f"{len(compared)} sheets by Excel, {classes.total()} cells (a workbook of several kinds counts each)")
    for kind, count in classes.most_common():
        print(f"{count:9}  {kind}, {len(files[kind])} files" if kind != "equal" else f"{count:9}  equal")
    if any(one.startswith(("TRACEBACK", "OTHER")) for one in ends):
        sys.exit(1)


if __name__ == "__main__":
    main()
