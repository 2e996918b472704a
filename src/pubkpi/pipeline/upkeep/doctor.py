"""Whether all is in order that pubkpi needs: the installation, the terminal, the workspace and its database."""

import re
import shutil
import sys
from collections.abc import Iterator
from contextlib import closing
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path
from tempfile import TemporaryFile
from typing import TYPE_CHECKING

from pubkpi.model.errors import BusyError, PubkpiError, ReportError
from pubkpi.model.status import HealthCheck
from pubkpi.model.system import reason
from pubkpi.model.text import Text, same
from pubkpi.workspace.lock import Lock
from pubkpi.workspace.record import Record
from pubkpi.workspace.settings import Settings, within

if TYPE_CHECKING:
    from pubkpi.database.open import Origin

_PYTHON = (3, 11)
_REBUILD = Text("运行 pubkpi rebuild 重建。", "Make it again with pubkpi rebuild.")
_ROOM = 500_000_000  # bytes that must be left besides a second copy of the database
_NEEDED = re.compile(r"([A-Za-z0-9._-]+)[^;]*?(?:>=\s*([0-9.]+))?[^;]*$")


def health() -> list[HealthCheck]:
    """Each thing that is needed, of the installation and, if there is one here, of the workspace; changes nothing."""
    checks = [_python(), _libraries(), _font(), _terminal()]
    name = Text("工作区", "workspace")
    try:
        settings = within()
    except PubkpiError as problem:
        return [*checks, _broken(name, problem)]
    if settings is None:
        what = Text("这里不是工作区，只检查了安装", "there is none here: only the installation was looked at")
        return [*checks, HealthCheck(name, is_sound=True, what=what)]
    return [*checks, HealthCheck(name, is_sound=True, what=same(str(settings.root))), *_workspace(settings)]


def _python() -> HealthCheck:
    found = ".".join(map(str, sys.version_info[:3]))
    least = ".".join(map(str, _PYTHON))
    remedy = Text(f"换成 Python {least} 或更新的版本。", f"Use Python {least} or newer.")
    words = same(f"pubkpi {_version('pubkpi') or '?'}, Python {found}")
    return HealthCheck(Text("版本", "versions"), sys.version_info >= _PYTHON, words, remedy)


def _libraries() -> HealthCheck:
    """Whether each library that the installed pubkpi names is there, and not too old."""
    try:
        needed = [one for one in requires("pubkpi") or () if "extra ==" not in one]
    except PackageNotFoundError:
        needed = []
    wrong = [word for one in needed if (word := _fault(one))]
    what, names = Text(f"{len(needed)} 个，齐全", f"all {len(needed)} are there"), ", ".join(wrong)
    if wrong:
        what = Text(f"缺少或太旧：{names}", f"missing or too old: {names}")
    remedy = Text(
        "重新安装：pip install --force-reinstall pubkpi。", "Install again: pip install --force-reinstall pubkpi."
    )
    return HealthCheck(Text("依赖的库", "libraries"), not wrong, what, remedy)


def _fault(requirement: str) -> str:
    """What is wrong with what *requirement* names; blank if nothing is, or if it is not for this system."""
    if ";" in requirement:
        return ""
    match = _NEEDED.fullmatch(requirement)
    name, least = (match[1], match[2]) if match else (requirement, None)
    found = _version(name)
    if found is None:
        return name
    return f"{name} {found} < {least}" if least and _numbers(found) < _numbers(least) else ""


def _version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def _numbers(words: str) -> list[int]:
    return [int(one) for one in re.findall(r"\d+", words)[:3]]


def _font() -> HealthCheck:
    from pubkpi.report.formats.fonts import FAMILY, font_file

    name = Text("中文字体", "Chinese font")
    try:
        font_file()
    except ReportError as problem:
        return _broken(name, problem)
    return HealthCheck(name, is_sound=True, what=same(FAMILY))


def _terminal() -> HealthCheck:
    """Whether the terminal shows Chinese."""
    encoding = (sys.__stdout__.encoding if sys.__stdout__ else "") or "utf-8"
    try:
        "中".encode(encoding)
    except (UnicodeEncodeError, LookupError):
        remedy = Text(
            "Windows 先运行 chcp 65001，其他系统设置 LANG=zh_CN.UTF-8。",
            "Run chcp 65001 on Windows, elsewhere set LANG=zh_CN.UTF-8.",
        )
        return HealthCheck(Text("终端编码", "terminal"), is_sound=False, what=same(encoding), remedy=remedy)
    return HealthCheck(Text("终端编码", "terminal"), is_sound=True, what=same(encoding))


def _workspace(settings: Settings) -> Iterator[HealthCheck]:
    yield from _folders(settings)
    yield _space(settings)
    yield _clock(settings)
    yield from _settings_files(settings)
    yield _journal(settings)
    yield _lock(settings)
    yield _database(settings)


def _folders(settings: Settings) -> Iterator[HealthCheck]:
    """Whether a file can be written where pubkpi writes."""
    name = Text("写权限", "write access")
    for folder in (settings.root, settings.state, settings.reports):
        if folder.is_dir():
            try:
                with TemporaryFile(dir=folder):
                    pass
            except OSError as problem:
                why = reason(problem)
                what = Text(f"{folder} 不能写（{why.zh}）", f"{folder} cannot be written ({why.en})")
                remedy = Text("检查文件夹的权限，或换一个位置。", "See to its rights, or move the workspace.")
                yield HealthCheck(name, is_sound=False, what=what, remedy=remedy)
                return
    yield HealthCheck(name, is_sound=True, what=Text("可以写入", "granted"))


