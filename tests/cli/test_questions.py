"""What only the user can say: asked once for all files on a terminal, else refused with the option that says it."""

import json
from dataclasses import replace

import pytest
import typer
import yaml

from pubkpi.cli import console
from pubkpi.cli.commands.undo import run as undo
from pubkpi.cli.questions import ingest_with_questions
from pubkpi.ingest.accounts.split import split
from pubkpi.ingest.result import IngestOptions
from pubkpi.model.errors import UsageError
from pubkpi.workspace.settings import find
from tests.e2e.workspaces import errors, pubkpi
from tests.examples import seldom
from tests.ingest.desk import NOW, Desk
from tests.ingest.files import text
from tests.ingest.test_accounts import days, fans, growth
from tests.ingest.test_as_of import OWN


@pytest.fixture
def desk(tmp_path):
    """A workspace that knows 江北发布, and in its inbox two names that it does not."""
    desk = Desk(tmp_path / "ws")
    desk.load(growth("2024-03-05", 1), "a.csv", "江北发布")
    for day, name in ((6, "江北发部"), (7, "江北发部"), (8, "新号")):
        desk.drop(f"{day}.csv", growth(f"2024-03-0{day}", day), name)
    desk.close()
    return desk


@pytest.fixture
def terminal(monkeypatch):
    """Somebody who answers: the questions so far, and the answers to come."""
    questions, answers = [], []

    def answer(question, err, **_):
        assert err  # stdout is data
        questions.append(question.removesuffix(" [y/N]"))
        said = answers.pop(0)
        if said is None:
            raise typer.Abort
        return {True: "y", False: "n"}.get(said, said)

    monkeypatch.setattr(console, "can_ask", lambda: True)
    monkeypatch.setattr(typer, "prompt", answer)
    return questions, answers


def ingest(desk, *paths, **said):
    desk.close()
    return ingest_with_questions(
        replace(find(desk.root), now=NOW), paths or [desk.root / "inbox"], IngestOptions(**said), table=True
    )


def states(results):
    return sorted(one.state for one in results)


@pytest.mark.campaign
def test_all_new_names_are_asked_about_at_once(desk, terminal, capsys):
    questions, answers = terminal
    answers += [False]
    assert states(ingest(desk)) == ["already_loaded", "refused", "refused", "refused"]
    said = capsys.readouterr().err
    assert len(questions) == 1
    # each name once before the question, each file with its line after it
    listed, _, after = said.partition("pubkpi: error")
    assert listed.count("江北发部") == listed.count("新号") == 1
    assert "江北发布" in listed
    assert after.count("--new-accounts") == 3
    answers += [True]
    assert states(ingest(desk)) == ["already_loaded", "loaded", "loaded", "loaded"]
    assert len(questions) == 2
    assert days(desk) == [("新号", 8), ("江北发布", 1), ("江北发部", 13)]
    assert states(ingest(desk)) == ["already_loaded"] * 4
    assert len(questions) == 2


def test_only_a_yes_is_a_yes_in_either_language_and_the_end_of_the_input_is_none(desk, terminal):
    for answer in (None, "", "否"):
        terminal[1].append(answer)
        assert states(ingest(desk)).count("refused") == 3
    terminal[1].append(" 是")
    assert "refused" not in states(ingest(desk))


def test_a_wrong_name_is_answered_with_the_account_that_is_meant(desk, terminal, capsys):
    """An answer that cannot be is asked for again; what is left over, too; the name is known from then on."""
    questions, answers = terminal
    answers += ["江北发布", "江北发部=江北发不", "江北发部＝江北发布", "新号=江北发部", "y"]
    assert states(ingest(desk)) == ["already_loaded", "loaded", "loaded", "loaded"]
    said = capsys.readouterr().err
    assert ("not understood: 江北发布" in said, "there is no account '江北发不'" in said) == (True, True)
    assert "(WRONG=RIGHT, with commas)" in questions[0]
    assert "WRONG" not in questions[3]
    assert days(desk) == [("江北发布", 22)]
    assert answers == ["y"]


