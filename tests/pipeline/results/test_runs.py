"""What `score` and `report` keep of a result, and whether it comes out again."""

import errno
import json
import shutil
import subprocess

import duckdb
import pytest

import pubkpi as workspace
from pubkpi.ingest.history import cache
from pubkpi.pipeline.results import acceptance
from pubkpi.pipeline.results.inputs import as_bytes
from pubkpi.pipeline.scores import kpis
from pubkpi.workspace.lock import Lock
from pubkpi.workspace.record import Record
from pubkpi.workspace.settings import find
from tests.e2e.workspaces import COMMAND, environment, errors, fingerprint, pubkpi
from tests.ingest.desk import ACCOUNT, Desk
from tests.pipeline.results.small import SCORECARD, WEEKS, ids, lines, load, scored, small, values

Q1 = ("-q", "2024Q1")


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    """A workspace whose first quarter was scored once, as a department and as a league."""
    root = small(tmp_path_factory.mktemp("runs") / "ws", "a.csv", "b.csv", "c.csv")
    scored(root)
    pubkpi("score", "-q", "2024Q1", "--by", "account", cwd=root)
    return root


@pytest.fixture
def copy(kept, tmp_path):
    return shutil.copytree(kept, tmp_path / "copy")


def sql(root, statement):
    with duckdb.connect(str(root / "data" / "pubkpi.duckdb")) as database:
        database.execute(statement)


def refused(root, *words):
    """The one line that verify says against it."""
    (line,) = errors(pubkpi("verify", *words, cwd=root, code=7))
    return line


def edit(root, was, now):
    path = root / "kpi_specs" / "small.yaml"
    path.write_text(path.read_text("utf-8").replace(was, now), encoding="utf-8")


def test_a_run_is_one_line_with_all_that_it_was_made_of_in_the_archive(kept):
    department, league = lines(kept, "run")
    assert (department["scorecard"], department["period"], department["by"]) == ("small", "2024Q1", "")
    assert league["by"] == "account"
    assert len(department["run"]) == 64 != league["run"]
    words, numbers = (json.loads(one.read_bytes()) for sha in department["texts"] for one in kept.rglob(sha))
    assert words["kpi_specs/small.yaml"] == SCORECARD
    assert "wechat_user_growth" in words["exports/wechat_user_growth.yaml"]
    # 1 + … + 31 came; the last day had 18,000 and 31·30/2 more
    found = {leaf["id"]: leaf["value"] for one in numbers["card"]["dimensions"] for leaf in one["indicators"]}
    assert found == {"newcomers": 496.0, "readers": 18465.0}


def test_the_same_inputs_write_no_line_and_later_commands_find_the_database_current(copy):
    before = fingerprint(copy / "data")
    for words in (["score", "-q", "2024Q1"], ["score", "-q", "2024Q1", "--by", "account"], ["status"]):
        pubkpi(*words, cwd=copy)
    assert fingerprint(copy / "data") == before


@pytest.mark.campaign
def test_two_at_once_keep_one_run(copy):
    edit(copy, "best: 1000}", "best: 2000}")
    several = [
        subprocess.Popen(
            [COMMAND, "score", *Q1], cwd=copy, env=environment(), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
        )
        for _ in range(3)
    ]
    said = [one.communicate()[1].decode() for one in several]
    assert not any("not kept" in one for one in said), said
    assert [one.returncode for one in several] == [0] * 3
    assert len(lines(copy, "run")) == 3
    assert "comes out again" in pubkpi("verify", "2024Q1", cwd=copy).stderr


@pytest.mark.campaign
def test_the_report_prints_the_id_at_its_foot_and_keeps_no_second_line(copy):
    pubkpi("report", "-q", "2024Q1", "--html", cwd=copy)
    (page,) = copy.glob("reports/*.html")
    assert f"run {lines(copy, 'run')[0]['run'][:8]}" in page.read_text("utf-8").replace("结果编号", "run")
    assert len(lines(copy, "run")) == 2
    assert f"run {lines(copy, 'run')[0]['run'][:12]}" in pubkpi("score", "-q", "2024Q1", cwd=copy).stderr


