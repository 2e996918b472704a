"""An edited scorecard: what it changes is shown, told on every output until it is accepted, and can be taken back."""

import csv
import io
import json
import shutil

import pytest

import pubkpi as workspace
from tests.e2e.workspaces import errors, pubkpi
from tests.examples import seldom
from tests.ingest.desk import Desk
from tests.ingest.files import text
from tests.ingest.samples import growth, growth_days
from tests.pipeline.results.small import SCORECARD, WEEKS, ids, lines, scored, small

Q1 = ("-q", "2024Q1")
BY = ("--reason", "as the meeting decided", "--by", "Wang")


@pytest.fixture(scope="module")
def scored_once(tmp_path_factory):
    """A workspace whose first quarter was scored: 40 · 496/1000 + 60 · 18465/20000 = 75.235."""
    root = small(tmp_path_factory.mktemp("adjust") / "ws", "a.csv", "b.csv", "c.csv")
    assert scored(root)[0]["total"]["score_printed"] == 75.2
    return root


@pytest.fixture
def copy(scored_once, tmp_path):
    return shutil.copytree(scored_once, tmp_path / "copy")


def edit(root, old="best: 1000}", new="best: 2000}"):
    path = root / "kpi_specs" / "small.yaml"
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")
    return text


def adjust(root, *words, code=0):
    return pubkpi("adjust", *words, cwd=root, code=code)


def data(root, *words):
    return json.loads(adjust(root, *words, "--format", "json").stdout)


@pytest.mark.campaign
def test_a_spec_that_nobody_edited_has_no_finding(copy):
    assert "adjust.open" not in ids(scored(copy)[0])
    assert adjust(copy).stdout == "small: no edits: the text is that first scored on 2025-01-20\n"


@pytest.mark.campaign
def test_past_periods_are_shown_by_both_texts_and_the_effects_add_up(copy):
    edit(copy)
    found = data(copy, "--ranks", "account")
    assert found["kinds"] == {"scoring": 1}
    (period,) = found["periods"]
    # 40 · 496/2000 + 60 · 18465/20000 = 65.315
    assert (period["period"], period["closed"]) == ("2024Q1", False)
    assert period["total"] == pytest.approx({"before": 75.235, "now": 65.315, "difference": -9.92})
    assert period["effects"] == [
        {"id": "newcomers", "effect": "target", "points": -9.92, "points_printed": -9.9},
    ]
    assert [(one["rank_before"], one["rank_now"]) for one in found["ranks"]] == [(1, 1)]
    assert found["ranks"][0]["change"] == pytest.approx(-9.92)


@pytest.mark.campaign
def test_weight_and_target_together_are_shared_out_exactly(copy):
    edit(copy)
    edit(copy, "weight: 40", "weight: 70")
    edit(copy, "weight: 60", "weight: 30")
    (period,) = data(copy)["periods"]
    total = period["total"]
    # 70 · 24.8 + 30 · 92.325 = 45.0575
    assert total["now"] == pytest.approx(45.0575)
    assert sum(one["points"] for one in period["effects"]) == pytest.approx(total["difference"], abs=1e-9)
    assert {one["effect"] for one in period["effects"]} == {"target", "weight"}


def test_an_edit_is_told_on_every_output_until_it_is_accepted(copy):
    edit(copy)
    words = "edited, and nobody has accepted it (1 scoring); this result is by the edited text"
    card, _ = scored(copy)
    (told,) = [one for one in card["findings"] if one["id"] == "adjust.open"]
    assert (told["where"], told["severity"], told["message"]) == ("kpi_specs/small.yaml", "warning", words)
    assert words in pubkpi("score", *Q1, cwd=copy).stderr
    table = json.loads(pubkpi("score", *Q1, "--by", "account", "--format", "json", cwd=copy).stdout)
    assert "adjust.open" in ids(table)
    pubkpi("report", *Q1, "--html", "--lang", "en", cwd=copy)
    (page,) = copy.glob("reports/*.html")
    assert words in page.read_text("utf-8")
    pubkpi("report", *Q1, "--html", "--lang", "en", "--sections", "scorecard", cwd=copy)
    assert "with edits of the scorecard that nobody has accepted" in page.read_text("utf-8")
    assert "adjust.open" in [one.id for one in workspace.open(copy).score("2024Q1").findings]
    # a result of it does not make it accepted, nor does a rebuild
    pubkpi("rebuild", cwd=copy)
    assert "adjust.open" in ids(scored(copy)[0])
    done = adjust(copy, "--accept", *BY)
    assert done.stdout.endswith("by Wang: as the meeting decided\n")
    assert "adjust.open" not in ids(scored(copy)[0])
    (line,) = lines(copy, "adjust")
    assert (line["by"], line["kinds"], line["edits"]) == ("Wang", ["scoring"], 1)