def test_a_new_account_is_listed_where_others_are_so_that_it_is_missed_too(desk, terminal, monkeypatch, capsys):
    """With the day that is said; comments stay, and undoing the load takes it out again."""
    monkeypatch.chdir(desk.root)
    words = "accounts:\n  # ours\n  江北发布: {platforms: {wechat: 江北发布, douyin: 江北号}}\n"
    (desk.root / "accounts.yaml").write_text(words, "utf-8")
    desk.drop("fans.csv", fans("2024-03-05"), "江北号/2024Q1")  # what it is called on another platform
    terminal[1].extend(["江北发部=江北发布", "y", "spring", "2024-03-08", "y"])
    assert states(ingest(desk)) == ["already_loaded", "loaded", "loaded", "loaded", "loaded"]
    listed = (desk.root / "accounts.yaml").read_text("utf-8")
    assert listed.startswith(words.split("  江北发布")[0])
    assert "  新号:\n    platforms: {wechat: 新号}\n    opened_on: 2024-03-08\n" in listed
    # and the other platform of a known one, which is older than its being there
    assert "{wechat: 江北发布, douyin: 江北号, toutiao: 江北号}, aliases: [江北发部]}" in listed
    assert "accounts add 新号 --unit" in capsys.readouterr().err
    desk.close()
    undo()
    assert "新号" not in (desk.root / "accounts.yaml").read_text("utf-8")


@pytest.mark.campaign
def test_a_wrong_name_on_another_platform_is_the_accounts_name_there(desk, terminal):
    desk.drop("fans.csv", fans("2024-03-05"), "江北法布/2024Q1")
    for day in (6, 7, 8):
        (desk.root / "inbox" / ("新号" if day == 8 else "江北发部") / f"{day}.csv").unlink()
    (desk.root / "accounts.yaml").write_text(
        "accounts:\n  江北发布: {platforms: {wechat: 江北发布}}  # ours\n", "utf-8"
    )
    terminal[1].append("江北发布")
    assert states(ingest(desk)) == ["already_loaded", "loaded"]
    said = (desk.root / "accounts.yaml").read_text("utf-8")
    assert said == "accounts:\n  江北发布: {platforms: {wechat: 江北发布, toutiao: 江北法布}} # ours\n"


def test_a_name_that_was_joined_by_mistake_is_taken_back_after_several_loads(desk):
    """Wherever accounts.yaml has it; comments stay, and what was loaded by it counts by itself again."""
    path = desk.root / "accounts.yaml"
    path.write_text(
        "accounts:\n  # ours\n  江北发布: {aliases: [江北发部, 老名]}  # kept\n  乙: {aliases: 乙错, unit: 处}\n"
        "  丙: {aliases: [{name: 丙错, to: 2024-01-01}]}\n  丁: {platforms: {wechat: 丁, toutiao: 丁错}}\n"
        "  戊: {platforms: {wechat: 戊错}}\n",
        "utf-8",
    )
    desk.ingest()
    assert days(desk) == [("新号", 8), ("江北发布", 14)]
    for name, account in (("江北发部", "江北发布"), ("乙错", "乙"), ("丙错", "丙"), ("丁错", "丁")):
        assert split(desk.store, name) == account
    for name, said in (("江北发布", "not another's"), ("戊错", "all that it is called"), ("无", "no account")):
        with pytest.raises(UsageError, match=said):
            split(desk.store, name)
    words = path.read_text("utf-8")
    assert "# ours\n" in words
    assert "# kept\n" in words
    assert yaml.safe_load(words)["accounts"] == {
        "江北发布": {"aliases": ["老名"]}, "乙": {"unit": "处"}, "丙": {}, "丁": {"platforms": {"wechat": "丁"}},
        "戊": {"platforms": {"wechat": "戊错"}},
    }  # fmt: skip
    desk.close()
    assert days(desk) == [("新号", 8), ("江北发布", 1), ("江北发部", 13)]


