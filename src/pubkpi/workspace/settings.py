"""The workspace: found by pubkpi.toml upward from here, its settings frozen into one object.

Precedence: a flag, then ``PUBKPI_*`` in the environment, then pubkpi.toml, then the default.
"""

import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import Annotated, Any, get_args, get_origin, get_type_hints

from pubkpi.model.errors import ErrorList, UsageError
from pubkpi.model.language import Key, RangeRule
from pubkpi.model.text import Format, Lang, Text, Theme, choices_hint
from pubkpi.workspace import slips

MARKER = "pubkpi.toml"
# The plan of a workspace from the time when each began with one, where its settings name none.
_FIRST_PLAN = "department_2024"
RESTORING = ".restore.json"  # in data/: files are being put back
_THEMES = {"公文": "official"}
CHINA = timezone(timedelta(hours=8))


@dataclass(frozen=True, slots=True)
class Settings:
    """Where a workspace is and how it wants to be run; frozen when a command starts.

    A key is the table and the name in pubkpi.toml; the environment has PUBKPI_ and the name. *data* is the state where
    it lies elsewhere, *upto* the lines of the journal that count when the past is looked at.
    """

    root: Path
    scorecard: Annotated[str, Key("[score] scorecard"), "考核表 / the scorecard"] = ""
    organisation: Annotated[str, Key("[report] organisation"), "报告上的单位 / the organisation on reports"] = ""
    author: Annotated[str, Key("[report] author"), "报告上的编制人 / who made the reports"] = ""
    reviewed: Annotated[str, Key("[report] reviewed"), "报告上的审核人 / who reviews the reports"] = ""
    approved: Annotated[str, Key("[report] approved"), "报告上的批准人 / who approves the reports"] = ""
    classification: Annotated[str, Key("[report] classification"), "封面上的密级 / classification on the cover"] = ""
    number: Annotated[str, Key("[report] number"), "封面上的编号 / the number on the cover"] = ""
    logo: Annotated[str, Key("[report] logo"), "封面上的标识，PNG、JPG 或 SVG / a picture for the cover"] = ""
    lang: Annotated[Lang, Key("[report] lang"), "报告的语言 / the language of reports"] = "zh"
    sections: Annotated[tuple[str, ...], Key("[report] sections"), "报告的章节 / the sections of reports"] = ()
    theme: Annotated[Theme, Key("[report] theme"), "版式：dense 或 official（公文） / how PDF and DOCX look"] = "dense"
    formats: Annotated[tuple[Format, ...], Key("[report] formats"), "报告写成哪些格式 / formats of a report"] = (
        "html",
        "pdf",
    )
    reject_limit: Annotated[float, Key("[ingest] reject_limit"), RangeRule(0, 1), "拒收行的上限 / most rejects"] = 0.05
    memory_mb: Annotated[int, Key("[ingest] memory_mb"), RangeRule(200, 1_000_000), "读文件的内存 / memory"] = 1000
    seconds: Annotated[float, Key("[ingest] seconds"), RangeRule(0.1, 86_400), "读文件的时间 / processor time"] = 8.0
    threads: Annotated[int, Key("[engine] threads"), RangeRule(0, 1024), "线程数；0 自定 / threads; 0 is all"] = 0
    measures: Annotated[str, Key("[engine] measures"), "集群的地址 sc://主机:15002 / the cluster that measures"] = ""
    facts: Annotated[
        Mapping[str, str], Key("[facts]"), "工作区之外的事实表 / where facts lie outside of the workspace, by name"
    ] = field(default_factory=dict)
    shared: Annotated[bool, Key("[workspace] shared"), "几个人共用 / several people use the workspace"] = False
    now: str = ""
    data: Path | None = None
    upto: int | None = None

    @property
    def state(self) -> Path:
        """The folder of archive, journal and database."""
        return self.data or self.root / "data"

    @property
    def dialects(self) -> Mapping[str, str]:
        """What SQL the facts outside of the workspace are asked in, by name."""
        return dict.fromkeys(self.facts, "spark" if self.measures else "duckdb")

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


def today() -> date:
    """This day in China, or that of PUBKPI_NOW, whatever workspace there is."""
    return Settings(Path(), now=os.environ.get("PUBKPI_NOW", "")).clock().date()


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
    if root and (root / "data" / RESTORING).exists():
        from pubkpi.workspace.restoration import complete_restoration

        complete_restoration(root, root / "data")
    return _settings(root, flags) if root else None


def _here(start: Path | None) -> Path:
    return (start or Path(os.environ.get("PUBKPI_WORKSPACE") or Path.cwd())).resolve()


def _settings(root: Path, flags: Mapping[str, Any]) -> Settings:
    path, problems = root / MARKER, ErrorList()
    text, file = _toml(path)
    declared = {name: hint for name, hint in get_type_hints(Settings, include_extras=True).items() if _key(hint)}
    known = {_key(hint): name for name, hint in declared.items()}
    said = {(table, name): value for table, names in file.items() for name, value in _by_name(names, table).items()}
    for table, name in said:
        key = f"[{table}] {name}".strip()
        if key not in known:
            what = Text(f"不认识的设置：{key}", f"unknown setting: {key}")
            problems.append(UsageError(_place(path, text, table, name), what, choices_hint(known, key)))
    settings: dict[str, Any] = {"now": flags.get("now") or os.environ.get("PUBKPI_NOW", "")}
    for key, name in known.items():
        table = key.partition("]")[0][1:]
        variable = f"PUBKPI_{name.upper()}"
        sources = ((name, flags.get(name)), (f"{variable} ({key})", os.environ.get(variable) or None))
        chosen = next((one for one in sources if one[1] is not None), (None, said.get((table, key.partition("] ")[2]))))
        if chosen[1] is not None:
            with problems:
                where = chosen[0] or _place(path, text, table, name)
                settings[name] = _check_type(where, root, name, declared[name], chosen[1])
    problems.refuse()
    if "scorecard" not in settings and (root / "kpi_specs" / f"{_FIRST_PLAN}.yaml").is_file():
        settings["scorecard"] = _FIRST_PLAN
    return Settings(root, **settings)


