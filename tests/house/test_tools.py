"""Lint and format. Docstrings and annotations of public things in src are among ruff's rules here; types: `.ci/run`."""

import pytest

from tests.house.tree import python, said


@pytest.mark.parametrize(
    "command", ["ruff check --no-fix --output-format=concise .", "ruff format --check --output-format=concise ."]
)
def test_the_tools_have_nothing_to_say(command):
    """Each tool passes with the settings of pyproject.toml; an exception there has its reason beside it."""
    outcome = python("-m", *command.split())
    assert outcome.returncode == 0, said(outcome)


def test_a_public_function_without_docstring_or_annotation_is_found(tmp_path):
    """The settings see a bare public function, a print and a catch-all in src."""
    bare = tmp_path / "src" / "bare.py"
    bare.parent.mkdir()
    bare.write_text("def f(x):\n    try:\n        print(x)\n    except Exception:\n        pass\n", encoding="utf-8")
    outcome = python("-m", "ruff", "check", "--config", "pyproject.toml", "--output-format=concise", bare)
    assert {"ANN001", "ANN201", "D100", "D103", "T201", "BLE001"} <= set(outcome.stdout.split()), said(outcome)
