"""The workspace: found by pubkpi.toml upward from here, its settings frozen into one object.

Precedence: a flag, then ``PUBKPI_*`` in the environment, then pubkpi.toml, then the default.
"""

import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from pubkpi.model.errors import UsageError
from pubkpi.model.text import Lang, Text, choices_hint
from pubkpi.workspace import slips

MARKER = "pubkpi.toml"
CHINA = timezone(timedelta(hours=8))


@dataclass(frozen=True, slots=True)
class Settings:
    """Where a workspace is and how it wants to be run; frozen when a command starts."""

    root: Path
    scorecard: str = "department_2024"
    organisation: str = ""
    author: str = ""
    lang: Lang = "zh"
    reject_limit: float = 0.05
    memory_mb: int = 1000
    seconds: float = 8.0
    threads: int = 0
    shared: bool = False
    now: str = ""

    @property
    def state(self) -> Path:
        """The folder of archive, journal and database."""
        return self.root / "data"

    @property
    def database(self) -> Path:
        """The database: a cache of archive and journal."""
        return self.state / "pubkpi.duckdb"

    @property
    def journal(self) -> Path:
        """Every decision, in order: what was loaded, and what taken out again."""
        return self.state / "journal.jsonl"

    @property
    def compiled(self) -> Path:
        """The queries that were compiled before: a shortcut that may be deleted."""
        return self.state / "compiled.json"

    @property
    def inbox(self) -> Path:
        """Where exports wait to be loaded."""
        return self.root / "inbox"

    @property
    def exports(self) -> Path:
        """The workspace's own profiles of exports."""
        return self.root / "exports"

    @property
    def specs(self) -> Path:
        """The workspace's scorecards and measures."""
        return self.root / "kpi_specs"

    @property
    def reports(self) -> Path:
        """Where reports are written unless told otherwise."""
        return self.root / "reports"

    @property
    def templates(self) -> Path:
        """The workspace's own report templates, which win over the shipped ones."""
        return self.root / "report_templates"

    def clock(self) -> datetime:
        """This moment in China's time, or the one that PUBKPI_NOW fixes."""
        try:
            return datetime.fromisoformat(self.now) if self.now else datetime.now(CHINA)
        except ValueError as problem:
            what = Text(f"不是时刻：{self.now}", f"not a moment: {self.now}")
            raise UsageError(
                "PUBKPI_NOW", what, Text("如 2024-12-31T08:00:00。", "As in 2024-12-31T08:00:00.")
            ) from problem


# pubkpi.toml spells a setting in a table; the environment as PUBKPI_ and the name.
_TABLES: Mapping[str, tuple[str, type]] = {
    "scorecard": ("score", str),
    "organisation": ("report", str),
    "author": ("report", str),
    "lang": ("report", str),
    "reject_limit": ("ingest", float),
    "memory_mb": ("ingest", int),
    "seconds": ("ingest", float),
    "threads": ("engine", int),
    "shared": ("workspace", bool),
}
_BOUNDS = {"reject_limit": (0, 1), "threads": (0, 1024), "memory_mb": (200, 1_000_000), "seconds": (0.1, 86_400)}


def find(start: Path | None = None, **flags: Any) -> Settings:
    """The workspace at or above *start* (PUBKPI_WORKSPACE, else the current folder); UsageError when there is none.

    *flags* that are not None win over everything.
    """
    settings = within(start, **flags)
    if settings is not None:
        return settings
    raise UsageError(
        str(_here(start)),
        Text(f"这里和上级文件夹都没有 {MARKER}，不是工作区", f"no {MARKER} here or above: this is not a workspace"),
        Text("先运行 pubkpi init 建一个。", "Run pubkpi init to make one."),
    )


def within(start: Path | None = None, **flags: Any) -> Settings | None:
    """The same, or None when there is none."""
    here = _here(start)
    root = next((folder for folder in (here, *here.parents) if (folder / MARKER).is_file()), None)
    return _settings(root, flags) if root else None


def _here(start: Path | None) -> Path:
    return (start or Path(os.environ.get("PUBKPI_WORKSPACE") or Path.cwd())).resolve()


