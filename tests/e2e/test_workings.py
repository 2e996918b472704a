"""The workbook of a score: what the command prints, by formulas over the very rows that a trace lists."""

import json

import openpyxl
import pytest

from tests.e2e.workspaces import errors, pubkpi
from tests.recalculation import SOFFICE, differences, formulas, recalculated

PLANTED = '=HYPERLINK("http://example.invalid/","点我领补贴")？这种链接别点！'  # a title among the samples


def test_the_workbook_has_the_scores_that_are_printed_and_the_rows_behind_them(copy, tmp_path):
    """Total, points and values as in JSON; every value of a score comes of formulas; a hostile title stays a text."""
    path = tmp_path / "workings.xlsx"
    words = ("score", "--quarter", "2024Q4", "--format", "json", "--workbook", path, "--fail-on", "never")
    printed = json.loads(pubkpi(*words, cwd=copy).stdout)
    worked, written = openpyxl.load_workbook(path, data_only=True), openpyxl.load_workbook(path)
    card = {cells[0]: cells for cells in worked["考核表"].iter_rows(min_row=5, values_only=True)}
    leaves = [leaf for dimension in printed["dimensions"] for leaf in dimension["indicators"]]
    assert [(card[one["id"]][5], card[one["id"]][14]) for one in leaves] == [
        (pytest.approx(one["value"], abs=1e-9), one["points"]) for one in leaves
    ]
    assert card[None][12] == printed["total"]["score"]
    plain = [
        cell.coordinate
        for (cell,) in written["数值"].iter_rows(min_row=2, min_col=7, max_col=7)
        if cell.data_type != "f"
    ]
    assert plain == []
    titles = {cell.data_type for row in written["来源行"].iter_rows() for cell in row if cell.value == PLANTED}
    assert titles == {"s"}


def test_a_workbook_is_not_written_over_another_nor_for_ranks(demo, tmp_path):
    """One line, exit code 2, before anything is worked out."""
    (tmp_path / "taken.xlsx").write_bytes(b"hers")
    score = ("score", "--quarter", "2024Q4", "--workbook")
    for words, part in [
        ((*score, tmp_path / "taken.xlsx"), "the file exists already"),
        ((*score, tmp_path / "workings.csv"), "not the name of a workbook"),
        ((*score, tmp_path / "ranks.xlsx", "--by", "account"), "not for ranks"),
        (("measures", "--workbook", tmp_path / "none.xlsx"), "it needs --period"),
    ]:
        (line,) = errors(pubkpi(*words, cwd=demo, code=2))
        assert part in line
    assert [path.name for path in tmp_path.iterdir()] == ["taken.xlsx"]


@pytest.mark.campaign
@pytest.mark.skipif(not SOFFICE, reason="LibreOffice (soffice) is not installed: it works the formulas out anew")
def test_another_program_comes_to_the_numbers_that_are_printed(copy, tmp_path):
    """From the rows to the total, of quarter, year and month, in both languages: LibreOffice finds wrong numbers in
    place of the right ones.
    """
    paths = {name: tmp_path / f"{name}.xlsx" for name in ("quarter", "year", "month")}
    for name, command, period, lang in [
        ("quarter", "score", "2024Q4", "zh"),
        ("year", "score", "2024", "en"),
        ("month", "measures", "2024-11", "en"),
    ]:
        more = ("--fail-on", "never") if command == "score" else ()
        pubkpi(command, "--period", period, "--workbook", paths[name], "--lang", lang, *more, cwd=copy)
    found = recalculated(paths.values(), tmp_path)
    assert [one for path in paths.values() for one in differences(found[path], formulas(path))] == []
    total = json.loads(pubkpi("score", "--period", "2024Q4", "--format", "json", cwd=copy, code=None).stdout)["total"]
    last = max(
        line
        for (sheet, cell), value in found[paths["quarter"]].items()
        if (sheet, value) == ("考核表", "总分")
        for line in [int(cell[1:])]
    )
    assert found[paths["quarter"]]["考核表", f"M{last}"] == pytest.approx(total["score"], abs=1e-9)
    assert found[paths["quarter"]]["考核表", f"P{last}"] == total["score_printed"]
