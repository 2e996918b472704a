"""The documentation cannot drift: its commands run, its lists are complete."""

import re
import shlex
import shutil

import pytest

from tests.docs.conftest import ROOT, pubkpi
from tests.examples import few

PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
# their commands have tests of their own, which read what they print
TRIED_ELSEWHERE = ("adjust.md", "explain.md", "report.md", "robust.md", "sections.md", "trace.md", "whatif.md")
BLOCK = re.compile(r"<!-- (run: new|run: demo|run: whole|file: \S+) -->\n```(?:sh|jinja)\n(.*?)```", re.DOTALL)


@pytest.mark.parametrize(
    "page", few(PAGES, *(page for page in PAGES if page.name not in TRIED_ELSEWHERE)), ids=lambda page: page.name
)
def test_every_command_of_a_page_runs(page, demo, tmp_path, request):
    """In a new folder, in the few data of the pages, or in the whole demo."""
    blocks = BLOCK.findall(page.read_text("utf-8"))
    if any(kind == "run: whole" for kind, _ in blocks):
        shutil.copytree(request.getfixturevalue("built").folder, tmp_path / "whole")
    for kind, lines in blocks:
        folder = {"run: demo": demo, "run: new": tmp_path}.get(kind) or tmp_path / "whole"
        if kind.startswith("file: "):
            write(folder / kind.removeprefix("file: "), lines)
            continue
        for line in lines.splitlines():
            program, *arguments = shlex.split(line)
            outcome = pubkpi(arguments, folder)
            assert (program, outcome.returncode) == ("pubkpi", 0), f"{line}\n{outcome.stderr}"


def write(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")


def test_every_finding_is_documented():
    """A reader who meets an id finds it in docs/errors.md, and no page lists one that is gone."""
    source = "\n".join(path.read_text("utf-8") for path in (ROOT / "src").rglob("*.py"))
    specs = (ROOT / "kpi_specs" / "department_2024.yaml").read_text("utf-8")
    ids = re.compile(r"\b(?:ingest|measure|score|plan|run|verify|close|adjust)\.[a-z_]+\b")
    raised = set(re.findall(r'Finding\(\s*"([a-z_.]+)"', source)) | set(re.findall(r"id: (plan\.[a-z_]+)", specs))
    table = (ROOT / "docs" / "errors.md").read_text("utf-8").partition("## Findings")[2]
    # those of pubkpi check are rules of the spec language: docs/specs.md lists them
    assert set(ids.findall(table)) == {one for one in raised if not one.startswith("check.")}


def test_every_exit_code_is_documented():
    from pubkpi.model import errors

    table = (ROOT / "docs" / "errors.md").read_text("utf-8")
    documented = {int(code) for code in re.findall(r"^\| (\d+) \|", table, re.MULTILINE)}
    raised = {kind.exit_code for kind in vars(errors).values() if isinstance(kind, type) and hasattr(kind, "exit_code")}
    assert documented == raised | {0, 130, 143}


def test_every_command_is_documented():
    from pubkpi.cli.commands import SUMMARIES

    pages = "\n".join(page.read_text("utf-8") for page in PAGES)
    assert not [command for command in SUMMARIES if f"pubkpi {command}" not in pages]
