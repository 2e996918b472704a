"""An annual result that is composed, line by line: what each part is, what it weighs, what it brings."""

from collections.abc import Iterable, Iterator
from itertools import zip_longest

from pubkpi.model.composition import AccountTotal, ComposedPart, Composition, UnitTotal
from pubkpi.model.scores import League, Scorecard
from pubkpi.model.text import Lang, Text
from pubkpi.report.wording import numbers
from pubkpi.report.wording.sentences import fill

RESULT = Text("{period}合成结果 {score}，{band}", "{period}: composed result {score}, {band}")
HELD = Text(
    "全年一票否决：合成 {sum}，最高 {most}", "vetoed in the year: its parts come to {sum}, at most {most} stand"
)
NO_RESULT = Text("{period}没有合成结果：{reason}", "{period}: no composed result: {reason}")
MEAN = Text(
    "{count} 个{noun}总分的平均 {score} × {weight} = {points}（{totals}）",
    "mean of the totals of {count} {noun}s {score} × {weight} = {points} ({totals})",
)
OWN = Text("全年总分 {score} × {weight} = {points}", "total of the year {score} × {weight} = {points}")
COLON, OPEN, CLOSE = Text("：", ": "), Text("（", " ("), Text("）", ")")
VETOED = Text("（否决）", " (vetoed)")
HOW = {
    "mean": Text("各账号平均", "the mean of its accounts"),
    "weighted": Text("各账号加权平均", "the weighted mean of its accounts"),
    "worst": Text("最低的账号", "the worst of its accounts"),
}
OF_ACCOUNTS = Text("总分 {score}，{how}：{accounts}", "total {score}, {how}: {accounts}")
DECIDED = Text("；由 {who} 决定", "; {who} decides")
CAPPED = Text("总分 {score}，因 {who} 被否决：{accounts}", "total {score}, as {who} is vetoed: {accounts}")
SHARED = Text("{now}（原 {given}，缺的由其余分担）", "{now} (given as {given}; the others share what is missing)")


def composition_lines(card: Scorecard, lang: Lang) -> Iterator[str]:
    """The result of *card* and each of its parts; nothing of one that is not composed."""
    if card.composition:
        yield from _lines(card.composition, card.period.label(lang), lang)


def league_lines(table: League, lang: Lang, places: Iterable[int]) -> Iterator[str]:
    """How the totals of the entities at *places* are made of others; nothing of those that are not."""
    for i in places:
        if i < len(table.unit_totals) and (unit := table.unit_totals[i]):
            yield f"{table.entities[i]}{COLON.say(lang)}{_unit_words(unit, lang)}"
        if i < len(table.compositions) and (made := table.compositions[i]):
            first, *rest = _lines(made, table.period.label(lang), lang)
            yield f"{table.entities[i]}{COLON.say(lang)}{first}"
            yield from (f"  {one}" for one in rest)


def _unit_words(made: UnitTotal, lang: Lang) -> str:
    gap = "、" if lang == "zh" else ", "

    def named(one: AccountTotal) -> str:
        weight = f" × {one.weight:g}" if made.how == "weighted" else ""
        return f"{one.account} {numbers.score(one.score)}{weight}" + (VETOED.say(lang) if one.vetoed else "")

    accounts = gap.join(map(named, made.accounts))
    if made.reason:
        return (
            f"{made.reason.say(lang)}{OPEN.say(lang)}{accounts}{CLOSE.say(lang)}" if accounts else made.reason.say(lang)
        )
    score, who = numbers.score(made.score), gap.join(one.account for one in made.accounts if one.decides)
    if made.veto is not None:
        return fill(CAPPED, lang, score=score, who=who, accounts=accounts)
    how = HOW[made.how].say(lang)
    words = fill(OF_ACCOUNTS, lang, score=score, how=how, accounts=accounts)
    return words + (fill(DECIDED, lang, who=who) if made.how == "worst" else "")


def _lines(made: Composition, period: str, lang: Lang) -> Iterator[str]:
    if made.reason:
        yield fill(NO_RESULT, lang, period=period, reason=made.reason.say(lang))
    else:
        band = made.band_label.say(lang) if made.band_label else ""
        yield fill(RESULT, lang, period=period, score=numbers.score(made.score_printed), band=band)
    if made.veto is not None:
        whole = sum(one.points or 0.0 for one in made.parts)
        yield fill(HELD, lang, sum=_two(whole), most=numbers.score(made.veto))
    yield from (_line(one, lang) for one in made.parts)


def _line(part: ComposedPart, lang: Lang) -> str:
    given, now = numbers.percent(part.weight), numbers.percent(part.effective)
    shared = part.points is not None and given != now
    weight = fill(SHARED, lang, now=now, given=given) if shared else given
    words = {"score": _two(part.score), "weight": weight, "points": _two(part.points)}
    if part.name == "year":
        return fill(OWN, lang, **words)
    totals = ("、" if lang == "zh" else ", ").join(
        f"{one} {numbers.score(total)}" + (VETOED.say(lang) if vetoed else "")
        for one, total, vetoed in zip_longest(part.periods, part.totals, part.vetoed)
    )
    noun = part.periods[0].kind.nouns.noun.say(lang) if part.periods else ""
    return fill(MEAN, lang, count=str(len(part.periods)), noun=noun, totals=totals, **words)


def _two(score: float | None) -> str:
    """A mean, or the points that it brings, to two places: parts of a printed score."""
    return "—" if score is None else f"{score:.2f}"
