"""`pubkpi check` finds what is wrong, what is doubtful and what the plan contradicts, each where it stands."""

import json
import re
import shutil

import pytest

from pubkpi.model.errors import SpecError, UsageError
from pubkpi.specs import rules
from pubkpi.specs.build import build
from pubkpi.specs.check import check
from pubkpi.specs.lint import doubts
from pubkpi.specs.lint.rule_page import FINDS, explain
from tests.e2e.workspaces import pubkpi
from tests.examples import seldom
from tests.house.tree import ROOT

NAME = "department_2024"


@pytest.fixture
def specs(tmp_path):
    """The shipped specs, to be changed: what was, what is to be."""
    folder = tmp_path / "kpi_specs"
    shutil.copytree(ROOT / "kpi_specs", folder)

    def changed(*pairs):
        path = folder / f"{NAME}.yaml"
        words = path.read_text("utf-8")
        for old, new in pairs:
            assert old in words
            words = words.replace(old, new, 1)
        path.write_text(words, encoding="utf-8")
        return folder

    return changed


@pytest.fixture(scope="module")
def shipped():
    """The ids of what is found in the specs as they ship."""
    return ids(check(ROOT / "kpi_specs"))


def ids(findings):
    return sorted(one.id for one in findings if one.id != "check.two_values")


def test_the_shipped_plan_has_no_errors_and_all_its_contradictions_are_found(specs):
    found = check(specs())
    assert {one.severity for one in found} == {"warning", "info"}
    words = "\n".join(f"{one.message.en} {one.hint.en}" for one in found)
    for said in (
        "8 second-level indicators, here are 10", "60% growth", "53.8%", "also says 8%", "also says 5.2%",
        "also says 5,000", "also says 95%", "117%", "also says 8.3%",
    ):  # fmt: skip
        assert said in words


def test_every_finding_names_its_file_line_and_column(specs):
    lines = (ROOT / "kpi_specs" / f"{NAME}.yaml").read_text("utf-8").splitlines()
    for one in check(specs()):
        name, line, column = one.where.split(":")
        assert name == f"{NAME}.yaml"
        assert lines[int(line) - 1][int(column) - 1] != " "


@pytest.mark.parametrize(
    ("pairs", "found"),
    [
        ([("measure: partnerships", "measure: activity_participants"), ("{2024Q1: 2, 2024Q4: 8}", "{2024Q1: 4000, 2024Q4: 10000}")], "check.twice"),
        ([("target: {2024Q1: 0.21, 2024Q4: 0.30}", "target: {2024Q1: 21, 2024Q4: 30}")], "check.unreachable"),
        ([("method: attainment\n        at_baseline: 60\n        baseline: 83000\n        target: {2024Q1: 120000, 2024Q4: 200000}", "method: hold\n        target: {2024Q1: 0, 2024Q4: 0}")], "check.always_met"),
        ([("target: {2024Q1: 0.21, 2024Q4: 0.30}", "target: {2024Q1: 0.21, 2024Q4: 0.30}\n        silence: {check.plan: x}")], "check.spec"),
        ([("at_least: 90", "at_least: 120")], "check.top_band"),
        ([("weight: 15", "weight: 14")], "check.weights"),
        ([("audience: internal", "audience: government")], "check.vanity"),
        ([("weight: 15", "weigth: 15")], "check.spec"),
    ],
)  # fmt: skip
def test_a_planted_fault_is_found_and_nothing_else_is_new(shipped, specs, pairs, found):
    now = ids(check(specs(*pairs)))
    if found == "check.spec":
        assert now == [found]
    else:
        assert set(now) - set(shipped) == {found}


@pytest.mark.parametrize(
    ("old", "new", "gone"),
    [
        ("value: 0.6, from", "value: 0.538, from", "check.announced_growth"),
        ("value: 8}", "value: 10}", "check.announced_indicators"),
        ("通知公告: 0.25", "通知公告: 0.08", "check.announced_shares"),
    ],
)
def test_a_statement_that_holds_is_not_found(shipped, specs, old, new, gone):
    assert gone in shipped
    assert gone not in ids(check(specs((old, new))))


