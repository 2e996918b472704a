"""A new plan: its texts are drafted and checked, and only then written, with its accounts and the settings."""

import shutil
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from types import MappingProxyType
from typing import TYPE_CHECKING

from pubkpi.model.errors import SpecError, UsageError
from pubkpi.model.findings import Finding
from pubkpi.model.text import Text
from pubkpi.pipeline.results.inputs import lay_out
from pubkpi.workspace.files import write_aside
from pubkpi.workspace.layout import with_settings
from pubkpi.workspace.settings import MARKER, Settings
from pubkpi.workspace.slips import text_of

if TYPE_CHECKING:
    from pubkpi.ingest.profiles.profile import Profile
    from pubkpi.model.kpis.measures import Measure
    from pubkpi.specs.plans.answers import AccountAnswer, PlanAnswers
    from pubkpi.specs.plans.plan_words import PlanWords


NO_SETTINGS: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class NewPlan:
    """A plan that was written: its *name*, its *files*, the points of each dimension and indicator by their labels,
    the measures that were *there* already and are used as they are, what `check` finds in it, whether it *is_in_use*
    by the workspace, and the *unread* platforms by indicator: accounts of theirs do not count in it.
    """

    name: str
    files: tuple[str, ...]
    points: tuple[tuple[Text, int, bool], ...]
    there: tuple[str, ...]
    findings: tuple[Finding, ...]
    is_in_use: bool
    unread: tuple[tuple[Text, tuple[str, ...]], ...]


def new_plan(settings: Settings, answers: "PlanAnswers", *, use: bool = False) -> NewPlan:
    """Write the plan of *answers* into the workspace, whose plan it becomes where there is none or to *use* it;
    UsageError for a name that is taken and for an answer that cannot be, by its option; then nothing was written.
    """
    from pubkpi.specs import measures
    from pubkpi.specs.plans.draft import draft

    use = use or not settings.scorecard
    there = measures.read(settings.specs / "measures")
    made = draft(answers, there, settings.lang)
    files = {f"kpi_specs/measures/{answers.name}.yaml": made.measures} if made.measures else {}
    files |= {f"kpi_specs/{answers.name}.yaml": made.scorecard}
    refuse_duplicate(settings, answers.name)
    try:
        findings = refuse_unusable(settings, answers.name, files)
    except SpecError as problem:
        raise _refusal(problem, made.scorecard, answers.name) from problem
    changed = _accounts(settings, answers.accounts) | _settings(settings, answers, use=use)
    write_files(settings, files, changed)
    tiers = {one.offer.dimension.id: one.offer.dimension.label for one in answers.indicators}
    labels = {**{one.offer.id: one.offer.label for one in answers.indicators}, **tiers}
    points = tuple((labels[name], count, name in tiers) for name, count in made.weights.items())
    read = unread_platforms(settings, answers.accounts, [one.offer.id for one in answers.indicators])
    unread = tuple((one.offer.label, read[one.offer.id]) for one in answers.indicators if read[one.offer.id])
    return NewPlan(answers.name, tuple(files), points, made.there, findings, use, unread)


def plan_of_words(settings: Settings, words: "PlanWords", *, use: bool = False) -> tuple[NewPlan, "PlanAnswers"]:
    """The plan that *words* say, written, and what they say; UsageError by option for what cannot be."""
    from pubkpi.specs.plans.answers import read_answers, read_audience

    audience = read_audience(words.audience) if words.audience else "internal"
    answers = read_answers(words, unfit_measures(settings, words.accounts, audience))
    return new_plan(settings, answers, use=use), answers


def use_plan(settings: Settings, name: str) -> str:
    """The plan that is called *name*, or by the year that *name* is, in use from now on; blank where there is none."""
    there = {path.stem for path in settings.specs.glob("*.yaml")}
    plan = next((one for one in (name, f"plan_{name}") if one in there), "")
    if plan:
        write_files(settings, {}, name_plan(settings, plan))
    return plan


def refuse_duplicate(settings: Settings, name: str) -> None:
    """UsageError where a plan, or a file of measures, is called *name* but for capital letters."""
    for folder in (settings.specs, settings.specs / "measures"):
        for path in (one for one in folder.glob("*.yaml") if one.stem.casefold() == name.casefold()):
            there = path.relative_to(settings.root).as_posix()
            what = Text(f"已有 {there}，不覆盖", f"{there} is there already and is not overwritten")
            alike = "Names that differ in capitals alone are one file on Windows."
            hint = Text("大小写不同的名称在 Windows 上是同一个文件。", alike)
            use = f"pubkpi plan new {path.stem} --use"
            other = Text(
                f"换个计划名称，或用 pubkpi plan edit 修改；就用它：{use}。", f"{_OTHER} To score by it: {use}."
            )
            raise UsageError("NAME", what, other if path.stem == name else hint)


