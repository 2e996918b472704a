"""What surrounds the code: the workflow, the forms for issues, the hooks before a commit, the pages for maintainers."""

import re
import shutil
import sys
from pathlib import Path

import pytest
import yaml

from tests.house.test_commands import commands
from tests.house.tree import ROOT

FOLDER = ROOT / ".github" / "ISSUE_TEMPLATE"
FORMS = sorted(path for path in FOLDER.glob("*.yml") if path.stem != "config")
FIELDS = {"input", "textarea", "dropdown", "checkboxes"}


def read(*parts):
    return yaml.safe_load(ROOT.joinpath(*parts).read_text(encoding="utf-8"))


def test_the_workflow_runs_the_readmes_commands_on_every_system_and_python():
    jobs = read(".github", "workflows", "ci.yml")["jobs"]
    steps = [(step.get("shell", "sh"), step["run"].strip()) for step in jobs["tests"]["steps"] if "run" in step]
    assert [(shell, words) for shell, words in steps if shell != "pwsh"] == [
        (shell, commands(shell)[place]) for place in (0, 1) for shell in ("sh", "cmd")
    ]
    matrix = jobs["tests"]["strategy"]["matrix"]
    assert [one.partition("-")[0] for one in matrix["system"]] == ["ubuntu", "macos", "windows"]
    classifiers = re.findall(r"Python :: (3\.\d+)", (ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert matrix["python"] == classifiers
    assert [step["run"] for step in jobs["everything"]["steps"] if "run" in step] == [".ci/run"]


def test_the_workflow_takes_actions_by_their_content_and_may_only_read():
    words = (ROOT / ".github" / "workflows" / "ci.yml").read_text(encoding="utf-8")
    assert set(re.findall(r"uses: (?!\S+@[0-9a-f]{40}  # v\d+\.\d+\.\d+$)(.*)", words, re.MULTILINE)) == set()
    assert read(".github", "workflows", "ci.yml")["permissions"] == {"contents": "read"}


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.stem)
def test_a_form_for_issues_is_whole_and_speaks_both_languages(form):
    data = yaml.safe_load(form.read_text(encoding="utf-8"))
    assert {"name", "description", "labels", "body"} == set(data)
    fields = [field for field in data["body"] if field["type"] != "markdown"]
    assert {field["type"] for field in fields} <= FIELDS
    assert len({field["id"] for field in fields}) == len(fields)
    words = [data["name"], data["description"], *(field["attributes"]["label"] for field in fields)]
    assert not [one for one in words if not (re.search("[㐀-鿿]", one) and re.search("[a-z]{3}", one))]


def test_hooks_call_installed_programs_and_fetch_nothing():
    repos = read(".pre-commit-config.yaml")["repos"]
    assert [repo["repo"] for repo in repos] == ["local"]
    hooks = {hook["id"]: hook for hook in repos[0]["hooks"]}
    assert set(hooks) == {"format", "lint", "types", "rooms"}
    assert {hook["language"] for hook in hooks.values()} == {"system"}
    programs = {hook["entry"].split()[0] for hook in hooks.values()}
    assert not [one for one in programs if not shutil.which(one, path=str(Path(sys.executable).parent))]


@pytest.mark.parametrize("page", ["SECURITY.md", "docs/releasing.md", ".github/pull_request_template.md"])
def test_a_page_for_maintainers_names_only_files_that_are_there(page):
    named = re.findall(
        r"[`(]((?:[\w.-]+/)*[\w-]*\.(?:md|py|txt|yml|toml|ci/run))\b", (ROOT / page).read_text(encoding="utf-8")
    )
    assert not [
        name for name in named if not (ROOT / name).exists() and not (ROOT / page).parent.joinpath(name).exists()
    ]
