"""How firm a total is: what the draws came to, and the total without each indicator."""

from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from pubkpi.cli import console
from pubkpi.cli.locale import language, t
from pubkpi.cli.options import Sheet

if TYPE_CHECKING:
    from pubkpi.model.explanations.robustness import NoiseRule, Robustness, Spread

COLUMNS = "kind id label total gap mean deviation low high".split()


def show_robustness(robustness: "Robustness", format: Sheet) -> None:
    """The result as a table with its sentences, as JSON or as rows."""
    if format is Sheet.json:
        console.as_json(_as_json(robustness))
    elif format is Sheet.csv:
        console.as_csv([COLUMNS, *([row.get(name, "") for name in COLUMNS] for row in _rows(robustness))])
    else:
        _show_spreads(robustness)
        for words in _sentences(robustness):
            console.out(words)
        _show_omissions(robustness)


def noise_words(rule: "NoiseRule") -> str:
    """How the weights were moved, how often, and from which seed."""
    width, draws = f"±{rule.width:.0%}", f"{rule.draws:,}"
    return t(
        f"权重各动 {width}，同级内重新分配，{draws} 次，随机种子 {rule.seed}",
        f"weights moved by {width} and shared out anew within each parent, {draws} draws, seed {rule.seed}",
    )


def _spreads(robustness: "Robustness") -> Iterator[tuple[str, str, "Spread"]]:
    yield "weights", t("权重变动", "weights moved"), robustness.weights
    if robustness.samples and robustness.both:
        yield "samples", t("样本重抽", "samples drawn again"), robustness.samples
        yield "both", t("两者一起", "both"), robustness.both


def _show_spreads(robustness: "Robustness") -> None:
    from pubkpi.report.wording.numbers import score

    head = (t("怎样变动", "what moves"), t("平均", "mean"), "5%–95%", t("标准差", "deviation"))
    rows = [
        (label, score(one.mean), f"{score(one.low)}–{score(one.high)}", f"{one.deviation:.2f}")
        for _, label, one in _spreads(robustness)
    ]
    title = f"{robustness.label.say(language())} · {robustness.period.label(language())}"
    console.table(head, rows, right=(1, 2, 3), title=title)


def _sentences(robustness: "Robustness") -> Iterator[str]:
    from pubkpi.report.wording.numbers import percent, score

    lang, colon = language(), t("：", ": ")
    band = robustness.band.say(lang) if robustness.band else ""
    yield (
        t(f"总分 {score(robustness.total)}，{band}", f"total {score(robustness.total)}, {band}")
        + colon
        + noise_words(robustness.rule)
    )
    holds = percent(robustness.holds)
    yield t(f"{holds} 的抽样里等级不变", f"the band holds in {holds} of the draws")
    if robustness.against and robustness.change is not None:
        holds, size = percent(robustness.sign_holds), score(abs(robustness.change))
        more = robustness.change > 0
        zh, en = ("高", "above") if more else ("低", "below")
        before = robustness.against.label(lang)
        yield t(
            f"比{before}{zh} {size} 分：{holds} 的抽样里方向不变", f"{size} {en} {before}: so in {holds} of the draws"
        )
    if not robustness.weights_matter:
        yield t(
            "各项得分相近，权重怎么动总分都不变：这里权重不起作用", "the scores are alike: here weights do not matter"
        )
    if robustness.expected is not None:
        near = f"{robustness.expected:.2f}"
        drawn = f"{robustness.weights.deviation:.2f}"
        yield t(
            f"不抽样直接算的标准差 {near}，抽样得 {drawn}", f"deviation worked out without draws {near}, drawn {drawn}"
        )
    for one in robustness.sampled:
        value, low, high = (percent(each) for each in (one.value, *one.interval))
        scores = f"{score(one.scores[0])}–{score(one.scores[1])}"
        yield t(
            f"{one.label.zh} {value} 来自样本，95% 区间 {low}–{high}，得分 {scores}",
            f"{one.label.say(lang)} {value} is of a sample: 95% interval {low}–{high}, score {scores}",
        )


def _show_omissions(robustness: "Robustness") -> None:
    from pubkpi.report.wording.numbers import MISSING, exact, score, signed

    lang = language()
    rows = [
        (
            one.label.say(lang),
            score(one.total),
            MISSING if one.gap is None else signed(exact(one.gap)),
            one.band.say(lang) if one.band else MISSING,
        )
        for one in robustness.omissions
    ]
    head = (t("不计", "without"), t("总分", "total"), t("差", "difference"), t("等级", "band"))
    title = t("少一个指标，权重归同级", "One left out, its weight to its siblings")
    console.table(head, rows, right=(1, 2), title=title)
    console.out(t("差按未取整的总分算", "differences are those of unrounded totals"))


def _rows(robustness: "Robustness") -> Iterator[dict[str, Any]]:
    lang = language()
    yield {"kind": "total", "id": robustness.scorecard, "label": robustness.label.say(lang), "total": robustness.total}
    for name, label, one in _spreads(robustness):
        yield {"kind": "draws", "id": name, "label": label} | asdict(one)
    for left_out in robustness.omissions:
        row = {"kind": "without", "id": left_out.id, "label": left_out.label.say(lang)}
        yield row | {"total": left_out.total, "gap": left_out.gap}


def _as_json(robustness: "Robustness") -> dict[str, Any]:
    from pubkpi.report.formats.data import period_fields

    lang = language()
    return {
        "schema_version": 1,
        "scorecard": robustness.scorecard,
        **period_fields(robustness.period),
        "noise": asdict(robustness.rule),
        "total": robustness.total,
        "draws": {name: asdict(one) for name, _, one in _spreads(robustness)},
        "band_holds": robustness.holds,
        "expected_deviation": robustness.expected,
        "weights_matter": robustness.weights_matter,
        "against": str(robustness.against) if robustness.against else None,
        "change": robustness.change,
        "sign_holds": robustness.sign_holds,
        "samples": [
            {"id": one.id, "value": one.value, "interval": list(one.interval), "scores": list(one.scores)}
            for one in robustness.sampled
        ],
        "without": [
            {"id": one.id, "label": one.label.say(lang), "total": one.total, "difference": one.gap}
            for one in robustness.omissions
        ],
    }
