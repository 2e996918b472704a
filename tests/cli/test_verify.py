"""`pubkpi verify` notices whatever was changed behind its back: exit 7 and one line."""

import duckdb
import pytest

from tests.e2e.workspaces import errors, pubkpi
from tests.examples import seldom


@pytest.fixture(params=["en", "zh"])
def refusal(request, copy):
    """What verify says against the copy; it must not agree."""

    def said():
        (line,) = errors(pubkpi("verify", cwd=copy, code=7, lang=request.param))
        return line

    return said


@pytest.fixture(scope="module")
def digest(loaded):
    """What verify says of the untouched workspace."""
    outcome = pubkpi("verify", cwd=loaded)
    assert errors(outcome) == []
    return outcome.stdout


def sql(folder, statement):
    with duckdb.connect(str(folder / "data" / "pubkpi.duckdb")) as database:
        database.execute(statement)


def test_an_untouched_state_gives_its_digest_every_time(digest, copy):
    assert len(digest.strip()) == 32
    assert pubkpi("verify", cwd=copy, lang="zh").stdout == digest


@pytest.mark.campaign
@pytest.mark.parametrize(
    "statement",
    [
        "update account_daily_rows set total_count = total_count + 1 where day = '2024-05-05'",
        *seldom(
            "insert into award_rows select * replace (row + 1000 as row) from award_rows limit 1",
            "delete from incident_rows where found_on = '2024-08-21'",
        ),
    ],
    ids=["a number", "a row more", "a row less"],
)
def test_a_changed_row_is_noticed(copy, statement):
    sql(copy, statement)
    (line,) = errors(pubkpi("verify", cwd=copy, code=7))
    assert line.startswith("pubkpi.duckdb: ")


@pytest.mark.campaign
@pytest.mark.parametrize("refusal", ["zh", "en"], indirect=True)
def test_what_it_then_advises_works(digest, copy, refusal):
    sql(copy, "update award_rows set level = 3 where level = 1")
    assert refusal().startswith("pubkpi.duckdb: ")
    (copy / "data" / "pubkpi.duckdb").unlink()
    assert pubkpi("verify", cwd=copy).stdout == digest


def test_an_edited_journal_is_named_with_its_line(copy, refusal):
    journal = copy / "data" / "journal.jsonl"
    lines = journal.read_text("utf-8").splitlines(keepends=True)
    lines[4] = lines[4].replace('"at": "2025', '"at": "2024')
    journal.write_text("".join(lines), "utf-8")
    assert refusal().startswith("journal.jsonl:5: ")


def test_a_line_taken_out_of_the_journal_is_noticed(copy, refusal):
    journal = copy / "data" / "journal.jsonl"
    lines = journal.read_text("utf-8").splitlines(keepends=True)
    journal.write_text("".join(lines[:9] + lines[10:]), "utf-8")
    assert refusal().startswith("journal.jsonl:10: ")


@pytest.mark.parametrize("refusal", ["zh", *seldom("en")], indirect=True)
@pytest.mark.parametrize("gone", [True, False], ids=["gone", "changed"])
def test_an_archived_original_that_is_gone_or_changed_is_named(copy, refusal, gone):
    path = min(path for path in (copy / "data" / "archive").rglob("*") if path.is_file())
    if gone:
        path.unlink()
    else:
        path.write_bytes(path.read_bytes() + b" ")
    assert path.name in refusal()


@pytest.mark.campaign
def test_a_lost_database_is_made_again(copy, loaded):
    (copy / "data" / "pubkpi.duckdb").unlink()
    words = ("score", "-q", "2024Q4", "--format", "json")
    assert pubkpi(*words, cwd=copy).stdout == pubkpi(*words, cwd=loaded).stdout


@pytest.mark.parametrize("command", [["status"], ["rejects"], ["measures", "-q", "2024Q4"], ["score", "-q", "2024Q4"]])
def test_a_missing_table_is_named_with_the_remedy(copy, command):
    sql(copy, "drop table post_version_rows")
    (line,) = errors(pubkpi(*command, cwd=copy, code=7))
    assert line == "pubkpi.duckdb: the database lacks post_version_rows. Make it again with pubkpi rebuild."


@pytest.mark.campaign
def test_the_remedy_for_a_missing_table_works(loaded, copy):
    sql(copy, "drop table post_version_rows")
    pubkpi("rebuild", cwd=copy)
    words = ("measures", "followers", "-q", "2024Q4")
    assert pubkpi(*words, cwd=copy).stdout == pubkpi(*words, cwd=loaded).stdout


@pytest.mark.campaign
def test_measures_of_a_quarter_without_anything_say_so(loaded):
    told = pubkpi("measures", "-q", "1999Q1", cwd=loaded, code=4)
    assert errors(told)[0].startswith("1999Q1: there is no data for this quarter")
    assert told.stdout == ""
