"""`pubkpi plan edit`: the plan as a workbook, and back into the YAML after a look."""

import io
import re
import zipfile

import openpyxl
import pytest

from pubkpi.cli import console, questions
from pubkpi.cli.commands import plan as command
from pubkpi.model.errors import UsageError
from pubkpi.pipeline.plans.edit_steps import save_plan
from pubkpi.pipeline.plans.workbook import read_plan
from pubkpi.workspace import lock
from pubkpi.workspace.settings import find
from tests.e2e.workspaces import fingerprint, pubkpi
from tests.examples import seldom

FILE = "department_2024.xlsx"


@pytest.fixture
def workbook(copy):
    """The workspace with its plan as a workbook, and a function that changes cells of that."""
    pubkpi("plan", "edit", cwd=copy)

    def change(cells, name="changed.xlsx", sheet=0):
        book = openpyxl.load_workbook(copy / FILE)
        for cell, value in cells.items():
            book.worksheets[sheet][cell] = value
        book.save(copy / name)
        return name

    return copy, change


def plan(folder):
    return (folder / "kpi_specs" / "department_2024.yaml").read_text("utf-8")


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"H2": "目标 2024Q9", "H5": 130000}, "“目标 2024Q1”这一列没有"),
        ({"I2": "目标 2024Q1"}, "“目标 2024Q1”这一列写了两次"),
    ],
)
def test_a_column_that_is_missing_or_there_twice_is_refused(workbook, cells, said):
    folder, change = workbook
    assert said in pubkpi("plan", "edit", change(cells), "--yes", cwd=folder, lang="zh", code=3).stderr


def test_what_changed_is_shown_and_written_only_with_a_yes(workbook):
    folder, change = workbook
    name, before = (
        change({"C4": 10, "C5": 15, "K5": "21万", "I6": "6%", "L5": "张三"}),
        fingerprint(folder / "kpi_specs"),
    )
    said = pubkpi("plan", "edit", name, cwd=folder, code=2)
    assert "--yes" in said.stderr
    assert [line.split()[0] for line in said.stdout.splitlines() if "[" in line] == [
        f"[考核表!{cell}]" for cell in ("C4", "C5", "K5", "L5", "I6")
    ]
    assert fingerprint(folder / "kpi_specs") == before
    old = plan(folder)
    pubkpi("plan", "edit", name, "--yes", cwd=folder)
    changed = [
        pair
        for pair in zip(
            old.replace("        caveat:\n", "        owner: 张三\n        caveat:\n", 1).splitlines(),
            plan(folder).splitlines(),
            strict=True,
        )
        if pair[0] != pair[1]
    ]
    assert [(one.strip(), two.strip()) for one, two in changed] == [
        ("weight: 15", "weight: 10"),
        ("weight: 10", "weight: 15"),
        ("target: {2024Q1: 120000, 2024Q4: 200000}", "target: {2024Q1: 120000, 2024Q4: 210000}"),
        ("target: {2024Q1: 0.05, 2024Q4: 0.10}", "target: {2024Q1: 0.05, 2024Q2: 0.06, 2024Q4: 0.10}"),
    ]
    assert "nothing to change" in pubkpi("plan", "edit", name, "--yes", cwd=folder).stderr


@pytest.mark.campaign
def test_an_edit_is_one_like_any_other_for_adjust(workbook):
    folder, change = workbook
    pubkpi("score", "-q", "2024Q4", cwd=folder, code=None)
    pubkpi("plan", "edit", change({"K5": 250000}), "--yes", cwd=folder)
    assert "reach.monthly_reads.target.2024Q4" in pubkpi("adjust", cwd=folder).stdout
    before = plan(folder)
    pubkpi("adjust", "--accept", "--reason", "会议", "--by", "张三", cwd=folder)
    pubkpi("adjust", "--undo", "--reason", "会议", "--by", "张三", cwd=folder)
    assert "2024Q4: 200000" in plan(folder) != before


