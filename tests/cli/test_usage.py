"""A call that is written wrongly, said in Chinese without the library's English."""

import re
import sys
from enum import Enum

import pytest
from typer.exceptions import TyperException

from pubkpi.cli.help import command
from tests.e2e.workspaces import errors, fingerprint, pubkpi
from tests.house.tree import run, said


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (["nonsense"], "没有 nonsense 这个命令"),
        (["accounts", "nonsense"], "accounts: 没有 nonsense 这个命令"),
        (["score", "--qarter", "2024Q4"], "score: 没有 --qarter 这个选项，相近的有 --quarter"),
        (["score", "--zzz"], "score: 没有 --zzz 这个选项"),
        (["score", "--quarter"], "score: --quarter 后面要写值"),
        (["plan", "new", "2026", "--from"], "plan new: --from 后面要写值"),
        (["score", "a", "b"], "score: 多出了 a b"),
        (["score", "-q", "2024Q4", "--format", "xml"], "score: --format 不能写 xml，可用：table、json、csv"),
        (["score", "-q", "2024Q4", "--top", "x"], "score: --top 应为整数"),
        (["score", "-q", "2024Q4", "--top", "0"], "score: --top 应不小于 1"),
        (["report"], "report: 缺少选项 --period、--quarter 或 --year"),
        (["exports", "suggest"], "exports suggest: 缺少参数 FILE"),
        (["accounts", "merge"], "accounts merge: 缺少参数 OLD"),
    ],
    ids=" ".join,
)
def test_a_wrong_call_is_said_in_chinese(tmp_path, words, line):
    (said,) = errors(pubkpi(*words, cwd=tmp_path, lang="zh", code=2))
    assert said.startswith(f"{line}。用法见 pubkpi")
    assert not re.search(r"No such|Missing|Option|Invalid|Input|Got", said)


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (("score", "--period", "9999"), "9999: this is not a period"),
        (("score", "--quarter", "0001Q1"), "0001Q1: this is not a quarter"),
        (
            ("report", "-p", "2024Q4", "--zip", "data/journal.jsonl"),
            "data/journal.jsonl: this is not the name of a ZIP",
        ),
        (("plan", "edit", "--out", "pubkpi.toml", "--force"), "pubkpi.toml: this is not the name of a workbook"),
    ],
)
def test_what_nobody_means_is_refused_and_no_file_is_written_over(copy, words, line):
    before = fingerprint(copy)
    (said,) = errors(pubkpi(*words, cwd=copy, code=2))
    assert said.startswith(line)
    assert fingerprint(copy) == before


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_help_names_no_type_of_the_language_it_is_written_in(pages, lang):
    for words in ([], ["ingest"], ["form"], ["exports", "suggest"], ["rejects"]):
        page = pages[lang, *words, "--help"]
        assert set(re.findall(r"<[^>]*>", page)) <= {"<yes|no>", "<table|json>", "<table|json|csv>"}, words
        assert ("路径" if lang == "zh" else "PATH") in page or words in ([], ["ingest"])


def test_what_chooses_of_a_table_of_ranks_is_refused_without_one(tmp_path):
    for words in (["--top", "3"], ["--columns", "reach"], ["--by", "account", "--format", "csv", "--top", "3"]):
        (said,) = errors(pubkpi("score", "-q", "2024Q4", *words, cwd=tmp_path, lang="zh", code=2))
        assert said == "score: --columns 和 --top 选的是排名表上列什么。加上 --by，不写 --format。"


@pytest.mark.parametrize("name", ["score", "whatif", "robust", "report", "ingest", "forget", "rejects"])
def test_values_are_those_that_the_library_makes(name):
    """Also of words that no choice has, and of what is not given at all."""
    call = command(name).make_context(name, [], resilient_parsing=True)
    for param in call.command.get_params(call):
        for words in examples(param):
            assert value(param.get_runtime_param(), param, words) == value(
                type(param).get_runtime_param(param), param, words
            ), (param.name, words)


def examples(param):
    kind = param.type_descriptor.annotation
    if param.multiple or param.nargs == -1:
        return [None, [], ("总分", "b"), ["-"]]
    choices = [one.value for one in kind] if isinstance(kind, type) and issubclass(kind, Enum) else []
    return [None, "", "总分", "3", "a/b", *choices, *(word.upper() for word in choices)]


def value(conversion, param, words):
    """What *conversion* makes of *words*, with its type; of what it refuses, the reason."""
    try:
        made = conversion.coerce(words, param=param, ctx=None)
    except TyperException as problem:
        return "refused", str(problem)
    return made, type(made), *(map(type, made) if isinstance(made, list) else ())


def test_texts_and_choices_need_no_pydantic(tmp_path):
    words = ["总分", "--quarter", "2024Q4", "--by", "account", "--format", "json"]
    tried = f"from pubkpi.cli.help import command; command('trace').make_context('trace', {words})"
    outcome = run(sys.executable, "-c", f"{tried}; import sys; sys.exit('pydantic' in sys.modules)", cwd=tmp_path)
    assert outcome.returncode == 0, said(outcome)
