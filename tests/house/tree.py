"""What the house rules look at: the project's files, its syntax trees, and child processes that start clean."""

import ast
import os
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "pubkpi"
SCRIPTS = "Scripts" if os.name == "nt" else "bin"
EXE = ".exe" if os.name == "nt" else ""


def tracked(*folders: str) -> list[Path]:
    """Files under git or on the way there (ignored ones left out), relative to the root; all, or those of *folders*."""
    listing = run("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", *folders)
    assert listing.returncode == 0, listing.stderr
    return sorted(Path(name) for name in set(listing.stdout.split("\0")) if name and (ROOT / name).is_file())


def modules(folder: Path = PACKAGE) -> list[Path]:
    """Every Python module of *folder*."""
    return sorted(folder.rglob("*.py"))


@cache
def nodes(tree: ast.AST) -> tuple[ast.AST, ...]:
    """Every node of a syntax tree; a dozen rules look through each."""
    return tuple(ast.walk(tree))


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Every function of a syntax tree, methods and inner ones too."""
    return (node for node in nodes(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


@cache
def parsed(path: Path) -> ast.Module:
    """The syntax tree of a module."""
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def place(path: Path) -> str:
    """A path as a reader of a failure wants it: relative to the root, with forward slashes."""
    return path.relative_to(ROOT).as_posix() if path.is_relative_to(ROOT) else path.as_posix()


def run(*command: str | Path, cwd: Path = ROOT, timeout: float = 600) -> subprocess.CompletedProcess[str]:
    """Run a program without input and without this interpreter's PYTHON* settings; its output as UTF-8 text."""
    env = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "PYTEST", "COVERAGE"))}
    return subprocess.run(
        [str(word) for word in command],
        cwd=cwd,
        env=env | {"PYTHONUTF8": "1"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        timeout=timeout,
    )


def python(*arguments: str | Path, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    """Run this interpreter."""
    return run(sys.executable, *arguments, cwd=cwd)


def said(outcome: subprocess.CompletedProcess[str]) -> str:
    """What a program wrote, for the message of a failed assertion."""
    return f"{' '.join(outcome.args)} ended with {outcome.returncode}\n{outcome.stdout}\n{outcome.stderr}"
