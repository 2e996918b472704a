"""After a profile, a mapping or a file was mended, what was loaded is loaded again."""

import json
import subprocess
import sys

import pytest

from pubkpi.database import digest
from pubkpi.ingest import replay
from pubkpi.ingest.result import IngestOptions
from pubkpi.model.errors import VerifyError
from pubkpi.pipeline.results.verify import verify
from pubkpi.pipeline.upkeep.state import status
from tests.ingest import files, samples
from tests.ingest.desk import database, journal
from tests.ingest.test_kill import VICTIM

PROFILE = """\
id: clips
platform: kuaishou
label: {{zh: 快手作品, en: clips}}
confidence: high
layout: table
last_day: post.published_on
feeds:
  - fact: post
    columns:
      basis: {{const: lifetime}}
      post: {{header: [作品编号], required: true}}
      title: {{header: [作品标题]}}
      published_on: {{header: [发布日期], required: true}}
      {column}: {{header: [播放量]{more}}}
"""
CLIPS = [
    ("作品编号", "作品标题", "发布日期", "播放量"),
    ("a1", "夜市", "2024-11-02", "3120"),
    ("a2", "早市", "2024-11-03", "-1"),
]


def mapped(desk, column="plays", more=""):
    """The workspace's own profile, as the next command finds it."""
    desk.close()
    path = desk.root / "exports" / "clips.yaml"
    path.parent.mkdir(exist_ok=True)
    path.write_text(PROFILE.format(column=column, more=more), encoding="utf-8")


def replayed(desk, *paths, **said):
    return list(replay.replay(desk.store, paths, IngestOptions(replay=True, **said)))


def actions(desk):
    return [json.loads(line)["action"] for line in journal(desk).read_text("utf-8").splitlines()]


def agrees(desk):
    """Whether archive and journal give the very state that the database has."""
    kept = desk.digest()
    again = desk.store.rebuilt()
    made = digest.digest(again)
    again.close()
    desk.close()
    return made == kept


@pytest.fixture
def mistaken(desk):
    """A load whose profile took plays for reads."""
    mapped(desk, "reads")
    assert desk.load(files.text(CLIPS), "clips.csv").rows.loaded == 2
    return desk


@pytest.mark.campaign
def test_a_mended_profile_makes_the_numbers_right_once_and_the_old_rows_go(mistaken):
    """What is read as before is not loaded again: neither ahead nor afterwards."""
    assert mistaken.rows("post", "reads", "plays") == [(3120, None), (-1, None)]
    assert replayed(mistaken) == []
    mapped(mistaken, "plays", more=", missing: ['-1']")
    (result,) = replayed(mistaken)
    assert (result.state, result.path, result.rows.loaded) == ("loaded", "clips.csv", 2)
    assert mistaken.rows("post", "reads", "plays") == [(None, 3120), (None, None)]
    assert replayed(mistaken) == []
    assert actions(mistaken) == ["load", "forget", "load"]
    assert mistaken.ask("select name, count(*) from file group by 1") == [("clips.csv", 1)]
    assert agrees(mistaken)


@pytest.mark.campaign
def test_status_and_verify_name_the_files_and_the_remedy_and_looking_changes_nothing(mistaken, comes_back):
    settings, before = mistaken.store.settings, mistaken.digest()
    mapped(mistaken, "plays")
    assert status(settings, None).stale == ("clips.csv",)
    with pytest.raises(VerifyError) as told:
        verify(settings)
    assert "clips.csv" in told.value.line("zh")
    assert "pubkpi ingest --replay" in told.value.line("en")
    (result,) = replayed(mistaken, dry_run=True)
    assert (result.state, result.rows.loaded) == ("would_load", 2)
    assert (mistaken.digest(), actions(mistaken)) == (before, ["load"])
    replayed(mistaken)
    comes_back(mistaken)
    mistaken.close()
    assert status(settings, None).stale == ()


@pytest.mark.campaign
def test_a_file_that_the_mended_profile_refuses_stays_as_it_was_loaded(mistaken):
    before = mistaken.digest()
    mapped(mistaken, "plays", more="}\n      reads: {header: [阅读量], required: true")
    (result,) = replayed(mistaken)
    assert result.state == "refused"
    assert mistaken.digest() == before
    assert actions(mistaken) == ["load"]


@pytest.mark.campaign
def test_a_profile_that_is_gone_refuses_its_files_with_a_line(mistaken):
    mistaken.close()
    (mistaken.root / "exports" / "clips.yaml").unlink()
    (result,) = replayed(mistaken)
    assert result.state == "refused"
    assert "clips" in result.error.line("en")


