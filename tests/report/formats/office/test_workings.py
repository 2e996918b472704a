"""The workings of a scorecard: formulas that carry what the scorecard prints, and words where there are none."""

import math
import re
from dataclasses import replace
from io import BytesIO

import openpyxl
import pytest

from pubkpi.measure.expressions import expression
from pubkpi.measure.expressions.formula import OPERATIONS
from pubkpi.model.composition import ComposedPart, Composition
from pubkpi.model.kpis.entity_class import of_class
from pubkpi.model.kpis.grade_rules import Mean
from pubkpi.model.text import Text
from pubkpi.report.formats.office.workings.cell_formula import CellFormula, constant, if_number
from pubkpi.report.formats.office.workings.value_sheet import _OPERATIONS, _worked
from pubkpi.report.formats.office.workings.workbook import workings_workbook
from tests.docs.test_specs_page import built, examples
from tests.recalculation import SOFFICE, WRONG, differences, formulas, recalculated
from tests.report.formats.office.workings import Q4, SPECS, participants, row, workings, workings_of
from tests.score.cards import values

DEPARTMENT = "department_2024"
SHIPPED = sorted(path.stem for path in SPECS.glob("*.yaml"))
HOSTILE = '=HYPERLINK("http://example.invalid/","x")'


def pages(made, lang="en"):
    """The sheets of the workbook of *made*: with formulas, and with what they come to."""
    data = workings_workbook(made, lang)
    return openpyxl.load_workbook(BytesIO(data)), openpyxl.load_workbook(BytesIO(data), data_only=True)


def lines(sheet, head=4):
    """The rows of *sheet* by what stands first in them, the upper one of two, each by the heads of the columns."""
    heads = [cell.value for cell in sheet[head]]
    rows = reversed([*sheet.iter_rows(min_row=head + 1)])
    return {cells[0].value: dict(zip(heads, cells, strict=True)) for cells in rows}


@pytest.mark.parametrize("name", ["city_2024", "department_2024", "government_enterprise", "wci-14.2-a"])
def test_the_sheet_carries_the_scores_of_the_card(name):
    """Each indicator, each dimension and the total; the total and every score by a formula."""
    made = workings(name)
    written, worked = (lines(book["Scorecard"]) for book in pages(made))
    card = made.card
    for node in (*card.indicators, *card.dimensions):
        assert worked[node.id]["Score"].value == node.score
        assert worked[node.id]["Score as printed"].value == node.score_printed
        assert (written[node.id]["Score"].data_type == "f") == (node.state != "not_applicable" and bool(node.weight))
    total = next(cells for cells in worked.values() if cells["Item"].value == "Total")
    assert total["Score"].value == card.total.score


def test_a_missing_value_is_blank_and_its_weight_goes_to_the_others():
    """Not zero, on no sheet; the formulas stay, so that a value typed in counts."""
    made = workings(DEPARTMENT, lacking=["open_rate"])
    written, worked = (lines(book["Scorecard"]) for book in pages(made))
    assert [worked["open_rate"][one].value for one in ("Value", "Score", "Points")] == [None] * 3
    assert [worked["open_rate"][one].value for one in ("Applicable weight", "Scored weight")] == [5, 0]
    assert worked["follower_growth"]["Effective weight"].value == pytest.approx(15 * 40 / 35, abs=1e-9)
    assert written["open_rate"]["Score"].data_type == "f"
    assert worked["open_rate"]["Remark"].value == "there are no data"


def test_a_value_is_summed_up_from_its_rows_and_says_where_they_stand():
    """File, sheet and row of each; the value over three months."""
    rows = [row(7, 100), row(8, 250), row(9, 10)]
    book, worked = pages(workings(DEPARTMENT, traces=[participants(rows)]))
    first = [cell.value for cell in worked["Rows"][2]]
    assert first[-3:] == ["导出.xlsx", "明细", 7]
    value = lines(book["Values"], head=1)["activity_participants"]
    assert value["Numerator"].value == "=SUM('Rows'!$G$2:$G$4)"
    assert lines(worked["Values"], head=1)["activity_participants"]["Value"].value == 120


