"""The questions of `pubkpi plan new` on a terminal: one for each answer that no option gave, or that cannot be."""

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from pubkpi.cli import console
from pubkpi.cli.locale import language, t
from pubkpi.cli.terminal.dialogue import Dialogue
from pubkpi.model.errors import UsageError
from pubkpi.model.facts.platforms import MEDIA
from pubkpi.model.text import Text
from pubkpi.pipeline.plans import draft
from pubkpi.printing.accounts import platform_label
from pubkpi.printing.terms import unit_text
from pubkpi.specs.plans import answers, plan_words
from pubkpi.specs.plans.offers import Offer, choose, offer_called, offers
from pubkpi.specs.plans.plan_words import PlanWords

if TYPE_CHECKING:
    from pubkpi.workspace.settings import Settings

_AUDIENCES = {
    "internal": Text("单位内部考核", "within the organisation"),
    "enterprise": Text("企业考核", "an enterprise"),
    "government": Text("不以关注、点赞、转发、评论计分", "no follows, likes, reposts or comments count"),
}

_SHORT = {"internal": "内部", "enterprise": "企业", "government": "政务"}


def plan_of_answers(
    settings: "Settings", plan: PlanWords, *, use: bool
) -> tuple["draft.NewPlan", "answers.PlanAnswers"]:
    """The plan of what options and answers say, written; the one answer for which it is refused is asked for again.

    UsageError where the input ends, or where no answer is to blame.
    """
    while True:
        plan = with_answers(plan, settings)
        try:
            return draft.plan_of_words(settings, plan, use=use)
        except UsageError as problem:
            left = plan_words.without(plan, problem.where)
            if left == plan:
                raise
            console.error(problem)
            plan = left


def with_answers(plan: PlanWords, settings: "Settings") -> PlanWords:
    """*plan*, with an answer to each question that is open; an answer that cannot be, also that of an option, is asked
    for again, and so is one that is taken back. UsageError where the input ends.
    """
    talk = Dialogue()
    return talk.hold(lambda: _ask_all(talk, plan, settings))


def _ask_all(talk: Dialogue, plan: PlanWords, settings: "Settings") -> PlanWords:
    whose = t("单位名称", "Organisation")
    plan = replace(plan, organisation=talk.answer(whose, answers.read_organisation, given=plan.organisation))
    plan = replace(plan, audience=_audience(talk, plan.audience))
    period = t("考核周期，如 2025 或 2025Q2..2026Q1", "Period, such as 2025 or 2025Q2..2026Q1")
    plan = replace(plan, period=talk.answer(period, answers.read_span, given=plan.period))
    span = answers.read_span(plan.period)
    name = t("计划名称", "Name of the plan")
    named = talk.answer(name, partial(_refuse_name, settings), given=plan.name or f"plan_{span.name}")
    plan = replace(plan, name=named if plan.name or named != f"plan_{span.name}" else "")
    plan = replace(plan, accounts=_accounts(talk, settings, plan.accounts))
    unfit = draft.unfit_measures(settings, plan.accounts, plan.audience)
    plan = replace(plan, indicators=_indicators(talk, plan, unfit))
    baselines, targets = dict(plan.baselines), dict(plan.targets)
    chosen = choose(plan.indicators, plan.audience, unfit)
    accounts = tuple(map(answers.read_account, plan.accounts))
    unread = draft.unread_platforms(settings, accounts, [one.id for one in chosen])
    for one in chosen:
        _ask_values(talk, one, (span, _without(unread[one.id])), baselines, targets)
    if talk.has_answers:
        talk.answer(t("问完了，回车写入计划", "That was all: Enter writes the plan"), _refuse_words, "")
    return replace(plan, baselines=baselines, targets=targets)


def _refuse_words(words: str) -> None:
    if words:
        what = Text(f"看不懂：{words}", f"not understood: {words}")
        raise UsageError("plan new", what, Text("回车写入；写 < 回到上一个问题。", "Enter writes it; < goes back."))


def _refuse_name(settings: "Settings", name: str) -> None:
    draft.refuse_duplicate(settings, answers.read_name(name))


