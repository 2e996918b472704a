import pytest

from pubkpi.model import errors
from pubkpi.model.errors import PubkpiError, UsageError
from pubkpi.model.facts import BY_NAME, FACTS, KINDS
from pubkpi.model.findings import Finding, ordered, reaching
from pubkpi.model.text import NOTHING, Text, count_of, same

CODES = {
    "PubkpiError": 1, "UsageError": 2, "SpecError": 3, "DataError": 4, "EmptyFormError": 4, "FindingsError": 5, "BusyError": 6,
    "VerifyError": 7, "EngineError": 1, "RecordsError": 1, "ComputationError": 1,
    "UnusableError": 7, "LateError": 1, "WorkError": 1, "ReportError": 1,
}  # fmt: skip


def test_every_error_has_the_documented_exit_code():
    kinds = {
        name: kind for name, kind in vars(errors).items() if isinstance(kind, type) and issubclass(kind, PubkpiError)
    }
    assert {name: kind.exit_code for name, kind in kinds.items()} == CODES


@pytest.mark.parametrize(
    ("problem", "zh", "en"),
    [
        (PubkpiError("a.xls", Text("坏了", "is broken")), "a.xls: 坏了。", "a.xls: is broken."),
        (
            PubkpiError("a.xls", Text("坏了", "is broken"), Text("重来。", "Again.")),
            "a.xls: 坏了。重来。",
            "a.xls: is broken. Again.",
        ),
        (
            PubkpiError("", Text("是谁的？", "whose is it?"), Text("说明。", "Say it.")),
            "是谁的？说明。",
            "whose is it? Say it.",
        ),
        (PubkpiError("a", Text("一\n二", "one\n\ttwo")), "a: 一 二。", "a: one two."),
    ],
)
def test_an_error_is_one_line_in_either_language(problem, zh, en):
    assert (problem.line("zh"), problem.line("en")) == (zh, en)


def test_findings_come_once_and_the_gravest_first():
    info, warning, error = (Finding(level, level, "x", same(level)) for level in ("info", "warning", "error"))
    assert ordered([info, warning, info, error, warning]) == (error, warning, info)
    assert reaching([info, warning, error], "warning") == [warning, error]
    assert reaching([info, warning, error], "error") == [error]
    assert reaching([info, warning, error], "never") == []
    assert info.as_json("zh") == {"id": "info", "severity": "info", "where": "x", "message": "info", "hint": NOTHING.zh}


@pytest.mark.parametrize("fact", FACTS, ids=lambda fact: fact.name)
def test_a_fact_is_whole(fact):
    names = [column.name for column in fact.columns]
    assert len(names) == len(set(names))
    assert set(fact.key) <= set(names)
    assert not fact.day or fact.column(fact.day).kind == "day"
    assert {column.kind for column in fact.columns} <= set(KINDS)
    assert all(column.meaning.zh and column.meaning.en for column in fact.columns)
    assert fact.row.zh
    assert fact.row.en
    assert BY_NAME[fact.name] is fact


@pytest.mark.parametrize("fact", FACTS, ids=lambda fact: fact.name)
def test_the_groups_of_a_fact_hold_every_stored_column_but_the_key_once(fact):
    grouped = [name for names in fact.groups.values() for name in names]
    assert sorted(grouped) == sorted({column.name for column in fact.stored} - set(fact.key))


def test_what_a_ratio_divides_travels_together():
    groups = BY_NAME["post"].groups
    assert {"read_users", "like_users", "comment_count", "share_users"} == set(groups["engagement"])
    assert {"delivered_users", "opened_users", "open_share"} == set(groups["opening"])


@pytest.mark.parametrize(
    ("suffix", "kinds"),
    [
        ("_count", {"count"}),
        ("_share", {"share"}),
        ("_seconds", {"seconds"}),
        ("_fen", {"fen"}),
        ("_on", {"day"}),
        ("_at", {"instant"}),
        ("_users", {"count"}),
    ],
)
def test_the_end_of_a_name_says_its_unit(suffix, kinds):
    assert {c.kind for fact in FACTS for c in fact.columns if c.name.endswith(suffix)} == kinds


def test_one_of_a_noun_has_no_s():
    assert [count_of(n, "row") for n in (0, 1, 2, 1200)] == ["0 rows", "1 row", "2 rows", "1,200 rows"]


def test_an_error_that_is_printed_has_its_hint():
    assert str(UsageError("here", Text("不行", "no"), Text("换一个。", "Try another."))) == "here: no. Try another."