def _settings(root: Path, flags: Mapping[str, Any]) -> Settings:
    settings: dict[str, Any] = {"now": os.environ.get("PUBKPI_NOW", "")}
    file = _toml(root / MARKER)
    for name, (table, kind) in _TABLES.items():
        chosen = flags.get(name)
        for source in (os.environ.get(f"PUBKPI_{name.upper()}") or None, file.get(table, {}).get(name)):
            chosen = source if chosen is None else chosen
        if chosen is not None:
            settings[name] = _typed(name, kind, chosen)
    return Settings(root, **settings)


def _typed(name: str, kind: type, value: object) -> object:
    if kind is str and not isinstance(value, str):
        hint = Text(f'写成 {name} = "文字"。', f'Write {name} = "words".')
        raise UsageError(name, Text(f"应是文字，不是 {value}", f"should be words, not {value}"), hint)
    try:
        if kind is not bool and isinstance(value, bool):
            raise ValueError(value)
        typed = _flag(value) if kind is bool else kind(value)
    except (TypeError, ValueError, OverflowError) as problem:
        what = Text(f"设置值不对：{value}", f"this setting cannot be {value!r}")
        usual = "true" if kind is bool else getattr(Settings(Path()), name)
        rule = Text(f"应像 {usual} 这样写。", f"Write it like {usual}.")
        raise UsageError(name, what, rule) from problem
    if name == "lang" and typed not in ("zh", "en"):
        raise UsageError(name, Text(f"语言只能是 zh 或 en，不是 {value}", f"the language is zh or en, not {value}"))
    if name in _BOUNDS and isinstance(typed, int | float):
        least, most = _BOUNDS[name]
        if not least <= typed <= most:
            words = Text(f"应在 {least} 和 {most} 之间，不是 {value}", f"from {least} to {most}, not {value}")
            raise UsageError(name, words)
    return typed


def _flag(value: object) -> bool:
    """*value* of a file or of the environment as yes or no; ValueError when it is neither."""
    words = str(value).casefold()
    if words not in ("true", "false"):
        raise ValueError(words)
    return words == "true"


def _toml(path: Path) -> dict[str, Any]:
    try:
        text = slips.text_of(path)
        data = tomllib.loads(text)
    except slips.UnreadableError as problem:
        raise UsageError(str(path), problem.what, problem.hint) from problem
    except tomllib.TOMLDecodeError as problem:
        raise _unread(path, text, str(problem)) from problem
    for table, names in data.items():
        known = [name for name, (owner, _) in _TABLES.items() if owner == table]
        unknown = sorted(set(names) - set(known)) if known and isinstance(names, dict) else [table]
        if unknown:
            raise UsageError(
                str(path),
                Text(f"不认识的设置：{'、'.join(unknown)}", f"unknown settings: {', '.join(unknown)}"),
                choices_hint(f"[{owner}] {name}" for name, (owner, _) in _TABLES.items()),
            )
    return data


def _unread(path: Path, text: str, message: str) -> UsageError:
    """The error to raise: what is written where the parser, by its *message*, cannot go on."""
    place = re.search(r"\(at line (\d+), column (\d+)\)", message)
    line, column = (int(place[1]), int(place[2])) if place else (len(text.splitlines()), 1)
    slip = slips.toml_slip(text, (line, line - 1))
    if slip:
        return UsageError(f"{path}:{slip.line}:{slip.column}", slip.what, slip.hint)
    known = ("Cannot declare", "Cannot overwrite", "already")
    if any(words in message for words in known):
        what, hint = Text("写了两次", "given twice"), Text("只留一处。", "Leave it in one place.")
    else:
        words = message.partition(" (at")[0]
        what = Text("不是有效的 TOML", f"not valid TOML: {words}")
        hint = Text(
            '每行写 名称 = 值，文字加引号，如 lang = "zh"。', 'A line is name = value, texts in quotes: lang = "zh".'
        )
    return UsageError(f"{path}:{line}:{column}", what, hint)
