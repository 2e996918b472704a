"""`pubkpi plan`: a plan of one's own, by options or by answers, without a line of YAML."""

import pytest
import typer

from pubkpi.cli import console
from pubkpi.cli.plan_questions import plan_of_answers, with_answers
from pubkpi.model.errors import UsageError
from pubkpi.specs.build import build
from pubkpi.specs.plans.answers import read_answers
from pubkpi.specs.plans.plan_words import PlanWords
from pubkpi.workspace.settings import Settings, find
from tests.e2e.workspaces import errors, fingerprint, pubkpi

OPTIONS = [
    *("--organisation", "云川市融媒体中心", "--audience", "internal", "--period", "2025"),
    *("--account", "公众号:云川发布:办公室", "--account", "抖音:云川发布", "--indicator", "1,8,10"),
    *("--baseline", "followers=5.2万", "--target", "1=8万", "--target", "partnerships=12"),
]


@pytest.fixture
def fresh(tmp_path):
    pubkpi("init", tmp_path / "ws", cwd=tmp_path)
    return tmp_path / "ws"


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_plan_by_options_is_the_workspace_s_and_sound(fresh, lang):
    said = pubkpi("plan", "new", *OPTIONS, cwd=fresh, LC_ALL="zh_CN.UTF-8" if lang == "zh" else "C.UTF-8")
    assert said.stdout.splitlines() == ["kpi_specs/measures/plan_2025.yaml", "kpi_specs/plan_2025.yaml"]
    assert "57" in said.stderr
    settings = find(fresh)
    assert (settings.scorecard, settings.organisation) == ("plan_2025", "云川市融媒体中心")
    accounts = (fresh / "accounts.yaml").read_text("utf-8")
    assert "platforms: {wechat: 云川发布, douyin: 云川发布}" in accounts
    assert accounts.startswith("# 账号")
    assert "by pubkpi" not in (fresh / "kpi_specs" / "plan_2025.yaml").read_text("utf-8")  # the workspace is Chinese
    assert "Nothing" in pubkpi("check", "--scorecard", "plan_2025", cwd=fresh).stdout


def test_nothing_is_overwritten_and_a_second_plan_does_not_take_the_first_one_s_place(fresh):
    pubkpi("plan", "new", *OPTIONS, cwd=fresh)
    before = fingerprint(fresh)
    assert "plan_2025.yaml" in pubkpi("plan", "new", *OPTIONS, cwd=fresh, code=2).stderr
    assert "Windows" in pubkpi("plan", "new", "PLAN_2025", *OPTIONS, cwd=fresh, code=2).stderr
    assert fingerprint(fresh) == before
    said = pubkpi("plan", "new", "mine", *OPTIONS, cwd=fresh)
    assert said.stdout.splitlines() == ["kpi_specs/mine.yaml"]
    assert "--scorecard mine" in said.stderr
    assert "used as they are: followers, incidents, kol_partners, media_partners" in said.stderr
    assert find(fresh).scorecard == "plan_2025"


@pytest.mark.parametrize(
    ("more", "named"),
    [
        ([], "--organisation, --audience, --period, --account, --indicator"),
        ([*OPTIONS, "--target", "1=9万"], "--target"),
        ([*OPTIONS[:-2]], "--target partnerships"),
        ([*OPTIONS, "--account", "myspace:x"], "myspace"),
        ([*OPTIONS, "--account", "wechat: x :y:z"], "wechat: x :y:z"),
        ([*OPTIONS, "--account", "weibo:云川发布:宣传部"], "--account weibo:云川发布:宣传部: the unit of"),
        ([*OPTIONS[:-4], "--target", "1=4万", "--target", "8=12"], "--target followers: the target of 2025Q4"),
    ],
)
def test_what_is_missing_or_wrong_is_one_line_and_changes_nothing(fresh, more, named):
    before = fingerprint(fresh)
    said = pubkpi("plan", "new", *more, cwd=fresh, code=2)
    assert named in said.stderr
    assert len(said.stderr.splitlines()) == 1
    assert fingerprint(fresh) == before


@pytest.fixture
def bare(tmp_path):
    """The settings of a workspace without anything."""
    return Settings(tmp_path)