def _refusal(problem: SpecError, text: str, name: str) -> SpecError | UsageError:
    """*problem* with the option that says what stands at its place in the plan's *text*; itself where none does."""
    from pubkpi.specs.plans.sheet import nodes
    from pubkpi.workspace.yaml import yaml_file

    places: dict[str, str] = {}
    for node, is_leaf in nodes(yaml_file.parse(text, f"{name}.yaml")):
        id = node["id"].word()
        places |= {node.at: f"--target {id}"} if is_leaf else {}
        places |= {one.at: f"--{key} {id}" for key, one in node.items() if key in ("baseline", "target")}
    found = [UsageError(places[one.where], one.what, one.hint) for one in problem.all if one.where in places]
    if not found:
        return problem
    found[0].others = tuple(found[1:])
    return found[0]


def unfit_measures(settings: Settings, accounts: Sequence[str], audience: str) -> frozenset[str]:
    """The measures on offer of which no export of the plan's accounts has the data: those in the words of *accounts*,
    and those of accounts.yaml. UsageError for an account that cannot be.
    """
    from pubkpi.ingest.profiles.catalogue import profiles
    from pubkpi.specs.plans.answers import read_account
    from pubkpi.specs.plans.offers import offers, shipped_measures

    platforms = _platforms(settings, tuple(map(read_account, accounts)))
    if not platforms or "" in platforms:
        return frozenset()
    known, measures = profiles(settings.exports), shipped_measures()
    return frozenset(one.id for one in offers(audience) if not _is_given(measures[one.id], measures, known, platforms))


def unread_platforms(
    settings: Settings, accounts: "Sequence[AccountAnswer]", names: Sequence[str]
) -> dict[str, tuple[str, ...]]:
    """The platforms of the plan's *accounts*, and of those of accounts.yaml, of whose data each of the measures *names*
    reads nothing.
    """
    from pubkpi.ingest.profiles.catalogue import profiles
    from pubkpi.specs.plans.offers import shipped_measures

    known, measures = profiles(settings.exports), shipped_measures()
    platforms = sorted(_platforms(settings, accounts) - {""})
    return {
        name: tuple(one for one in platforms if not _is_given(measures[name], measures, known, {one})) for name in names
    }


def refuse_accounts(settings: Settings, accounts: Sequence[str]) -> None:
    """UsageError for one of the *accounts*, in words, that cannot be."""
    from pubkpi.specs.plans.answers import read_account

    _platforms(settings, tuple(map(read_account, accounts)))


def _platforms(settings: Settings, accounts: "Sequence[AccountAnswer]") -> set[str]:
    from pubkpi.ingest.load.names import accounts_in

    words = _accounts(settings, accounts).get("accounts.yaml", "")
    return {str(one) for one, *_ in accounts_in(words, settings.root / "accounts.yaml")[0]} if words else set()


def _is_given(
    measure: "Measure", measures: "Mapping[str, Measure]", known: "Sequence[Profile]", platforms: Collection[str]
) -> bool:
    """Whether accounts on these *platforms* can have the data of *measure*; a form, a survey and what else is of no
    medium, is for all.
    """
    from pubkpi.ingest.profiles.sources import feeding
    from pubkpi.measure.values.derive import parts_of
    from pubkpi.model.facts.platforms import MEDIA

    if measure.fact:
        return any(one.platform in platforms or one.platform not in MEDIA for one in feeding(known, measure))
    parts = [_is_given(measures[one], measures, known, platforms) for one in parts_of(measure, measures)]
    return any(parts) if measure.type == "first_of" else all(parts)


def refuse_unusable(settings: Settings, name: str, files: Mapping[str, str]) -> tuple[Finding, ...]:
    """What `check` finds in the plan *name* once the new *files* are there; SpecError where none could score by it."""
    from pubkpi.specs.build import build
    from pubkpi.specs.check import check

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
    from pubkpi.ingest.accounts.accounts_file import with_accounts
    from pubkpi.ingest.accounts.platform_names import platform_code

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
