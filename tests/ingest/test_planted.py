"""Telephone and identity numbers planted in every export: through the command, then looked for in all that is left."""

import gzip
import json
from zipfile import ZipFile, is_zipfile

import pytest
from hypothesis import given as drawn
from hypothesis import settings
from hypothesis import strategies as st

from pubkpi.engine.duckdb import DuckDB
from pubkpi.engine.query import quoted
from pubkpi.ingest.cells.masking import mask
from pubkpi.ingest.profiles.catalogue import shipped
from tests.e2e.workspaces import pubkpi
from tests.examples import examples, seldom
from tests.ingest import files, samples, samples_platforms, samples_wechat

PROFILES = {profile.id: profile for profile in shipped()}
PHONE, IDENTITY = "13800138000", "110101199003078515"
SPELLINGS = [
    PHONE, "138 0013 8000", "138-0013-8000", "+86 13800138000", "8613800138000", "008613800138000", "１３８００１３８０００",
    "＋８６　１３８００１３８０００", "电话13800138000转8", "138\xa00013\xa08000", "138.0013.8000", "138—0013—8000", "(86)138 0013 8000",
    IDENTITY, "11010119900307851X", "110101 19900307 8515", "１１０１０１１９９００３０７８５１５", "身份证110101199003078515，谢谢",
]  # fmt: skip

# exports that have no sample of their own here: forms, whose headers all mean something
FORMS = [one.id for one in shipped() if one.form and one.id not in samples.EXPORTS]
SPELLED_DIGITS = str.maketrans("０１２３４５６７８９Ｘ．＋", "0123456789X.+")
FLATTENED = str.maketrans("", "", " -\xa0\u3000—.")


def bare(words):
    """*words* in plain digits without what may stand between them."""
    return words.translate(SPELLED_DIGITS).translate(FLATTENED)


def numbers(words):
    """Which of the two numbers stand in *words*, in whatever spelling."""
    return [number for number in ("13800138000", IDENTITY[:15]) if number in bare(words)]


def planted(rows, personal, ignored):
    """The table with a spelling of a number in every cell that nobody may keep, and a column of them at its end."""
    at = max(range(len(rows)), key=lambda i: (sum(cell is not None for cell in rows[i]), -i))
    header = rows[at]
    # what stands below ID is an id, which is never masked
    dropped = {i for i, name in enumerate(header) if name in (*personal, *ignored) and name != "ID"}
    made = []
    for n, row in enumerate(rows):
        words = SPELLINGS[n % len(SPELLINGS)]
        # a blank cell beside a table that ends earlier must stay blank
        taken = dropped if personal else {i for i in dropped if i < len(row) and row[i] is not None}
        cells = [words if i in taken and n > at else cell for i, cell in enumerate(row)]
        cells += [None] * (len(header) - len(cells)) if n >= at else []
        made.append(
            (*cells, None, "联系电话", "证件")
            if n == at
            else (*cells, None, words, int(IDENTITY))
            if n > at
            else tuple(cells)
        )
    return made


def sectioned(rows):
    """The sheet with a label more, and a number as its value."""
    at = rows.index((None, "数据概况"))
    return [*rows[: at + 2], *((None, f"联系电话{i}", words) for i, words in enumerate(SPELLINGS)), *rows[at + 2 :]]


def answered(value, words):
    """The answer of an interface with a field more in every object."""
    if isinstance(value, list):
        return [answered(one, words) for one in value]
    if isinstance(value, dict):
        return {key: answered(one, words) for key, one in value.items()} | {"contact": words}
    return value