@pytest.mark.campaign
def test_a_mended_file_takes_the_place_of_the_one_of_its_name(desk, comes_back):
    mapped(desk)
    bad = [*CLIPS, *((f"b{i}", "x", "2024-11-04", "7") for i in range(40)), ("a3", "晚市", "2024-11-31", "9")]
    assert desk.load(files.text(bad), "clips.csv").rows.rejected == 1
    mended = desk.drop("clips.csv", files.text([*bad[:-1], ("a3", "晚市", "2024-11-30", "9")]))
    (result,) = replayed(desk, mended)
    assert (result.state, result.rows.rejected) == ("loaded", 0)
    assert desk.ask("select count(*) from reject") == [(0,)]
    assert desk.ask("select plays from post where post = 'a3'") == [(9,)]
    assert actions(desk) == ["load", "forget", "load"]
    comes_back(desk)
    other = desk.drop("other.csv", files.text([CLIPS[0], ("c1", "y", "2024-11-05", "1")]))
    assert [one.state for one in replayed(desk, other, mended)] == ["loaded", "already_loaded"]


@pytest.mark.campaign
def test_columns_that_became_personal_leave_archive_and_database(desk, comes_back):
    mapped(desk)
    rows = [(*CLIPS[0], "电话"), *((*row, "13800138000") for row in CLIPS[1:])]
    desk.load(files.text(rows), "clips.csv")
    assert b"13800138000" in b"".join(path.read_bytes() for path in (desk.root / "data" / "archive").rglob("*/*"))
    desk.close()
    path = desk.root / "exports" / "clips.yaml"
    path.write_text(path.read_text("utf-8") + "personal: [电话]\n", encoding="utf-8")
    (result,) = replayed(desk)
    assert result.state == "loaded"
    desk.close()
    for path in (desk.root / "data").rglob("*"):
        assert path.is_dir() or b"13800138000" not in path.read_bytes(), path
    comes_back(desk)
    assert desk.load(files.text(rows), "clips.csv").state == "already_loaded"


@pytest.mark.campaign
def test_a_survey_mapped_otherwise_is_loaded_again(desk, comes_back):
    desk.load(files.text(samples.SURVEY), "survey.csv")
    (before,) = desk.ask("select count(*) filter (where is_satisfied) from survey_answer")
    path = desk.root / "surveys.yaml"
    for words, done in (
        (samples.SURVEYS_YAML + "# a remark\n", 0),
        (samples.SURVEYS_YAML.replace("[非常满意, 满意,", "[非常满意,"), 1),
    ):
        desk.close()
        path.write_text(words, encoding="utf-8")
        assert len(replayed(desk)) == done
    (after,) = desk.ask("select count(*) filter (where is_satisfied) from survey_answer")
    assert after < before
    comes_back(desk)


@pytest.mark.campaign
def test_the_database_is_only_a_cache_of_it(mistaken):
    mapped(mistaken, "plays")
    replayed(mistaken)
    known = mistaken.digest()
    mistaken.close()
    database(mistaken).unlink()
    assert mistaken.digest() == known


@pytest.mark.skipif(sys.platform == "win32", reason="there is no kill -9 there")
@pytest.mark.campaign
@pytest.mark.parametrize(
    ("target", "when"),
    [
        ("pubkpi.workspace.journal:Journal.append", "after"),
        ("pubkpi.ingest.history.store:Store.take_out", "after"),
        ("pubkpi.ingest.history.store:Store.enter", "after"),
        ("pubkpi.workspace.journal:Journal.append", "before"),
        ("pubkpi.ingest.history.revise:reload", "after"),
    ],
)
def test_kill_9_leaves_the_load_before_or_the_one_after(mistaken, target, when, comes_back):
    before = mistaken.facts()
    mapped(mistaken, "plays")
    words = VICTIM.replace(
        'ingest(store, [Path(root) / "inbox"], IngestOptions())', "replay(store, [], IngestOptions(replay=True))"
    )
    words = words.replace("from pubkpi.ingest.run import ingest", "from pubkpi.ingest.replay import replay")
    died = subprocess.run([sys.executable, "-c", words, str(mistaken.root), target, when, "1"], capture_output=True)
    assert (died.returncode, died.stdout) == (-9, b""), died.stderr
    left = mistaken.facts()
    assert left in (before, before.replace("reads=", "plays="))
    replayed(mistaken)
    assert mistaken.facts() == before.replace("reads=", "plays=")
    assert actions(mistaken) == ["load", "forget", "load"]
    comes_back(mistaken)