def _ask_values(
    talk: Dialogue, offer: Offer, scope: tuple[answers.Span, str], baselines: dict[str, str], targets: dict[str, str]
) -> None:
    """Put the baseline and the target of *offer* in place, as far as it has any, in the *scope* of the plan's quarters
    and without some platforms; Enter in the place of a target that is refused asks for the baseline again.
    """
    span, without = scope
    unit, before = _unit(offer) + without, span.first.step(-1)
    base, goal = plan_words.answer_of(baselines, offer), plan_words.answer_of(targets, offer)
    of_baseline = t(
        f"{offer.label.zh}：基线（{before}，{unit}；不知道就回车，以后实测）",
        f"{offer.label.en}: baseline ({before}, {unit}; Enter where it is still to be measured)",
    )
    of_target = t(
        f"{offer.label.zh}：{span.last} 的目标（{unit}）", f"{offer.label.en}: target of {span.last} ({unit})"
    )
    while True:
        if offer.takes_baseline:
            base = talk.answer(
                of_baseline,
                partial(answers.read_baseline, offer),
                t(answers.MEASURED[1], answers.MEASURED[0]),
                given=base,
            )
            _put(baselines, offer, base)
        if not offer.has_target:
            return
        read = partial(_read_target, offer, span, base)
        goal = talk.answer(of_target, read, "" if offer.takes_baseline else None, given=goal)
        if goal:
            _put(targets, offer, goal)
            return
        base = ""


def _read_target(offer: Offer, span: answers.Span, baseline: str, words: str) -> None:
    if words:
        try:
            answers.read_targets(offer, words, span, baseline)
        except UsageError as problem:
            again = Text("回车则重写基线。", "Enter asks for the baseline again.") if offer.takes_baseline else None
            if again:
                problem.hint = Text(f"{problem.hint.zh}{again.zh}", f"{problem.hint.en} {again.en}".strip())
            raise


def _put(values: dict[str, str], offer: Offer, words: str) -> None:
    """Let *values* say *words* of the *offer*, by the name that it has there, if any."""
    values[next((name for name in values if offer_called(name, [offer])), offer.id)] = words


def _without(platforms: tuple[str, ...]) -> str:
    """That the *platforms* do not count, if there are any."""
    names = t("、", ", ").join(platform_label(one, language()) for one in platforms)
    return t(f"，不含{names}", f", without {names}") if names else ""


def _unit(offer: Offer) -> str:
    """What the numbers of *offer* count, and that they are of a month where they are."""
    month = t("，月均", ", a month") if offer.measure.mean_of_months else ""
    example = t("，如 90%", ", such as 90%") if offer.measure.unit == "share" else ""
    return unit_text(offer.measure.unit).say(language()) + month + example


def _audience(talk: Dialogue, said: str) -> str:
    lines = [f"  {t(_SHORT[name], name)}  {words.say(language())}" for name, words in _AUDIENCES.items()]
    question, usual = t("考核对象", "Audience"), t("内部", "internal")
    return answers.read_audience(talk.answer(question, answers.read_audience, usual, given=said, lines=lines))


def _accounts(talk: Dialogue, settings: "Settings", said: tuple[str, ...]) -> tuple[str, ...]:
    """The accounts, one a line; a blank line ends them. Those that were *said* by options are asked for again only if
    they cannot be.
    """
    listed: list[str] = []
    for words in said:
        try:
            draft.refuse_accounts(settings, [*listed, words])
        except UsageError as problem:
            talk.tell(problem)
        else:
            listed.append(words)
    if listed and len(listed) == len(said):
        return said
    labels = [platform_label(one, "zh") for one in MEDIA]
    lines = [
        t(
            f"账号，一行一个：平台:名称:单位，如 公众号:云川发布:宣传部。平台：{'、'.join(labels)}",
            f"Accounts, one a line: platform:name:unit. Platforms: {' '.join(MEDIA)}",
        )
    ]
    while True:
        more = t("再一个（没有就回车）", "Another (Enter for no more)") if listed else t("账号", "Account")
        read = partial(_read_account, settings, tuple(listed))
        words = talk.answer(more, read, "" if listed else None, lines=lines)
        if not words:
            return tuple(listed)
        listed.append(words)
        lines = []


def _read_account(settings: "Settings", listed: tuple[str, ...], words: str) -> None:
    if words or not listed:
        draft.refuse_accounts(settings, (*listed, words))


def _indicators(talk: Dialogue, plan: PlanWords, unfit: frozenset[str]) -> tuple[str, ...]:
    def read(words: str) -> tuple[Offer, ...]:
        return choose((words,), plan.audience, unfit)

    said = ",".join(plan.indicators)
    lines = [f"  {one.number:>2}  {one.label.say(language())}{_remark(one, unfit)}" for one in offers(plan.audience)]
    question = t("选哪些指标（编号或名称，逗号隔开）", "Which indicators (numbers or names, commas between)")
    answer = talk.answer(question, read, t("全部", "all"), given=said, lines=lines)
    return plan.indicators if answer == said else (answer,)


def _remark(offer: Offer, unfit: frozenset[str]) -> str:
    """What is to be known of the *offer* before it is chosen."""
    if offer.id in unfit:
        return t(
            "（所列账号的平台没有这项数据，选不了）", " (cannot be chosen: no platform of these accounts has its data)"
        )
    return "" if offer.weight else t("（只监测）", " (watched only)")
