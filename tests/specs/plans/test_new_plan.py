"""A plan of somebody's own: whatever is chosen of what ships, it can be scored by and adds up."""

import re
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pubkpi.model.errors import UsageError
from pubkpi.model.periods import QUARTER, between
from pubkpi.model.text import Text
from pubkpi.specs.build import build, read
from pubkpi.specs.check import check
from pubkpi.specs.plans.answers import read_answers, read_span
from pubkpi.specs.plans.draft import draft
from pubkpi.specs.plans.offers import choose, offers
from pubkpi.specs.plans.plan_words import AUDIENCES, PlanWords, with_year
from pubkpi.specs.plans.sheet import plan_sheet
from pubkpi.specs.plans.sheet_edits import CellEdit, edited_text
from pubkpi.workspace.yaml import yaml_file
from tests.examples import examples

SAID = PlanWords(
    organisation="云川市: 融媒体中心", audience="internal", period="2025", accounts=("wechat:云川发布:办公室",)
)  # fmt: skip
BASELINES = {"followers": "5.2万", "monthly_reads": "measured", "interaction_rate": "2.8%", "open_rate": "0.02",
             "online_usage": "实测", "activity_participants": "2,000", "satisfaction": "measured"}  # fmt: skip
TARGETS = {"followers": "８万", "monthly_reads": "2025Q2:9万,2025Q4:12万", "interaction_rate": "10%", "open_rate": "4%",
           "online_usage": "50%", "activity_participants": "1万", "satisfaction": "90%", "partnerships": "12"}  # fmt: skip


def said(*indicators, **more):
    one = replace(SAID, indicators=indicators, **more)
    chosen = choose(indicators, one.audience)
    return replace(
        one,
        baselines={offer.id: BASELINES[offer.id] for offer in chosen if offer.has_baseline},
        targets={offer.id: TARGETS[offer.id] for offer in chosen if offer.has_target},
    )


def laid_out(folder, words, lang="zh"):
    """The KPI set of the plan that *words* make, and its draft, in an empty folder."""
    answers = read_answers(words)
    made = draft(answers, (), lang)
    (folder / "measures").mkdir(parents=True, exist_ok=True)
    (folder / f"{answers.name}.yaml").write_text(made.scorecard, "utf-8")
    (folder / "measures" / "new.yaml").write_text(made.measures, "utf-8")
    return build(folder, answers.name), made


@settings(max_examples=examples(15))
@given(data=st.data())
def test_whatever_is_chosen_can_be_scored_by_without_a_doubt(tmp_path_factory, data):
    audience = data.draw(st.sampled_from(AUDIENCES))
    scored = [one.id for one in offers(audience) if one.weight]
    ids = {
        data.draw(st.sampled_from(scored)),
        *data.draw(st.sets(st.sampled_from([one.id for one in offers(audience)]))),
    }
    period = data.draw(st.sampled_from(["2025", "2025Q1..2025Q4", "2025"]))
    folder = tmp_path_factory.mktemp("plan")
    kpis, made = laid_out(
        folder, said(*sorted(ids), audience=audience, period=period), data.draw(st.sampled_from(["zh", "en"]))
    )
    assert {leaf.id for leaf in kpis.indicators} == ids
    assert sum(leaf.weight for leaf in kpis.indicators) == 100
    assert all(sum(leaf.weight for leaf in node.leaves) == node.weight for node in kpis.dimensions)
    assert [one.message.en for one in check(folder, "plan_2025") if one.severity != "info"] == []
    assert "52,000" not in made.scorecard + made.measures


def test_weights_are_those_of_the_plan_that_ships_in_proportion(tmp_path):
    """By hand: 40 and 30 of 70 are 57 and 43; 57 as 15 to 10 to 5 is 28.5, 19, 9.5; 43 as 10 to 10 to 10 is 14.3 each."""
    kpis, _ = laid_out(tmp_path, said("1,2,4,8,9,10"))
    assert {one.id: one.weight for one in kpis.everything} == {
        "reach": 57, "followers": 29, "monthly_reads": 19, "open_rate": 9,
        "brand": 43, "partnerships": 15, "award_level": 14, "incidents": 14,
    }  # fmt: skip


def test_a_target_of_the_end_is_a_path_from_the_baseline(tmp_path):
    kpis, _ = laid_out(tmp_path, said("all"))
    leaves = {leaf.id: leaf for leaf in kpis.indicators}
    quarters = between(*kpis.valid)
    # 52,000 to 80,000 in four steps of 7,000; 12 partners in four of 3
    assert [leaves["followers"].target(one) for one in quarters] == [59000, 66000, 73000, 80000]
    assert [leaves["partnerships"].target(one) for one in quarters] == [3, 6, 9, 12]
    assert [leaves["satisfaction"].target(one) for one in quarters] == [Fraction(9, 10)] * 4
    assert [leaves["monthly_reads"].target(one) for one in quarters] == [90000, 90000, 105000, 120000]
    assert leaves["followers"].baseline.value == 52000
    assert leaves["satisfaction"].baseline.measured == QUARTER.parse("2024Q4")


