"""The analyses as the dashboard's page holds them: finished strings, as in a report."""

from collections.abc import Sequence
from typing import Any

from pubkpi.model.explanations.analyses import Analysis
from pubkpi.model.text import Lang
from pubkpi.report.formats.templates import visible
from pubkpi.report.sections.analyses import analysis_view


def analysis_panels(analyses: Sequence[Analysis], lang: Lang) -> dict[str, Any]:
    """The panels of the *analyses* below the name of their period."""
    return {
        "period": str(analyses[0].period) if analyses else "",
        "label": analyses[0].period.label(lang) if analyses else "",
        "panels": [_panel(one, lang) for one in analyses],
    }


def _panel(one: Analysis, lang: Lang) -> dict[str, Any]:
    """An analysis as a report prints it."""
    view = analysis_view(one, lang)
    return {
        "name": one.name,
        "label": view.label,
        "heads": [column.label for column in view.columns],
        "numbers": [column.is_number for column in view.columns],
        "rows": [[visible(value) for value in row] for row in view.rows],
        "words": [visible(words.say(lang)) for words in one.sentences],
        "notes": [visible(words) for words in view.notes],
    }