def exports(most):
    """(export, name, bytes) of *most* samples of every export with numbers planted in what no fact takes."""
    strangers = [("姓名", "电话"), *(("张三", words) for words in SPELLINGS)]
    for export, tables in samples.EXPORTS.items():
        profile = PROFILES[export]
        names = samples_wechat.NAMES.get(export, ["{}"] * len(tables))
        for n, rows in enumerate(tables[:most]):
            if profile.layout == "sections":
                rows = sectioned(rows)
            elif profile.layout != "one_metric":
                rows = planted(rows, profile.personal, profile.ignored)
            name = names[n].format(f"{export}_{n}")
            yield export, name, files.xlsx(rows, 名单=strangers)
            if export in WORDED:
                yield export, f"{name}.csv", files.text(worded(rows), "gb18030")
    for export, sheets in samples_platforms.SHEETS.items():
        yield export, export, files.xlsx([("账号", "电话"), *strangers], "说明", **sheets)
    for export, answers in samples_wechat.ANSWERS.items():
        for n, value in enumerate(answers[:most]):
            yield export, f"{export}_{n}", json.dumps(answered(value, SPELLINGS[n])).encode()


# The exports with personal columns, and the free text in them, loaded or not, that people write numbers into.
WORDED = {
    "wjx_survey": ("1、您的称呼和电话", "3、意见", "来源"),
    "monitor_mentions": ("标题／微博内容", "话题", "涉及词", "媒体信息"),
}


def worded(rows):
    """The list with numbers in its free text, one spelling a row, as many rows as there are spellings."""
    (header,) = (row for row in rows if any(name in row for one in WORDED.values() for name in one))
    texts = {i for i, name in enumerate(header) for one in WORDED.values() if name in one}
    first = rows[rows.index(header) + 1]
    named = {name: i for i, name in enumerate(header)}
    made = [("请回电13800138000",), header]
    for n, words in enumerate(SPELLINGS):
        row = [f"某某反映{words}" if i in texts else cell for i, cell in enumerate(first)]
        for key in ("序号", "原文/评论链接", "mid"):
            if key in named:
                row[named[key]] = f"{900 + n}"
        made.append(tuple(row))
    return made


@pytest.fixture(scope="module", params=[1, *seldom(99)], ids=["a sample of each", "all samples"])
def left(request, tmp_path_factory):
    """A workspace after one call with all of it: its folder, what was given, what was said."""
    folder = tmp_path_factory.mktemp("planted") / "ws"
    pubkpi("init", "--plan", "department_2024", folder, cwd=folder.parent)
    (folder / "surveys.yaml").write_text(samples.SURVEYS_YAML, encoding="utf-8")
    given = {}
    for export, name, data in exports(request.param):
        assert name not in given
        given[name] = (export, data)
        (folder / "inbox" / name).write_bytes(data)
    words = (
        "ingest",
        "inbox",
        "--account",
        "云川发布",
        "--as-of",
        "2025-12-01",
        "--format",
        "json",
        "--fail-on",
        "never",
    )
    said = pubkpi(*words, cwd=folder, PUBKPI_NOW="2025-12-02T09:00:00")
    return folder, given, said


@pytest.mark.campaign
def test_every_planted_export_is_taken_for_what_it_is(left):
    _, given, said = left
    taken = {one["path"].rpartition("/")[2]: (one["state"], one["export"]) for one in json.loads(said.stdout)["files"]}
    assert taken == {
        name: ("recognised" if PROFILES[export].recognised else "loaded", export) for name, (export, _) in given.items()
    }
    assert {export for export, _ in given.values()} >= set(samples.EXPORTS)


@pytest.mark.campaign
def test_no_planted_number_is_said(left):
    folder, _, said = left
    more = [pubkpi(*words, cwd=folder, code=None) for words in (("status",), ("rejects",))]
    for one in (said, *more):
        assert not numbers(one.stdout + one.stderr)


