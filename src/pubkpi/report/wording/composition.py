"""An annual result that is composed, line by line: what each part is, what it weighs, what it brings."""

from collections.abc import Iterator

from pubkpi.model.composition import ComposedPart
from pubkpi.model.scores import Scorecard
from pubkpi.model.text import Lang, Text
from pubkpi.report.wording import numbers
from pubkpi.report.wording.sentences import fill

RESULT = Text("{period}合成结果 {score}，{band}", "{period}: composed result {score}, {band}")
NO_RESULT = Text("{period}没有合成结果：{reason}", "{period}: no composed result: {reason}")
MEAN = Text(
    "{count} 个{noun}总分的平均 {score} × {weight} = {points}（{totals}）",
    "mean of the totals of {count} {noun}s {score} × {weight} = {points} ({totals})",
)
OWN = Text("全年总分 {score} × {weight} = {points}", "total of the year {score} × {weight} = {points}")
SHARED = Text("{now}（原 {given}，缺的由其余分担）", "{now} (given as {given}; the others share what is missing)")


def composition_lines(card: Scorecard, lang: Lang) -> Iterator[str]:
    """The result of *card* and each of its parts; nothing of one that is not composed."""
    made = card.composition
    if made is None:
        return
    period = card.period.label(lang)
    if made.reason:
        yield fill(NO_RESULT, lang, period=period, reason=made.reason.say(lang))
    else:
        band = made.band_label.say(lang) if made.band_label else ""
        yield fill(RESULT, lang, period=period, score=numbers.score(made.score_printed), band=band)
    yield from (_line(one, lang) for one in made.parts)


def _line(part: ComposedPart, lang: Lang) -> str:
    given, now = numbers.percent(part.weight), numbers.percent(part.effective)
    shared = part.points is not None and given != now
    weight = fill(SHARED, lang, now=now, given=given) if shared else given
    words = {"score": _two(part.score), "weight": weight, "points": _two(part.points)}
    if part.name == "year":
        return fill(OWN, lang, **words)
    totals = ("、" if lang == "zh" else ", ").join(
        f"{one} {numbers.score(total)}" for one, total in zip(part.periods, part.totals, strict=True)
    )
    noun = part.periods[0].kind.nouns.noun.say(lang) if part.periods else ""
    return fill(MEAN, lang, count=str(len(part.periods)), noun=noun, totals=totals, **words)


def _two(score: float | None) -> str:
    """A mean, or the points that it brings, to two places: parts of a printed score."""
    return "—" if score is None else f"{score:.2f}"
