"""A new plan: its texts are drafted and checked, and only then written, with its accounts and the settings."""

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from types import MappingProxyType
from typing import TYPE_CHECKING

from pubkpi.model.errors import UsageError
from pubkpi.model.findings import Finding
from pubkpi.model.text import Text
from pubkpi.pipeline.results.inputs import lay_out
from pubkpi.workspace.files import write_aside
from pubkpi.workspace.layout import with_settings
from pubkpi.workspace.settings import MARKER, Settings
from pubkpi.workspace.slips import text_of

if TYPE_CHECKING:
    from pubkpi.specs.plans.answers import AccountAnswer, PlanAnswers


NO_SETTINGS: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class NewPlan:
    """A plan that was written: its *name*, its *files*, the points of each dimension and indicator by their labels,
    the measures that were *there* already and are used as they are, what `check` finds in it, and whether it
    *is_in_use* by the workspace.
    """

    name: str
    files: tuple[str, ...]
    points: tuple[tuple[Text, int, bool], ...]
    there: tuple[str, ...]
    findings: tuple[Finding, ...]
    is_in_use: bool


def new_plan(settings: Settings, answers: "PlanAnswers", *, use: bool = False) -> NewPlan:
    """Write the plan of *answers* into the workspace, whose plan it becomes where there is none or to *use* it;
    UsageError for a name that is taken, SpecError for an account that cannot be, after which nothing was written.
    """
    from pubkpi.specs import measures
    from pubkpi.specs.plans.draft import draft

    use = use or not settings.scorecard
    there = measures.read(settings.specs / "measures")
    made = draft(answers, there, settings.lang)
    files = {f"kpi_specs/measures/{answers.name}.yaml": made.measures} if made.measures else {}
    files |= {f"kpi_specs/{answers.name}.yaml": made.scorecard}
    findings = refuse_unusable(settings, answers.name, files)
    changed = _accounts(settings, answers.accounts) | _settings(settings, answers, use=use)
    write_files(settings, files, changed)
    tiers = {one.offer.dimension.id: one.offer.dimension.label for one in answers.indicators}
    labels = {**{one.offer.id: one.offer.label for one in answers.indicators}, **tiers}
    points = tuple((labels[name], count, name in tiers) for name, count in made.weights.items())
    return NewPlan(answers.name, tuple(files), points, made.there, findings, use)


def refuse_unusable(settings: Settings, name: str, files: Mapping[str, str]) -> tuple[Finding, ...]:
    """What `check` finds in the plan *name* once the new *files* are there; UsageError where one is there already,
    SpecError where it could not be scored by.
    """
    from pubkpi.specs.build import build
    from pubkpi.specs.check import check

    for one in files:
        if (settings.root / one).exists():
            what = Text("已有这个文件，不覆盖", "this file is there already and is not overwritten")
            raise UsageError(one, what, Text("换个计划名称，或用 pubkpi plan edit 修改。", _OTHER))
    with TemporaryDirectory(prefix="pubkpi-") as folder:
        specs = Path(folder) / "kpi_specs"
        shutil.copytree(settings.specs, specs) if settings.specs.is_dir() else specs.mkdir()
        lay_out(files, Path(folder))
        build(specs, name)
        return tuple(one for one in check(specs, name) if name in one.where)


def write_files(settings: Settings, files: Mapping[str, str], changed: Mapping[str, str]) -> None:
    """Write the new *files* of the workspace, then those that are *changed*; all of them, or none."""
    before = {name: (settings.root / name).read_bytes() for name in changed if (settings.root / name).is_file()}
    try:
        for name, words in (*files.items(), *changed.items()):
            write_aside(settings.root / name, words.encode())
    except BaseException:
        for name in files:
            (settings.root / name).unlink(missing_ok=True)
        for name, data in before.items():
            write_aside(settings.root / name, data)
        raise


def _accounts(settings: Settings, accounts: "Sequence[AccountAnswer]") -> dict[str, str]:
    """accounts.yaml as it is to be."""
    from pubkpi.ingest.accounts.accounts_file import platform_code, with_accounts

    listed = [(platform_code(platform), name, unit) for platform, name, unit in accounts]
    return {"accounts.yaml": with_accounts(settings.root / "accounts.yaml", listed)} if listed else {}


def _settings(settings: Settings, answers: "PlanAnswers", *, use: bool) -> dict[str, str]:
    """pubkpi.toml as it is to be: an organisation that it says already stays."""
    new = {} if settings.organisation else {"[report] organisation": answers.organisation}
    return name_plan(settings, answers.name if use else "", new)


def name_plan(settings: Settings, name: str, more: Mapping[str, str] = NO_SETTINGS) -> dict[str, str]:
    """pubkpi.toml as it is to be with the plan *name*, unless that is blank, and *more* settings."""
    new = {**({"[score] scorecard": name} if name else {}), **more}
    return {MARKER: with_settings(text_of(settings.root / MARKER), new)} if new else {}


_OTHER = "Choose another name, or change it by pubkpi plan edit."