@pytest.mark.parametrize(
    ("made", "words"),
    [
        (participants([row(7, 300)], count=9000), "only the first 1 of 9,000 rows are listed"),
        (participants([row(7, 300)], value=99.0), "does not come of the cells here"),
    ],
    ids=["more rows than are listed", "closed with another value"],
)
def test_what_the_cells_do_not_give_stands_without_a_formula(made, words):
    """A sum of some of the rows is no sum, and a closed value is not that of the rows of now; the remark says so."""
    book, worked = pages(workings(DEPARTMENT, traces=[made]))
    line = lines(book["Values"], head=1)["activity_participants"]
    assert words in line["Remark"].value
    bare = "Numerator" if made.count > 1 else "Value"
    assert line[bare].data_type == "n"
    assert lines(worked["Scorecard"])["activity_participants"]["Value"].value == made.value.value


def test_a_composed_result_is_said_beside_the_total_that_is_a_part_of_it():
    """The line of the total has the year's own, by formulas; what other periods bring stands in its remark."""
    own = ComposedPart("year", 0.6, 1.0, (), (), 90.0, 90.0)
    result = Composition((own,), 90.0, 90.0, 1.0, "good", Text("良好", "good"))
    made = workings(DEPARTMENT)
    book = pages(replace(made, card=replace(made.card, composition=result)))[1]
    total = next(cells for cells in lines(book["Scorecard"]).values() if cells["Item"].value == "Total")
    assert "composed result 90.0, good; total of the year" in total["Remark"].value


def test_words_of_files_are_never_formulas():
    """Not the name of a row, and no link either."""
    book, _ = pages(workings(DEPARTMENT, traces=[participants([row(7, 300, name=HOSTILE)])]))
    cell = book["Rows"]["F2"]
    assert (cell.value, cell.data_type, cell.hyperlink) == (HOSTILE, "s", None)


def test_the_same_workings_give_the_same_bytes_in_either_language():
    """And the sheets have names in the one that was asked for."""
    made = workings(DEPARTMENT)
    assert workings_workbook(made, "zh") == workings_workbook(made, "zh")
    assert pages(made, "zh")[0].sheetnames == ["考核表", "数值", "目标", "来源行"]


def test_a_formula_keeps_its_brackets_and_knows_what_it_comes_to():
    """Differences and quotients on the right are in brackets; nothing comes of a blank cell, no number of 1 / 0."""
    a, b, blank = CellFormula("A1", 6.0), CellFormula("B1", 2.0), CellFormula("C1", None)
    made = a - (b - constant(1)) / (a / b)
    assert (made.text, made.value) == ("A1-(B1-1)/(A1/B1)", 6 - 1 / 3)
    assert (a * constant(-1)).text == "A1*(-1)"
    assert if_number(blank, blank + a).gives(None)
    assert math.isnan((a / constant(0)).value)
    assert not (a / constant(0)).gives(None)


@pytest.mark.parametrize(
    ("words", "text", "value"),
    [
        ("case when a >= 2 then a - 1 when b = 2 then exp(0) else -1 end", "IF(IF((A1)>=(2),1,0),A1-1,IF(", 5),
        ("case when not a > 6 then abs(b - a) else 0 end", "IF(1-IF((A1)>(6),1,0),ABS(B1-A1),0)", 4),
        ("floor((a - b) / b * 10)", "INT((A1-B1)/B1*10)", 20),
    ],
)
def test_whatever_measures_are_put_together_by_a_cell_can_say(words, text, value):
    formula = expression.combined(words, {"a": None, "b": None}, "x.yaml:1:1")
    made = _worked(formula, {"a": CellFormula("A1", 6.0), "b": CellFormula("B1", 2.0)})
    assert made.text.startswith(text)
    assert made.value == value
    assert {*OPERATIONS} == {*_OPERATIONS}


