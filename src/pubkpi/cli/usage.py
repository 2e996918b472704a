"""Usage errors of the command-line library, in our words."""

import re
from collections.abc import Mapping

from typer.exceptions import TyperException

from pubkpi.model.errors import UsageError
from pubkpi.model.text import Text

# The library's words as patterns, and the Chinese for each; what a group holds is put in.
_CHINESE: Mapping[str, str] = {
    r"No such option: (?P<a>\S+) \(Possible options: (?P<b>.*)\)": "没有 {a} 这个选项，相近的有 {b}",
    r"No such option: (?P<a>\S+)": "没有 {a} 这个选项",
    r"No such command '(?P<a>.*)'\. Did you mean (?P<b>.*)\?": "没有 {a} 这个命令，相近的有 {b}",
    r"No such command '(?P<a>.*)'": "没有 {a} 这个命令",
    r"Option '(?P<a>.*)' requires an argument": "{a} 后面要写值",
    r"Option '(?P<a>.*)' requires (?P<b>\d+) arguments": "{a} 后面要写 {b} 个值",
    r"Option '(?P<a>.*)' does not take a value": "{a} 后面不写值",
    r"Missing option (?P<a>.*)": "缺少选项 {a}",
    r"Missing (?:argument|parameter:?) (?P<a>.*)": "缺少参数 {a}",
    r"Missing command": "缺少子命令",
    r"Got unexpected extra arguments?(?:\(s\))? \((?P<a>.*)\)": "多出了 {a}",
    r"Invalid value for (?P<a>[^:]*): '(?P<b>.*)' is not one of (?P<c>.*)": "{a} 不能写 {b}，可用：{c}",
    r"Invalid value for (?P<a>[^:]*): .*(?:valid integer|not a valid int\w*).*": "{a} 应为整数",
    r"Invalid value for (?P<a>[^:]*): .*greater than or equal to (?P<b>[\d.]+)": "{a} 应不小于 {b}",
    r"Invalid value for (?P<a>[^:]*): .*less than or equal to (?P<b>[\d.]+)": "{a} 应不大于 {b}",
}
_UNKNOWN = "命令写法不对（{a}）"


def as_usage_error(problem: TyperException) -> UsageError:
    """*problem* as one line in both languages, with the command that shows how to write the call."""
    words = problem.format_message().replace("Value error, ", "").rstrip(".")
    context = getattr(problem, "ctx", None)
    command = context.command_path if context else "pubkpi"
    hint = Text(f"用法见 {command} --help。", f"See {command} --help.")
    return UsageError(command.removeprefix("pubkpi").strip(), Text(_in_chinese(words), words), hint)


def _in_chinese(words: str) -> str:
    for pattern, chinese in _CHINESE.items():
        if hit := re.fullmatch(pattern, words):
            return chinese.format(**{name: _plain(part) for name, part in hit.groupdict().items()})
    return _UNKNOWN.format(a=words)


def _plain(part: str) -> str:
    """Names of options and values without the library's quotes, in a Chinese list."""
    return part.replace("'", "").replace(", ", "、").replace(" / ", " 或 ")