TOLD = [
    (["whatif", *Q1], "findings"),
    (["measures", *Q1], ""),
    *seldom((["robust", *Q1], "findings"), (["trace", "newcomers", *Q1], "measure")),
]


@pytest.mark.parametrize(("words", "key"), TOLD)
@pytest.mark.campaign
def test_an_edit_is_told_wherever_a_number_is_taken_apart_or_listed(copy, words, key):
    def found():
        told = "[adjust.open]" in pubkpi(*words, cwd=copy).stderr
        data = json.loads(pubkpi(*words, "--format", "json", cwd=copy).stdout) if key else {"findings": []}
        return told, "adjust.open" in ids(data if key == "findings" else data.get(key, data))

    edit(copy)
    assert found() == (True, bool(key))
    (copy / "kpi_specs" / "small.yaml").write_text(SCORECARD, "utf-8")
    assert found() == (False, False)
    pubkpi("close", *Q1, cwd=copy)
    edit(copy)
    assert found() == (False, False)  # a closed period stands by its own text


@pytest.mark.campaign
def test_beside_csv_findings_stand_on_stderr(copy):
    edit(copy)
    for words in (
        ["score"],
        ["score", "--by", "account"],
        ["trace", "newcomers"],
        ["whatif"],
        ["robust"],
        ["robust", "--by", "account"],
    ):
        made = pubkpi(*words, *Q1, "--format", "csv", cwd=copy)
        assert "[adjust.open]" in made.stderr
        header, *rows = csv.reader(io.StringIO(made.stdout.removeprefix("\ufeff")))
        assert {len(one) for one in rows} == {len(header)}


def test_an_edit_of_words_alone_is_not_told(copy):
    edit(copy, "zh: 小表", "zh: 新表")
    assert "adjust.open" not in ids(scored(copy)[0])
    assert data(copy)["kinds"] == {"cosmetic": 1}
    assert data(copy)["periods"] == []


@pytest.mark.campaign
def test_a_run_comes_out_again_after_an_accepted_edit(copy):
    run = lines(copy, "run")[0]["run"]
    edit(copy)
    assert "was edited after the run" in pubkpi("verify", run, cwd=copy, code=7).stderr
    adjust(copy, "--accept", *BY)
    assert "comes out again" in pubkpi("verify", run, cwd=copy).stderr


def test_undo_puts_back_every_byte_of_all_files(copy):
    folder = copy / "kpi_specs"
    (folder / "measures" / "a.yaml").write_bytes("# 一\r\n".encode())
    edit(copy, "zh: 小表", "zh: 一表")
    adjust(copy, "--accept", *BY)
    before = {path.name: path.read_bytes() for path in folder.rglob("*.yaml")}
    edit(copy)
    (folder / "measures" / "a.yaml").unlink()
    (folder / "measures" / "b.yaml").write_text("# b\n", "utf-8")
    adjust(copy, "--accept", *BY)
    adjust(copy, "--undo", *BY)
    assert {path.name: path.read_bytes() for path in folder.rglob("*.yaml")} == before
    assert "adjust.open" not in ids(scored(copy)[0])
    decided = data(copy, "--list")["acceptances"]
    assert [one["decision"] for one in decided] == ["accepted", "accepted", "undone"]
    assert decided[2]["version"] == decided[0]["version"] == decided[1]["predecessor"]
    assert [one.reason for one in workspace.open(copy).acceptances()] == ["as the meeting decided"] * 3
    pubkpi("rebuild", cwd=copy)
    pubkpi("verify", cwd=copy)
    adjust(copy, "--undo", *BY)
    assert adjust(copy).stdout == "small: no edits: the text is that first scored on 2025-01-20\n"
    assert "zh: 小表" in (folder / "small.yaml").read_text("utf-8")