def test_a_doubt_is_silenced_where_it_stands_with_a_reason(specs):
    folder = specs(("notes:\n", "silence: {check.announced_growth: {zh: 已更正, en: corrected}}\nnotes:\n"))
    assert "check.announced_growth" not in ids(check(folder))
    count = sum(one.id == "check.two_values" for one in check(folder))
    folder = specs(("measure: open_rate\n", "measure: open_rate\n        silence: {check.two_values: 已说明}\n"))
    assert sum(one.id == "check.two_values" for one in check(folder)) == count - 1
    folder = specs(
        ("silence: {check.announced_growth: {zh: 已更正, en: corrected}}", "silence: {check.two_values: 已说明}")
    )
    assert not [one for one in check(folder) if one.id == "check.two_values"]


@pytest.mark.parametrize("silenced", ["check.weights: x", "check.nothing: x", "check.twice:"])
def test_an_error_or_an_unknown_rule_cannot_be_silenced_nor_one_without_a_reason(specs, silenced):
    assert ids(check(specs(("notes:\n", f"silence: {{{silenced}}}\nnotes:\n")))) == ["check.spec"]


def test_a_government_office_is_not_scored_on_follows_likes_and_comments(specs):
    folder = specs(("audience: internal", "audience: government"))
    with pytest.raises(SpecError) as told:
        build(folder, NAME)
    assert "《关于防治“指尖上的形式主义”的若干意见》" in told.value.line("zh")
    named = [one.message.en for one in check(folder) if one.id == "check.vanity"]
    assert len(named) == 2
    assert "total_count" in named[0]
    assert "comment_count, like_users, share_users" in named[1]


@pytest.mark.campaign
def test_the_command_prints_places_that_editors_read_and_exits_as_documented(tmp_path):
    pubkpi("init", "--plan", "department_2024", "w", cwd=tmp_path)
    home = tmp_path / "w"
    told = pubkpi("check", "--fail-on", "warning", cwd=home, code=5)
    assert all(re.match(r"department_2024\.yaml:\d+:\d+: (note|warning): .+ \[check\.\w+\]$", one) for one in told.stdout.splitlines())  # fmt: skip
    spec = home / "kpi_specs" / f"{NAME}.yaml"
    spec.write_text(spec.read_text("utf-8").replace("weight: 15", "weight: 14", 1), encoding="utf-8")
    wrong = pubkpi("check", "--format", "json", cwd=home, code=3)
    assert [one["id"] for one in json.loads(wrong.stdout)["findings"] if one["severity"] == "error"] == [
        "check.weights"
    ]


def test_a_mistake_in_a_measure_is_told_once_for_all_scorecards(specs):
    folder = specs()
    assert len(list(folder.glob("*.yaml"))) > 1
    (folder / "measures" / "own.yaml").write_text("a：\n  unit: 人\n", encoding="utf-8")
    (one,) = check(folder)
    assert (one.id, one.where, one.message.zh) == ("check.spec", "own.yaml:1:2", "冒号是全角的“：”")
    own = folder / f"{NAME}.yaml"
    own.write_text(own.read_text("utf-8").replace("valid: [", "valid: [，", 1), encoding="utf-8")
    assert [one.where.split(":")[0] for one in check(folder)] == ["own.yaml", f"{NAME}.yaml"]
    assert len(check(folder, NAME)) == 2


def test_every_rule_is_documented():
    page = (ROOT / "docs" / "specs.md").read_text("utf-8")
    listed = re.findall(r"^\| `(check\.\w+)` \|", page, re.MULTILINE)
    for name in ("check.expressions", "check.censored"):  # rules of what is measured
        listed.remove(name)
    assert listed == ["check.spec", *(f"check.{name}" for name in (*rules.RULES, *doubts.SILENT))]


