"""A number traced back, for programs: rows for a spreadsheet, and JSON."""

from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from pubkpi.model.text import Lang

if TYPE_CHECKING:
    from pubkpi.model.explanations.trace import Amount, MeasureTrace, Trace, TraceRow

COLUMNS = "measure period kind day account name amount under file sha256 sheet row raw reason".split()


def trace_rows(trace: "Trace", lang: Lang) -> list[Sequence[object]]:
    """Every row listed, one a line, below their header: those that count, then those that do not."""
    lines = [_line(made, row, lang) for made, row in trace.rows]
    return [COLUMNS, *lines]


def _line(made: "MeasureTrace", row: "TraceRow", lang: Lang) -> Sequence[object]:
    where = (row.file, row.sha256, row.sheet, row.row, row.raw, row.reason.say(lang))
    amounts = map(_exact, (row.amount, row.under))
    return (made.measure, made.period, row.kind, row.day or "", row.account, row.name, *amounts, *where)


def _exact(amount: "Amount") -> object:
    return f"{amount:f}" if isinstance(amount, Decimal) else amount


def trace_as_json(trace: "Trace", lang: Lang) -> dict[str, Any]:
    """*trace* as `trace --format json` gives it: amounts with decimals are texts, so that none is rounded."""
    from pubkpi.report.formats.data import period_fields

    score = trace.score
    return {
        "schema_version": 1,
        "id": trace.id,
        "scorecard": trace.scorecard,
        **period_fields(trace.period),
        "entity": trace.entity or None,
        "score": score
        and {
            "label": score.label.say(lang),
            "value": score.value,
            "bound": score.bound or None,
            "baseline": score.baseline,
            "target": score.target,
            "method": score.method or None,
            "attainment": score.attainment,
            "score_uncapped": score.score_uncapped,
            "score": score.score,
            "score_printed": score.score_printed,
            "effective_weight": score.effective_weight,
            "points": score.points,
            "state": score.state,
            "reason": score.reason.say(lang) if score.reason else None,
        },
        "measure": _measure_json(trace.measure, lang),
    }


def _measure_json(made: "MeasureTrace", lang: Lang) -> dict[str, Any]:
    return {
        "measure": made.measure,
        "label": made.label.say(lang),
        "unit": made.unit,
        "period": str(made.period),
        "value": made.value.value,
        "bound": made.value.bound or None,
        "missing_reason": made.value.missing.say(lang) if made.value.missing else None,
        "typed": made.value.typed,
        "words": made.words.say(lang),
        "formula": made.formula[0],
        "worked": made.formula[1],
        "numerator": _exact(made.numerator),
        "denominator": _exact(made.denominator),
        "months": [{"month": month, "amount": _exact(amount)} for month, amount in made.months],
        "count": made.count,
        "rows": [_row_json(row, lang) for row in made.rows],
        "left_out": [
            {
                "kind": some.kind,
                "count": some.count,
                "reason": some.reason.say(lang) or None,
                "rows": [_row_json(row, lang) for row in some.rows],
            }
            for some in made.neighbours
        ],
        "parts": [_measure_json(part, lang) for part in made.parts],
        "fact": made.fact or None,
        "query": made.query or None,
        "findings": [finding.as_json(lang) for finding in made.value.findings],
    }


def _row_json(row: "TraceRow", lang: Lang) -> dict[str, Any]:
    return {
        "kind": row.kind,
        "day": str(row.day) if row.day else None,
        "account": row.account or None,
        "name": row.name,
        "amount": _exact(row.amount),
        "under": _exact(row.under),
        "file": row.file,
        "sha256": row.sha256,
        "sheet": row.sheet,
        "row": row.row,
        "reason": row.reason.say(lang) or None,
        "cells": [
            {
                "column": cell.column,
                "header": cell.header or None,
                "text": cell.text,
                "file": cell.file,
                "sha256": cell.sha256,
                "sheet": cell.sheet,
                "row": cell.row,
            }
            for cell in row.cells
        ],
    }
