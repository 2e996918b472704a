"""The analyses beside the score, a section each: a table, the sentences that it supports, what they leave open."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from pubkpi.model.explanations.analyses import Analysis
from pubkpi.model.review import Review
from pubkpi.model.text import Lang, Text
from pubkpi.printing.figures import TEXT_KINDS, printed_rows
from pubkpi.report.charts.figures import View
from pubkpi.report.wording import numbers
from pubkpi.report.wording.sentences import fill

_MOST_ROWS = 40  # that a page has room for
_MORE = Text("另有 {count} 行没有列出。", "{count} more rows are not listed.")
# What a section is called, and the analysis that it shows: `accounts` is the league of the accounts.
SECTION_ANALYSES: Mapping[str, str] = MappingProxyType(
    {
        **{name: name for name in ("content", "hours", "titles", "sources", "audience", "satisfaction")},
        "health": "accounts",
        **{name: name for name in ("messages", "incidents", "budget", "milestones")},
    }
)


@dataclass(frozen=True, slots=True)
class AnalysisColumn:
    """A heading, and whether what stands below it is a number."""

    label: str
    is_number: bool


@dataclass(frozen=True, slots=True)
class AnalysisView(View):
    """An analysis as finished strings; *title* is the first of its sentences, or what it is called."""

    title: str
    label: str
    columns: tuple[AnalysisColumn, ...]
    rows: tuple[tuple[str, ...], ...]
    sentences: tuple[str, ...]
    notes: tuple[str, ...]


def analysis_section(section: str) -> Callable[[Review, Lang], AnalysisView | None]:
    """What makes the view of the analysis that *section* shows; None where nobody asked for it, or without its data."""
    name = SECTION_ANALYSES[section]

    def view(review: Review, lang: Lang) -> AnalysisView | None:
        return next((analysis_view(one, lang) for one in review.analyses if one.name == name), None)

    return view


def analysis_view(analysis: Analysis, lang: Lang) -> AnalysisView:
    """*analysis* as a report and a dashboard print it: its first rows."""
    columns = [analysis.columns[i] for i in analysis.filled]
    rows, label = printed_rows(analysis, lang), analysis.label.say(lang)
    first, *more = [one.say(lang) for one in analysis.sentences] or [label]
    notes = [one.say(lang) for one in analysis.notes]
    if len(rows) > _MOST_ROWS:
        notes.append(fill(_MORE, lang, count=numbers.count(len(rows) - _MOST_ROWS)))
    return AnalysisView(
        title=first.rstrip("。."),
        label=label,
        columns=tuple(AnalysisColumn(one.label.say(lang), one.kind not in TEXT_KINDS) for one in columns),
        rows=tuple(map(tuple, rows[:_MOST_ROWS])),
        sentences=tuple(more),
        notes=tuple(notes),
    )
