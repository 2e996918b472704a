"""Templates of sections in a workspace: those that it makes its own, and those of sections of its own."""

from pathlib import Path

from pubkpi.model.errors import ReportError, UsageError
from pubkpi.model.system import reason
from pubkpi.model.text import Text
from pubkpi.report.page import SECTIONS, no_section
from pubkpi.workspace.files import write_aside

_FOLDER, _HTML, _TYPST = "sections", ".html.j2", ".typ.j2"


def own_sections(folder: Path) -> tuple[str, ...]:
    """The sections that only the workspace has, by the names of the templates below its *folder*."""
    names = {path.name.removesuffix(end) for end in (_HTML, _TYPST) for path in (folder / _FOLDER).glob(f"*{end}")}
    return tuple(sorted(names - {*SECTIONS}))


def eject(name: str, shipped: Path, folder: Path) -> tuple[Path, ...]:
    """Copy the templates of section *name* from the *shipped* ones to *folder*, where they win; none that is there is
    overwritten: UsageError, as for a section that does not exist.
    """
    if name not in SECTIONS:
        raise no_section("--eject", name, SECTIONS)
    copies = {folder / _FOLDER / f"{name}{end}": shipped / _FOLDER / f"{name}{end}" for end in (_HTML, _TYPST)}
    for path in copies:
        if path.exists() or path.is_symlink():
            hint = Text("要自带的那份，先把它移走或改名。", "Move or rename it first, to have the shipped one.")
            raise UsageError(str(path), Text("已经有这个模板", "this template is there already"), hint)
    for path, source in copies.items():
        try:
            write_aside(path, source.read_bytes())
        except OSError as problem:
            why = reason(problem)
            what = Text(f"写不进去（{why.zh}）", f"cannot be written ({why.en})")
            raise ReportError(str(path), what) from problem
    return tuple(copies)
