"""A scorecard as a sheet and back: what is not changed stays to the letter, what is changed is what was changed."""

import re
import shutil
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pubkpi.ingest import containers
from pubkpi.model.errors import SpecError
from pubkpi.pipeline.plans.edit_steps import save_plan
from pubkpi.pipeline.plans.workbook import read_plan, write_plan
from pubkpi.report.formats.office.plan.workbook import plan_workbook
from pubkpi.specs.build import build, read, scorecard_ids
from pubkpi.specs.plans.sheet import plan_sheet
from pubkpi.specs.plans.sheet_edits import SheetReading, edited_text, read_edits, weights_of
from pubkpi.workspace.settings import find
from pubkpi.workspace.yaml import yaml_file
from tests.examples import examples
from tests.house.tree import ROOT

SPECS = ROOT / "kpi_specs"
CARDS = scorecard_ids(SPECS)
MIXED = """\
    indicators:
      - {id: flowing, label: {zh: 一行, en: one line}, weight: 60, measure: a, direction: up, method: completion, target: {2025Q1: 5%, 2025Q4: 1/3}}   # kept
      - id: second
        label: 只有中文
        weight:   40   # points
        measure: b
        direction: down
        method: attainment
        baseline: {entities: {甲: 5}}
        target: [{2025Q1: 9, 2025Q4: 3}, {from: 2025Q3, is: {2025Q3: 5, 2025Q4: 2}, reason: x}]
        choice:
          zh: >
            几行
            说明
"""


def cell_edits(sheet, reading):
    """The edits, where nothing is wrong."""
    edits, problems = read_edits(sheet, reading)
    problems.refuse()
    return edits


def sheet_of(folder, name, lang="zh"):
    node = yaml_file.read(folder / f"{name}.yaml")
    return plan_sheet(node, read(folder, name), lang), node


def words_of(sheet):
    """The cells as a reader would give them."""
    return {
        row.id: {key: None if cell.value is None else f"{cell.value}" for key, cell in row.cells.items()}
        for row in sheet.rows
    }


def reading(sheet, changed=(), base=None):
    words = words_of(sheet)
    for (row, key), value in dict(changed).items():
        words[row] = {**words[row], key: value}
    places = {(row.id, key): f"[{row.id}!{key}]" for row in sheet.rows for key in row.cells}
    return SheetReading(words, words_of(sheet) if base is None else base, places)


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", CARDS)
def test_every_scorecard_that_ships_comes_back_as_it_was(tmp_path, name, lang):
    """Export → import → export is a fixed point, byte for byte: of the file, and of the workbook."""
    shutil.copytree(SPECS, tmp_path / "kpi_specs")
    (tmp_path / "pubkpi.toml").write_text(f'[score]\nscorecard = "{name}"\n[report]\nlang = "{lang}"\n', "utf-8")
    settings, file = find(tmp_path), tmp_path / "kpi_specs" / f"{name}.yaml"
    before = file.read_bytes()
    path, _ = write_plan(settings, tmp_path / "a.xlsx", force=False)
    came_back = read_plan(settings, path)
    assert came_back.edits == ()
    save_plan(settings, came_back)
    assert file.read_bytes() == before
    again, _ = write_plan(settings, tmp_path / "b.xlsx", force=False)
    assert again.read_bytes() == path.read_bytes()


@pytest.mark.parametrize("name", CARDS)
def test_nothing_is_left_out_in_silence(name):
    """Each key of the file is a column or is named among what the workbook does not show."""
    sheet, node = sheet_of(SPECS, name)
    shown = {
        "id",
        "label",
        "dimensions",
        "indicators",
        "weight",
        "measure",
        "direction",
        "method",
        "baseline",
        "target",
        "owner",
        "choice",
        "caveat",
    }
    named = {one.key for one in sheet.remarks}
    keys = {
        str(place[-1])
        for place in node.source.keys
        if len(place) == 1
        or (place[0] == "dimensions" and isinstance(place[-2], int) and place[-3] in ("dimensions", "indicators"))
    }
    assert keys - shown <= named


VALUES = {
    "text": st.text("甲乙丙 ab:#,[]{}'\"=+-@1", min_size=1, max_size=12).map(str.strip).filter(bool),
    "number": st.one_of(st.integers(0, 10**6).map(str), st.sampled_from(["5.2万", "3%", "0.25", "8", "1/3"])),
}


