"""The list of measures, their values, and everything about one of them."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from pubkpi.cli import console
from pubkpi.cli.locale import language, t
from pubkpi.model.text import Text

if TYPE_CHECKING:
    from pubkpi.model.findings import Finding
    from pubkpi.model.kpis import KpiSet
    from pubkpi.model.kpis.measures import Measure
    from pubkpi.model.scores import Value

_TIERS = {
    "": Text("", ""),
    "input": Text("投入", "input"),
    "output": Text("产出", "output"),
    "outtake": Text("受众反应", "out-take"),
    "outcome": Text("成效", "outcome"),
}


def show_measures(measures: Mapping[str, "Measure"]) -> None:
    """The measures: what each is called, its unit and tier, who answers for it and where it comes from."""
    lang = language()
    header = (t("标识", "id"), t("指标", "measure"), t("单位", "unit"), t("层级", "tier"), t("责任", "owner"))
    rows = [
        (one.id, one.label.say(lang), _unit(one), _TIERS[one.tier].say(lang), one.owner.say(lang), one.source.say(lang))
        for one in measures.values()
    ]
    console.table((*header, t("来源", "source")), rows, drop=(5, 4, 3))


def show_values(kpis: "KpiSet", measures: Mapping[str, "Measure"], values: Mapping[str, "Value"]) -> None:
    """The values of the *measures*, levels by the names that *kpis* gives them, or why there are none."""
    from pubkpi.report.leaves import spread_words, step_labels
    from pubkpi.report.wording.numbers import coverage, percent, scale
    from pubkpi.report.wording.sentences import CENSORED, fill

    lang = language()
    rows = []
    for one in measures.values():
        value = values[one.id]
        shown = scale(one.printed_unit, lang, [value.value], step_labels(kpis, one.id))
        note = value.missing.say(lang) if value.missing else ""
        if value.bound:
            note = fill(CENSORED, lang, share=percent(value.censored))
        note = t("；", "; ").join(filter(None, (note, spread_words(one, value, shown, lang))))
        number = shown.bare(value.value, value.bound)
        cells = (one.id, one.label.say(lang), shown.unit_word, number, coverage(value, lang), note)
        rows.append(cells)
    header = [t("标识", "id"), t("指标", "measure"), t("单位", "unit")]
    console.table(
        [*header, t("数值", "value"), t("覆盖", "coverage"), t("说明", "note")], rows, right=(3, 4), drop=(2,)
    )


def measure_findings(
    measures: Mapping[str, "Measure"], values: Mapping[str, "Value"], notices: Sequence["Finding"]
) -> "tuple[Finding, ...]":
    """What makes the values of the *measures* doubtful: the *notices* of all, and what is said of their *values*."""
    from pubkpi.model.findings import ordered

    return tuple(ordered((*notices, *(one for name in measures for one in values[name].findings))))


def show_measure(measure: "Measure") -> None:
    """Show everything about one measure."""
    lang = language()
    lines = [
        (t("指标", "measure"), f"{measure.label.say(lang)} ({measure.id}, {measure.at})"),
        (t("定义", "definition"), measure.definition.say(lang)),
        (t("公式", "formula"), measure.formula.say(lang)),
        (t("单位", "unit"), _unit(measure)),
        (t("层级", "tier"), _TIERS[measure.tier].say(lang)),
        (t("责任", "owner"), measure.owner.say(lang)),
        (t("来源", "source"), measure.source.say(lang)),
        (t("局限", "limits"), measure.limits.say(lang)),
        *((t("算例", "example"), words) for words in _example(measure)),
    ]
    for name, words in lines:
        if words:
            console.out(t(f"{name}：{words}", f"{name}: {words}"))


def _example(measure: "Measure") -> Iterator[str]:
    """The worked example: its rows or the values given, and what comes out."""
    example = measure.example or {}
    rows, given = example.get("rows"), example.get("given")
    for row in [given, *(rows if isinstance(rows, list) else [])]:
        if isinstance(row, dict):
            yield ", ".join(f"{key} = {t('空', 'none') if cell is None else cell}" for key, cell in row.items())
    if example:
        yield " ".join(str(word) for word in (example.get("quarter", ""), "→", example["expect"]) if word != "")


def _unit(measure: "Measure") -> str:
    from pubkpi.report.wording.numbers import scale

    return scale(measure.printed_unit, language(), []).unit_word