@pytest.mark.parametrize(
    ("cells", "place", "word"),
    [
        ({"G5": "实测 2030Q1"}, "[考核表!G5]", "2030Q1"),
        ({"C12": 90}, "[考核表!C12]", "30"),
        ({"C13": 120}, "[考核表!C13]", "0 到 100"),
        ({"G5": "很多"}, "[考核表!G5]", "很多"),
        ({"C4": 20}, "[考核表!C3]", "105"),
        ({"A5": "mine"}, "[考核表!A5]", "mine"),
        ({"B18": "新指标", "C18": 5}, "[考核表!A18]", "标识"),
        ({"K10": "=1+"}, "[考核表!K10]", ""),
        ({"K11": 85}, "[考核表!K11]", "85%"),
        ({"E4": "越低越好"}, "[考核表!E4]", "down"),
        ({"E4": "越低越好", "L4": "甲"}, "[考核表!A4]", "down"),
    ],
    ids=str,
)
def test_a_mistake_is_one_line_with_its_cell_and_changes_nothing(workbook, cells, place, word):
    folder, change = workbook
    name, before = change(cells), fingerprint(folder / "kpi_specs")
    said = pubkpi("plan", "edit", name, "--yes", cwd=folder, code=3, LC_ALL="zh_CN.UTF-8")
    assert place in said.stderr.splitlines()[0]
    assert word in said.stderr
    assert "Traceback" not in said.stderr
    assert fingerprint(folder / "kpi_specs") == before


def test_all_mistakes_of_a_workbook_are_told_at_once_each_with_its_cell(workbook):
    folder, change = workbook
    cells = {
        "L2": "谁",
        "A5": "mine",
        "C6": 120,
        "G7": "很多",
        "E10": "越低越好",
        "H13": None,
        "K13": None,
        "B18": "新",
    }
    name = change(cells)
    before = fingerprint(folder)
    said = pubkpi("plan", "edit", name, "--yes", cwd=folder, code=3, lang="zh").stderr.splitlines()
    told = [line.split("考核表!")[1].split("]")[0] for line in said]
    assert sorted(told) == sorted(["A2", "A2", "A5", "A18", "C6", "G7", "E10", "E10", "H13"])
    assert fingerprint(folder) == before


