"""Export profiles: the shipped ones are sound, and a mistake in one's own is named where it stands."""

from dataclasses import replace
from pathlib import Path

import pytest

from pubkpi.ingest.cells.query import MAKERS
from pubkpi.ingest.profiles import catalogue, profile, rules, surveys
from pubkpi.ingest.rows.part import normal
from pubkpi.model.errors import SpecError
from pubkpi.model.facts.platforms import BASES, PLATFORMS
from tests.ingest.samples import EXPORTS
from tests.ingest.samples_collected import COLLECTED
from tests.ingest.samples_platforms import SHEETS
from tests.ingest.samples_wechat import ANSWERS
from tests.ingest.test_forms_by_hand import TYPED

GOOD = """\
platform: own
label: {zh: 自己的, en: own}
layout: table
last_day: account_daily.day
feeds:
  - fact: account_daily
    columns:
      day: {header: [天], required: true}
      new_count: {header: [新]}
"""


def read(tmp_path, words):
    """The profile that these words are."""
    path = tmp_path / "own.yaml"
    path.write_text(words, "utf-8")
    return profile.read(path)


def test_every_shipped_profile_has_a_sample_here():
    by_hand = {f"form_{name}" for name in TYPED}
    assert {one.id for one in catalogue.shipped()} == {*EXPORTS, *ANSWERS, *SHEETS, *COLLECTED, *by_hand}


@pytest.mark.parametrize("one", catalogue.shipped(), ids=lambda one: one.id)
def test_a_shipped_profile_is_called_like_its_file_and_says_what_it_is(one):
    assert one.at == f"{one.id}.yaml"
    assert one.label.zh
    assert one.label.en
    assert one.confidence in ("high", "medium")
    assert one.platform == "form" or (one.quirks.zh and one.cannot.zh and one.click.zh)


@pytest.mark.parametrize("one", catalogue.shipped(), ids=lambda one: one.id)
def test_no_header_of_a_profile_can_mean_two_columns_of_a_feed(one):
    for feed in one.feeds:
        headers = [normal(header) for column in feed.columns if column.name != profile.BY for header in column.headers]
        assert len(headers) == len(set(headers))


def test_no_two_shipped_profiles_could_claim_the_same_header_row():
    claims = [(one, columns) for one in catalogue.shipped() if one.layout != "sections" for columns in ways(one)]
    for a, wanted in claims:
        groups = [{*map(normal, column.headers)} for column in wanted if column.required and column.headers]
        for b, offered in claims:
            row = {normal(header) for column in offered for header in column.headers}
            row |= {*map(normal, b.present)}
            elsewhere = not row.isdisjoint(map(normal, a.absent))
            elsewhere |= any(normal(header) not in row for header in a.present)
            assert a.id == b.id or elsewhere or any(group.isdisjoint(row) for group in groups), (a.id, b.id)


def ways(one):
    """The sets of columns by any of which the profile claims a header row."""
    feeds = [feed.columns for feed in one.feeds]
    if one.layout == "one_metric":
        return [(day, replace(metric, required=True)) for day, *metrics in feeds for metric in metrics]
    return one.recognised or (feeds if one.layout == "tables" else [sum(feeds, ())])


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("  - fact", "  - sum_over: [源]\n    fact", 10),
        ("  - fact", "  - last_by: [日]\n    fact", 6),
        ("  - fact", "  - last_by: [日]\n    rising: [day]\n    fact", 6),
        ("  - fact", "  - rising: [new_count]\n    fact", 6),
        ("  - fact", "  - where: {源: 全部}\n    fact", 3),
        ("header: [新]", "header: [新], unit: yuan", 9),
        ("header: [新]", "header: [新], unit: hours", 9),
        ("feeds:", "recognise: [[天, 新]]\nfeeds:", 5),
        ("layout: table", "layout: blocks\nabsent: [新]", 4),
    ],
)
def test_a_mistake_in_how_rows_are_gathered_is_named(old, new, line, tmp_path):
    with pytest.raises(SpecError) as caught:
        read(tmp_path, GOOD.replace(old, new, 1))
    assert abs(int(caught.value.where.split(":")[1]) - line) <= 1


