"""Who may import whom. The contracts stand in pyproject.toml under tool.importlinter."""

import ast
import shutil
import sys

from tests.house.tree import PACKAGE, ROOT, modules, nodes, parsed, place, python, said

LINT = "import sys; from importlinter.cli import lint_imports_command; lint_imports_command(sys.argv[1:])"


def lint_imports(source):
    """Check the package below *source* against the project's contracts."""
    return python("-c", LINT, "--config", ROOT / "pyproject.toml", "--no-cache", "--no-logo", cwd=source)


def test_rooms_import_only_from_the_rooms_below_and_each_heavy_library_has_one_module():
    """cli → pipeline → {ingest specs measure score ← explain, report} → database → {engine workspace} → printing → model; stages never each other."""
    outcome = lint_imports(PACKAGE.parent)
    assert outcome.returncode == 0, said(outcome)


PLANTED = {
    "score/planted.py": "from pubkpi import report",
    "explain/planted.py": "from pubkpi import measure",
    "model/planted.py": "from pubkpi import workspace",
    "engine/planted.py": "import duckdb",
    "report/planted.py": "def draw():\n    import matplotlib.pyplot",
    "pipeline_two.py": "from pubkpi import score",
}


def test_an_import_against_the_contracts_is_found(tmp_path):
    """The check itself works: a planted import breaks it, also inside a function, also from a room nobody placed."""
    shutil.copytree(PACKAGE, tmp_path / "pubkpi", ignore=shutil.ignore_patterns("__pycache__"))
    for module, line in PLANTED.items():
        (tmp_path / "pubkpi" / module).write_text(line + "\n", encoding="utf-8")
    outcome = lint_imports(tmp_path)
    assert outcome.returncode == 1, said(outcome)
    assert [one for one in PLANTED if one.removesuffix(".py").replace("/", ".") not in outcome.stdout] == []


def test_the_model_needs_nothing_but_the_standard_library():
    """model/ holds the nouns; whoever reads them needs no library."""
    foreign = [
        f"{place(path)}:{node.lineno}: {name}"
        for path in modules(PACKAGE / "model")
        for node in nodes(parsed(path))
        for name in imported(node)
        if name.split(".")[0] not in sys.stdlib_module_names and not name.startswith("pubkpi.model")
    ]
    assert not foreign


def imported(node):
    """The modules that an import statement names."""
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    return [node.module] if isinstance(node, ast.ImportFrom) else []