@settings(max_examples=examples(20))
@given(data=st.data())
def test_what_is_changed_is_what_was_changed_and_nothing_else(tmp_path_factory, data):
    name = data.draw(st.sampled_from([one for one in CARDS if build(SPECS, one).dimensions]))
    lang = data.draw(st.sampled_from(["zh", "en"]))
    sheet, node = sheet_of(SPECS, name, lang)
    open_cells = [
        (row.id, key)
        for row in sheet.rows
        for key, cell in row.cells.items()
        if cell.is_open and key not in ("weight", "direction")
    ]
    chosen = data.draw(st.lists(st.sampled_from(open_cells), min_size=1, max_size=6, unique=True))
    is_text = {"label", "owner", "choice", "caveat"}
    changed = {one: data.draw(VALUES["text" if one[1] in is_text else "number"]) for one in chosen}
    for row in sheet.rows:  # of the targets one may go where another stays
        dated = [key for key, cell in row.cells.items() if key.startswith("target ") and cell.is_open and cell.value]
        if len(dated) > 1 and not any((row.id, key) in changed for key in dated) and data.draw(st.booleans()):
            changed[row.id, data.draw(st.sampled_from(dated))] = None
        if row.cells.get("choice") and row.cells["choice"].value and data.draw(st.booleans()):
            changed[row.id, "choice"] = None
    edits = cell_edits(sheet, reading(sheet, changed))
    text = edited_text(node, sheet, edits)
    folder = tmp_path_factory.mktemp("card")
    shutil.copytree(SPECS / "measures", folder / "measures")
    (folder / f"{name}.yaml").write_text(text, "utf-8", newline="")
    now, _ = sheet_of(folder, name, lang)
    wanted = {(one.row, one.column): one.now for one in edits}
    before = {(row.id, key): cell.value for row in sheet.rows for key, cell in row.cells.items()}
    after = {(row.id, key): number(cell.value) for row in now.rows for key, cell in row.cells.items()}
    assert after == {**{key: number(one) for key, one in before.items()}, **wanted}
    comments = re.compile(r"(?m)(?:^|\s)#.*$")
    assert comments.findall(node.source.text) == [
        one for one in comments.findall(text) if one in comments.findall(node.source.text)
    ]
    assert cell_edits(now, reading(now)) == ()


def number(value):
    """*value*, a sum as the number that it is."""
    found = isinstance(value, str) and re.fullmatch(r"(\d+)/(\d+)", value)
    return Fraction(int(found[1]), int(found[2])) if found else value


def test_weights_change_with_the_sums_above_them():
    sheet, node = sheet_of(SPECS, "department_2024")
    changed = {("follower_growth", "weight"): "20", ("partnerships", "weight"): "5"}
    edits = cell_edits(sheet, reading(sheet, {**changed, ("reach", "weight"): "45", ("brand", "weight"): "25"}))
    assert {key: int(one) for key, one in weights_of(sheet, edits).items() if key in ("reach", "service", "brand")} == {
        "reach": 45, "service": 30, "brand": 25,
    }  # fmt: skip
    text = edited_text(node, sheet, edits)
    assert [line.strip() for line in text.splitlines() if re.match(r"    weight:", line)] == [
        "weight: 45",
        "weight: 30",
        "weight: 25",
    ]


WRONG = [
    ({("follower_growth", "weight"): "16"}, "[reach!weight]", "41"),
    ({("follower_growth", "weight"): "20", ("reach", "weight"): "45"}, "[reach!weight]", "105"),
    ({("follower_growth", "weight"): "115"}, "[follower_growth!weight]", "100"),
    ({("follower_growth", "weight"): None}, "[follower_growth!weight]", ""),
    ({("monthly_reads", "baseline"): "many"}, "[monthly_reads!baseline]", "many"),
    ({("monthly_reads", "target 2024Q4"): "=1+1"}, "[monthly_reads!target 2024Q4]", "=1+1"),
    ({("monthly_reads", "owner"): "#=cmd|' /C calc'!A0"}, "[monthly_reads!owner]", "cmd"),
    ({("monthly_reads", "direction"): "sideways"}, "[monthly_reads!direction]", "sideways"),
    ({("monthly_reads", "method"): "hold"}, "[monthly_reads!method]", "线性达成"),
    ({("monthly_reads", "unit"): "x"}, "[monthly_reads!unit]", "人次"),
    ({("monthly_reads", "label"): None}, "[monthly_reads!label]", ""),
    ({("award_level", "target 2024Q4"): "3"}, "[award_level!target 2024Q4]", ""),
    (dict.fromkeys([("open_rate", "target 2024Q1"), ("open_rate", "target 2024Q4")]), "[open_rate!target 2024Q1]", ""),
    ({("monthly_reads", "baseline"): "实测 soon"}, "[monthly_reads!baseline]", "soon"),
]


@pytest.mark.parametrize(("changed", "place", "word"), WRONG, ids=[place + word for _, place, word in WRONG])
def test_a_mistake_is_named_by_its_cell(changed, place, word):
    sheet, _ = sheet_of(SPECS, "department_2024")
    with pytest.raises(SpecError) as caught:
        cell_edits(sheet, reading(sheet, changed))
    assert caught.value.where == place
    assert word in caught.value.what.zh
    assert word in caught.value.what.en


