"""Commands as pubkpi has them: help in the terminal's language, where the library alone would put English headings
around our words, and nothing loaded that no value needs.
"""

from collections.abc import Mapping
from enum import StrEnum
from functools import partial
from importlib import import_module
from typing import Any, NamedTuple

import typer
from typer.core import TyperCommand, TyperGroup
from typer.exceptions import TyperException

from pubkpi.cli.commands import SUMMARIES
from pubkpi.cli.locale import language, t
from pubkpi.model.text import Text, same

_USAGE: Mapping[str, str] = {"Usage: ": "用法：", "[OPTIONS]": "[选项]", "COMMAND [ARGS]": "命令 [参数]"}
_HEADINGS: Mapping[str, str] = {
    "ARGUMENTS_PANEL_TITLE": "参数",
    "OPTIONS_PANEL_TITLE": "选项",
    "COMMANDS_PANEL_TITLE": "命令",
    "DEFAULT_STRING": "[默认：{}]",
    "REQUIRED_LONG_STRING": "[必填]",
}


_KINDS: Mapping[str, Text] = {"<bool>": same(""), "<str>": Text("文字", "TEXT"), "<path>": Text("路径", "PATH")}


def _kind(param: Any, ctx: Any) -> str:
    """The kind of value that *param* takes; empty for a switch and for an argument, whose name says it."""
    own = str(type(param).display_type_rich(param, ctx))
    if param.param_type_name == "argument":
        return ""
    return _KINDS[own].say(language()) if own in _KINDS else own


class _Conversion(NamedTuple):
    """What makes the words for *param* a value.

    A text is one already, and a choice is looked up; for all else the library loads pydantic, in a tenth of a second.
    """

    param: Any

    def coerce(self, value: Any, **given: Any) -> Any:
        """*value* in the type that the command declares; TyperException where it is none."""
        kind = self.param.type_descriptor.annotation
        if value is None:
            return () if self.param.multiple or self.param.nargs == -1 else None
        if kind == list[str]:
            return [*value]
        if isinstance(kind, type):
            if isinstance(value, kind):
                return value
            if issubclass(kind, StrEnum) and value in [*kind]:
                return kind(value)
        return type(self.param).get_runtime_param(self.param).coerce(value, **given)


class _Said:
    """The library's own words around those of a command."""

    def parse_args(self, ctx: Any, args: list[str]) -> Any:
        """The words that are left of *args*; an error of the parser says in which command."""
        try:
            return super().parse_args(ctx, args)  # type: ignore[misc]  # the class that this is mixed into has it
        except TyperException as problem:
            vars(problem)["ctx"] = getattr(problem, "ctx", None) or ctx
            raise

    def get_params(self, ctx: Any) -> Any:
        params: Any = super().get_params(ctx)  # type: ignore[misc]  # as above
        for one in params:
            one.display_type_rich = partial(_kind, one)
            one.get_runtime_param = partial(_Conversion, one)
        return params

    def get_usage(self, ctx: Any) -> str:
        usage: str = super().get_usage(ctx)  # type: ignore[misc]  # as above
        for english, chinese in _USAGE.items():
            usage = usage.replace(english, t(chinese, english), 1)
        return usage

    def get_help_option(self, ctx: Any) -> Any:
        option: Any = super().get_help_option(ctx)  # type: ignore[misc]  # as above
        if option:
            option.help = t("显示这份说明", "Show this message and exit.")
        return option

    def format_help(self, ctx: Any, formatter: Any) -> None:
        if language() == "zh":
            from typer import rich_utils

            for name, words in _HEADINGS.items():
                setattr(rich_utils, name, words)
        super().format_help(ctx, formatter)  # type: ignore[misc]  # as above


class Command(_Said, TyperCommand):
    """A command whose help is in one language."""


class Group(_Said, TyperGroup):
    """Commands whose help is in one language."""


class Commands(Group):
    """All commands by name and summary; only the one that is called is imported."""

    def __init__(self, **given: Any) -> None:
        summaries = {name: Command(name, help=words.say(language())) for name, words in SUMMARIES.items()}
        super().__init__(**{**given, "commands": summaries})

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Name, command and remaining words of *args*, with the options of the command that they call."""
        name, _, rest = super().resolve_command(ctx, args)
        return name, command(str(name)), rest


def command(name: str) -> Any:
    """The command *name* with its options, from its own module; of several under one name, the group."""
    module, summary = import_module(f"pubkpi.cli.commands.{name}"), SUMMARIES[name].say(language())
    if not hasattr(module, "app"):
        only = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
        only.command(name, cls=Command, help=summary)(module.run)
        return typer.main.get_command(only)
    group = typer.main.get_command(module.app)
    group.name, group.help = name, summary
    return group
