"""A survey that nobody mapped: its questions are listed, one is the satisfaction, and the file can be loaded."""

import json
import shutil

import openpyxl
import pytest

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
    assert "78.9%" in pubkpi("measures", "satisfaction", "--period", "2024Q1", cwd=empty).stdout


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
        (("--question", "1", "--satisfied", "还行"), "surveys.yaml says otherwise of 满意"),
    ],
)
def test_what_does_not_fit_is_refused_and_nothing_written(empty, survey, words, part):
    """Half of what is needed, a question or an answer that is not there, an answer that means two things."""
    before = (empty / "surveys.yaml").read_bytes()
    outcome = pubkpi("survey", survey, *words, cwd=empty, code=2)
    (line,) = errors(outcome)
    assert part in line
    assert (empty / "surveys.yaml").read_bytes() == before


def test_a_file_that_is_no_survey_is_refused(empty, tmp_path):
    """By one line that says where answer sheets come from."""
    path = shutil.copy(next(samples(ACCOUNT, "2024Q1").glob("user_analysis*")), tmp_path)
    (line,) = errors(pubkpi("survey", path, cwd=empty, code=4))
    assert "no answer sheets" in line