def test_all_mistakes_are_told_at_once():
    sheet, _ = sheet_of(SPECS, "department_2024")
    with pytest.raises(SpecError) as caught:
        cell_edits(sheet, reading(sheet, {("monthly_reads", "baseline"): "x", ("open_rate", "baseline"): "y"}))
    assert len(caught.value.all) == 2


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_units_methods_and_directions_are_words_of_the_language_and_read_back_from_both(lang):
    sheet, _ = sheet_of(SPECS, "department_2024", lang)
    other, _ = sheet_of(SPECS, "department_2024", "en" if lang == "zh" else "zh")
    terms = [(row.id, key) for row in sheet.rows for key in ("unit", "method", "direction") if key in row.cells]
    assert len(terms) == 30
    words, others = words_of(sheet), words_of(other)
    assert lang == "en" or not [one for row, key in terms if re.search("[a-z]", one := words[row][key])]
    changed = {(row, key): others[row][key] for row, key in terms}
    assert cell_edits(sheet, reading(sheet, changed, base={})) == ()
    assert cell_edits(sheet, reading(sheet, {("follower_growth", "unit"): "share"})) == ()  # as it was once written


def test_words_that_begin_like_a_formula_stay_words():
    sheet, node = sheet_of(SPECS, "department_2024")
    edits = cell_edits(sheet, reading(sheet, {("monthly_reads", "owner"): "=cmd|' /C calc'!A0"}))
    text = edited_text(node, sheet, edits)
    assert "owner: \"=cmd|' /C calc'!A0\"" in text or "owner: =cmd|' /C calc'!A0" in text
    book = plan_workbook(
        plan_sheet(yaml_file.parse(text, "department_2024.yaml"), build(SPECS, "department_2024"), "zh"),
        build(SPECS, "department_2024").valid[0].first,
    )
    cells = [cell for row in containers.read(book, "x.xlsx").sheets[0].rows for cell in row]
    assert "=cmd|' /C calc'!A0" in cells


def test_a_file_that_was_edited_meanwhile_keeps_what_the_workbook_did_not_touch():
    old, _ = sheet_of(SPECS, "department_2024")
    text = (SPECS / "department_2024.yaml").read_text("utf-8").replace("baseline: 83000", "baseline: 84000")
    node = yaml_file.parse(text, "department_2024.yaml")
    sheet = plan_sheet(node, build(SPECS, "department_2024"), "zh")
    old_words = words_of(old)
    places = reading(old).places
    owner = {**old_words, "monthly_reads": {**old_words["monthly_reads"], "owner": "甲"}}
    edits = cell_edits(sheet, SheetReading(owner, old_words, places))
    assert [(one.row, one.column) for one in edits] == [("monthly_reads", "owner")]
    assert "baseline: 84000" in edited_text(node, sheet, edits)
    heavier = text.replace("weight: 15", "weight: 20", 1).replace("weight: 5", "weight: 0", 1)
    heavier_node = yaml_file.parse(heavier, "department_2024.yaml")
    heavier_sheet = plan_sheet(heavier_node, build(SPECS, "department_2024"), "zh")
    assert [one.column for one in cell_edits(heavier_sheet, SheetReading(owner, old_words, places))] == ["owner"]
    both = {**old_words, "monthly_reads": {**old_words["monthly_reads"], "baseline": "9万"}}
    with pytest.raises(SpecError, match="changed here, too") as caught:
        cell_edits(sheet, SheetReading(both, old_words, places))
    assert caught.value.where == "[monthly_reads!baseline]"


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_any_shape_of_yaml_is_edited_in_its_place(tmp_path, line_end):
    head = (SPECS / "process_2024.yaml").read_text("utf-8").partition("    indicators:")[0]
    head = head.replace("process_2024", "mine").replace("2024Q", "2025Q")
    measures = "\nmeasures:\n" + "".join(
        f"  {one}: {{label: {one}, definition: x, formula: x, unit: share, source: x, type: typed}}\n" for one in "ab"
    )
    text = (head + MIXED + measures).replace("\n", line_end)
    (tmp_path / "mine.yaml").write_bytes(text.encode())
    sheet, node = sheet_of(tmp_path, "mine")
    changed = {("flowing", "owner"): "张三, 李四", ("flowing", "target 2025Q4"): "40%", ("flowing", "target 2025Q2"): "0.1",
               ("second", "label"): "两种: 说法", ("second", "caveat"): "小心", ("second", "choice"): "短"}  # fmt: skip
    made = edited_text(node, sheet, cell_edits(sheet, reading(sheet, changed)))
    (tmp_path / "mine.yaml").write_bytes(made.encode())
    now, _ = sheet_of(tmp_path, "mine")
    cells = {(row.id, key): cell.value for row in now.rows for key, cell in row.cells.items()}
    assert cells["flowing", "target 2025Q4"] == Fraction(2, 5)
    assert cells["flowing", "target 2025Q2"] == Fraction(1, 10)
    assert {key: one for key, one in cells.items() if key in changed and "target" not in key[1]} == {
        key: one for key, one in changed.items() if "target" not in key[1]
    }
    assert "weight:   40   # points" in made
    assert "# kept" in made
    assert made.count(line_end) == made.count("\n")
    named = {one.key: one.whom for one in sheet.remarks}
    assert "target" not in named  # what changes in time has a sheet of its own
    assert "second" in named["baseline"].zh


