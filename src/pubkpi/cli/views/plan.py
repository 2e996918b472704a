"""What a command about a plan did."""

from typing import TYPE_CHECKING

from pubkpi.cli import console
from pubkpi.cli.locale import language, t
from pubkpi.printing.accounts import platform_label
from pubkpi.report.formats.office.plan.workbook import TITLES
from pubkpi.specs.plans.sheet_edits import words_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from pubkpi.model.kpis.plan_sheet import PlanSheet
    from pubkpi.model.text import Text
    from pubkpi.pipeline.plans.draft import NewPlan
    from pubkpi.pipeline.plans.next_plan import RolledPlan
    from pubkpi.pipeline.plans.workbook import PlanEdit
    from pubkpi.specs.plans.answers import PlanAnswers


def show_new_plan(plan: "NewPlan", answers: "PlanAnswers") -> None:
    """Where the plan stands, what its weights are, what is to be known of it, and what to do next."""
    for path in plan.files:
        console.out(path)
    _weights(plan)
    _open_baselines(answers)
    _unread(plan.unread)
    if plan.there:
        names = ", ".join(plan.there)
        en = f"measures that the workspace has already are used as they are: {names}"
        console.say(t(f"工作区已有这些指标口径，照用：{names}", en))
    console.findings([one for one in plan.findings if one.severity != "info"])
    _use(plan.name, is_in_use=plan.is_in_use)
    next_step = "pubkpi ingest inbox"
    console.say(
        t(
            f"接着把导出文件放进 inbox/账号名称/，运行 {next_step}。",
            f"Next: put exports into inbox/ACCOUNT/, then {next_step}.",
        )
    )


def show_use(plan: str) -> None:
    """That a *plan* that was there already is the workspace's from now on."""
    en = f"kpi_specs/{plan}.yaml is there and stays as it is; it is the plan that is scored by from now on."
    console.say(t(f"已有 kpi_specs/{plan}.yaml，内容不变；以后用它打分。", en))


def show_rolled_plan(plan: "RolledPlan") -> None:
    """Where the plan stands, what became of baselines and targets, and what is left for people to say."""
    console.out(plan.file)
    lang = language()
    head = (t("指标", "indicator"), t("项目", "what"), t("原来", "before"), t("现在", "now"), t("说明", "note"))
    rows = [
        (one.indicator.say(lang), one.what.say(lang), _plain(one.before), _plain(one.now) or "=", one.why.say(lang))
        for one in plan.carried
    ]
    console.table(head, rows)
    if plan.is_provisional:
        en = f"the values of {plan.quarter} are provisional: look at the baselines again when it is settled"
        console.say(t(f"{plan.quarter} 的数据还是暂定的，定下来后再核对基线。", en))
    if plan.omitted:
        keys = ", ".join(plan.omitted)
        en = f"left out, for the old plan says them of itself: {keys}"
        console.say(t(f"没有沿用（原计划对自身的说明）：{keys}", en))
    if plan.old:
        en = f"lines that still speak of a year that is over: {len(plan.old)}"
        console.say(t(f"还有 {len(plan.old)} 行写着往年：", f"{en}:"))
        for one in plan.old:
            console.say(f"  {one.file}:{one.line}: {one.words}")
    console.findings([one for one in plan.findings if one.severity != "info"])
    _use(plan.name, is_in_use=plan.is_in_use)


def _plain(words: str) -> str:
    """A path of targets, or a baseline that is measured, without the signs of YAML."""
    return words.strip("{}").replace("measured: ", t("实测 ", "measured "))


def _weights(plan: "NewPlan") -> None:
    lang, gap = language(), t("、", ", ")
    tiers = gap.join(f"{label.say(lang)} {count}" for label, count, is_tier in plan.points if is_tier)
    leaves = gap.join(f"{label.say(lang)} {count}" for label, count, is_tier in plan.points if not is_tier)
    en = f"weights are the 40/30/30 of the plan that ships, shared out over what was chosen: {tiers}; {leaves}"
    console.say(t(f"权重按自带计划的 40/30/30 在所选指标间折算：{tiers}；{leaves}", en))


