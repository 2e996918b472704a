"""What a reader is told when a spec is wrong: the file, the line, the column, and what is the matter."""

from fractions import Fraction

import pytest

from pubkpi.model.errors import SpecError, UsageError
from pubkpi.specs.build import build
from pubkpi.specs.check import check
from tests.specs.broken import FORM, MEASURE_MISTAKES, MEASURES, RULES, SCORECARD


@pytest.fixture
def made(tmp_path):
    """A folder of specs with the texts given; the scorecard built from it."""

    def making(scorecard=SCORECARD, measures=MEASURES, **more):
        (tmp_path / "measures").mkdir(exist_ok=True)
        (tmp_path / "mini.yaml").write_text(scorecard, encoding="utf-8")
        for name, text in {"more": measures, **more}.items():
            (tmp_path / "measures" / f"{name}.yaml").write_text(text, encoding="utf-8")
        return build(tmp_path, "mini")

    return making


def changed(text, old, new):
    """*text* with each of the words *old* replaced once (or wherever they are, when they stand together)."""
    for before, after in zip(old.split("|"), new.split("|"), strict=True):
        assert before in text, before
        text = text.replace(before, after)
    return text


def told(made, **texts):
    """The error's line in both languages."""
    with pytest.raises(SpecError) as caught:
        made(**texts)
    return caught.value.line("en"), caught.value.line("zh")


def test_the_scorecard_that_the_mistakes_start_from_is_right(made):
    kpis = made()
    assert [leaf.weight for leaf in kpis.indicators] == [Fraction("60.1"), Fraction("0.2"), Fraction("39.7")]
    assert kpis.indicators[0].target(kpis.valid[0].step(1)) == Fraction(140)


@pytest.mark.parametrize(("old", "new", "en", "zh"), [row[1:] for row in RULES], ids=[row[0] for row in RULES])
def test_a_broken_rule_is_named_where_it_is_broken(made, old, new, en, zh):
    assert told(made, scorecard=changed(SCORECARD, old, new)) == (en, zh)


@pytest.mark.parametrize(("old", "new", "en", "zh"), [row[1:] for row in FORM], ids=[row[0] for row in FORM])
def test_a_mistake_of_form_is_named_where_it_stands(made, old, new, en, zh):
    assert told(made, scorecard=changed(SCORECARD, old, new)) == (en, zh)


@pytest.mark.parametrize(
    ("old", "new", "en", "zh"), [row[1:] for row in MEASURE_MISTAKES], ids=[row[0] for row in MEASURE_MISTAKES]
)
def test_a_mistake_in_a_measure_is_named_where_it_stands(made, old, new, en, zh):
    lines = told(made, measures=changed(MEASURES, old, new))
    assert lines[0].startswith(en)
    assert zh is None or lines[1] == zh


def test_all_mistakes_of_all_files_are_told_at_once_in_the_order_of_the_file(made):
    text = changed(SCORECARD, "weight: 60.1|weight: 0.2|method: hold|{value: 1, points: 100}|direction: down",
                   "weight: a lot|wieght: 0.2|method: keep|{value: one}|direction: down\n        id: calm")  # fmt: skip
    text = text.replace("label: {zh: 小表, en: Mini}\n", "").replace("weight: 39.7", "weight: !own 39.7", 1)
    with pytest.raises(SpecError) as caught:
        made(scorecard=text, measures=changed(MEASURES, "type: sum|by: quarters", "type: add|by: halves"))
    assert [one.line("en").partition(". ")[0] for one in caught.value.all] == [
        "more.yaml:7:9: cannot be 'add'",
        "more.yaml:19:18: cannot be 'halves'",
        "mini.yaml:1:1: label is needed here",
        "mini.yaml:16:17: not a number: a lot",
        "mini.yaml:24:9: unknown key wieght",
        "mini.yaml:30:13: points is needed here",
        "mini.yaml:30:21: not a number: one",
        "mini.yaml:33:13: the tag !own is not accepted",
        "mini.yaml:40:9: the key id is given twice",
        "mini.yaml:41:17: cannot be 'keep'",
    ]


def test_check_lists_all_mistakes_of_form(made, tmp_path):
    with pytest.raises(SpecError):
        made(scorecard=changed(SCORECARD, "audience: internal|weight: 0.2", "audience: world|weight: a lot"))
    assert [(one.id, one.where) for one in check(tmp_path)] == [
        ("check.spec", "mini.yaml:3:11"), ("check.spec", "mini.yaml:25:17"),
    ]  # fmt: skip


def test_all_broken_rules_are_told_at_once(made):
    with pytest.raises(SpecError) as caught:
        made(scorecard=changed(SCORECARD, "weight: 39.7|measure: calm", "weight: 39.6|measure: clam"))
    assert [one.line("en").partition(". ")[0] for one in caught.value.all] == [
        "mini.yaml:1:1: the first-level weights sum to 99.9, not 100: 0.1 too little.",
        "mini.yaml:36:9: there is no measure clam.",
    ]


def test_a_measure_in_two_files_is_refused_with_both_places(made):
    again = MEASURES[MEASURES.index("calm:") :]
    assert told(made, zoo=again) == (
        "zoo.yaml:2:3: the measure calm is defined twice. The other one is at more.yaml:21:3.",
        "zoo.yaml:2:3: 指标 calm 定义了两次。另一处在 more.yaml:21:3。",
    )


def test_weights_add_up_in_decimal_arithmetic(made):
    """Three tenths are 0.1 + 0.2 here, as they are on paper."""
    text = changed(SCORECARD, "weight: 60.3|weight: 60.1|weight: 39.7", "weight: 0.3|weight: 0.1|weight: 99.7")
    kpis = made(scorecard=text)
    assert sum(leaf.weight for leaf in kpis.dimensions[0].indicators) == Fraction("0.3")
    assert 0.1 + 0.2 != 0.3


def test_a_weight_of_zero_is_allowed_for_what_is_only_watched(made):
    text = changed(SCORECARD, "weight: 60.1|weight: 0.2", "weight: 60.3|weight: 0")
    assert made(scorecard=text).indicators[1].weight == 0


def test_a_dimension_without_indicators_is_refused(made):
    text = SCORECARD + "  - {id: empty, label: 空, weight: 0}\n"
    assert told(made, scorecard=text)[0] == "mini.yaml:43:5: empty has no indicators."


def test_a_scorecard_that_is_not_there_is_a_matter_of_usage_and_lists_those_that_are(made, tmp_path):
    made()
    with pytest.raises(UsageError) as caught:
        build(tmp_path, "maxi")
    assert caught.value.line("en").endswith("there is no scorecard maxi. Known: mini.")


def test_a_byte_order_mark_and_windows_line_ends_do_no_harm(made, tmp_path):
    made()
    (tmp_path / "mini.yaml").write_bytes(b"\xef\xbb\xbf" + SCORECARD.replace("\n", "\r\n").encode())
    assert build(tmp_path, "mini").id == "mini"


def test_a_file_that_is_not_utf_8_is_refused(made, tmp_path):
    made()
    (tmp_path / "mini.yaml").write_bytes(SCORECARD.encode("gb18030"))
    with pytest.raises(SpecError) as caught:
        build(tmp_path, "mini")
    assert caught.value.where == "mini.yaml"
