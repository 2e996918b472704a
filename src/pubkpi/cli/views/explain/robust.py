"""How firm a total is: what the draws came to, and the total without each indicator."""

from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from pubkpi.cli import console
from pubkpi.cli.locale import language, t
from pubkpi.cli.options import Sheet

if TYPE_CHECKING:
    from pubkpi.model.explanations.robustness import Robustness

COLUMNS = "kind id label total gap mean deviation low high holds".split()


def show_robustness(robustness: "Robustness", format: Sheet) -> None:
    """The result as a table with its sentences, as JSON or as rows."""
    if format is Sheet.json:
        console.as_json(_as_json(robustness))
    elif format is Sheet.csv:
        rows = [COLUMNS, *([row.get(name, "") for name in COLUMNS] for row in _rows(robustness))]
        console.as_csv(rows, robustness.findings)
    else:
        _show_spreads(robustness)
        for words in _sentences(robustness):
            console.out(words)
        _show_omissions(robustness)
        console.findings(robustness.findings)


def _show_spreads(robustness: "Robustness") -> None:
    from pubkpi.report.sections.robustness import SPREADS, spread_words, spreads

    head = (t("怎样变动", "what moves"), t("平均", "mean"), "5%–95%", t("标准差", "deviation"))
    rows = [(SPREADS[name].say(language()), *spread_words(one)) for name, one in spreads(robustness)]
    title = f"{robustness.label.say(language())} · {robustness.period.label(language())}"
    console.table(head, rows, right=(1, 2, 3), title=title)


def _sentences(robustness: "Robustness") -> Iterator[str]:
    from pubkpi.report.sections.robustness import firmness_sentences, noise_words
    from pubkpi.report.wording.numbers import percent, score

    lang, colon = language(), t("：", ": ")
    band = robustness.band.say(lang) if robustness.band else ""
    total = score(robustness.total)
    yield t(f"总分 {total}，{band}", f"total {total}, {band}") + colon + noise_words(robustness.rule, lang)
    holds = percent(robustness.holds)
    yield t(f"{holds} 的抽样里等级不变", f"the band holds in {holds} of the draws")
    yield from firmness_sentences(robustness, lang)


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
    if robustness.rule.is_sum:
        title = t("少一个指标", "One left out")
    console.table(head, rows, right=(1, 2), title=title)
    console.out(t("差按未取整的总分算", "differences are those of unrounded totals"))


def _rows(robustness: "Robustness") -> Iterator[dict[str, Any]]:
    from pubkpi.report.sections.robustness import SPREADS, spreads

    lang = language()
    row = {"kind": "total", "id": robustness.scorecard, "label": robustness.label.say(lang)}
    yield row | {"total": robustness.total, "holds": robustness.holds}
    if robustness.against:
        row = {"kind": "change", "id": str(robustness.against), "label": robustness.against.label(lang)}
        yield row | {"gap": robustness.change, "holds": robustness.sign_holds}
    for name, one in spreads(robustness):
        yield {"kind": "draws", "id": name, "label": SPREADS[name].say(lang)} | asdict(one)
    for left_out in robustness.omissions:
        row = {"kind": "without", "id": left_out.id, "label": left_out.label.say(lang)}
        yield row | {"total": left_out.total, "gap": left_out.gap}


def _as_json(robustness: "Robustness") -> dict[str, Any]:
    from pubkpi.report.formats.data import period_fields
    from pubkpi.report.sections.robustness import spreads

    lang = language()
    return {
        "schema_version": 1,
        "scorecard": robustness.scorecard,
        **period_fields(robustness.period),
        "noise": asdict(robustness.rule),
        "total": robustness.total,
        "draws": {name: asdict(one) for name, one in spreads(robustness)},
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
        "findings": [one.as_json(lang) for one in robustness.findings],
    }