def test_a_rule_s_page_says_what_the_documentation_says():
    page = (ROOT / "docs" / "specs.md").read_text("utf-8")
    table = dict(re.findall(r"^\| `(check\.\w+)` \| (.*) \|$", page, re.MULTILINE))
    assert {name: explain(name).finds.en for name in table} == table
    assert {f"check.{name}" for name in FINDS} == {*table}
    assert not [name for name in FINDS if explain(name).finds.zh == explain(name).finds.en]
    percent = explain("percent")
    assert (percent.rule, percent.severity, percent.can_be_silenced) == ("check.percent", "warning", True)
    assert explain("check.weights")[2:] == ("error", rules.REMEDIES["weights"], False)
    with pytest.raises(UsageError, match="there is no rule percents"):
        explain("percents")


def test_a_platform_named_in_a_condition_is_doubtful_and_a_key_is_not(tmp_path):
    for name in ("kpi_specs/measures", "kpi_specs"):
        shutil.copytree(ROOT / name, tmp_path / name, dirs_exist_ok=True)
    assert "check.platforms" not in [one.id for one in check(tmp_path / "kpi_specs", NAME)]
    reach = tmp_path / "kpi_specs" / "measures" / "reach.yaml"
    words = reach.read_text("utf-8").replace("  platform: wechat\n", "  where: platform = 'wechat'\n", 1)
    reach.write_text(words, encoding="utf-8")
    (one,) = [one for one in check(tmp_path / "kpi_specs", NAME) if one.id == "check.platforms"]
    assert (one.where.split(":")[0], one.message.en) == ("reach.yaml", "followers is bound to a platform by its where")


READS = """
{id}:
  label: 阅读
  definition: 阅读次数
  formula: reads
  unit: reads
  source: 后台
  type: {type}
  fact: account_content_daily
  expr: reads
"""


def measures_of(folder, *made):
    (folder / "measures" / "own.yaml").write_text("".join(made), encoding="utf-8")
    return folder


def scored(*names):
    """Two indicators of the plan now rest on the measures *names*."""
    old = ("measure: partnerships\n", "measure: activity_participants\n")
    return [(was, f"measure: {now}\n") for was, now in zip(old, names, strict=False)]


@pytest.mark.parametrize(
    ("more", "found"),
    [
        ("", True),
        ("  window: month\n", True),
        ("  where: platform = 'wechat'\n", True),
        ("  platform: wechat\n", False),
        ("  mean_of_months: true\n", True),
    ],
)
def test_rows_counted_twice_are_found_whatever_the_window_and_the_part_of_them(specs, more, found):
    folder = measures_of(
        specs(*scored("one", "two")), READS.format(id="one", type="sum"), READS.format(id="two", type="sum") + more
    )
    assert ("check.twice" in ids(check(folder))) == found


def test_a_basis_or_platform_that_no_export_has_is_a_doubt(specs):
    likes = READS.format(id="one", type="sum").replace("account_content_daily", "post")
    folder = specs(*scored("one"))
    for more, said in (("  basis: Day7\n", "Day7"), ("  platform: wechatt\n", "wechatt")):
        (one,) = [one for one in check(measures_of(folder, likes + more)) if one.id == "check.unknown"]
        assert said in one.message.zh
        assert one.where.startswith("own.yaml:")
    assert "check.unknown" not in ids(check(measures_of(folder, likes + "  basis: day7\n  platform: wechat\n")))


@pytest.mark.parametrize(
    ("label", "banned"),
    [
        ("点赞数", True), ("新增关注人数", True), ("群众关注的问题办结数", False),
        *seldom(
            ("总在看数", True), ("粉丝增长率", True), ("点赞", True), ("评论回复率", False), ("购买粉丝或强制点赞", False)
        ),
    ],
)  # fmt: skip
def test_entered_likes_are_likes_for_a_government_office_too(specs, label, banned):
    own = (
        "one:\n"
        + "".join(f"  {key}: {label}\n" for key in ("label", "definition", "formula", "source"))
        + "  unit: count\n  type: typed\n"
    )
    folder = measures_of(specs(("audience: internal", "audience: government"), *scored("one")), own)
    named = [one.message.en for one in check(folder) if one.id == "check.vanity"]
    assert (len(named) == 3 and "(one)" in named[-1]) == banned