def _bomb(data):
    """The workbook *data* with a sheet of a gigabyte of blanks."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for one in old.namelist():
            if one != "xl/worksheets/sheet1.xml":
                new.writestr(one, old.read(one))
        with new.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as part:
            for _ in range(1000):
                part.write(b" " * 1_000_000)
    return out.getvalue()


def _with_part(name):
    """The workbook with one part more."""

    def change(data):
        out = io.BytesIO(data)
        with zipfile.ZipFile(out, "a") as pack:
            pack.writestr(name, b"\xd0\xcf\x11\xe0")
        return out.getvalue()

    return change


HOSTILE = {
    "bomb": _bomb,
    "macros": _with_part("xl/vbaProject.bin"),
    "links": _with_part("xl/externalLinks/externalLink1.xml"),
    "cut": lambda data: data[: len(data) // 2],
    "text": lambda _: "标识,权重\nreach,100\n".encode(),
    "none": lambda _: b"",
    "random": lambda data: data[:300] + bytes(range(256)) * 40,
}


@pytest.mark.parametrize("kind", [*list(HOSTILE)[1:], *seldom("bomb")])
def test_a_hostile_or_broken_workbook_is_refused_and_changes_nothing(workbook, kind):
    folder, _ = workbook
    (folder / "bad.xlsx").write_bytes(HOSTILE[kind]((folder / FILE).read_bytes()))
    before = fingerprint(folder / "kpi_specs")
    said = pubkpi("plan", "edit", "bad.xlsx", "--yes", cwd=folder, code=4)
    assert "bad.xlsx" in said.stderr
    assert "Traceback" not in said.stderr
    assert fingerprint(folder / "kpi_specs") == before


def test_a_workbook_of_another_plan_or_none_is_refused(workbook):
    folder, change = workbook
    other = change({"A1": "考核表 (other)"})
    assert "department_2024" in pubkpi("plan", "edit", other, cwd=folder, code=4).stderr
    pubkpi("form", "awards", cwd=folder)
    pubkpi("plan", "edit", "awards.xlsx", cwd=folder, code=4)
    assert "nowhere.xlsx" in pubkpi("plan", "edit", "nowhere.xlsx", cwd=folder, code=None).stderr


def test_a_workbook_is_not_overwritten_and_tells_what_it_does_not_show(workbook):
    folder, _ = workbook
    before = (folder / FILE).read_bytes()
    assert "--force" in pubkpi("plan", "edit", cwd=folder, code=2).stderr
    said = pubkpi("plan", "edit", "--force", cwd=folder)
    assert (folder / FILE).read_bytes() == before
    for key in ("bands", "also_stated", "steps"):
        assert key in said.stderr
    book = openpyxl.load_workbook(folder / FILE)
    notes = [cell.value for row in book["说明"].iter_rows() for cell in row]
    assert "计划另外写的值" in notes
    # no word of the YAML in a Chinese workbook, but for ids
    cells = [cell.value for row in book["考核表"].iter_rows(min_row=3, min_col=2) for cell in row]
    words = [one for one in cells if isinstance(one, str) and not one.startswith("=")]
    assert not [one for one in words if re.search("[a-z]{2}", one)]
    assert not [row[0].value for row in book["说明"].iter_rows() if re.fullmatch("[a-z_ /#]+", row[0].value or "")]


def test_sums_are_formulas_with_their_values_and_choices_are_lists(workbook):
    folder, _ = workbook
    formulas, values = (openpyxl.load_workbook(folder / FILE, data_only=one).worksheets[0] for one in (False, True))
    assert (formulas["C3"].value, values["C3"].value) == ("=SUM(C4,C5,C6,C7)", 40)
    assert (formulas["C16"].value, values["C16"].value) == ("=SUM(C3,C8,C12)", 100)
    lists = {one.formula1 for one in formulas.data_validations.dataValidation if one.type == "list"}
    assert lists == {'"越高越好,越低越好,在区间内"'}


def test_a_column_of_somebody_s_own_is_named_and_not_read(workbook):
    folder, change = workbook
    assert "部门意见" in pubkpi("plan", "edit", change({"O2": "部门意见", "O5": "同意"}), cwd=folder).stderr


def test_without_a_terminal_nobody_is_asked(monkeypatch, tmp_path):
    with pytest.raises(UsageError):
        command.confirmed(tmp_path / "a.xlsx", questions.is_yes)
    monkeypatch.setattr(console, "can_ask", lambda: True)
    assert command.confirmed(tmp_path / "a.xlsx", lambda _: True)
    assert not command.confirmed(tmp_path / "a.xlsx", lambda _: False)


class ComparedEdit:
    """An *edit* that notes whether somebody else could write while it is compared with its file."""

    def __init__(self, edit, settings):
        self.file, self.text, self._before, self._lock = edit.file, edit.text, edit.before, settings.state / ".lock"
        self.by_file, self.is_alone = (self,), None

    @property
    def before(self):
        with self._lock.open("r+b") as file:
            try:
                lock._lock(file.fileno())
                self.is_alone = False
            except OSError:
                self.is_alone = True
        return self._before


def test_a_file_that_changes_while_one_thinks_is_not_overwritten(workbook):
    """It is compared when nobody else can write any more."""
    folder, change = workbook
    settings = find(folder)
    edit = ComparedEdit(read_plan(settings, folder / change({"K5": 210000})), settings)
    file = folder / "kpi_specs" / "department_2024.yaml"
    file.write_text(plan(folder) + "# more\n", "utf-8")
    with pytest.raises(UsageError, match="moment ago"):
        save_plan(settings, edit)
    assert plan(folder).endswith("# more\n")
    assert edit.is_alone
    assert "--out" in pubkpi("plan", "edit", FILE, "--out", "b.xlsx", cwd=folder, code=2).stderr


@pytest.mark.campaign
def test_only_what_the_edit_brings_is_said_of_it(workbook):
    folder, change = workbook
    assert "check." not in pubkpi("plan", "edit", change({"K10": 11000}), "--yes", cwd=folder).stderr
    early = pubkpi("plan", "edit", change({"G5": "实测 2015Q1"}), "--yes", cwd=folder).stderr
    lines = [line for line in early.splitlines() if line.startswith("warning: [考核表!G5]")]
    assert ["2015Q1" in line for line in lines] == [True, True]  # long before the plan, and without any data
    assert "warning: [考核表!K5]: " in pubkpi("plan", "edit", change({"K5": 100000}), "--yes", cwd=folder).stderr