def _open_baselines(answers: "PlanAnswers") -> None:
    lang, quarter = language(), answers.span.first.step(-1)
    unknown = [one.offer for one in answers.indicators if one.offer.takes_baseline and one.baseline is None]
    if unknown:
        names = t("、", ", ").join(one.label.say(lang) for one in unknown)
        en = f"baselines still to be measured, by loading {quarter}: {names}"
        console.say(t(f"基线待测（导入 {quarter} 的数据后即有）：{names}", en))


def show_workbook(path: "Path", sheet: "PlanSheet", scorecard: str | None) -> None:
    """Where the workbook is, what it does not show, and how it comes back, with the *scorecard* that was named."""
    console.out(str(path))
    keys, names = ", ".join(one.key for one in sheet.remarks), "、".join(one.name.zh for one in sheet.remarks)
    en = f"not shown there and left as it is in the YAML: {keys}; the sheet {TITLES['notes'].en} says of what"
    console.say(t(f"工作簿里不显示、留在 YAML 里的：{names}（见“说明”页）", en))
    command = f"pubkpi plan edit {console.in_quotes(path)}" + (f" --scorecard {scorecard}" if scorecard else "")
    console.say(t(f"改好后运行 {command}", f"Edit it, then run {command}"))


def show_edit(change: "PlanEdit") -> None:
    """What a workbook changes, and what is to be known of that."""
    for word in change.ignored:
        console.say(t(f"不读这一列：{word}", f"a column that is not read: {word}"))
    if not change.every:
        console.say(t("工作簿和计划一致，没有要改的。", "the workbook says what the plan says: nothing to change."))
        return
    head = (t("单元格", "cell"), t("条目", "entry"), t("项目", "what"), t("原来", "before"), t("改为", "now"))
    named = [(change.names.get(one.row, one.row), one) for one in change.edits]
    named += [(one.row, one) for entry in change.entries for one in entry.edits]
    rows = [
        (one.place, name, one.label.say(language()), words_of(one.before), words_of(one.now)) for name, one in named
    ]
    console.table(head, rows)
    console.findings([one for one in change.findings if one.severity != "info"])


def show_saved(change: "PlanEdit") -> None:
    """That the edit was written, and what to do next."""
    for one in change.by_file:
        console.say(t(f"已写回 {one.file.name}", f"written: {one.file.name}"))
    if not change.edits:
        return
    console.say(
        t(
            "要看影响多少，用 pubkpi adjust；认可，用 pubkpi adjust --accept；改错了，用 pubkpi undo。",
            "pubkpi adjust shows what that changes, pubkpi adjust --accept accepts it, pubkpi undo takes it back.",
        )
    )


def _use(name: str, *, is_in_use: bool) -> None:
    if not is_in_use:
        once, always = f"--scorecard {name}", f"pubkpi plan new {name} --use"
        zh = f"工作区原来的计划不变；用这个打分加 {once}；以后都用它：{always}。"
        en = f"the workspace keeps its plan: score by this one with {once}, from now on: {always}."
        console.say(t(zh, en))
    command = "pubkpi plan edit"
    console.say(
        t(
            f"改权重、基线、目标用 {command}；年中要变的写在它的“动态调整”页。",
            f"Change weights, baselines and targets by {command}; what changes in mid-plan has its sheet Amendments.",
        )
    )


def _unread(unread: "Sequence[tuple[Text, tuple[str, ...]]]") -> None:
    """That an indicator does not count some of the plan's accounts: those of platforms whose data it does not read."""
    by_platforms: dict[tuple[str, ...], list[str]] = {}
    for label, platforms in unread:
        by_platforms.setdefault(platforms, []).append(label.say(language()))
    for platforms, labels in by_platforms.items():
        gap, names = t("、", ", "), [platform_label(one, language()) for one in platforms]
        console.say(
            t(
                f"{gap.join(labels)}不含{gap.join(names)}的数据：这些平台没有这项数据，或口径不同。",
                f"{gap.join(labels)}: without {gap.join(names)}, which have no such data or count otherwise.",
            )
        )