@pytest.mark.campaign
def test_an_alias_is_said_by_an_option(desk):
    with pytest.raises(UsageError, match="there is no account '江北'"):
        ingest_with_questions(find(desk.root), [], IngestOptions(), table=True, aliases={"江北发部": "江北"})
    assert not (desk.root / "accounts.yaml").exists()
    said = pubkpi("ingest", "inbox", "--alias", "江北发部=江北发布", "--alias", "无=江北发布", cwd=desk.root, code=4)
    (line,) = errors(said)
    assert "8.csv" in line
    assert "无" in said.stderr
    assert days(desk) == [("江北发布", 14)]


def test_a_step_is_undone_only_with_a_yes(desk, terminal, monkeypatch, capsys):
    monkeypatch.chdir(desk.root)
    monkeypatch.setattr(console, "can_ask", lambda: False)
    with pytest.raises(UsageError, match="nothing was undone"):
        undo()
    monkeypatch.setattr(console, "can_ask", lambda: True)
    assert "to be undone: ingest" in capsys.readouterr().err
    terminal[1].extend(["n", "y"])
    with pytest.raises(typer.Exit):
        undo()
    assert "nothing was undone" in capsys.readouterr().err.casefold()
    undo()
    assert capsys.readouterr().out == "- a.csv\n"
    assert terminal[0] == ["Undo this step?"] * 2


def test_a_wrong_answer_is_undone_with_the_load_that_it_was_for(desk, terminal, monkeypatch, capsys):
    """The name that was written into accounts.yaml goes with the files, so the next load asks of it again."""
    monkeypatch.chdir(desk.root)
    terminal[1].extend(["江北发部=江北发布，新号=江北发布", "y", ""])
    ingest(desk)
    assert days(desk) == [("江北发布", 22)]
    desk.close()
    undo()
    assert "accounts.yaml" in capsys.readouterr().err
    assert "江北发部" not in (desk.root / "accounts.yaml").read_text("utf-8")
    assert days(desk) == [("江北发布", 1)]
    assert states(ingest(desk)).count("refused") == 3
    assert terminal[1] == []


def test_names_that_hands_changed_since_stay_when_their_load_is_undone(desk, terminal, monkeypatch):
    monkeypatch.chdir(desk.root)
    terminal[1].extend(["江北发部=江北发布，新号=江北发布", "y"])
    ingest(desk)
    path = desk.root / "accounts.yaml"
    path.write_text(f"{path.read_text('utf-8')}# ours\n", "utf-8")
    undo()
    assert ("江北发部" in path.read_text("utf-8"), days(desk)) == (True, [("江北发布", 1)])


def test_a_correction_is_asked_about_and_says_what_changes(desk, terminal, capsys):
    questions, answers = terminal
    answers += [False, True]
    path = desk.root / "inbox" / "江北发布" / "a.csv"
    for state in ("refused", "corrected"):
        assert states(ingest(desk, path, account="新号", new_accounts=True)) == [state]
        assert "江北发布 → 新号" in capsys.readouterr().err
    assert len(questions) == 2
    assert days(desk) == [("新号", 1)]


@pytest.mark.campaign
def test_a_correction_to_a_new_name_asks_for_both_and_names_both_options(desk, terminal, capsys):
    questions, answers = terminal
    answers += [False, True, True]
    path = desk.root / "inbox" / "江北发布" / "a.csv"
    assert states(ingest(desk, path, account="新号")) == ["refused"]
    assert "so say --yes as well" in capsys.readouterr().err
    questions.clear()
    assert states(ingest(desk, path, account="新号")) == ["corrected"]
    assert len(questions) == 2


@pytest.mark.campaign
def test_a_dry_run_and_json_ask_nobody(desk, terminal):
    questions, _ = terminal
    assert states(ingest(desk, dry_run=True)) == ["already_loaded", "refused", "refused", "refused"]
    settings, inbox = replace(find(desk.root), now=NOW), [desk.root / "inbox"]
    assert states(ingest_with_questions(settings, inbox, IngestOptions(), table=False)).count("refused") == 3
    assert not questions