@pytest.mark.parametrize(
    ("period", "targets"),
    # 3 of the first quarter of a year are 12 of a whole one; what is counted from January on begins again in January
    [("2025Q2..2026Q1", [6, 9, 12, 3]), ("2025..2026", [Fraction(3 * i, 4) for i in (1, 2, 3, 4, 1, 2, 3, 4)]),
     ("2025Q2..2025Q4", [Fraction(3, 2), Fraction(9, 4), 3])],
)  # fmt: skip
def test_what_is_counted_from_january_on_has_targets_that_begin_again_in_january(tmp_path, period, targets):
    kpis, _ = laid_out(tmp_path, replace(said("partnerships", period=period), targets={"partnerships": "3"}))
    (leaf,) = kpis.indicators
    assert [leaf.target(one) for one in between(*kpis.valid)] == targets


def test_more_partners_than_the_other_plan_wanted_can_be_reached(tmp_path):
    kpis, _ = laid_out(tmp_path, said("partnerships"))
    assert "least" not in kpis.measures["partnerships"].expr


def test_three_steps_without_an_end_in_decimals_are_a_sum(tmp_path):
    words = said("followers", period="2025Q2..2025Q4")
    words = replace(words, baselines={"1": "10"}, targets={"follower_growth": "12"})
    kpis, made = laid_out(tmp_path, words)
    assert "{2025Q2: 10 + 2/3, 2025Q4: 12}" in made.scorecard
    assert kpis.indicators[0].target(QUARTER.parse("2025Q3")) == Fraction(34, 3)


def test_a_measure_that_is_there_is_not_written_again():
    answers = read_answers(said("followers", "monthly_reads"))
    assert "followers:" not in draft(answers, ["followers"], "en").measures
    assert draft(answers, ["followers", "monthly_reads"], "en").measures == ""


WRONG = [
    ({"indicators": ("99",)}, "99"),
    ({"indicators": ("1",), "baselines": {"open_rate": "1%"}}, "open_rate"),
    ({"indicators": ("10",), "baselines": {}, "targets": {"incidents": "1"}}, "incidents"),
    ({"period": "soon"}, "soon"),
    ({"period": "2025Q4..2025Q1"}, "2025Q4..2025Q1"),
    ({"period": "2025-03"}, "2025-03"),
    ({"audience": "us"}, "us"),
    ({"accounts": ("云川发布",)}, "云川发布"),
    *(({"name": name}, name) for name in ("../x", "CON", "nul.2025", "a.", "a ", ".a", "-x")),
    ({"name": "考" * 41}, "41"),
    *(({"organisation": name}, "--organisation") for name in ("  ", "a\x07b", "\ufeffa")),
    ({"name": "x" * 300}, "300"),
    ({"targets": {"followers": "5.2万"}}, "--target followers"),
    ({"targets": {"followers": "2025Q1:5万,2025Q4:8万"}}, "2025Q1"),
    ({"targets": {"followers": "2025Q4:8万,2025Q4:9万"}}, "2025Q4"),
    ({"targets": {"followers": "-1"}}, "--target followers"),
    ({"baselines": {"1": "实测"}, "targets": {"1": "0"}}, "--target followers"),
    ({"baselines": {"1": "5万", "followers": "5万"}}, "--baseline followers"),
    ({"baselines": {"followers": "many"}}, "many"),
    ({"targets": {"followers": "2026Q1:8万"}}, "2026Q1"),
    ({"audience": "government", "indicators": ("1",)}, "--indicator"),
]


@pytest.mark.parametrize(("said_otherwise", "named"), WRONG, ids=[named for _, named in WRONG])
def test_what_cannot_be_is_named(said_otherwise, named):
    words = replace(said("followers"), **said_otherwise)
    with pytest.raises(UsageError) as caught:
        read_answers(words)
    assert named in caught.value.line("zh")
    assert named in caught.value.line("en")


@pytest.mark.parametrize(
    ("words", "hint"), [("90", "Is it 90%?"), ("120%", "It lies between 0 and 100%."), ("120", "It lies between")]
)
def test_a_share_in_whole_numbers_is_asked_for_its_sign(words, hint):
    with pytest.raises(UsageError) as caught:
        read_answers(replace(said("satisfaction"), targets={"satisfaction": words}))
    assert caught.value.hint.en.startswith(hint)
    assert "%%" not in caught.value.line("zh")


@pytest.mark.parametrize("word", ["1", "１", "followers", "follower_growth", "关注人数", "粉丝增长率", "FOLLOWERS "])
def test_an_indicator_is_called_as_the_office_calls_it(word):
    words = replace(said("followers"), indicators=(word,), baselines={word: "5.2万"}, targets={word: "8万"})
    assert [one.offer.id for one in read_answers(words).indicators] == ["followers"]