def _space(settings: Settings) -> HealthCheck:
    """Whether there is room for a second database, which a rebuild makes beside the first."""
    free = shutil.disk_usage(settings.root).free
    size = settings.database.stat().st_size if settings.database.exists() else 0
    needed, megabytes = size + _ROOM, free // 1_000_000
    what = Text(f"还有 {megabytes:,} MB", f"{megabytes:,} MB left")
    remedy = Text(f"腾出 {needed // 1_000_000:,} MB 以上。", f"Make room for {needed // 1_000_000:,} MB or more.")
    return HealthCheck(Text("磁盘空间", "free space"), free >= needed, what, remedy)


def _clock(settings: Settings) -> HealthCheck:
    name = Text("时钟", "clock")
    try:
        now = settings.clock()
    except PubkpiError as problem:
        return _broken(name, problem)
    remedy = Text("去掉环境变量 PUBKPI_NOW。", "Unset PUBKPI_NOW.")
    words = f"{now:%Y-%m-%d %H:%M}"
    what = Text(f"固定在 {words}", f"fixed at {words}") if settings.now else same(words)
    return HealthCheck(name, not settings.now, what, remedy)


def _settings_files(settings: Settings) -> Iterator[HealthCheck]:
    """What is wrong in the files that people write beside the plan, or that nothing is."""
    from pubkpi.pipeline.upkeep.state import mistakes

    name = Text("设置文件", "settings files")
    found = mistakes(settings)
    yield from (_broken(name, problem) for problem in found)
    if not found:
        yield HealthCheck(name, is_sound=True, what=Text("读得懂", "understood"))


def _journal(settings: Settings) -> HealthCheck:
    """Whether the journal holds together, and the archive knows it."""
    name = Text("日志和归档", "journal and archive")
    try:
        record = Record(settings.state)
        count = len(record.entries())
    except PubkpiError as problem:
        return _broken(name, problem)
    what = Text(f"{count} 行", f"{count} lines")
    if record.journal.cut_off:
        what = Text(f"{what.zh}，最后一行没有写完", f"{what.en}, the last of which is not finished")
    remedy = Text(
        "运行 pubkpi status：能补完就补完，补不了会说怎么办。",
        "Run pubkpi status: it completes the line, or says what to do.",
    )
    return HealthCheck(name, not record.journal.cut_off, what, remedy)


def _lock(settings: Settings) -> HealthCheck:
    name = Text("占用", "lock")
    try:
        if (settings.state / ".lock").exists():
            Lock(settings.state / ".lock").release()
    except BusyError as problem:
        return _broken(name, problem)
    except OSError as problem:
        why = reason(problem)
        return HealthCheck(
            name, is_sound=False, what=why, remedy=Text("检查 data 文件夹的权限。", "See to the rights of data.")
        )
    return HealthCheck(name, is_sound=True, what=Text("没有别的 pubkpi 在用", "no other pubkpi is at work"))


def _database(settings: Settings) -> HealthCheck:
    """Whether the database is there, of today's layout and not behind the journal."""
    from pubkpi.database.open import end

    name, path = Text("数据库", "database"), settings.database
    if not path.exists():
        return HealthCheck(name, is_sound=True, what=Text("还没有，用到时会建", "none yet, made when it is needed"))
    try:
        found, last = _origin(path), end(Record(settings.state).entries())
    except PubkpiError as problem:
        return HealthCheck(
            name, is_sound=False, what=problem.what, remedy=problem.hint if problem.hint.zh else _REBUILD
        )
    if found is None:
        return HealthCheck(name, is_sound=False, what=Text("已损坏", "it is damaged"), remedy=_REBUILD)
    wrong = _age(found.version, is_behind=(found.seq, found.hash) != last)
    what = same(f"{path.stat().st_size / 1_000_000:,.1f} MB")
    return HealthCheck(name, False, *wrong) if wrong else HealthCheck(name, is_sound=True, what=what)


def _origin(path: Path) -> "Origin | None":
    """By what the database was made, all of whose rows were read; None where it does not say."""
    from pubkpi.database.digest import digest
    from pubkpi.database.open import origin
    from pubkpi.database.schema import VERSION
    from pubkpi.engine.duckdb import DuckDB

    with closing(DuckDB(path, read_only=True)) as engine:
        found = origin(engine)
        if found and found.version == VERSION:
            digest(engine)  # a damaged block is found when it is read
        return found


def _age(layout: int, *, is_behind: bool) -> tuple[Text, Text] | None:
    """What is wrong with a database of that *layout*, and what to do; None if nothing is."""
    from pubkpi.database.schema import VERSION

    if layout > VERSION:
        what = Text(f"由更新的 pubkpi 建立（{layout} > {VERSION}）", f"made by a newer pubkpi ({layout} > {VERSION})")
        return what, Text("更新 pubkpi，或运行 pubkpi rebuild。", "Update pubkpi, or run pubkpi rebuild.")
    if layout < VERSION or is_behind:
        what = Text("没有跟上日志或这个版本", "it is behind the journal or this version")
        return what, Text("运行 pubkpi status，它会跟上。", "Run pubkpi status, which brings it up.")
    return None


def _broken(name: Text, problem: PubkpiError) -> HealthCheck:
    """That what *problem* says is wrong with it."""
    what = Text(*(f"{problem.where}: {words}" if problem.where else words for words in problem.what))
    return HealthCheck(name, is_sound=False, what=what, remedy=problem.hint)
