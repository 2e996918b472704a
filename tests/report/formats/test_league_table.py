"""The league as a file: the rows of the spreadsheet, a part at a time; what has no value is null in Parquet."""

from pathlib import Path

import pytest
from pyarrow import parquet

from pubkpi.model.errors import UsageError
from pubkpi.model.periods import QUARTER
from pubkpi.printing.spreadsheet import as_csv
from pubkpi.report.formats import league_table
from pubkpi.report.formats.league_table import league_as_rows, refuse_league_file, write_league
from pubkpi.score.league import league
from tests.score.cards import kpis, leaf
from tests.score.test_league import of

Q4 = QUARTER.of(2024, 4)


@pytest.mark.parametrize("part", [2, 20_000])
def test_a_file_of_the_league_has_the_rows_of_the_spreadsheet(tmp_path, monkeypatch, part):
    monkeypatch.setattr(league_table, "_PART", part)
    card = kpis((60, [leaf("a", 60)]), (40, [leaf("b", 40), leaf("w", 0)]))
    cells = [of(a=50, b=100, w=1), of(a=100, b="n/a", w="gone"), of(a="gone", b=50, w=2)]
    table = league(card, Q4, {f"=x{i}": cells[i % 3] for i in range(7)}, "account")
    rows = league_as_rows(table)
    assert write_league(table, tmp_path / "l.csv") == 7
    assert (tmp_path / "l.csv").read_bytes() == as_csv(rows)
    write_league(table, tmp_path / "l.parquet")
    found = parquet.read_table(tmp_path / "l.parquet")
    assert found.column_names == rows[0]
    assert [["" if cell is None else cell for cell in one.values()] for one in found.to_pylist()] == rows[1:]
    assert found["total"].null_count == 2


@pytest.mark.parametrize(("name", "said"), [("l.xlsx", "neither .csv nor .parquet"), ("l.csv", "the file exists")])
def test_a_file_that_is_no_table_or_there_already_is_refused(tmp_path, name, said):
    path = Path(tmp_path / name)
    path.touch()
    with pytest.raises(UsageError) as caught:
        refuse_league_file(path, force=False)
    assert said in caught.value.line("en")
    if name == "l.csv":
        refuse_league_file(path, force=True)
