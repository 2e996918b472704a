"""The documentation cannot drift: its commands run, its lists are complete."""

import re
import shlex
import shutil

import pytest
from openpyxl import load_workbook

from tests.docs.conftest import ROOT, pubkpi
from tests.examples import few

PAGES = [*sorted(ROOT.glob("README*.md")), *sorted((ROOT / "docs").glob("*.md"))]
# a page in both languages has the same commands; they are run as Chinese readers run them
PAIRS = [(page.with_name(page.name.replace(".zh.", ".")), page) for page in PAGES if page.stem.endswith(".zh")]
# their commands have tests of their own, which read what they print
TRIED_ELSEWHERE = (
    "adjust.md",
    "analyse.md",
    "explain.md",
    "report.md",
    "robust.md",
    "sections.md",
    "trace.md",
    "whatif.md",
)
SLOW = (
    "README.zh.md",
    "cookbook.zh.md",
    "dashboard.md",
    "ingest.md",
    "plan.md",
    "runs.md",
    "scale.md",
    "score.md",
    "tutorial.zh.md",
)
TRIED = {page for page in PAGES if page.name not in TRIED_ELSEWHERE + SLOW} - {english for english, _ in PAIRS}
# what a plan is answered with in Chinese, and in English
PLAN_WORDS = {
    "内部": "internal", "微信公众号": "wechat", "关注人数,用户满意度,外部合作数量,舆情事件数": "1,7,8,10", "实测": "measured",
    "关注人数": "followers", "用户满意度": "satisfaction", "外部合作数量": "partnerships", "舆情事件数": "incidents",
}  # fmt: skip
# what is run in a folder, written into it, copied into it, changed or typed into its files, and printed by the last run
BLOCK = re.compile(
    r"<!-- (run|commands|file|files|change|fill|prints)(?:: (\S+)(.*?))? -->\n"
    r"(?:\n?```(?!python)\w+\n(.*?)```|\n(\|.*?)\n\n|(?!\n*[`|]))",
    re.DOTALL,
)


@pytest.mark.parametrize("page", few(PAGES, *(page for page in PAGES if page in TRIED)), ids=lambda page: page.name)
def test_every_command_of_a_page_runs(page, folder_of):
    """In a new folder, in the few data of the pages, or in the whole demo; and prints what the page says."""
    lang, output = ("zh" if ".zh." in page.name else "en"), ""
    for what, place, words, lines, table in BLOCK.findall(page.read_text("utf-8")):
        name, _, path = place.partition("/")
        if what == "run":
            output = "".join(printed(line, folder_of(name), lang) for line in lines.splitlines())
        elif what == "file":
            write(folder_of(name) / path, lines)
        elif what == "files":
            copy_samples(folder_of(name) / path, words.split())
        elif what == "change":
            change(folder_of(name) / path, lines)
        elif what == "fill":
            fill(folder_of(name) / path, table)
        elif what == "prints":
            assert [line for line in lines.splitlines() if line not in output] == [], output


@pytest.mark.parametrize(("english", "chinese"), PAIRS, ids=lambda page: page.name)
def test_both_languages_of_a_page_have_the_same_commands(english, chinese):
    one, other = (BLOCK.findall(page.read_text("utf-8")) for page in (english, chinese))
    translated = [(*block[:3], in_english(block[3]), *block[4:]) for block in other]
    assert sorted(block for block in one if block[0] != "prints") == sorted(
        block for block in translated if block[0] != "prints"
    )


def in_english(lines):
    """The commands with the words of a plan as the English page has them; all other words stay."""
    for word, english in PLAN_WORDS.items():
        lines = re.sub(rf"(--(?:audience|account|indicator|baseline|target) [^ ]*?){word}", rf"\g<1>{english}", lines)
    return lines


def printed(line, folder, lang):
    """What the command *line* prints that a page has."""
    program, *arguments = shlex.split(line)
    outcome = pubkpi(arguments, folder, lang)
    assert (program, outcome.returncode) == ("pubkpi", 0), f"{line}\n{outcome.stderr}"
    return outcome.stdout + outcome.stderr


def write(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")


def copy_samples(folder, names):
    """The downloads of an account, but for those that come by the dozen."""
    for name in names:
        ignored = shutil.ignore_patterns("单篇", "ten*", "total*")
        shutil.copytree(ROOT / "sample_data" / "exports" / folder.name / name, folder / name, ignore=ignored)


def change(path, diff):
    """Put the lines with + in place of those with -, which stand in the file at *path* once."""
    old, new = ("".join(line[1:] for line in diff.splitlines(keepends=True) if line[0] == sign) for sign in "-+")
    text = path.read_text("utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), "utf-8")


def fill(path, table):
    """Type the rows of a page's *table* into the form at *path*."""
    (header, _, *rows) = ([cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines())
    book = load_workbook(path)
    columns = {cell.value: cell.column for cell in book.active[2]}
    for number, row in enumerate(rows, 3):
        for name, cell in zip(header, row, strict=True):
            book.active.cell(number, columns[name], cell)
    book.save(path)


def test_every_finding_is_documented():
    """A reader who meets an id finds it in docs/errors.md, and no page lists one that is gone."""
    source = "\n".join(path.read_text("utf-8") for path in (ROOT / "src").rglob("*.py"))
    specs = (ROOT / "kpi_specs" / "department_2024.yaml").read_text("utf-8")
    ids = re.compile(r"\b(?:ingest|measure|score|plan|run|verify|close|adjust)\.[a-z_]+\b")
    raised = set(re.findall(r'Finding\(\s*"([a-z_.]+)"', source)) | set(re.findall(r"id: (plan\.[a-z_]+)", specs))
    table = (ROOT / "docs" / "errors.md").read_text("utf-8").partition("## Findings")[2]
    # those of pubkpi check are rules of the spec language: docs/specs.md lists them
    assert set(ids.findall(table)) == {one for one in raised if not one.startswith("check.")}


def test_every_exit_code_is_documented():
    from pubkpi.model import errors

    table = (ROOT / "docs" / "errors.md").read_text("utf-8")
    documented = {int(code) for code in re.findall(r"^\| (\d+) \|", table, re.MULTILINE)}
    raised = {kind.exit_code for kind in vars(errors).values() if isinstance(kind, type) and hasattr(kind, "exit_code")}
    assert documented == raised | {0, 130, 143}


def test_the_readme_counts_the_forms():
    from pubkpi.ingest.profiles.catalogue import profiles

    forms = {one.form.name for one in profiles() if one.form}
    assert f": {len(forms)} forms)" in (ROOT / "README.md").read_text("utf-8")


def test_every_command_is_documented():
    from pubkpi.cli.commands import SUMMARIES

    pages = "\n".join(page.read_text("utf-8") for page in PAGES)
    assert not [command for command in SUMMARIES if f"pubkpi {command}" not in pages]