def test_a_profile_knows_its_bytes(tmp_path):
    first = read(tmp_path, GOOD)
    again = read(tmp_path, GOOD + "# a remark\n")
    assert first.sha256 != again.sha256
    assert first.id == "own"


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("platform: own\n", "", 1),
        ("label:", "titel:", 2),
        ("layout: table", "layout: tabel", 3),
        ("last_day: account_daily.day", "last_day: account_daily.dya", 4),
        ("last_day: account_daily.day", "last_day: post.published_on", 4),
        ("last_day: account_daily.day", "last_day: [account_daily]", 4),
        ("fact: account_daily", "fact: account_dayly", 6),
        ("new_count:", "new_counts:", 9),
        ("      day: {header: [天], required: true}\n", "", 6),
        ("header: [新]", "headers: [新]", 9),
        ("header: [新]", "header: [新], make: guess, of: [day]", 9),
        ("header: [新]", "make: title_key, of: [title]", 9),
        ("header: [新]", "make: join, of: [day]", 9),
        ("header: [新]", "make: day_of, of: [new_count]", 9),
        ("header: [新]", "header: [新], needs: [title, x]", 9),
        ("header: [新]", "header: [新], choices: {多: many}", 9),
        ("header: [新]", "header: [新], unit: 元", 9),
        ("layout: table", "layout: table\nmax_rows: many", 4),
        ("feeds:\n", "as_of_file: '_(\\d+'\nfeeds:\n", 5),
        ("feeds:\n", "as_of_file: '_\\d+'\nfeeds:\n", 5),
        ("layout: table", "layout: sections", 1),
        ("layout: table", "layout: sections\nsections: {values: [], tables: [], skip: [], title: day, days: {table: a, header: b, first: day}}", 4),
        ("layout: table", "layout: sections\nsections: {values: [概况], tables: [], skip: [], title: title, days: {table: a, header: b, first: day}}", 4),
        ("layout: table", "layout: sections\nsections: {values: [概况], tables: [], skip: [], title: day, days: {first: day}}", 4),
        ("layout: table", "layout: table\nmax_span_days: two", 4),
        (GOOD[GOOD.index("feeds:") :], "feeds: []\n", 5),
        (GOOD[GOOD.index("feeds:") :], "", 1),
        ("{header: [天], required: true}\n      new_count: {header: [新]}", "{const: 2024-01-01}", 5),
        ("header: [天]", "header: [天", 8),
    ],
)  # fmt: skip
def test_a_mistake_in_a_profile_is_named_with_file_and_line(old, new, line, tmp_path):
    assert read(tmp_path, GOOD).id == "own"
    assert old in GOOD
    with pytest.raises(SpecError) as caught:
        read(tmp_path, GOOD.replace(old, new))
    name, at, _column = caught.value.where.split(":")
    assert name == "own.yaml"
    assert abs(int(at) - line) <= 1


def test_the_makers_of_a_profile_are_those_of_the_stage():
    assert {*rules.MAKERS} == {*MAKERS, "member"}


SURVEY = "surveys:\n  a:\n    question: 是否满意\n    satisfied: [满意]\n    valid: [满意, 不满意]\n"


@pytest.mark.parametrize(
    ("old", "new"),
    [("surveys:", "survey:"), ("satisfied: [满意]", "satisfied: [很满意]"), ("satisfied: [满意]", "satisfied: []"),
     ("question: 是否满意", "question:"), ("question:", "questions:"), ("valid: [满意, 不满意]", "valid: [满意, 不满意, '-2']"), ("valid: [满意, 不满意]", "valid:")],
)  # fmt: skip
def test_a_mistake_in_the_surveys_is_named(old, new, tmp_path: Path):
    path = tmp_path / "surveys.yaml"
    path.write_text(SURVEY, "utf-8")
    assert surveys.read(path)[0].satisfied == ("满意",)
    path.write_text(SURVEY.replace(old, new), "utf-8")
    with pytest.raises(SpecError) as caught:
        surveys.read(path)
    assert caught.value.where.startswith("surveys.yaml:")


def test_without_the_file_no_survey_is_mapped(tmp_path):
    assert surveys.read(tmp_path / "surveys.yaml") == ()


def test_the_platforms_and_bases_that_a_measure_may_name_are_those_of_the_shipped_exports():
    shipped = catalogue.profiles()
    bases = {c.const for p in shipped for feed in p.feeds for c in feed.columns if c.name == "basis" and c.const}
    assert bases == {*BASES}
    assert {one.platform for one in shipped} == {*PLATFORMS, "form"}