@pytest.mark.campaign
def test_another_machine_another_order_and_other_threads_give_the_same_id_and_numbers(kept, tmp_path):
    other = small(tmp_path / "other", "c.csv", "a.csv", "b.csv")
    pubkpi("rebuild", cwd=other, PUBKPI_THREADS="3")
    scored(other, PUBKPI_THREADS="2")
    pubkpi("score", "-q", "2024Q1", "--by", "account", cwd=other)
    assert [(one["run"], one["texts"]) for one in lines(other, "run")] == [
        (one["run"], one["texts"]) for one in lines(kept, "run")
    ]
    (other / "data" / "pubkpi.duckdb").unlink()
    assert pubkpi("rebuild", cwd=other).stdout == pubkpi("verify", cwd=kept).stdout


@pytest.mark.campaign
def test_verify_computes_a_run_again_by_its_id_or_its_period(kept):
    department, league = lines(kept, "run")
    before = fingerprint(kept)
    assert workspace.open(kept).verify(department["run"][:8]) == pubkpi("verify", "2024q1", cwd=kept).stdout.strip()
    for words in (league["run"],):
        assert "comes out again" in pubkpi("verify", words, cwd=kept, PUBKPI_THREADS="2").stderr
    assert fingerprint(kept) == before
    (line,) = errors(pubkpi("verify", "2024Q2", cwd=kept, code=2))
    assert line.startswith(f"2024Q2: no such run was kept. The last ones: {league['run'][:12]} small 2024Q1 account;")


@pytest.mark.campaign
def test_verify_makes_the_state_again_once_and_twice_where_files_were_read_otherwise_then(copy, monkeypatch):
    made = []

    def rebuilt(store, *path):
        made.append(store.settings.root)
        return cache_rebuilt(store, *path)

    cache_rebuilt = cache.rebuilt
    monkeypatch.setattr(cache, "rebuilt", rebuilt)
    for run in lines(copy, "run"):
        assert "comes out again" in pubkpi("verify", run["run"], cwd=copy).stderr
    assert made == [copy, copy]
    (copy / "categories.yaml").write_text("categories: {}\n", encoding="utf-8")
    pubkpi("status", cwd=copy)
    made.clear()
    assert refused(copy, run["run"]).startswith("categories.yaml: was edited after the run")
    assert made[0] == copy != made[1]


@pytest.mark.campaign
def test_verify_of_a_run_looks_at_the_past_and_not_at_what_was_loaded_since(copy):
    desk = Desk(copy)
    load(desk, "d.csv", WEEKS["a.csv"].replace(b"2024-03", b"2024-02"))
    desk.close()
    assert "comes out again" in pubkpi("verify", lines(copy, "run")[0]["run"], cwd=copy).stderr
    card, _ = scored(copy)
    assert values(card) == {"newcomers": 496 + 28, "readers": 18465}
    assert len(lines(copy, "run")) == 3