@pytest.mark.campaign
def test_no_planted_number_is_in_a_table_or_in_the_bytes_of_the_database_or_the_journal(left):
    folder, _, _ = left
    engine = DuckDB(folder / "data" / "pubkpi.duckdb", read_only=True)
    tables = engine.run("select table_name from information_schema.tables where table_type = 'BASE TABLE'")
    rows = {name: engine.run(f"select * from {quoted(name)}") for (name,) in tables}
    engine.close()
    assert sum(map(len, rows.values())) > 100
    cells = {(name, str(cell)) for name, some in rows.items() for row in some for cell in row}
    assert not {(name, cell) for name, cell in cells if numbers(cell)}
    for name in ("pubkpi.duckdb", "journal.jsonl"):
        data = (folder / "data" / name).read_bytes()
        assert not [words for words in SPELLINGS if words.encode() in data]


def test_no_planted_number_is_in_the_archive_of_an_export_with_personal_columns(left):
    """Of the others the archive keeps the original, byte for byte, and nothing else lies there."""
    folder, given, _ = left
    entries = [json.loads(line) for line in (folder / "data" / "journal.jsonl").read_text("utf-8").splitlines()]
    kept = {path.name: path.read_bytes() for path in (folder / "data" / "archive").rglob("*") if path.is_file()}
    assert json.loads(kept.pop("head.json"))["count"] == len(entries)
    assert len(kept) == len(entries) == len(given)
    for entry in entries:
        export, original = given[entry["name"]]
        data = next(data for name, data in kept.items() if name.startswith(entry["archive"]))
        if not PROFILES[export].is_private:
            assert data == original
            continue
        _, _, sheets = json.loads(gzip.decompress(data))
        cells = [cell for _, rows, *_ in sheets for row in rows for cell in row if cell]
        assert cells
        assert not [cell for cell in cells if numbers(cell)], export
    assert {path.name for path in (folder / "data").iterdir()} <= {".lock", "archive", "journal.jsonl", "pubkpi.duckdb"}


@pytest.mark.campaign
def test_no_planted_number_is_in_a_report(left):
    folder, _, _ = left
    pubkpi("report", "-q", "2024Q1", "--html", "--out", "out", cwd=folder, code=None)
    written = [path for path in (folder / "out").rglob("*") if path.is_file()]
    assert written
    for path in written:
        parts = [path.read_bytes()]
        if is_zipfile(path):
            with ZipFile(path) as book:
                parts += map(book.read, book.namelist())
        assert not [part for part in parts if PHONE.encode() in part or IDENTITY.encode() in part]


@st.composite
def spelled(draw):
    """A telephone or identity number as people write it."""
    mark = draw(st.sampled_from(["", " ", "-", ".", "\u3000", "－", "—", "\xa0"]))
    tail = draw(st.text("0123456789", min_size=8, max_size=8))
    if draw(st.booleans()):
        ahead = draw(st.sampled_from(["", f"+86{mark}", f"86{mark}", f"0086{mark}"]))
        words = f"{ahead}1{draw(st.sampled_from('3456789'))}{tail[0]}{mark}{tail[:4]}{mark}{tail[4:]}"
    else:
        words = f"110101{mark}1990{tail[:4]}{mark}{tail[4:7]}{draw(st.sampled_from('0123456789Xx'))}"
    wide = str.maketrans("0123456789X", "０１２３４５６７８９Ｘ")
    return words.translate(wide) if draw(st.booleans()) else words


around = st.text(st.characters(exclude_categories=["Nd", "Cs"], exclude_characters="+-. Xx"), max_size=12)


@settings(max_examples=examples(60))
@drawn(before=around, words=spelled(), after=around)
def test_a_number_is_masked_wherever_it_stands_and_nothing_around_it(before, words, after):
    assert mask(before + words + after) == before + "*" * len(words) + after


@pytest.mark.parametrize(
    "words",
    ["2024-03-05 21:14:03", "20240305211403", "1,380,013,800.00", "12345", "400-820-8820", "7514123456789012345", "1.5e+16", "12.3%"],
)  # fmt: skip
def test_a_number_that_is_nobodys_is_left_as_it_is(words):
    assert mask(f"共{words}次") == f"共{words}次"
