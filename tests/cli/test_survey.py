"""A survey that nobody mapped: its questions are listed, one is the satisfaction, and the file can be loaded."""

import json
import shutil

import openpyxl
import pytest

from pubkpi.cli.commands.survey import _ask
from pubkpi.ingest.containers.sheet import Book, RawSheet
from pubkpi.ingest.layouts.survey import lay_out
from pubkpi.ingest.profiles import surveys
from pubkpi.ingest.profiles.catalogue import profiles
from pubkpi.ingest.suggest.survey import survey_questions
from pubkpi.model.errors import DataError, SpecError, UsageError
from pubkpi.pipeline.upkeep.survey import (
    EXPORT,
    SurveyReading,
    draft_mapping,
    find_answers,
    find_question,
    is_loaded,
    write_mapping,
)
from pubkpi.workspace.layout import _SURVEYS as SURVEYS
from pubkpi.workspace.settings import find
from tests.e2e.workspaces import ACCOUNT, errors, pubkpi, samples

HEAD = ["序号", "提交答卷时间", "所用时间", "来源", "来源详情", "来自IP", "1、您的姓名", "2、您对窗口服务的总体感受？"]
HERS = "# mine\nsurveys:\n  satisfaction:\n    question: 总体是否满意  # the old wording\n    satisfied: [满意]\n    valid: [满意, 不满意]\n"


@pytest.fixture
def survey(tmp_path):
    """Forty answers to a question in other words, with a column of names beside it."""
    book = openpyxl.Workbook()
    book.active.append(HEAD)
    for number in range(1, 41):
        answer = "(跳过)" if number > 38 else "还行" if number > 30 else "满意"
        book.active.append(
            [
                number,
                f"2024/2/{number % 28 + 1} 10:00:00",
                "60秒",
                "微信",
                "直接访问",
                "10.0.0.1(河北)",
                f"张{number}",
                answer,
            ]
        )
    book.save(tmp_path / "窗口服务.xlsx")
    return tmp_path / "窗口服务.xlsx"


def test_a_survey_is_listed_without_names_and_mapped_so_that_it_loads(empty, survey):
    """Without options nothing is written; with them the old wording and its comment stay, and the answers count."""
    (empty / "surveys.yaml").write_text(HERS, encoding="utf-8")
    shown = pubkpi("survey", survey, cwd=empty)
    assert "满意 30, 还行 8" in shown.stdout
    assert "张" not in shown.stdout
    assert (empty / "surveys.yaml").read_text(encoding="utf-8") == HERS
    done = pubkpi("survey", survey, "--question", "总体感受", "--satisfied", "1", cwd=empty)
    assert "satisfied 30 of 38 that count, 78.9%" in done.stderr
    words = (empty / "surveys.yaml").read_text(encoding="utf-8")
    assert words.startswith("# mine\n")
    assert "question: [总体是否满意, 2、您对窗口服务的总体感受？]" in words
    assert "valid: [满意, 不满意, 还行]" in words
    pubkpi("ingest", survey, cwd=empty)
    assert is_loaded(find(empty), survey)  # and is read anew by --replay where its mapping changes
    assert "78.9%" in pubkpi("measures", "satisfaction", "--period", "2024Q1", cwd=empty).stdout


@pytest.mark.campaign
def test_answers_that_surveys_yaml_does_not_list_are_no_lack_of_data(empty, survey):
    """The checklist counts them and says where it is mended; it asks for no download."""
    words = HERS.replace("总体是否满意", "总体感受").replace("[满意", "[很好")
    (empty / "surveys.yaml").write_text(words, encoding="utf-8")
    pubkpi("ingest", survey, cwd=empty)
    listed = json.loads(pubkpi("status", "--period", "2024Q1", "--format", "json", cwd=empty).stdout)["indicators"]
    (item,) = (one for one in listed if one["id"] == "satisfaction")
    assert item["state"] == "missing"
    assert [(gap["kind"], gap["count"]) for gap in item["gaps"]] == [("answers", 40), ("baseline", 1)]


@pytest.mark.parametrize(
    ("words", "part"),
    [
        (("--question", "2"), "--question and --satisfied go together"),
        (("--question", "9", "--satisfied", "1"), "no question, or more than one: 9"),
        (("--question", "1", "--satisfied", "极好"), "nobody gave this answer: 极好"),
        (("--question", "1", "--satisfied", "还行,满意", "--valid", "满意"), "还行 means satisfied, so it counts"),
        (("--question", "1", "--satisfied", ","), "it names no answer"),
        (("--valid", "满意"), "--question and --satisfied go together"),
    ],
)
def test_what_does_not_fit_is_refused_and_nothing_written(empty, survey, words, part):
    """Half of what is needed, a question or an answer that is not there, an answer that means two things."""
    before = (empty / "surveys.yaml").read_bytes()
    outcome = pubkpi("survey", survey, *words, cwd=empty, code=2)
    (line,) = errors(outcome)
    assert part in line
    assert (empty / "surveys.yaml").read_bytes() == before