def test_a_weight_that_changes_in_time_is_shown_as_the_plan_begins_with_it(tmp_path):
    shutil.copytree(SPECS, tmp_path, dirs_exist_ok=True)
    text = (SPECS / "department_2024.yaml").read_text("utf-8")
    for before, after in (
        ("weight: 15\n", "[15, {from: 2024Q3, is: 10, reason: x}]"),
        ("weight: 5\n", "[5, {from: 2024Q3, is: 10, reason: x}]"),
    ):
        text = text.replace(before, f"weight: {after}\n", 1)
    (tmp_path / "department_2024.yaml").write_text(text, "utf-8")
    sheet, node = sheet_of(tmp_path, "department_2024")
    cells = {row.id: row.cells["weight"] for row in sheet.rows}
    assert (cells["follower_growth"].value, cells["open_rate"].value, cells["reach"].value) == (15, 5, 40)
    assert sheet.tops == ("reach", "service", "brand")
    edits = cell_edits(sheet, reading(sheet, {("follower_growth", "weight"): "16", ("open_rate", "weight"): "4"}))
    assert edited_text(node, sheet, edits) == text.replace("[15,", "[16,").replace("[5,", "[4,")


SHORT = """\
label: 短
valid: [2024Q1, 2024Q4]
indicators:
  - {id: 发稿, weight: 60, measure: {unit: posts}, target: 40}
  - {id: 满意度, weight: 40, measure: {unit: share}, baseline: 80%, target: {2024Q1: 82%, 2024Q4: 90%}}
"""


def test_a_plan_without_dimensions_and_with_defaults_is_edited_like_any_other(tmp_path):
    (tmp_path / "short.yaml").write_text(SHORT, "utf-8")
    sheet, node = sheet_of(tmp_path, "short")
    assert sheet.tops == ("发稿", "满意度")
    assert [row.cells["method"].value for row in sheet.rows] == ["完成率", "线性达成"]
    constant = [cell.value for key, cell in sheet.rows[0].cells.items() if key.startswith("target ")]
    assert constant == [40] * 4
    changed = {
        ("发稿", "weight"): "70",
        ("满意度", "weight"): "30",
        ("满意度", "baseline"): "78%",
        ("满意度", "target 2024Q4"): "91%",
        ("发稿", "direction"): "越低越好",
    }
    text = edited_text(node, sheet, cell_edits(sheet, reading(sheet, changed)))
    assert text == SHORT.replace("60,", "70,").replace("weight: 40", "weight: 30").replace("80%", "0.78").replace(
        "90%", "0.91"
    ).replace("target: 40}", "target: 40, direction: down}")


@pytest.mark.parametrize(
    ("changed", "target"),
    [
        ({"2024Q1": "50", "2024Q2": "50", "2024Q3": "50", "2024Q4": "50"}, "50"),
        ({"2024Q4": "50"}, "{2024Q1: 40, 2024Q2: 40, 2024Q3: 40, 2024Q4: 50}"),
    ],
)
def test_one_target_for_all_periods_is_changed_for_all_or_by_period_and_never_cleared(tmp_path, changed, target):
    (tmp_path / "short.yaml").write_text(SHORT, "utf-8")
    sheet, node = sheet_of(tmp_path, "short")
    cells = {("发稿", f"target {when}"): words for when, words in changed.items()}
    text = edited_text(node, sheet, cell_edits(sheet, reading(sheet, cells)))
    assert text == SHORT.replace("target: 40}", f"target: {target}}}")
    (tmp_path / "short.yaml").write_text(text, "utf-8")
    goals = {str(when): goal for when, goal in read(tmp_path, "short").indicators[0].targets}
    assert (goals["2024Q4"], goals["2024Q1"]) == (50, 50 if len(changed) == 4 else 40)
    _, problems = read_edits(sheet, reading(sheet, {("发稿", "target 2024Q1"): None}))
    assert "not nothing" in problems[0].hint.en
