"""How big a thing may get, what it may be called, and what it must not do."""

import ast
from collections import Counter

import pytest

from tests.house.tree import PACKAGE, ROOT, functions, modules, nodes, parsed, place

MODULE_LINES, FUNCTION_LINES, COMMAND_STATEMENTS, ROOM_MODULES = 300, 40, 15, 12
VAGUE = {"utils", "util", "helpers", "helper", "misc", "common"}
OURS = [*modules(), *modules(ROOT / "sample_data")]


def long_functions(tree):
    """(line, name) of every function with more than 40 lines, from ``def`` to its last line."""
    return [(f.lineno, f.name) for f in functions(tree) if f.end_lineno - f.lineno + 1 > FUNCTION_LINES]


def long_commands(tree):
    """(line, name) of every public function at the top of a module with more than 15 statements, as counted below."""
    commands = [node for node in tree.body if isinstance(node, ast.FunctionDef)]
    return [(command.lineno, command.name) for command in commands if statement_count(command) > COMMAND_STATEMENTS]


def statement_count(function):
    """Statements in the body of a function, nested ones too, without imports and docstring; 0 for a private one."""
    docstring = ast.get_docstring(function) is not None
    counted = (isinstance(node, ast.stmt) and not isinstance(node, ast.ImportFrom) for node in ast.walk(function))
    inner = sum(counted) - 1
    return 0 if function.name.startswith("_") else inner - docstring


def prints(tree):
    """(line, "print") of every call of print."""
    calls = (node for node in nodes(tree) if isinstance(node, ast.Call))
    return [(call.lineno, "print") for call in calls if isinstance(call.func, ast.Name) and call.func.id == "print"]


def catch_alls(tree):
    """(line, what) of every handler that catches whatever comes; BaseException passes if it is raised again."""
    found = []
    for handler in (node for node in nodes(tree) if isinstance(node, ast.ExceptHandler)):
        names = {node.id for node in ast.walk(handler.type or ast.Name("bare")) if isinstance(node, ast.Name)}
        last = handler.body[-1]
        raised_again = isinstance(last, ast.Raise) and last.exc is None
        if names & {"bare", "Exception"} or ("BaseException" in names and not raised_again):
            found.append((handler.lineno, f"except {' '.join(sorted(names))}"))
    return found


def breaches(rule, paths):
    """Where the modules *paths* break *rule*, one readable line each."""
    return [f"{place(path)}:{line}: {what}" for path in paths for line, what in rule(parsed(path))]


def test_a_module_has_at_most_300_lines():
    """A module that needs more is two."""
    counts = {place(path): len(path.read_text(encoding="utf-8").splitlines()) for path in OURS}
    assert not {path: count for path, count in counts.items() if count > MODULE_LINES}


def test_a_function_has_at_most_40_lines():
    """A function that needs more hides a step without a name."""
    assert not breaches(long_functions, OURS)


def test_a_command_has_at_most_15_statements():
    """A command takes options, calls the pipeline once and hands the result to the console."""
    assert not breaches(long_commands, modules(PACKAGE / "cli" / "commands"))


def test_a_room_has_at_most_12_modules_side_by_side():
    """A room that needs more has rooms inside; cli/commands has one module a command."""
    counts = Counter(path.parent.relative_to(PACKAGE).as_posix() for path in modules())
    assert {room for room, count in counts.items() if count > ROOM_MODULES} == {"cli/commands"}


def test_no_module_is_called_utils_helpers_misc_or_common():
    """If a function has no home, a noun is missing."""
    named = [*OURS, *(path for path in PACKAGE.rglob("*") if path.is_dir())]
    assert not [place(path) for path in named if path.stem.strip("_") in VAGUE]


def test_only_the_console_prints():
    """stdout is data, stderr is talk, and cli/console.py knows which is which."""
    assert not breaches(prints, [path for path in modules() if path != PACKAGE / "cli" / "console.py"])


def test_only_the_app_catches_everything():
    """Errors are caught by name where they are understood, and all of them in cli/app.py."""
    assert not breaches(catch_alls, [path for path in modules() if path != PACKAGE / "cli" / "app.py"])


@pytest.mark.parametrize(
    ("rule", "source"),
    [
        (long_functions, "class A:\n def f(self):\n" + "  x = 1\n" * 40),
        (long_commands, "def f():\n 'One line.'\n if x:\n" + "  x = 1\n" * 15),
        (prints, "def f():\n    print('hello')\n"),
        (catch_alls, "try:\n    f()\nexcept:\n    pass\n"),
        (catch_alls, "try:\n    f()\nexcept (OSError, Exception) as e:\n    raise\n"),
        (catch_alls, "try:\n    f()\nexcept BaseException:\n    pass\n"),
    ],
)
def test_a_breach_is_found(rule, source):
    """The rules above work on a planted breach."""
    assert len(rule(ast.parse(source))) == 1


@pytest.mark.parametrize(
    ("rule", "source"),
    [
        (long_functions, "def f():\n" + "  x = 1\n" * 39),
        (long_commands, "def f():\n 'One line.'\n if x:\n" + "  x = 1\n" * 14),
        (long_commands, "def _f():\n" + "  x = 1\n" * 16),
        (catch_alls, "try:\n    f()\nexcept (OSError, ValueError):\n    pass\n"),
        (catch_alls, "try:\n    f()\nexcept BaseException:\n    undo()\n    raise\n"),
    ],
)
def test_what_keeps_within_a_rule_passes(rule, source):
    """The rules above leave alone what stays within them."""
    assert rule(ast.parse(source)) == []