def answering(monkeypatch, *answers):
    """The questions that are asked of somebody who gives these *answers*; None ends the input."""
    questions, left = [], [*answers]

    def answer(question, default=None, **_):
        questions.append(question)
        said = left.pop(0)
        if said is None:
            raise typer.Abort
        return said or default

    monkeypatch.setattr(typer, "prompt", answer)
    return questions


def test_on_a_terminal_each_open_question_is_asked_and_a_wrong_answer_again(monkeypatch, capsys, bare):
    answers = [
        *("云川", "us", "内部", "2025", "wechat:甲:处", "nobody", "myspace:丙", "抖音:甲:局", "抖音:乙:处", ""),
        *("1, 舆情零发生", "", "lots", "8万", "2", ""),
    ]
    questions = answering(monkeypatch, *answers)
    said = with_answers(PlanWords(), bare)
    assert (said.organisation, said.audience, said.period) == ("云川", "internal", "2025")
    assert said.accounts == ("wechat:甲:处", "抖音:乙:处")
    assert (said.baselines, said.targets) == ({"followers": "measured", "incidents": "2"}, {"followers": "8万"})
    assert len(questions) == len(answers)
    assert "(2024Q4, people, without Douyin; Enter" in questions[-5]
    assert [one.offer.id for one in read_answers(said).indicators] == ["followers", "incidents"]
    shown = capsys.readouterr()
    assert shown.out == ""
    assert " 3  Interaction rate" in shown.err
    assert shown.err.count("error") == 5


def test_a_target_behind_the_baseline_is_asked_again_and_so_is_the_baseline_if_that_was_wrong(monkeypatch, bare):
    questions = answering(monkeypatch, "5.2亿", "8万", "", "5.2万", "8万", "")
    said = PlanWords("x", "a", "internal", "2025", ("wechat:甲",), ("1",))
    answers = with_answers(said, bare)
    assert (answers.baselines, answers.targets) == ({"followers": "5.2万"}, {"followers": "8万"})
    assert len(questions) == 6


def test_what_the_options_say_is_not_asked(monkeypatch, bare):
    said = PlanWords("x", "a", "internal", "2025", ("wechat:甲",), ("8",), {}, {"8": "12"})
    assert answering(monkeypatch) == []
    assert with_answers(said, bare) == said


def test_an_option_that_cannot_be_is_asked_for_and_the_other_answers_stay(monkeypatch, capsys, fresh):
    """The last check refuses a baseline that stands at no indicator; a plan of the usual name is there already."""
    settings = find(fresh)
    settings.specs.joinpath("plan_2026.yaml").touch()
    said = PlanWords("", "a", "firm", "2026", ("wechat:甲",), ("8",), {"1": "5"}, {"外部合作数量": "12"})
    questions = answering(monkeypatch, "企业", "mine", "")
    plan, _ = plan_of_answers(settings, said, use=False)
    assert (plan.name, len(questions)) == ("mine", 3)
    assert capsys.readouterr().err.count("error") == 3
    assert "audience: enterprise" in (settings.specs / "mine.yaml").read_text("utf-8")


def test_an_answer_is_taken_back_and_those_before_it_stay(monkeypatch, capsys, bare):
    """Also the last one, before anything is written; there is nothing before the first question."""
    questions = answering(
        monkeypatch,
        *("<", "云川", "政务", "返回", "内部", "2025", "wechat:乙", "back", "wechat:甲", "", "1,10"),
        *("52万", "＜", "5.2万", "8万", "2", "<", "<", "80000", "3", "really", ""),
    )
    said = with_answers(PlanWords(), bare)
    assert (said.organisation, said.audience, said.accounts) == ("云川", "internal", ("wechat:甲",))
    assert (said.baselines, said.targets) == ({"followers": "5.2万", "incidents": "3"}, {"followers": "80000"})
    shown = capsys.readouterr().err
    assert shown.startswith("To change the answer before, type < or back.\n")
    assert "first question" in shown
    # what was answered before is asked of nobody again
    assert [questions.count(one) for one in dict.fromkeys(questions)] == [2, 2, 2, 2, 2, 1, 2, 3, 3, 3]


