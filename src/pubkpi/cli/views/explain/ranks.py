"""How firm ranks are, what the next one needs, and why one entity stands before another."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from pubkpi.cli import console
from pubkpi.cli.locale import language, t
from pubkpi.cli.options import Sheet

if TYPE_CHECKING:
    from pubkpi.model.explanations.robustness import RankRobustness

_MOST = 50  # rows of a table, unless more are wished for
COLUMNS = "entity rank total rank_low rank_high ahead firm dominant most lacking lever needed".split()


def show_ranks(ranks: "RankRobustness", format: Sheet, top: int | None) -> None:
    """The ranks as a table, as JSON or as rows."""
    if format is Sheet.json:
        console.as_json(_as_json(ranks))
    elif format is Sheet.csv:
        console.as_csv([COLUMNS, *_rows(ranks, len(ranks.entities))], ranks.findings)
    else:
        _show_table(ranks, min(top or _MOST, len(ranks.entities)))
        if ranks.lead:
            _show_lead(ranks)
        console.findings(ranks.findings)


def _rows(ranks: "RankRobustness", count: int) -> list[tuple[Any, ...]]:
    columns: Sequence[Sequence[Any]] = (
        *(ranks.entities, ranks.ranks, ranks.totals, ranks.low, ranks.high, ranks.ahead),
        *(ranks.firm, ranks.dominant, ranks.most, ranks.lacking, ranks.lever, ranks.needed),
    )
    return list(zip(*(column[:count] for column in columns), strict=True))


def _show_table(ranks: "RankRobustness", count: int) -> None:
    from pubkpi.report.sections.robustness import noise_words
    from pubkpi.report.wording.numbers import MISSING, percent, score

    names, always = ranks.labels, t("必然", "always")
    rows = []
    for name, rank, total, low, high, ahead, firm, dominant, most, lacking, lever, needed in _rows(ranks, count):
        stays = MISSING if firm is None else always if dominant else percent(firm)
        reasons = (score(ahead), names[most].say(language()) if most else MISSING, stays)
        way = f"{names[lever].say(language())} {score(needed)}" if lever else MISSING
        rows.append((str(rank), name, score(total), f"{low}–{high}", *reasons, score(lacking), way))
    head = (
        *(t("名次", "rank"), t("对象", "entity"), t("总分", "total"), t("名次 5%–95%", "rank 5%–95%")),
        *(t("领先下一名", "ahead by"), t("主要靠", "mostly by"), t("保持领先", "stays ahead")),
        *(t("距上一名", "to the next"), t("单靠一项要得分", "one score that would do")),
    )
    title = f"{ranks.label.say(language())} · {ranks.period.label(language())}"
    console.table(head, rows, right=(0, 2, 3, 4, 6, 7), title=title, drop=(8, 5, 7))
    console.out(noise_words(ranks.rule, language()))
    if count < len(ranks.entities):
        console.say(t(f"共 {len(ranks.entities)} 个，只列前 {count}", f"{count} of {len(ranks.entities)}"))
    if ranks.unranked:
        console.out(t(f"另有 {ranks.unranked} 个没有总分", f"{ranks.unranked} more have no total"))
    if len(ranks.entities) > 1:
        words = [f"{one.label.say(language())} {one.places:.1f}" for one in ranks.omissions[:3] if one.places]
        moved = t("、", ", ").join(words)
        console.out(
            t(f"少一项，名次平均变动最多的：{moved}", f"left out, these move ranks most, on average by: {moved}")
            if moved
            else t("不管少哪一项，名次都不变", "whichever is left out, no rank moves")
        )


def _show_lead(ranks: "RankRobustness") -> None:
    from decimal import Decimal

    from pubkpi.printing.apportion import apportion
    from pubkpi.printing.rounding import rounded
    from pubkpi.report.wording.numbers import MISSING, exact, score, signed

    first, second = ranks.pair
    gaps = [one.gap for one in ranks.lead]
    parts = [exact(one or 0.0) for one in gaps]
    shown = [MISSING] * len(parts) if None in gaps else [
        signed(one) for one in apportion(parts, rounded(float(sum(parts, Decimal(0))), 1))
    ]  # fmt: skip
    rows = [
        (one.label.say(language()), score(one.after), score(one.before), gap)
        for one, gap in zip(ranks.lead, shown, strict=True)
    ]
    places = {name: i for i, name in enumerate(ranks.entities)}
    totals = [ranks.totals[places[name]] for name in (first, second)]
    rows.append((t("总分", "Total"), score(totals[0]), score(totals[1]), signed(exact(totals[0]) - exact(totals[1]))))
    title = t(f"{first} 与 {second}：各项分值之差", f"{first} and {second}: points, and their differences")
    console.table((t("指标", "indicator"), first, second, t("差", "difference")), rows, right=(1, 2, 3), title=title)


def _as_json(ranks: "RankRobustness") -> dict[str, Any]:
    from pubkpi.report.formats.data import period_fields

    lang = language()
    return {
        "schema_version": 1,
        "scorecard": ranks.scorecard,
        **period_fields(ranks.period),
        "by": ranks.by,
        "noise": asdict(ranks.rule),
        "entities": [dict(zip(COLUMNS, row, strict=True)) for row in _rows(ranks, len(ranks.entities))],
        "without_total": ranks.unranked,
        "without": [{"id": one.id, "label": one.label.say(lang), "places": one.places} for one in ranks.omissions],
        "findings": [one.as_json(lang) for one in ranks.findings],
        "pair": list(ranks.pair),
        "lead": [
            {
                "id": one.id,
                "label": one.label.say(lang),
                "first": one.after,
                "second": one.before,
                "difference": one.gap,
            }
            for one in ranks.lead
        ],
    }