def test_it_refuses_in_one_line_and_writes_nothing(copy):
    def line(*words, code=2):
        (one,) = errors(adjust(copy, *words, code=code))
        return one

    record = copy / "data" / "journal.jsonl"
    before = record.read_bytes()
    assert line("--accept", *BY) == "small: there is nothing to accept. Its text is the accepted one."
    assert line("--undo", *BY) == "small: nothing was accepted that could be undone."
    edit(copy)
    assert line("--accept", "--by", "Wang") == "small: a reason is needed. Add --reason WHY."
    assert line("--accept", "--reason", "x").startswith("small: the name of who decides is needed")
    assert line("--withdraw-miss", "x", "--period", "2024Q1", *BY, "--until", "2025-01-01").startswith(
        "adjust: --until goes with"
    )
    assert line("--accept-miss", "x", "--period", "2024Q1", *BY).startswith(
        "--until: until which day it is accepted has to be said"
    )
    assert line("--until", "2025-01-01").startswith("adjust: --until goes with")
    assert line("--accept", *BY, "--period", "2024Q1").startswith("--period: goes with")
    assert line("--reason", "x").startswith("adjust: --reason says why something is decided")
    assert line("--accept", "--undo", *BY).startswith("adjust: write only one of --accept, --undo, --list")
    nothing = "adjust: --by says who decides, and nothing is decided here. For ranks there is --ranks."
    assert line("--by", "account") == line("--list", "--by", "Wang") == nothing
    for decision in (("--accept", *BY), ("--undo", *BY), ("--list",)):
        said = line("--ranks", "account", *decision)
        assert said == "adjust: --ranks goes with the edits that are shown, not with a decision."
    edit(copy, "weight: 60", "weight: 61")
    assert "weight" in line("--accept", *BY, code=3)
    assert record.read_bytes() == before


def test_nothing_is_undone_that_was_edited_since_or_closed_a_period(copy):
    edit(copy)
    adjust(copy, "--accept", *BY)
    text = edit(copy, "zh: 小表", "zh: 新表")
    (one,) = errors(adjust(copy, "--undo", *BY, code=2))
    assert one.startswith("small: it was edited since, and undoing would lose that.")
    (copy / "kpi_specs" / "small.yaml").write_text(text, "utf-8")
    pubkpi("close", *Q1, cwd=copy)
    (one,) = errors(adjust(copy, "--undo", *BY, code=2))
    assert one.startswith("small: 2024Q1 was closed by this text.")


@pytest.mark.campaign
def test_nothing_is_closed_by_an_edit_that_nobody_accepted_unless_its_numbers_stay(copy):
    edit(copy)
    before = (copy / "data" / "journal.jsonl").read_bytes()
    (one,) = errors(pubkpi("close", *Q1, cwd=copy, code=4))
    assert one.startswith(
        "2024Q1: the scorecard was edited, and nobody has accepted it. Accept it (pubkpi adjust --acc"
    )
    (same,) = errors(pubkpi("close", *Q1, "--force", "--reason", "x", cwd=copy, code=4))
    assert same == one
    assert (copy / "data" / "journal.jsonl").read_bytes() == before
    edit(copy, "best: 2000}", "best: 1000}")
    edit(copy, "valid: [2024Q1, 2024Q4]", "valid: [2024Q1, 2025Q4]")  # scoring, and nothing of this quarter
    pubkpi("close", *Q1, cwd=copy)