@pytest.mark.parametrize(
    ("words", "ids"),
    [
        ("关注人数 互动率", ["followers", "interaction_rate"]),
        ("Interaction rate，10", ["interaction_rate", "incidents"]),
    ],
)
def test_indicators_are_listed_with_commas_or_blanks_between(words, ids):
    assert [one.id for one in choose((words,), "internal")] == ids


@pytest.mark.parametrize("word", ["内部", "内部考核", "internal", " Internal"])
def test_an_audience_is_called_as_the_office_calls_it(word):
    assert read_answers(replace(said("followers"), audience=word)).audience == "internal"


def test_where_nothing_may_stand_nothing_is_listed():
    with pytest.raises(UsageError) as caught:
        read_answers(replace(said("award_level"), baselines={"followers": "1"}))
    assert caught.value.line("en").endswith("followers cannot stand here.")


def test_all_indicators_that_there_are_not_are_named_at_once_with_the_nearest():
    with pytest.raises(UsageError) as caught:
        choose(("月均阅读,外部合作,互动率",), "internal")
    assert "没有指标 月均阅读、外部合作。是 月均阅读量、外部合作数量 吗？可用：" in caught.value.line("zh")


def test_all_targets_that_cannot_stand_are_named_at_once_by_their_labels():
    targets = {"获奖情况": "省级", "互动": "3"}
    with pytest.raises(UsageError) as caught:
        read_answers(replace(said("interaction_rate"), targets=targets))
    listed = [one.line("zh") for one in caught.value.all]
    assert [line.partition(": ")[0] for line in listed] == ["--target 获奖情况", "--target 互动"]
    assert "是 互动率 吗？" in listed[1]


def test_all_that_is_missing_is_named_at_once():
    with pytest.raises(UsageError) as caught:
        read_answers(PlanWords(indicators=("1,8",)))
    for option in (
        "organisation",
        "audience",
        "period",
        "account",
        "baseline followers",
        "target followers",
        "target partnerships",
    ):
        assert f"--{option}" in caught.value.what.en


@pytest.mark.parametrize(
    ("words", "first", "last"),
    [("2025", "2025Q1", "2025Q4"), ("2025年", "2025Q1", "2025Q4"), ("2025Q3", "2025Q3", "2025Q3"),
     ("2025Q2 至 2026Q1", "2025Q2", "2026Q1"), ("2025..2026", "2025Q1", "2026Q4")],
)  # fmt: skip
def test_a_period_is_a_year_a_quarter_or_from_one_to_another(words, first, last):
    assert [str(one) for one in read_span(words)] == [first, last]


def test_a_year_for_a_name_is_the_period(tmp_path):
    words = with_year(replace(said("followers"), name="2026", period=""))
    assert (read_answers(words).name, str(read_answers(words).span.last)) == ("plan_2026", "2026Q4")
    assert with_year(said("followers", name="mine")).name == "mine"


def test_what_is_only_watched_is_said_beside_its_weight(tmp_path):
    _, made = laid_out(tmp_path, said("all", audience="government"))
    assert made.scorecard.count("weight: 0  # 只监测，不计分") == 2


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_how_a_value_came_about_is_not_said_of_one_that_somebody_wrote(tmp_path, lang):
    """Of targets, also where the baseline is another, of weight 0, and of a baseline that was measured; no other
    comment goes.
    """
    words = said("followers,open_rate,satisfaction,partnerships", audience="government")
    _, made = laid_out(tmp_path, words, lang)
    path = tmp_path / "plan_2025.yaml"
    text = made.scorecard.replace("baseline: 52000", "baseline: 52000  # 实测 2024Q4，约 52,000")
    path.write_text(text, "utf-8")
    node = yaml_file.read(path)
    sheet = plan_sheet(node, read(tmp_path, "plan_2025"), lang)
    before = remarks(text)
    assert len(before) == 6
    changes = {
        ("followers", "baseline"): Fraction(50000),
        ("open_rate", "target 2025Q4"): Fraction(1, 20),
        ("satisfaction", "label"): "x",
        ("partnerships", "target 2025Q1"): None,
    }
    edits = [CellEdit("", row, column, Text("", ""), None, now) for (row, column), now in changes.items()]
    left = remarks(edited_text(node, sheet, tuple(edits)))
    assert [key for key in before if key not in left] == [
        "followers baseline", "followers target", "open_rate target", "partnerships target",
    ]  # fmt: skip


def remarks(text):
    """The comments behind values of indicators, by indicator and key."""
    found, here = {}, ""
    for line in text.splitlines():
        here = line.partition("- id: ")[2] or here
        if found_in := re.match(r" {8}(\w+): .*#", line):
            found[f"{here} {found_in[1]}"] = line.partition("#")[2]
    return found
