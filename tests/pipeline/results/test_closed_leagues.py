"""A closed league stands: traced, explained, adjusted and shown by the rules and over the values that were closed."""

import json
import shutil

import pytest

import pubkpi as workspace
from pubkpi.model.periods import period
from pubkpi.pipeline.dashboard import compute, dashboard
from pubkpi.report.dashboard.data import dashboard_data
from pubkpi.workspace.settings import find
from tests.e2e.workspaces import pubkpi
from tests.ingest.desk import ACCOUNT, Desk
from tests.pipeline.results.small import SCORECARD, WEEKS, load, small

WHO = f"wechat/{ACCOUNT}"
Q1, Q2 = period("2024Q1"), period("2024Q2")
GROWN = """\
measures:
  grown:
    label: {zh: 新增环比, en: Growth of newcomers}
    definition: {zh: 与上季相比, en: over the quarter before}
    formula: {zh: 本季 ÷ 上季 − 1, en: this quarter ÷ the one before − 1}
    unit: share
    source: {zh: 后台, en: the platform}
    type: growth
    of: newcomers
    previous: quarter
"""


@pytest.fixture(scope="module")
def closed(tmp_path_factory):
    """The first quarter closed: 40 · 496/1000 + 60 · 18465/20000 = 75.235; since then 28 newcomers more, and an edit by
    which 496 are worth half as much, and weigh 70.
    """
    root = small(tmp_path_factory.mktemp("league") / "ws", "a.csv", "b.csv", "c.csv")
    pubkpi("close", "-p", Q1, cwd=root)
    desk = Desk(root)
    load(desk, "late.csv", WEEKS["a.csv"].replace(b"2024-03", b"2024-01"))
    load(desk, "june.csv", WEEKS["a.csv"].replace(b"2024-03", b"2024-06"))
    desk.close()
    text = SCORECARD.replace("best: 1000", "best: 2000").replace("weight: 40", "weight: 70")
    (root / "kpi_specs" / "small.yaml").write_text(text.replace("weight: 60", "weight: 30"), "utf-8")
    return root


@pytest.mark.campaign
def test_an_entity_of_a_closed_league_is_traced_to_the_score_that_was_closed(closed):
    made = workspace.open(closed).trace("newcomers", "2024Q1", by="account", entity=WHO)
    score = made.score
    assert (score.value, score.score, score.points) == (496, pytest.approx(49.6), pytest.approx(19.84))
    assert made.measure.value.value == 524  # its rows are those of now
    said = {one.id: one.message.en for one in made.measure.value.findings}
    assert said.keys() == {"close.final", "close.differs"}
    assert said["close.differs"].startswith("496 in the closed result, 524 by what is known now")


@pytest.mark.campaign
def test_a_closed_indicator_is_traced_by_the_rules_of_then(closed, tmp_path):
    root = shutil.copytree(closed, tmp_path / "copy")
    path = root / "kpi_specs" / "small.yaml"
    path.write_text(path.read_text("utf-8").replace("expr: new_count", "expr: new_count * 2"), "utf-8")
    made = workspace.open(root).trace("newcomers", "2024Q1")
    assert (made.score.score, made.measure.value.value) == (pytest.approx(49.6), 524)
    assert workspace.open(root).trace("newcomers", "2024Q2").measure.value.value == 56


@pytest.mark.campaign
def test_the_preview_of_an_edit_names_what_stands_of_a_closed_league(closed):
    (one,) = json.loads(pubkpi("adjust", "--ranks", "account", "--format", "json", cwd=closed).stdout)["ranks"][:1]
    assert (one["period"], one["stored_rank"]) == ("2024Q1", 1)
    assert one["stored_total"] == pytest.approx(75.235)
    # from the data of now: 40 · 524/1000 + 60 · 18465/20000, 70 · 524/2000 + 30 · 18465/20000
    assert (one["before"], one["now"]) == (pytest.approx(76.355), pytest.approx(46.0375))
    assert "closed at 75.2, rank 1, which stands" in pubkpi("adjust", "--ranks", "account", cwd=closed).stdout


@pytest.mark.campaign
def test_the_head_of_the_dashboard_tells_edits_that_nobody_accepted(closed, tmp_path):
    page = dashboard(find(closed), tmp_path).read_text("utf-8")
    assert "考核表有未认可的改动" in page.partition("</header>")[0]


@pytest.mark.campaign
def test_the_dashboard_shows_the_weights_of_a_closed_period_as_they_were(closed):
    data = dashboard_data(compute(find(closed)), "en")
    assert [data["weights"][one]["newcomers"] for one in ("2024Q1", "2024Q2")] == [40, 70]
    scores = [
        side["periods"]["2024Q1"]["nodes"]["newcomers"]["score"] for side in data["sides"] if side["id"] != "entity"
    ]
    assert scores == [[pytest.approx(49.6)]] * len(scores)


@pytest.mark.campaign
def test_a_league_that_was_not_closed_is_by_the_scorecard_that_was(closed, tmp_path):
    root = shutil.copytree(closed, tmp_path / "copy")
    (root / "accounts.yaml").write_text(
        f"accounts:\n  {ACCOUNT}: {{unit: 宣传处, platforms: {{wechat: {ACCOUNT}}}}}\n", "utf-8"
    )
    table = workspace.open(root).league("2024Q1", "unit")
    assert table.nodes[0].scores == (pytest.approx(76.355),)
    assert "close.no_league" in [one.id for one in table.findings]
    (line,) = json.loads(
        pubkpi("explain", "-p", "2024Q2", "--by", "unit", "--format", "json", cwd=root, code=None).stdout
    )["entities"]
    assert line["before"] == pytest.approx(76.355)


@pytest.mark.campaign
def test_what_grows_from_a_closed_quarter_grows_from_its_closed_value_in_every_league(tmp_path):
    root = small(tmp_path / "ws", "a.csv", "b.csv", "c.csv")
    path = root / "kpi_specs" / "small.yaml"
    words = SCORECARD.replace("measure: newcomers", "measure: grown").replace("measures:\n", GROWN)
    path.write_text(words.replace("goalposts: {worst: 0, best: 1000}", "goalposts: {worst: -1, best: 1}"), "utf-8")
    pubkpi("close", "-p", Q1, cwd=root)
    desk = Desk(root)
    load(desk, "late.csv", WEEKS["a.csv"].replace(b"2024-03", b"2024-01"))
    load(desk, "june.csv", WEEKS["a.csv"].replace(b"2024-03", b"2024-06"))
    desk.close()
    grown = 28 / 496 - 1
    board = compute(find(root))
    assert board.leagues[Q2]["account"].nodes[2].values == (pytest.approx(grown),)
    path.write_text(path.read_text("utf-8").replace("{worst: -1, best: 1}", "{worst: -1, best: 2}"), "utf-8")
    (moved,) = workspace.open(root).adjustments(by="account").ranks[Q2]
    readers = 60 * board.leagues[Q2]["account"].nodes[3].values[0] / 20000
    assert moved.now == pytest.approx(40 * (grown + 1) / 3 + readers)