@pytest.mark.campaign
def test_an_accepted_edit_may_close_a_period(copy):
    edit(copy)
    adjust(copy, "--accept", *BY)
    pubkpi("close", *Q1, cwd=copy)
    assert scored(copy)[0]["total"]["score_printed"] == 65.3


@pytest.mark.campaign
def test_a_closed_period_keeps_its_version_and_is_shown_as_closed(copy):
    pubkpi("close", *Q1, cwd=copy)
    edit(copy)
    (period,) = data(copy)["periods"]
    assert (period["closed"], period["stored_total"], period["total"]["now"]) == (True, 75.2, pytest.approx(65.315))
    card, _ = scored(copy)
    assert card["total"]["score_printed"] == 75.2
    assert "adjust.open" not in ids(card)


def test_a_removed_indicator_breaks_and_totals_are_still_shown(copy):
    path = copy / "kpi_specs" / "small.yaml"
    head, _, rest = path.read_text("utf-8").partition("      - id: newcomers")
    path.write_text(head + "      - id: readers" + rest.partition("      - id: readers")[2], "utf-8")
    edit(copy, "weight: 60", "weight: 100")
    found = data(copy)
    assert found["kinds"] == {"breaking": 1, "scoring": 1}
    (period,) = found["periods"]
    assert period["total"]["now"] == pytest.approx(92.325)
    assert period["points"] == pytest.approx(period["total"]["difference"])


def test_before_anything_was_scored_there_is_nothing_to_compare(tmp_path):
    root = small(tmp_path / "ws", "a.csv")
    assert adjust(root).stdout == "small: nothing was scored by it yet\n"
    (one,) = errors(adjust(root, "--accept", *BY, code=2))
    assert one.startswith("small: nothing was scored by it yet, so there is no text to start from.")


def spec_with_targets(root):
    """The scorecard with a target for its first indicator, which the quarter's 496 miss by a half."""
    path = root / "kpi_specs" / "small.yaml"
    aim = "method: attainment\n        baseline: 0\n        target: {2024Q1: 1000, 2024Q4: 1000}"
    text = path.read_text("utf-8").replace("method: goalposts\n        goalposts: {worst: 0, best: 1000}", aim)
    bands = "at_least: 0}]\nlights: {green: 90, yellow: 60}\nflags: {deviation: 0.2}"
    text = text.replace("at_least: 0}]\nlights: [{id: all, label: {zh: 不设灯, en: no lights}, at_least: 0}]", bands)
    path.write_text(text.replace("best: 20000", "best: 18000"), "utf-8")
    return root


@pytest.fixture(scope="module")
def far_off(tmp_path_factory):
    return spec_with_targets(small(tmp_path_factory.mktemp("miss") / "ws", "a.csv", "b.csv", "c.csv"))


def miss(root, *words, until="2025-03-31", code=0, **env):
    given = ("--accept-miss", "newcomers", "--period", "2024Q1", "--until", until, *(words or BY))
    return pubkpi("adjust", *given, cwd=root, code=code, **env)


def deviation(card):
    (found,) = [one for one in card["findings"] if one["id"] == "score.deviation"]
    return found


def newcomers(card):
    return card["dimensions"][0]["indicators"][0]


@pytest.mark.campaign
def test_a_deviation_over_a_fifth_is_a_finding_that_names_the_procedure(far_off):
    found = deviation(scored(far_off)[0])
    # 496 / 1000 - 1
    assert found["message"] == "over 20% off the target, which opens the plan's adjustment procedure: Newcomers −50.4%"
    assert (found["severity"], "pubkpi adjust" in found["hint"]) == ("warning", True)


@pytest.mark.campaign
def test_undo_does_not_reach_past_an_accepted_miss(far_off, tmp_path):
    root = shutil.copytree(far_off, tmp_path / "copy")
    miss(root)
    (said,) = errors(pubkpi("undo", cwd=root, code=2))
    assert "pubkpi adjust --withdraw-miss newcomers --period 2024Q1" in said
    pubkpi("adjust", "--withdraw-miss", "newcomers", "--period", "2024Q1", *BY, cwd=root)
    assert "c.csv" in pubkpi("undo", "--yes", cwd=root).stdout


