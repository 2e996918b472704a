"""The questions of `pubkpi plan new` on a terminal: one for each answer that no option gave."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import typer

from pubkpi.cli import console
from pubkpi.cli.locale import language, t
from pubkpi.model.errors import UsageError
from pubkpi.model.text import Text
from pubkpi.specs.plans import answers
from pubkpi.specs.plans.answers import PlanWords
from pubkpi.specs.plans.offers import Offer, choose, offers

_AUDIENCES = {
    "internal": Text("内部考核", "within the organisation"),
    "enterprise": Text("企业", "an enterprise"),
    "government": Text(
        "政务：不以关注、点赞、转发、评论计分", "government: no follows, likes, reposts or comments count"
    ),
}
_PLATFORMS = "wechat wechat_channels douyin weibo xiaohongshu bilibili zhihu toutiao"


def with_answers(plan: PlanWords, specs: Path) -> PlanWords:
    """*plan*, with an answer to each question that is open; an answer that cannot be is asked for again.

    UsageError where the input ends, or as soon as a plan of its name turns out to be in the folder *specs*.
    """
    plan = replace(plan, organisation=plan.organisation or _answer(t("单位名称", "Organisation"), str.strip))
    plan = replace(plan, audience=plan.audience or _audience())
    period = t("考核周期，如 2025 或 2025Q2..2026Q1", "Period, such as 2025 or 2025Q2..2026Q1")
    plan = replace(plan, period=plan.period or _answer(period, answers.read_span))
    span = answers.read_span(plan.period)
    _refuse_name(plan.name or f"plan_{span.name}", specs)
    plan = replace(plan, accounts=plan.accounts or _accounts())
    plan = replace(plan, indicators=plan.indicators or _indicators(plan.audience))
    baselines, targets = dict(plan.baselines), dict(plan.targets)
    for one in choose(plan.indicators, plan.audience):
        if one.takes_baseline and not answers.answer_of(plan.baselines, one):
            question = t(
                f"{one.label.zh}：基线（{span.first.step(-1)}；不知道就回车，以后实测）",
                f"{one.label.en}: baseline ({span.first.step(-1)}; Enter where it is still to be measured)",
            )
            baselines[one.id] = _answer(question, _baseline_reader(one), answers.MEASURED[0])
        if one.has_target and not answers.answer_of(plan.targets, one):
            question = t(f"{one.label.zh}：{span.last} 的目标", f"{one.label.en}: target of {span.last}")
            targets[one.id] = _answer(question, _target_reader(one, span))
    return replace(plan, baselines=baselines, targets=targets)


def _refuse_name(name: str, specs: Path) -> None:
    if (specs / f"{name}.yaml").exists():
        what = Text(f"已有计划 {name}", f"there is a plan {name} already")
        raise UsageError(
            "plan new", what, Text("换个名称：pubkpi plan new 名称。", "Name another: pubkpi plan new NAME.")
        )


def _baseline_reader(offer: Offer) -> Callable[[str], object]:
    return lambda words: answers.read_baseline(offer, words)


def _target_reader(offer: Offer, span: answers.Span) -> Callable[[str], object]:
    return lambda words: answers.read_targets(offer, words, span)


def _audience() -> str:
    for name, words in _AUDIENCES.items():
        console.say(f"  {name}  {words.say(language())}")
    return _answer(t("考核对象", "Audience"), answers.read_audience, "internal")


def _accounts() -> tuple[str, ...]:
    """The accounts, one a line; a blank line ends them."""
    console.say(
        t(
            f"账号，一行一个：平台:名称:单位。平台：{_PLATFORMS}",
            f"Accounts, one a line: platform:name:unit. Platforms: {_PLATFORMS}",
        )
    )
    found: list[str] = []
    while not found or found[-1]:
        more = t("再一个（没有就回车）", "Another (Enter for no more)")
        words = _answer(more if found else t("账号", "Account"), _account_or_end if found else _account, "")
        found.append(words)
    return tuple(found[:-1])


def _account_or_end(words: str) -> object:
    return _account(words) if words else None


def _account(words: str) -> object:
    from pubkpi.ingest.accounts.accounts_file import platform_code

    return platform_code(answers.read_account(words).platform)


def _indicators(audience: str) -> tuple[str, ...]:
    for one in offers(audience):
        watched = "" if one.weight else t("（只监测）", " (watched only)")
        console.say(f"  {one.number:>2}  {one.label.say(language())}{watched}")
    return (
        _answer(
            t("选哪些指标（编号，逗号隔开）", "Which indicators (numbers, commas between)"), _reader(audience), "all"
        ),
    )


def _reader(audience: str) -> Callable[[str], Sequence[Offer]]:
    return lambda words: choose((words,), audience)


def _answer(question: str, read: Callable[[str], object], default: str | None = None) -> str:
    """The words of an answer that *read* takes; UsageError where the input ends."""
    while True:
        try:
            words = str(typer.prompt(question, default=default, show_default=bool(default), err=True)).strip()
        except typer.Abort as problem:
            from pubkpi.cli import signals

            if signals.exit_code():
                raise
            console.say("")
            what = Text("没有问完，什么都没有写", "the questions were not all answered; nothing was written")
            raise UsageError("plan new", what) from problem
        try:
            read(words)
        except UsageError as problem:
            console.error(problem)
            continue
        return words