def test_what_was_changed_behind_its_back_is_named(copy, tmp_path):
    run = lines(copy, "run")[0]["run"]
    root = shutil.copytree(copy, tmp_path / "cell")
    sql(root, "update account_daily_rows set new_count = 99 where day = '2024-03-05'")
    assert refused(root, run).startswith("pubkpi.duckdb: ")
    card, _ = scored(root, code=5)  # the same inputs, and another number
    assert card["run"] == run
    assert ids(card)[0] == "run.differs"
    assert "card.dimensions.reach" in card["findings"][0]["message"]
    for kind, sha in (
        ("original", lines(copy, "load")[0]["archive"]),
        ("words", lines(copy, "run")[0]["texts"][0]),
        ("numbers", lines(copy, "run")[0]["texts"][1]),
    ):
        root = shutil.copytree(copy, tmp_path / kind)
        (path,) = root.rglob(sha)
        path.write_bytes(path.read_bytes()[:-1] + b" ")
        assert sha in refused(root, run)
        path.unlink()
        assert sha in refused(root)
    edit(copy, "best: 1000}", "best: 2000}")
    assert refused(copy, run).startswith(f"kpi_specs/small.yaml: was edited after the run {run[:12]} small 2024Q1. ")
    assert "kpi_specs/small.yaml: was edited after the run" in pubkpi("verify", cwd=copy).stderr
    scored(copy)
    assert len({one["run"] for one in lines(copy, "run")}) == 3
    assert "comes out again" in pubkpi("verify", "2024Q1", cwd=copy).stderr
    journal = copy / "data" / "journal.jsonl"
    journal.write_text("".join(journal.read_text("utf-8").splitlines(keepends=True)[:-1]), encoding="utf-8")
    assert refused(copy, run).startswith("data/journal.jsonl: lines are missing")


@pytest.mark.campaign
def test_numbers_that_were_forged_with_their_line_do_not_come_out(copy):
    record, line = Record(copy / "data"), lines(copy, "run")[0]
    numbers = json.loads(record.archive.get(line["texts"][1]))
    numbers["card"]["total"]["score"] += 1
    data = {key: one for key, one in line.items() if key not in ("seq", "action", "hash")} | {"run": "f" * 64}
    data["texts"] = [line["texts"][0], record.archive.put(as_bytes(numbers))]
    record.append(record.journal.after([("run", data)]))
    assert refused(copy, "ffff").startswith(f"{'f' * 12} small 2024Q1: card.total.score is kept as ")


def test_a_settled_value_that_moved_is_told_with_both_values_and_the_cause(copy):
    desk = Desk(copy)
    load(desk, "late.csv", WEEKS["a.csv"].replace(b"2024-03", b"2024-01"))
    desk.close()
    for _ in range(2):  # the second time it is said again
        card, _ = scored(copy)
        (moved,) = [one for one in card["findings"] if one["id"] == "run.moved"]
        assert moved["where"] == "newcomers"
        assert moved["message"] == "a value of 2024Q1 is not that of an earlier result: 496 on 2025-01-20, 524 now"
        assert moved["hint"] == "Loaded since: late.csv."
    for name in ("a.csv", "b.csv", "c.csv"):
        pubkpi("forget", name, cwd=copy)
    card, _ = scored(copy)
    found = {one["where"]: one["message"] for one in card["findings"] if one["id"] == "run.moved"}
    assert found["readers"].endswith("18,465 on 2025-01-20, no value now")


DEDUCTION = """\
adjustments:
  deduct:
    - {id: crowd, label: 扣分, measure: newcomers, points: 1, per: 100, cap: 9}
dimensions:"""


@pytest.mark.campaign
def test_a_value_that_moved_in_a_league_and_behind_a_deduction_is_told_too(copy):
    edit(copy, "dimensions:", DEDUCTION)
    by = ("--by", "account")
    scored(copy)
    scored(copy, *by)
    desk = Desk(copy)
    load(desk, "late.csv", WEEKS["a.csv"].replace(b"2024-03", b"2024-01"))
    desk.close()
    for words, whose in (((), ""), (by, f" wechat/{ACCOUNT},")):
        card, _ = scored(copy, *words)
        found = {one["where"]: one["message"] for one in card["findings"] if one["id"] == "run.moved"}
        assert found == dict.fromkeys(
            ("newcomers", "crowd"),
            f"a value of 2024Q1 is not that of an earlier result:{whose} 496 on 2025-01-20, 524 now",
        )
    numbers = Record(copy / "data").archive.get(lines(copy, "run")[-1]["texts"][1])
    assert json.loads(numbers)["adjustments"] == {"crowd": {"values": [524], "points": [-5.24], "states": ["applied"]}}
    assert "comes out again" in pubkpi("verify", lines(copy, "run")[-1]["run"], cwd=copy).stderr