def _key(hint: Any) -> str:
    """Table and name of the setting that *hint* declares; blank where it is none."""
    return next((mark.name for mark in getattr(hint, "__metadata__", ()) if isinstance(mark, Key)), "")


def _by_name(names: Any, table: str) -> Mapping[str, Any]:
    return names if isinstance(names, dict) and table != "facts" else {"": names}


def _place(path: Path, text: str, table: str, name: str) -> str:
    """``file:line:column`` of the setting *name* in its *table*, or of what stands outside of any."""
    inside = ""
    for number, line in enumerate(text.splitlines(), start=1):
        head = re.match(r"\s*\[\s*([^\]\s]+)", line)
        inside = head[1] if head else inside
        found = re.match(rf"\s*\[?\s*[\"']?({re.escape(name or table)})\b", line)
        if found and inside in (table, ""):
            return f"{path}:{number}:{found.start(1) + 1}"
    return str(path)


def _check_type(where: str, root: Path, name: str, hint: Any, value: object) -> object:
    if name in ("facts", "measures"):
        from pubkpi.model.facts.places import check_address, read_places

        return read_places(where, root, value) if name == "facts" else check_address(where, value)
    kind = get_args(hint)[0]
    if get_origin(kind) is tuple:
        return _read_list(where, name, get_args(get_args(kind)[0]), value)
    kind = kind if isinstance(kind, type) else str
    if kind is str and not isinstance(value, str):
        rule = Text(f'写成 {name} = "文字"。', f'Write {name} = "words".')
        raise UsageError(where, Text(f"{name} 应是文字，不是 {value}", f"{name} should be words, not {value}"), rule)
    try:
        if kind is not bool and isinstance(value, bool):
            raise ValueError(value)
        typed = _flag(value) if kind is bool else kind(value)
    except (TypeError, ValueError, OverflowError) as problem:
        what = Text(f"{name} 不能是 {value}", f"{name} cannot be {value!r}")
        usual = "true" if kind is bool else getattr(Settings(Path()), name)
        raise UsageError(where, what, Text(f"应像 {usual} 这样写。", f"Write it like {usual}.")) from problem
    if name == "lang" and typed not in ("zh", "en"):
        raise UsageError(where, Text(f"语言只能是 zh 或 en，不是 {value}", f"the language is zh or en, not {value}"))
    if name == "theme":
        typed = _THEMES.get(str(typed), typed)
        if typed not in get_args(Theme):
            what = Text(f"没有 {value} 这种版式", f"there is no theme {value}")
            raise UsageError(where, what, choices_hint((*get_args(Theme), *_THEMES), str(value)))
    for least, most in (mark for mark in hint.__metadata__ if isinstance(mark, RangeRule)):
        if not least <= typed <= most:
            words = Text(
                f"{name} 应在 {least} 和 {most} 之间，不是 {value}", f"{name} is {least} to {most}, not {value}"
            )
            raise UsageError(where, words)
    return typed


def _read_list(where: str, name: str, allowed: tuple[str, ...], value: object) -> tuple[str, ...]:
    """The words that *value* lists, each once, all of them *allowed* if that names any; of the environment they have
    commas between.
    """
    words = re.split(r"[\s,，、]+", value.strip(" ,，、")) if isinstance(value, str) else value
    named = isinstance(words, list | tuple) and (allowed or all(isinstance(word, str) for word in words))
    if not isinstance(words, list | tuple) or not words or not named:
        rule = f'{name} = ["{allowed[0] if allowed else "summary"}"]'
        what = Text(f"{name} 应是列表，不是 {value}", f"{name} should be a list, not {value}")
        raise UsageError(where, what, Text(f"写成 {rule}。", f"Write {rule}."))
    for word in words:
        if allowed and word not in allowed:
            what = Text(f"{name} 里没有 {word} 这一种", f"{name} cannot have {word}")
            raise UsageError(where, what, choices_hint(allowed, str(word)))
    return tuple(dict.fromkeys(words))


def _flag(value: object) -> bool:
    """*value* of a file or of the environment as yes or no; ValueError when it is neither."""
    words = str(value).casefold()
    if words not in ("true", "false"):
        raise ValueError(words)
    return words == "true"


def _toml(path: Path) -> tuple[str, dict[str, Any]]:
    """The words of the file at *path*, and what they say."""
    try:
        text = slips.text_of(path)
        return text, tomllib.loads(text)
    except slips.UnreadableError as problem:
        raise UsageError(str(path), problem.what, problem.hint) from problem
    except tomllib.TOMLDecodeError as problem:
        raise _unread(path, text, str(problem)) from problem


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