@pytest.mark.parametrize(
    ("lang", "line", "summary"),
    [
        (
            "zh",
            "不认识账号“江北发部”，最接近的是“江北发布”",
            "不认识的账号：新号（公众号，1 个文件）、江北发部（公众号，2 个文件）。确是新账号",
        ),
        *seldom(
            (
                "en",
                "'江北发部' is no known account; nearest is '江北发布'",
                "unknown accounts: 新号 (wechat, 1 file), 江北发部 (wechat, 2 files). If",
            )
        ),
    ],
)
@pytest.mark.campaign
def test_without_a_terminal_files_of_new_names_are_refused_and_listed_together(desk, lang, line, summary):
    for place in ("inbox", ".", desk.root / "inbox"):
        outcome = pubkpi("ingest", place, cwd=desk.root, code=4, lang=lang)
        assert sum(line in one for one in errors(outcome)) == 2
        assert summary in outcome.stderr
    found = json.loads(pubkpi("ingest", "inbox", "--new-accounts", "--format", "json", cwd=desk.root, lang=lang).stdout)
    (finding,) = found["findings"]
    assert finding["id"] == "ingest.new_account"
    told = pubkpi("status", cwd=desk.root, lang=lang).stdout
    assert {"zh": "首次出现的账号：", "en": "the last load brought: "}[lang] + {
        "zh": "新号（公众号）",
        "en": "新号 (wechat)",
    }[lang] in told
    assert json.loads(pubkpi("status", "--format", "json", cwd=desk.root).stdout)["new_accounts"][1] == {
        "platform": "wechat", "account": "江北发部",
    }  # fmt: skip


@pytest.mark.parametrize("lang", ["en", *seldom("zh")])
@pytest.mark.campaign
def test_the_accounts_are_listed_and_changed_by_a_command(desk, lang):
    pubkpi("ingest", "inbox", "--new-accounts", cwd=desk.root, lang=lang)
    merged = pubkpi("accounts", "merge", "江北发部", "江北发布", cwd=desk.root, lang=lang)
    assert {"zh": "“江北发部”现在算作“江北发布”", "en": "江北发部 counts as 江北发布 now"}[lang] in merged.stderr
    pubkpi("accounts", "rename", "新号", "江北文旅", cwd=desk.root, lang=lang)
    added = pubkpi("accounts", "add", "江北文化", "--platform", "weibo", "--unit", "文旅局", cwd=desk.root, lang=lang)
    assert "江北文旅" in added.stderr
    found = json.loads(pubkpi("accounts", "--format", "json", cwd=desk.root, lang=lang).stdout)["accounts"]
    assert [(one["account"], one["platform"], one["files"]) for one in found] == [
        ("江北发布", "wechat", 3), ("江北文旅", "wechat", 1), ("江北文化", "weibo", 0),
    ]  # fmt: skip
    table = pubkpi("accounts", cwd=desk.root, lang=lang).stdout
    assert "文旅局" in table
    assert errors(pubkpi("accounts", "merge", "无", "江北发布", cwd=desk.root, code=2, lang=lang))


def test_the_day_of_all_files_that_do_not_say_it_is_asked_once(tmp_path, terminal, capsys):
    questions, answers = terminal
    desk = Desk(tmp_path / "ws")
    (desk.root / "exports").mkdir()
    (desk.root / "exports" / "own.yaml").write_text(OWN, "utf-8")
    for n in (5, 6):
        desk.drop(f"{n}.csv", text([("天", "新"), (f"2024-03-0{n}", n)]))
    desk.drop("growth.csv", growth("2024-03-05", 1))
    answers += ["3月"]  # which is no day, and loads nothing
    assert states(ingest(desk)) == ["loaded", "refused", "refused"]
    assert "3月" in capsys.readouterr().err
    answers += [True, "2024-04-03"]  # the account is one of that platform, too
    assert states(ingest(desk)) == ["already_loaded", "loaded", "loaded"]
    assert len([one for one in questions if "downloaded" in one]) == 2
    assert desk.ask("select name, as_of::date::varchar from file order by name") == [
        ("5.csv", "2024-04-03"), ("6.csv", "2024-04-03"), ("growth.csv", "2024-03-05"),
    ]  # fmt: skip