def test_what_no_account_can_give_is_told_and_not_offered(monkeypatch, capsys, bare):
    said = PlanWords("x", "a", "internal", "2025", ("douyin:甲",), (), {}, {"8": "12", "online_usage": "50%"})
    answering(monkeypatch, "月均阅读量", "5,8", "", "")
    assert with_answers(said, bare).indicators == ("5,8",)
    shown = capsys.readouterr().err
    assert " 2  Average monthly reads (cannot be chosen" in shown
    assert " 7  User satisfaction\n" in shown  # by a survey, whoever is asked
    assert "no platform of these accounts has the data of Average monthly reads" in shown


def test_the_end_of_the_input_ends_it(monkeypatch, bare):
    answering(monkeypatch, "云川", None)
    monkeypatch.setattr(console, "can_ask", lambda: True)
    with pytest.raises(UsageError):
        with_answers(PlanWords(), bare)


@pytest.mark.campaign
def test_a_plan_rolled_forward_takes_what_the_workspace_measured(copy):
    said = pubkpi("plan", "new", "2025", "--from", "department_2024", cwd=copy)
    assert said.stdout.splitlines()[0] == "kpi_specs/department_2025.yaml"
    assert "fixed base" in said.stdout
    # the last line of the last file of followers in the sample
    kpis = build(copy / "kpi_specs", "department_2025")
    shown = pubkpi("measures", "followers", "-q", "2024Q4", cwd=copy).stdout
    assert f"{kpis.indicators[0].check.equals.numerator:,}" in shown
    assert "kpi_specs/department_2025.yaml:2: # The department's publicity plan for 2024" in said.stderr
    assert find(copy).scorecard == "department_2024"
    assert "provisional" not in said.stderr
    before = fingerprint(copy)
    for words, named in (
        (["2025", "--from", "department_2024"], "department_2025.yaml"),
        (["CON", "--from", "department_2024"], "CON"),
        (["2023", "--from", "department_2024"], "2024"),
        (["2026", "--from", "nobody"], "nobody"),
        (["../x", "--from", "department_2024"], "../x"),
        (["2026", "--from", "department_2024", "--period", "2026"], "--use"),
    ):
        assert named in pubkpi("plan", "new", *words, cwd=copy, code=2).stderr
    assert fingerprint(copy) == before
    assert "2024Q1: " in said.stdout
    assert "{" not in said.stdout
    # the plan in use does not score 2025Q1, and one other does
    for words in (["quarter", "2025Q1"], ["score", "-q", "2025Q1"], ["form", "--missing", "--period", "2025Q1"]):
        (line,) = errors(pubkpi(*words, cwd=copy, code=2))
        assert "department_2025 does: add --scorecard department_2025" in line
        assert "pubkpi plan new department_2025 --use" in line
    pubkpi("form", "--missing", "--period", "2025Q1", "--scorecard", "department_2025", cwd=copy)
    shown = pubkpi("plan", "edit", "--out", "p.xlsx", "--scorecard", "department_2025", cwd=copy).stderr
    assert "pubkpi plan edit p.xlsx --scorecard department_2025" in shown
    words, before = (copy / "kpi_specs" / "department_2025.yaml").read_text("utf-8"), find(copy)
    pubkpi("plan", "new", "department_2025", "--use", cwd=copy)
    assert (before.scorecard, find(copy).scorecard) == ("department_2024", "department_2025")
    assert (copy / "kpi_specs" / "department_2025.yaml").read_text("utf-8") == words
    pubkpi("plan", "new", "--from", "department_2025", "--use", cwd=copy)
    assert find(copy).scorecard == "department_2026"
    assert "--scorecard department_2024" in pubkpi("score", "-q", "2024Q4", cwd=copy, code=2).stderr


def test_an_account_that_is_there_keeps_what_is_said_of_it(fresh):
    listed = "accounts:\n  # 自己的\n  云川发布: {unit: 宣传部}\n"
    (fresh / "accounts.yaml").write_text(listed, "utf-8")
    before = fingerprint(fresh)
    assert "宣传部" in pubkpi("plan", "new", *OPTIONS, cwd=fresh, code=2).stderr
    assert fingerprint(fresh) == before
    (fresh / "accounts.yaml").write_text(listed.replace("宣传部", "办公室"), "utf-8")
    pubkpi("plan", "new", *OPTIONS, "--account", "weibo:yes", cwd=fresh)
    accounts = (fresh / "accounts.yaml").read_text("utf-8")
    assert accounts.startswith(listed.replace("宣传部", "办公室"))
    assert 'weibo: "yes"' in accounts
