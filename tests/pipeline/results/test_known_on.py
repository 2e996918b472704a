"""What was known on a day: the journal and the archive up to then, and the closings of then."""

import json

import pytest

from tests.e2e.workspaces import errors, fingerprint, pubkpi
from tests.examples import seldom
from tests.ingest.desk import ACCOUNT
from tests.pipeline.results.small import WEEKS, ids, lines, scored, small, values

Q1 = ("-q", "2024Q1")


@pytest.fixture(scope="module")
def revised(tmp_path_factory):
    """A quarter that was closed on 20 January by what was loaded on the 10th; on 1 February a file came, and on the
    2nd it was revised.
    """
    root = small(tmp_path_factory.mktemp("known") / "ws", "a.csv", "b.csv", "c.csv")
    pubkpi("close", *Q1, cwd=root)
    late = root / "inbox" / ACCOUNT / "late.csv"
    late.write_bytes(WEEKS["a.csv"].replace(b"2024-03", b"2024-01"))
    pubkpi("ingest", late, cwd=root, PUBKPI_NOW="2025-02-01T08:00:00")
    pubkpi("close", *Q1, "--revise", "--reason", "late", cwd=root, PUBKPI_NOW="2025-02-02T08:00:00")
    return root


@pytest.mark.parametrize(
    ("day", "value", "said"),
    [
        ("2025-02-01", 496, {"run.past", "close.final", "close.late", "close.differs"}),
        ("2025-02-02", 524, {"run.past", "close.revised"}),
        *seldom(
            ("2025-01-20", 496, {"run.past", "close.final"}),
            ("2025-01-10", 496, {"run.past"}),
            ("2026-01-01", 524, {"run.past", "close.revised"}),
        ),
    ],
)
def test_the_score_of_a_day_is_by_what_was_loaded_and_closed_by_then(revised, day, value, said):
    before = fingerprint(revised)
    card, _ = scored(revised, "--known-on", day)
    assert values(card)["newcomers"] == value
    assert (card["run"] is None) == ("close.final" not in said and "close.revised" not in said)
    assert said == {one for one in ids(card) if one.startswith(("run.", "close."))}
    table = json.loads(
        pubkpi("score", *Q1, "--by", "account", "--known-on", day, "--format", "json", cwd=revised).stdout
    )
    assert table["entities"][0]["nodes"]["newcomers"]["value"] == value
    assert fingerprint(revised) == before


@pytest.mark.campaign
def test_measures_and_the_report_do_so_too_and_the_report_has_no_id_of_a_run(revised):
    for day, value in (("2025-02-01", "496"), ("2025-02-02", "524")):
        assert value in pubkpi("measures", "newcomers", *Q1, "--known-on", day, cwd=revised).stdout
    runs = lines(revised, "run")
    pubkpi("report", *Q1, "--html", "--lang", "en", "--known-on", "2025-01-10", "--out", "then", cwd=revised)
    page = (revised / "then" / "report_small_2024Q1_en.html").read_text("utf-8")
    assert "as it was known on 2025-01-10 09:00:00 (the first 3 lines of the journal)" in page
    assert runs[0]["run"][:8] not in page
    assert lines(revised, "run") == runs


@pytest.mark.parametrize(("day", "value"), [("2025-01-31", 496), *seldom(("2025-02-01", 524))])
def test_a_trace_shows_the_rows_that_were_known_on_the_day(revised, day, value):
    said = pubkpi("trace", "newcomers", *Q1, "--known-on", day, "--rows", "all", "--format", "json", cwd=revised)
    made = json.loads(said.stdout)["measure"]
    assert sum(one["amount"] for one in made["rows"]) == made["value"] == value
    assert "run.past" in [one["id"] for one in made["findings"]]
    assert ("late.csv" in said.stdout) == (value == 524)


def test_a_day_before_all_loads_and_a_day_that_is_none_are_refused(revised):
    (line,) = errors(pubkpi("score", *Q1, "--known-on", "2025-01-09", cwd=revised, code=4))
    assert line == "--known-on: nothing was loaded by 2025-01-09."
    (line,) = errors(pubkpi("score", *Q1, "--known-on", "yesterday", cwd=revised, code=2))
    assert line.startswith("yesterday: this is not a day.")