@pytest.fixture
def asked(tmp_path):
    """A function that makes a reading of answers to questions, by the header of each, as a file has them."""
    profile = next(one for one in profiles(tmp_path / "exports") if one.id == EXPORT)
    (tmp_path / "pubkpi.toml").write_text("", encoding="utf-8")
    settings = find(tmp_path)

    def read(*columns):
        headers = ("序号", "提交答卷时间", *(header for header, _ in columns))
        rows = zip(*(answers for _, answers in columns), strict=True)
        sheet = RawSheet("", (headers, *((str(i), "2024/2/1 10:00:00", *row) for i, row in enumerate(rows, 1))))
        book = Book("csv", (sheet,))
        return settings, SurveyReading("答卷.csv", profile, book, survey_questions(book, profile), ())

    return read


STARS = ("1、打几星", ("5", "5", "5", "4", "4", "1", "2"))


def test_where_answers_are_numbers_a_number_on_a_list_is_its_place(asked):
    """Typed for a list it is the place, in an option the answer itself."""
    _, reading = asked(STARS)
    question = reading.questions[0]
    assert find_answers(question, "1,2", "", by_number=True) == ("5", "4")
    assert find_answers(question, "1,2", "") == ("1", "2")
    with pytest.raises(UsageError, match="no such number: 5"):
        find_answers(question, "5", "", by_number=True)


def test_where_answers_were_listed_their_words_do_as_well(asked):
    _, reading = asked(("1、满意吗", ("满意", "不满意")))
    assert find_answers(reading.questions[0], "满意，不满意", "", by_number=True) == ("满意", "不满意")


def test_on_a_terminal_a_slip_is_asked_again(asked, monkeypatch, capsys):
    """Nothing is lost by a word that is none of the answers; the next line says how the file is loaded."""
    settings, reading = asked(("1、满意吗", ("满意", "不满意")))
    said = iter(["9", "1", "很好", "满意", "y"])
    monkeypatch.setattr("typer.prompt", lambda *_, **__: next(said))
    _ask(settings, reading, settings.root / "pubkpi.toml")
    (one,) = surveys.read(settings.root / "surveys.yaml")
    assert (one.satisfied, next(said, "")) == (("满意",), "")
    heard = capsys.readouterr().err
    assert "nobody gave this answer: 很好" in heard
    assert "next: pubkpi ingest" in heard


@pytest.mark.parametrize(
    ("answers", "words", "names"),
    [
        (("满意，很好", "满意", "差"), "满意，很好", ("满意，很好",)),
        (("满意，很好", "满意", "差"), "满意,满意，很好,", ("满意", "满意，很好")),
        (("满意", "很好"), "满意、很好", ("满意", "很好")),
    ],
)
def test_an_answer_with_a_comma_is_one_answer(asked, answers, words, names):
    """The longest answer that stands there is meant; commas between answers part them."""
    _, reading = asked(("1、满意吗", answers))
    assert find_answers(reading.questions[0], words, "--satisfied") == names


@pytest.mark.parametrize(
    ("column", "satisfied", "valid", "share"),
    [
        (STARS, ("5", "4"), ("5", "4", "1", "2"), (5, 7)),
        (("1、满意吗", ("满意", "一般", "说不清")), ("满意",), ("满意",), (1, 1)),
        (("1、总体是否满意？", ("1", "2", "1┋2")), ("2",), ("1", "2", "1┋2"), (1, 3)),
    ],
    ids=["another scale", "an answer that counts elsewhere", "several options"],
)
def test_the_answers_of_a_question_count_as_was_said_of_it(asked, column, satisfied, valid, share):
    """Whatever surveys.yaml of `init` says of the same answers to another question, which it goes on to say."""
    settings, reading = asked(column)
    path = settings.root / "surveys.yaml"
    path.write_text(SURVEYS, encoding="utf-8")
    before = surveys.read(path)
    draft = draft_mapping(settings, reading, reading.questions[0], satisfied, valid)
    write_mapping(draft)
    assert surveys.read(path)[: len(before)] == before
    good, rest, _ = draft.groups
    assert (sum(good.values()), sum(good.values()) + sum(rest.values())) == share
    match = lay_out(reading.profile, reading.book, surveys.read(path))
    columns = {one.name: one for one in match.parts[0].feed.columns}
    assert (columns["survey"].const, columns["is_satisfied"].values) == ("satisfaction", draft.survey.satisfied)


