"""What a command about a plan did."""

from typing import TYPE_CHECKING

from pubkpi.cli import console
from pubkpi.cli.locale import language, t

if TYPE_CHECKING:
    from pubkpi.pipeline.plans.draft import NewPlan
    from pubkpi.specs.plans.answers import PlanAnswers


def show_new_plan(plan: "NewPlan", answers: "PlanAnswers") -> None:
    """Where the plan stands, what its weights are, what is to be known of it, and what to do next."""
    for path in plan.files:
        console.out(path)
    _weights(plan)
    _open_baselines(answers)
    _platforms(answers)
    console.findings([one for one in plan.findings if one.severity != "info"])
    if not plan.is_in_use:
        name = plan.name
        zh = f"工作区原来的计划不变；用这个打分加 --scorecard {name}，或改 pubkpi.toml 的 scorecard。"
        en = f"the workspace keeps its plan: score by this one with --scorecard {name}, or name it in pubkpi.toml."
        console.say(t(zh, en))
    console.say(
        t("改权重、基线、目标用 pubkpi plan edit。", "Change weights, baselines and targets by pubkpi plan edit.")
    )
    next_step = "pubkpi ingest inbox"
    console.say(
        t(f"接着把导出文件放进 inbox/，运行 {next_step}。", f"Next: put exports into inbox/, then {next_step}.")
    )


def _weights(plan: "NewPlan") -> None:
    lang, gap = language(), t("、", ", ")
    tiers = gap.join(f"{label.say(lang)} {count}" for label, count, is_tier in plan.points if is_tier)
    leaves = gap.join(f"{label.say(lang)} {count}" for label, count, is_tier in plan.points if not is_tier)
    en = f"weights are the 40/30/30 of the plan that ships, shared out over what was chosen: {tiers}; {leaves}"
    console.say(t(f"权重按自带计划的 40/30/30 在所选指标间折算：{tiers}；{leaves}", en))


def _open_baselines(answers: "PlanAnswers") -> None:
    lang, quarter = language(), answers.span.first.step(-1)
    unknown = [one.offer for one in answers.indicators if one.offer.has_baseline and one.baseline is None]
    if unknown:
        names = t("、", ", ").join(one.label.say(lang) for one in unknown)
        en = f"baselines still to be measured, by loading {quarter}: {names}"
        console.say(t(f"基线待测（导入 {quarter} 的数据后即有）：{names}", en))


def _platforms(answers: "PlanAnswers") -> None:
    """That what reads one platform does not read the others, where there are such accounts."""
    others = sorted({one.platform for one in answers.accounts} - {"wechat", "微信公众号"})
    bound = [one.offer.label.say(language()) for one in answers.indicators if one.offer.platform]
    if others and bound:
        gap = t("、", ", ")
        console.say(
            t(
                f"{gap.join(bound)}只读公众号，不含 {gap.join(others)} 的数据。",
                f"{gap.join(bound)}: of WeChat alone, without {gap.join(others)}.",
            )
        )