@pytest.mark.campaign
def test_a_league_is_provisional_as_long_as_its_quarter_is(tmp_path):
    root = small(tmp_path / "early", "a.csv")
    edit(root, "missing:", "settle_days: 400\nmissing:")
    scored(root, "--by", "account")
    desk = Desk(root)
    load(desk, "b.csv", WEEKS["b.csv"])
    desk.close()
    card, _ = scored(root, "--by", "account")
    assert [one["provisional"] for one in lines(root, "run")] == [True, True]
    assert "run.moved" not in ids(card)


def test_where_no_run_can_be_kept_score_prints_and_says_so(copy, monkeypatch):
    monkeypatch.setattr("pubkpi.workspace.lock._PAUSES", (0.01,))
    edit(copy, "best: 1000}", "best: 2000}")
    lock = Lock(copy / "data" / ".lock")
    card, said = scored(copy)
    lock.release()
    assert values(card)["newcomers"] == 496
    assert "this run is not kept (another pubkpi is at work in this workspace)" in said
    assert len(lines(copy, "run")) == 2


@pytest.mark.parametrize(
    ("place", "number", "words"),
    [
        ("journal.os.fsync", errno.ENOSPC, "No space left on device"),
        ("lock.as_private", errno.EROFS, "Read-only file system"),
    ],
)
def test_in_a_full_or_read_only_folder_as_well(copy, monkeypatch, place, number, words):
    edit(copy, "best: 1000}", "best: 2000}")
    before = {name: one for name, one in fingerprint(copy / "data").items() if one}

    def refuse(*_, **__):
        raise OSError(number, "")

    monkeypatch.setattr(f"pubkpi.workspace.{place}", refuse)
    _, said = scored(copy)
    assert f"this run is not kept ({words})" in said
    assert {name: one for name, one in fingerprint(copy / "data").items() if one} == before


OWN_EXPORT = """\
id: zhihu_fans
platform: zhihu
label: {zh: 知乎粉丝, en: Zhihu followers}
click: {zh: 后台, en: back office}
confidence: medium
layout: table
last_day: account_daily.day
feeds:
  - fact: account_daily
    columns:
      day: {header: [时间], required: true}
      total_count: {header: [粉丝], required: true}
"""


@pytest.mark.campaign
def test_an_own_profile_of_which_nothing_was_loaded_is_an_input_for_it_says_who_is_missed(copy):
    """The readers of 知乎 lack, as the workspace can download them: the run is another, and comes out so for good."""
    own = copy / "exports" / "zhihu_fans.yaml"
    (copy / "accounts.yaml").write_text("accounts:\n  知乎号: {platforms: {zhihu: 知乎号}}\n", encoding="utf-8")
    edit(copy, "max_age_days: 30", "max_age_days: 30\n    coverage: {by: accounts, min: 0.4}")
    scored(copy)
    own.parent.mkdir(exist_ok=True)
    own.write_text(OWN_EXPORT, encoding="utf-8")
    scored(copy)
    runs = [one for one in lines(copy, "run") if not one["by"]]
    assert len({one["run"] for one in runs}) == len(runs) == 3
    settings = find(copy)
    archive = Record(settings.state).archive
    cards = [json.loads(archive.get(one["texts"][1]))["card"] for one in runs]
    readers = [card["dimensions"][0]["indicators"][1]["basis"] for card in cards]
    assert [(one["value"], one["coverage"]) for one in readers] == [(18465, None), (18465, 1), (18465, 0.5)]
    own.unlink()
    assert "comes out again" in pubkpi("verify", runs[-1]["run"], cwd=copy).stderr
    words = json.loads(archive.get(runs[-1]["texts"][0]))
    with acceptance.laid_out(settings, acceptance.specs_of(words)) as past:
        assert kpis(past).measures == kpis(settings).measures