def test_said_again_otherwise_the_answers_of_a_question_are_those_said_last(asked):
    """In the same place, so that the question stands there once."""
    settings, reading = asked(STARS)
    for satisfied in (("1",), ("5", "4")):
        write_mapping(draft_mapping(settings, reading, reading.questions[0], satisfied, ("5", "4", "1", "2")))
    (one,) = surveys.read(settings.root / "surveys.yaml")
    assert (one.question, one.satisfied) == (("1、打几星",), ("5", "4"))


@pytest.mark.parametrize("words", ["", SURVEYS], ids=["none before", "those of init"])
def test_another_question_of_the_file_takes_the_place_of_the_one_said_before(asked, words):
    """With its answers: what was said by mistake is gone, and what is said of other files stays."""
    settings, reading = asked(("1、性别", ("男", "女")), ("2、满意吗", ("满意", "不满意")))
    path = settings.root / "surveys.yaml"
    path.write_text(words, encoding="utf-8")
    before, (wrong, right) = surveys.read(path), reading.questions
    write_mapping(draft_mapping(settings, reading, wrong, ("男",), ("男", "女")))
    draft = draft_mapping(settings, reading, right, ("满意",), ("满意", "不满意"))
    write_mapping(draft)
    assert draft.replaced == ("1、性别",)
    now = surveys.read(path)
    assert [one.id for one in now] == [one.id for one in before] or not before
    assert {q for one in now for q in one.question} == {"2、满意吗", *(q for one in before for q in one.question)}
    match = lay_out(reading.profile, reading.book, now)
    assert match.parts[0].cells["answer"] == ("满意", "不满意")


OF = """\
surveys:
  satisfaction: {question: [1、性别], satisfied: [男], valid: [男, 女]}   # by mistake
  satisfaction_2: {of: satisfaction, question: [2、满意吗], satisfied: [满意], valid: [满意, 不满意]}
  satisfaction_3: {of: satisfaction, question: [别的题], satisfied: [对], valid: [对, 错]}
"""


def test_the_question_that_counts_as_another_takes_its_place_where_that_is_gone(asked):
    """No `of` is left that names a question which the mapping has taken out."""
    settings, reading = asked(("1、性别", ("男", "女")), ("2、满意吗", ("满意", "不满意")))
    path = settings.root / "surveys.yaml"
    path.write_text(OF, encoding="utf-8")
    draft = draft_mapping(settings, reading, reading.questions[1], ("满意",), ("满意", "不满意"))
    write_mapping(draft)
    assert draft.replaced == ("1、性别",)
    first, other = surveys.read(path)
    assert (first.id, first.of, first.satisfied, other.id) == ("satisfaction", "", ("满意",), "satisfaction_3")
    assert lay_out(reading.profile, reading.book, (first, other)).parts[0].cells["answer"] == ("满意", "不满意")


def test_the_very_question_wins_over_one_that_has_its_words(asked):
    """1、 is part of 11、, and is not it; two columns with one header cannot be told apart, so neither is mapped."""
    settings, reading = asked(("11、满意吗", ("满意",)), ("1、满意吗", ("不满意",)))
    write_mapping(draft_mapping(settings, reading, find_question(reading, "1、满意吗"), ("不满意",), ("不满意",)))
    path = settings.root / "surveys.yaml"
    match, before = lay_out(reading.profile, reading.book, surveys.read(path)), path.read_bytes()
    assert match.parts[0].cells["answer"] == ("不满意",)
    settings, reading = asked(("5、好吗", ("好",)), ("5、好吗", ("差",)))
    with pytest.raises(DataError, match="more than one question would be read: 5、好吗, 5、好吗"):
        draft_mapping(settings, reading, find_question(reading, "1"), ("好",), ("好",))
    assert path.read_bytes() == before


def test_a_question_that_nobody_answered_has_no_answer_to_choose(asked):
    """A file of headers alone."""
    _, reading = asked(("1、满意吗", ()))
    with pytest.raises(UsageError, match="there is no answer to choose from"):
        find_answers(reading.questions[0], "满意", "--satisfied")


def test_of_names_a_survey_of_the_file(tmp_path):
    """A slip in it would count the answers as nothing."""
    path = tmp_path / "surveys.yaml"
    path.write_text("surveys:\n  a: {of: b, question: [q], satisfied: [好], valid: [好]}\n", encoding="utf-8")
    with pytest.raises(SpecError, match="of names no survey that stands by itself: b"):
        surveys.read(path)


def test_a_file_that_is_no_survey_is_refused(empty, tmp_path):
    """By one line that says where answer sheets come from."""
    path = shutil.copy(next(samples(ACCOUNT, "2024Q1").glob("user_analysis*")), tmp_path)
    (line,) = errors(pubkpi("survey", path, cwd=empty, code=4))
    assert "no answer sheets" in line
