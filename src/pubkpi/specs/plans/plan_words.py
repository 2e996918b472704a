"""What somebody says of a new plan, in the words of options or of answers, as long as nobody has read them."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from pubkpi.model.errors import ErrorList, UsageError
from pubkpi.model.text import Text, choices_hint
from pubkpi.specs.plans.offers import Offer, offer_called, offers

AUDIENCES = ("internal", "enterprise", "government")
_YEAR = re.compile(r"\d{4}")


@dataclass(frozen=True, slots=True)
class PlanWords:
    """A plan in words: each answer, empty where nothing was said; baselines and targets by indicator."""

    name: str = ""
    organisation: str = ""
    audience: str = ""
    period: str = ""
    accounts: tuple[str, ...] = ()
    indicators: tuple[str, ...] = ()
    baselines: Mapping[str, str] = field(default_factory=dict)
    targets: Mapping[str, str] = field(default_factory=dict)


def with_year(words: PlanWords) -> PlanWords:
    """*words* whose name is a year alone: that is the period, unless another is given, and names the plan."""
    return replace(words, name="", period=words.period or words.name) if _YEAR.fullmatch(words.name) else words


def pairs(option: str, words: Sequence[str]) -> dict[str, str]:
    """The value by indicator of each ``id=value`` behind the *option*; UsageError for another form, or for two."""
    found: dict[str, str] = {}
    for one in words:
        name, sign, value = (part.strip() for part in one.replace("＝", "=").partition("="))
        if not sign or not value or name in found:
            what = Text(f"看不懂或写了两次：{one}", f"not understood, or given twice: {one}")
            raise UsageError(
                option, what, Text("写成 标识=值，如 followers=5.2万。", "Write id=value: followers=52000.")
            )
        found[name] = value
    return found


def missing_options(words: PlanWords, selected: Sequence[Offer]) -> list[str]:
    """The options that would say what *words* do not."""
    given = {"organisation": words.organisation, "audience": words.audience, "period": words.period,
             "account": words.accounts, "indicator": words.indicators}  # fmt: skip
    lacking = [f"--{name}" for name, value in given.items() if not value]
    for one in selected:
        if one.has_baseline and not answer_of(words.baselines, one):
            lacking.append(f"--baseline {one.id}=…")
        if one.has_target and not answer_of(words.targets, one):
            lacking.append(f"--target {one.id}=…")
    return lacking


def refuse_strangers(words: PlanWords, selected: Sequence[Offer]) -> None:
    """UsageError for each baseline or target of an indicator that was not selected, that has none, or that has two."""
    errors = ErrorList()
    for option, values in (("--baseline", words.baselines), ("--target", words.targets)):
        fits = [one for one in selected if (one.takes_baseline if option == "--baseline" else one.has_target)]
        homes = dict[str, str]()
        for name in values:
            one = offer_called(name, fits)
            with errors:
                if not one:
                    what = Text(f"这里不能写 {name}", f"{name} cannot stand here")
                    raise UsageError(f"{option} {name}", what, _choices(fits, name))
                if one.id in homes:
                    what = Text(f"和 {homes[one.id]} 说的是同一个指标", f"the same indicator as {homes[one.id]}")
                    raise UsageError(f"{option} {name}", what, Text("只写一个。", "Write one of them."))
                homes[one.id] = name
    errors.refuse()


def _choices(fits: Sequence[Offer], name: str) -> Text:
    """The hint that lists the offers that fit, after the one that *name* may be meant for; in Chinese by labels."""
    return Text(
        choices_hint([one.label.zh for one in fits], name).zh,
        choices_hint([one.id for one in fits], name).en,
    )


def without(words: PlanWords, option: str) -> PlanWords:
    """*words* without the answer that is refused by the name of its *option*: `--target followers`, `NAME`."""
    kind, _, name = option.partition(" ")
    match kind:
        case "--baseline":
            return replace(words, baselines=_without(words.baselines, name))
        case "--target":
            return replace(words, targets=_without(words.targets, name))
        case "--account":
            return replace(words, accounts=())
        case "--indicator":
            return replace(words, indicators=())
        case "--organisation":
            return replace(words, organisation="")
        case "--audience":
            return replace(words, audience="")
        case "--period":
            return replace(words, period="")
    return words


def _without(values: Mapping[str, str], name: str) -> dict[str, str]:
    return {one: said for one, said in values.items() if one != name and not _is_of(one, name)}


def _is_of(name: str, id: str) -> bool:
    """Whether the indicator *id* may be called by *name*, in whichever plan."""
    return any(offer_called(name, [one]) and offer_called(id, [one]) for one in offers(AUDIENCES[0]))


def answer_of(words: Mapping[str, str], offer: Offer) -> str:
    """What *words* say of the *offer*, by one of its names; blank for nothing."""
    return next((said for name, said in words.items() if offer_called(name, [offer])), "")
