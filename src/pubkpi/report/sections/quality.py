"""What the numbers rest on: the files, the days they cover, and the findings."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from pubkpi.model.findings import SEVERITIES, Finding, ordered
from pubkpi.model.periods import MONTH
from pubkpi.model.review import Review
from pubkpi.model.status import DayCoverage, LoadedFile
from pubkpi.model.text import Lang
from pubkpi.printing.accounts import account_label
from pubkpi.report.charts.figures import View
from pubkpi.report.wording import numbers
from pubkpi.report.wording import sentences as say
from pubkpi.report.wording import words as fixed
from pubkpi.report.wording.remedies import remedy
from pubkpi.report.wording.sentences import fill

_FEW_FILES, _FEW_STRIPS, _FEW_GROUPS = 12, 6, 15
_SHAPES = {"error": "■", "warning": "▲", "info": "○"}
_TONES = {"error": "red", "warning": "yellow", "info": "none"}


@dataclass(frozen=True, slots=True)
class ExportRow:
    """All files of one export and account."""

    export: str
    account: str
    files: str
    as_of: str
    rows_in: str
    loaded: str
    rejected: str
    ignored: str


@dataclass(frozen=True, slots=True)
class RejectedRow:
    """A file with rejected rows."""

    name: str
    rejected: str


@dataclass(frozen=True, slots=True)
class MonthStrip:
    """A month's days: each ``present``, ``missing`` or ``ahead``, with its date."""

    label: str
    days: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class DayStrip:
    """One daily fact of one account over the quarter."""

    label: str
    account: str
    covered: str
    note: str
    complete: bool
    months: tuple[MonthStrip, ...]


@dataclass(frozen=True, slots=True)
class FindingRow:
    """A finding with its remedy."""

    id: str
    where: str
    message: str
    hint: str


@dataclass(frozen=True, slots=True)
class FindingGroup:
    """The findings of one severity."""

    title: str
    shape: str
    tone: str
    rows: tuple[FindingRow, ...]


@dataclass(frozen=True, slots=True)
class QualityView(View):
    """The data quality pages as finished strings; *others* counts the daily facts that have no strip."""

    title: str
    exports: tuple[ExportRow, ...]
    sums: ExportRow
    rejected: tuple[RejectedRow, ...]
    strips: tuple[DayStrip, ...]
    others: str
    findings: tuple[FindingGroup, ...]


@dataclass(frozen=True, slots=True)
class RowSums:
    """Rows over all files; *to_mend* are the rejected ones that no later file corrects."""

    rows_in: int
    loaded: int
    rejected: int
    ignored: int
    to_mend: int


def quality(review: Review, lang: Lang) -> QualityView:
    """The data quality pages of *review*."""
    strips = _strips(review)
    return QualityView(
        title=_title(review, lang),
        exports=_exports(review, lang),
        sums=_sum_row(review, lang),
        rejected=_rejected_files(review, lang),
        strips=tuple(_strip(review, one, lang) for one in strips),
        others=_others(review, strips, lang),
        findings=tuple(
            _group(severity, rows, lang)
            for severity in SEVERITIES
            if (rows := [one for one in findings(review) if one.severity == severity])
        ),
    )


def findings(review: Review) -> tuple[Finding, ...]:
    """All findings of the run once each: of the card, of its values and of the spec."""
    of_values = [one for leaf in review.card.indicators for one in leaf.basis.findings]
    return ordered([*review.card.findings, *of_values, *review.kpis.notes])


def row_sums(review: Review) -> RowSums:
    """Rows read, loaded, rejected and ignored over all files."""
    files = review.files
    return RowSums(
        sum(one.rows_in for one in files),
        sum(one.rows_loaded for one in files),
        sum(one.rows_rejected for one in files),
        sum(one.rows_ignored for one in files),
        sum(one.rows_to_mend for one in files),
    )


def rejected_words(sums: RowSums, lang: Lang) -> str:
    """How many rows were rejected, and how many of these need no mending any more."""
    mended = sums.rejected - sums.to_mend
    words = fill(say.REJECTED, lang, count=numbers.count(sums.rejected))
    return words + fill(say.MENDED, lang, count=numbers.count(mended)) if mended else words


def missing_days(review: Review) -> int:
    """Days of the quarter missing over all daily facts and accounts, as far as they are due."""
    return sum(len(_missing(review, one)) for one in review.coverage)


def _due(review: Review) -> tuple[date, ...]:
    """The days of the quarter before the day of the state: an export ends with yesterday."""
    period = review.card.period
    days = (period.first + timedelta(days=i) for i in range(period.day_count))
    return tuple(one for one in days if one < review.dated)


def _missing(review: Review, one: DayCoverage) -> list[date]:
    present = set(one.days)
    return [day for day in _due(review) if day not in present]


def _title(review: Review, lang: Lang) -> str:
    sums, days = row_sums(review), missing_days(review)
    if not days and not sums.to_mend and review.files and _is_complete(review):
        return say.QUALITY_TITLE_CLEAN.say(lang)
    files = fill(
        say.QUALITY, lang,
        files=numbers.count_with_noun(len(review.files), "file", lang),
        rows=numbers.count_with_noun(sums.loaded, "row", lang),
        rejected=rejected_words(sums, lang), ignored=numbers.count(sums.ignored),
    )  # fmt: skip
    daily = fill(say.QUALITY_DAYS, lang, days=numbers.count_with_noun(days, "day", lang))
    return files + fixed.PHRASES["semicolon"].say(lang) + daily if days else files