@pytest.mark.campaign
def test_an_accepted_miss_is_printed_beside_its_state_until_its_day(far_off, tmp_path):
    root = shutil.copytree(far_off, tmp_path / "copy")
    before, _ = scored(root)
    words = "accepted until 2025-03-31: as the meeting decided"
    assert miss(root).stdout == f"small 2024Q1 newcomers: {words} (Wang, 2025-01-20)\n"
    card, _ = scored(root)
    leaf = newcomers(card)
    assert (leaf["accepted_until"], leaf["accepted_reason"]) == ("2025-03-31", "as the meeting decided")
    assert {key: leaf[key] for key in ("state", "score")} == {key: newcomers(before)[key] for key in ("state", "score")}
    assert deviation(card)["severity"] == "info"
    assert "run.differs" not in ids(card)
    assert words in pubkpi("score", *Q1, cwd=root).stdout
    pubkpi("report", *Q1, "--html", "--lang", "en", cwd=root)
    (page,) = root.glob("reports/*.html")
    assert words in page.read_text("utf-8")
    pubkpi("verify", lines(root, "run")[0]["run"], cwd=root)
    # data of a day behind the last one: all is as before
    path = Desk(root).drop("later.csv", WEEKS["a.csv"].replace(b"2024-03", b"2025-03"))
    pubkpi("ingest", path, cwd=root, PUBKPI_NOW="2025-04-01T09:00:00")
    assert newcomers(scored(root)[0])["accepted_until"] is None
    assert newcomers(scored(root, "--known-on", "2025-03-31")[0])["accepted_until"] == "2025-03-31"


@pytest.mark.campaign
def test_an_accepted_miss_is_withdrawn_by_another_line(far_off, tmp_path):
    root = shutil.copytree(far_off, tmp_path / "copy")
    withdrawal = ("--withdraw-miss", "newcomers", "--period", "2024Q1", "--reason", "it lasted", "--by", "Li")
    (one,) = errors(adjust(root, *withdrawal, code=2))
    assert one == "newcomers: no miss of it is accepted in 2024Q1. See pubkpi adjust --list."
    before, _ = scored(root)
    miss(root)
    assert (
        adjust(root, *withdrawal).stdout == "small 2024Q1 newcomers: no longer accepted: it lasted (Li, 2025-01-20)\n"
    )
    after, _ = scored(root)
    assert (newcomers(after), deviation(after)) == (newcomers(before), deviation(before))
    listed = data(root, "--list")["misses"]
    assert [(one["decision"], one["by"], one["reason"]) for one in listed] == [
        ("accepted", "Wang", "as the meeting decided"),
        ("withdrawn", "Li", "it lasted"),
    ]
    assert [one["action"] for one in lines(root, "miss", "withdraw")] == ["miss", "withdraw"]
    miss(root)  # and once more
    assert newcomers(scored(root)[0])["accepted_until"] == "2025-03-31"
    pubkpi("close", *Q1, cwd=root)
    (one,) = errors(adjust(root, *withdrawal, code=2))
    assert one == "newcomers: 2024Q1 is closed, and what is accepted in it stays so. See pubkpi adjust --list."


@pytest.mark.campaign
def test_what_is_accepted_after_a_period_was_closed_is_told_and_counts_in_a_revision(far_off, tmp_path):
    root = shutil.copytree(far_off, tmp_path / "copy")
    pubkpi("close", *Q1, cwd=root)
    before = scored(root)[0]
    miss(root)
    card, _ = scored(root)
    assert (newcomers(card), deviation(card)) == (newcomers(before), deviation(before))
    (later,) = [one for one in card["findings"] if one["id"] == "close.miss"]
    words = "decided since it was closed: Newcomers, accepted until 2025-03-31: as the meeting decided"
    assert later["message"] == words
    pubkpi("report", *Q1, "--html", "--lang", "en", cwd=root)
    (page,) = root.glob("reports/*.html")
    assert page.read_text("utf-8").count("accepted until") == 1  # in the section of revisions
    pubkpi("close", *Q1, "--revise", "--reason", "the meeting", cwd=root)
    card, _ = scored(root)
    assert (newcomers(card)["accepted_until"], deviation(card)["severity"]) == ("2025-03-31", "info")
    assert "close.miss" not in ids(card)