def test_a_least_score_is_looked_for_among_those_that_are_scored_when_the_sheet_is_worked_out():
    """Each child is asked for its weight by the formula; where weight goes across, the number stands as it is."""
    least = workings(DEPARTMENT, change=lambda kpis: replace(kpis, mean=Mean("minimum")))
    across = workings(DEPARTMENT, change=lambda kpis: replace(kpis, across=True))
    cells = []
    for made in (least, across):
        sheet = pages(made)[0]["Scorecard"]
        cells.append(next(row[11] for row in sheet.iter_rows(min_row=5) if row[1].value == "Total"))
    assert cells[0].value.count(">0,L") == len(least.kpis.dimensions)
    assert (cells[1].data_type, cells[1].value) == ("n", pytest.approx(across.card.total.unadjusted))


@pytest.mark.parametrize(("first", "second", "kind"), [("a\tb", "a\\tb", "n"), ("a", "b", "f")])
def test_names_are_counted_by_a_formula_only_where_their_cells_tell_them_apart(first, second, kind):
    """A tab is written by its code, so that another name may look like it."""
    made = participants([row(7, first), row(8, second)], value=2.0, kind="distinct")
    book = pages(workings(DEPARTMENT, traces=[made], change=distinct))[0]
    assert lines(book["Values"], head=1)["activity_participants"]["Numerator"].data_type == kind


def distinct(kpis):
    """The scorecard with participants counted by name."""
    measure = replace(kpis.measures["activity_participants"], type="distinct")
    return replace(kpis, measures={**kpis.measures, measure.id: measure})


@pytest.mark.campaign
@pytest.mark.skipif(not SOFFICE, reason="LibreOffice (soffice) is not installed: it works the formulas out anew")
def test_another_program_works_out_the_same_numbers(tmp_path):
    """All shipped scorecards: LibreOffice finds wrong numbers where the formulas stand, and comes to the right ones."""
    books = {name: tmp_path / f"{name}.xlsx" for name in SHIPPED}
    for name, path in books.items():
        path.write_bytes(workings_workbook(workings(name, seed=1), "en"))
    found = recalculated(books.values(), tmp_path)
    assert [one for path in books.values() for one in differences(found[path], formulas(path))] == []


@pytest.mark.campaign
@pytest.mark.skipif(not SOFFICE, reason="LibreOffice (soffice) is not installed: it works the formulas out anew")
@pytest.mark.parametrize("number", [WRONG, None], ids=["wrong numbers", "blanks"])
def test_another_program_works_out_every_rule_of_the_page_of_scorecards(tmp_path, number):
    """Full marks and what is taken off them, gates, means, classes with weights of their own: with the numbers of the
    page, and with others of which some lack. Where the formulas stand, LibreOffice
    finds wrong numbers, or none.
    """
    books = {}
    for rules, entered in _cards(tmp_path):
        for seed in range(3):
            made = {name: _another(value, seed, i) for i, (name, value) in enumerate(entered.items())}
            found = values({Q4: {**dict.fromkeys(rules.measures), **made, "full_mark": 100}})
            path = tmp_path / f"{len(books)}.xlsx"
            path.write_bytes(workings_workbook(workings_of(rules, Q4, found), "en"))
            books[path] = formulas(path)
    assert len(books) > 20
    found = recalculated(books, tmp_path, number)
    assert [one for path, carried in books.items() for one in differences(found[path], carried)] == []


def _cards(folder):
    """The scorecards of the page with the values of their tables; of classes those of each, beside them."""
    for i, (yaml, rows) in enumerate((*examples("card"), *examples("league"))):
        if re.search(r"method: (minmax|rank|quantile|peer_mean)", yaml):
            continue  # they are of entities beside each other, for whom no workbook is written
        (folder / f"card{i}").mkdir()
        rules = built(folder / f"card{i}", yaml)
        names = [leaf.measure for leaf in rules.indicators]
        listed = {name: value for name, value, _ in rows if value} if len(rows[0]) == 3 else {}
        entered = {name: float(listed.get(name, 50)) for name in (*listed, *names) if listed.get(name) != "—"}
        yield rules, entered
        yield from ((of_class(rules, name), entered) for name in rules.classes)


def _another(value, seed, i):
    """The *value*, or another one near it, or none."""
    return (value, value * (0.6 + 0.17 * i), None if i % 3 == 1 else value * 1.3)[seed]