def _is_complete(review: Review) -> bool:
    """Whether all weight is scored on data that cover all they have to, and nothing warns."""
    leaves = [one for one in review.card.indicators if one.scoring != "not_applicable"]
    covered = all(one.basis.typed or one.data_coverage == 1.0 for one in leaves)
    grave = any(one.severity != "info" for one in findings(review))
    return covered and not grave and review.card.total.weight_coverage >= 1.0


def _exports(review: Review, lang: Lang) -> tuple[ExportRow, ...]:
    """A line for each export and account, as single articles come by the hundred; of many accounts one an export."""
    groups: dict[tuple[str, str], list[LoadedFile]] = {}
    for one in review.files:
        groups.setdefault((one.export_label.say(lang) or one.export, one.account or numbers.MISSING), []).append(one)
    if len(groups) > _FEW_GROUPS:
        exports: dict[str, list[str]] = {}
        for export, account in groups:
            exports.setdefault(export, []).append(account)
        groups = {
            (export, _accounts(accounts, lang)): [file for one in accounts for file in groups[export, one]]
            for export, accounts in exports.items()
        }
    return tuple(_export_row(key, files) for key, files in groups.items())


def _accounts(names: Sequence[str], lang: Lang) -> str:
    return names[0] if len(names) == 1 else fill(say.ACCOUNTS, lang, count=numbers.count(len(names)))


def _export_row(key: tuple[str, str], files: list[LoadedFile]) -> ExportRow:
    first, last = (numbers.day(pick(one.as_of for one in files)) for pick in (min, max))
    rows = (
        sum(one.rows_in for one in files),
        sum(one.rows_loaded for one in files),
        sum(one.rows_rejected for one in files),
        sum(one.rows_ignored for one in files),
    )
    as_of = first if first == last else f"{first} – {last}"
    return ExportRow(*key, numbers.count(len(files)), as_of, *map(numbers.count, rows))


def _sum_row(review: Review, lang: Lang) -> ExportRow:
    sums = row_sums(review)
    counts = (len(review.files), sums.rows_in, sums.loaded, sums.rejected, sums.ignored)
    files, *rows = map(numbers.count, counts)
    return ExportRow(fixed.PHRASES["all_files"].say(lang), "", files, "", *rows)


def _rejected_files(review: Review, lang: Lang) -> tuple[RejectedRow, ...]:
    """The files with rejected rows to mend, those with most first; of many the rest as a number."""
    listed = sorted((one for one in review.files if one.rows_to_mend), key=lambda one: -one.rows_to_mend)
    rows = [RejectedRow(one.name, numbers.count(one.rows_to_mend)) for one in listed[:_FEW_FILES]]
    if more := listed[_FEW_FILES:]:
        rest = sum(one.rows_to_mend for one in more)
        rows.append(RejectedRow(fill(say.FEW_SHOWN, lang, count=str(len(more))), numbers.count(rest)))
    return tuple(rows)


def _strips(review: Review) -> tuple[DayCoverage, ...]:
    """The daily facts whose days are drawn: all if they are few, else those that lack most days."""
    if len(review.coverage) <= _FEW_STRIPS:
        return review.coverage
    lacking = sorted(
        (one for one in review.coverage if _missing(review, one)), key=lambda one: -len(_missing(review, one))
    )
    return tuple(lacking[:_FEW_STRIPS])


def _others(review: Review, strips: Sequence[DayCoverage], lang: Lang) -> str:
    """How many daily facts have no strip, and how many days they lack."""
    rest = [one for one in review.coverage if one not in strips]
    days = sum(len(_missing(review, one)) for one in rest)
    words = say.OTHERS_LACKING if days else say.OTHERS_COMPLETE
    return fill(words, lang, count=numbers.count(len(rest)), days=numbers.count(days)) if rest else ""


def _strip(review: Review, one: DayCoverage, lang: Lang) -> DayStrip:
    due, gone = _due(review), _missing(review, one)
    absent, present = set(gone), set(one.days)
    months = []
    for month in review.card.period.parts(MONTH):
        days = [month.first + timedelta(days=i) for i in range(month.day_count)]
        states = ["missing" if day in absent else "present" if day in present else "ahead" for day in days]
        cells = tuple(zip(states, map(numbers.day, days), strict=True))
        months.append(MonthStrip(numbers.month(month.first, lang), cells))
    covered, expected = numbers.count(len(due) - len(gone)), numbers.count(len(due))
    if gone:
        runs = numbers.day_runs(gone, fixed.PHRASES["pause"].say(lang))
        note = fill(say.DAYS_MISSING, lang, days=numbers.count(len(gone)), runs=runs)
    else:
        note = say.DAYS_COMPLETE.say(lang) if due else fixed.PHRASES["day_ahead"].say(lang)
    share = fill(say.SHARED_OF, lang, covered=covered, expected=expected)
    fact = fixed.capital(one.fact_label.say(lang) or one.fact)
    return DayStrip(fact, _owner(review, one, lang), share, note, not gone, tuple(months))


def _owner(review: Review, one: DayCoverage, lang: Lang) -> str:
    """The account, with its platform where several of that name have such data."""
    alike = [each for each in review.coverage if (each.fact, each.account) == (one.fact, one.account)]
    return account_label(one.platform, one.account, lang) if len(alike) > 1 else one.account


def _group(severity: str, rows: list[Finding], lang: Lang) -> FindingGroup:
    return FindingGroup(
        f"{fixed.SEVERITIES[severity].say(lang)} {numbers.count(len(rows))}",
        _SHAPES[severity],
        _TONES[severity],
        tuple(FindingRow(one.id, one.where, one.message.say(lang), remedy(one).say(lang)) for one in rows),
    )