@pytest.mark.campaign
def test_a_closed_period_keeps_what_was_accepted_when_later_data_are_past_the_day(far_off, tmp_path):
    root = shutil.copytree(far_off, tmp_path / "copy")
    miss(root)
    pubkpi("close", *Q1, cwd=root)
    path = Desk(root).drop("later.csv", WEEKS["a.csv"].replace(b"2024-03", b"2025-03"))
    pubkpi("ingest", path, cwd=root, PUBKPI_NOW="2025-04-01T09:00:00")
    assert newcomers(scored(root)[0])["accepted_until"] == "2025-03-31"


def test_only_a_missed_target_can_be_accepted_and_no_day_that_is_over(far_off):
    def line(*words, **given):
        (one,) = errors(miss(far_off, *words, code=2, **given))
        return one

    assert line(until="2025-01-09") == "--until: the data are of 2025-01-10: that day is over. Give a later one."
    assert line("--by", "Wang") == "small: a reason is needed. Add --reason WHY."
    given = ("--period", "2024Q1", "--until", "2025-03-31", *BY)
    (one,) = errors(adjust(far_off, "--accept-miss", "readers", *given, code=2))
    assert one.startswith("readers: it has not missed its target in 2024Q1.")
    (one,) = errors(adjust(far_off, "--accept-miss", "reader", *given, code=2))
    assert one.startswith("reader: there is no such indicator. Is it readers?")
    assert not lines(far_off, "miss")


def test_the_last_of_all_steps_is_undone_be_it_an_acceptance_or_a_load(copy):
    """`pubkpi undo` does what `adjust --undo` does where an acceptance is the last step."""
    text = edit(copy)
    adjust(copy, "--accept", *BY)
    assert "--yes" in errors(pubkpi("undo", *BY, cwd=copy, code=2))[0]
    assert "--reason" in errors(pubkpi("undo", "--yes", cwd=copy, code=2))[0]
    assert "to be undone: acceptance of " in pubkpi("undo", "--yes", *BY, cwd=copy).stderr
    assert (copy / "kpi_specs" / "small.yaml").read_text("utf-8") == text
    assert [one["action"] for one in lines(copy, "adjust", "undo")] == ["adjust", "undo"]
    outcome = pubkpi("undo", "--yes", cwd=copy)
    assert outcome.stdout == "- c.csv\n"
    day = lines(copy, "load")[-1]["at"][:10]
    assert outcome.stderr.splitlines() == [
        f"to be undone: ingest of {day}: c.csv",
        f"undone: ingest of {day}: 1 file taken out. The archive has the originals.",
    ]
    assert lines(copy)[-1]["action"] == "forget"


@pytest.mark.campaign
def test_no_step_is_undone_of_a_period_that_was_closed_since(copy):
    load = Desk(copy)
    assert load.load(text(growth(*growth_days(1, 5, month="2024-04"))), "d.csv").state == "loaded"
    load.close()
    pubkpi("close", *Q1, cwd=copy)
    outcome = pubkpi("undo", "--yes", cwd=copy, LC_ALL="zh_CN.UTF-8")  # of another period than the closed one
    assert (outcome.stdout, "恢复" in outcome.stderr) == ("- d.csv\n", False)
    (one,) = errors(pubkpi("undo", cwd=copy, code=2))
    assert one.startswith("undo: 2024Q1 was closed after that step.")
    pubkpi("forget", "c.csv", cwd=copy)
    pubkpi("close", *Q1, "--revise", "--reason", "x", cwd=copy)
    (one,) = errors(pubkpi("undo", cwd=copy, code=2))  # the file that would be back has rows of it
    assert one.startswith("undo: 2024Q1 was closed after that step.")
    assert lines(copy)[-1]["action"] == "revise"
