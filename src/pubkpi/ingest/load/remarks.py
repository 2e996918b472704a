"""Staged parts made ready to be judged: their accounts by name, no record twice, and what there is to say of them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from pubkpi.engine.interface import Engine
from pubkpi.ingest.accept import breaches, mixtures, percents, repeats
from pubkpi.ingest.accept.rejects import every, first_place, first_reason
from pubkpi.ingest.cells import rounded_counts
from pubkpi.ingest.cells.shares import Spellings
from pubkpi.ingest.cells.stage import StagedPart
from pubkpi.ingest.layouts.workbook import sheet_findings
from pubkpi.ingest.load import names
from pubkpi.ingest.rows import synonyms
from pubkpi.ingest.rows.part import Match
from pubkpi.model.findings import Finding
from pubkpi.model.text import NOTHING, Text, count_of


@dataclass(frozen=True, slots=True)
class Remarks:
    """Parts *staged*, and what there is to say of each, by its number."""

    staged: list[StagedPart]
    strangers: Mapping[int, Sequence[names.Stranger]]
    repeats: Mapping[int, Sequence[Finding]]
    breaches: Mapping[int, Sequence[breaches.Breach]]
    shares: Mapping[tuple[int, str], Spellings]
    percents: percents.Found
    rounded: rounded_counts.Rounded

    def findings(self, name: str, staged: Sequence[StagedPart], *, collected: bool = False) -> Iterator[Finding]:
        """What is to be said of the file called *name*, which has the parts *staged*, *collected* from pages or not."""
        for one in staged:
            for found in self.repeats.get(one.number, ()):
                yield replace(found, where=f"{name}: {one.part.sheet}!{found.where}")
        yield from breaches.findings(name, staged, self.breaches)
        yield from mixtures.findings(name, staged, self.shares)
        yield from percents.findings(name, staged, self.percents)
        yield from rounded_counts.findings(name, staged, self.rounded, collected=collected)
        for who in dict.fromkeys(who for one in staged for who in self.strangers.get(one.number, ())):
            yield who.finding(name)


def settled(engine: Engine, parts: Sequence[StagedPart], files: Sequence[int]) -> Remarks:
    """The *parts*, of those *files*, with the ids of their accounts and without records that come twice."""
    strangers = names.resolve(engine, parts)
    staged, remarks = repeats.settle(engine, parts, files)
    found = breaches.breaches(engine, staged), mixtures.mixtures(engine, staged), percents.largest(engine, staged)
    return Remarks(staged, strangers, remarks, *found, rounded_counts.rounded_counts(engine, staged))


def file_findings(engine: Engine, name: str, match: Match, staged: Sequence[StagedPart]) -> Iterator[Finding]:
    """What is to be said of the file called *name*, by its *match*, and of the rejected rows of *staged*."""
    if match.profile.form and any(one.rejected for one in staged):
        zh, en = every(engine, staged)
        count = sum(one.rejected for one in staged)
        message = Text(
            f"{count} 行被拒收，其余照常入库：{zh}", f"{count_of(count, 'row')} rejected, the others count: {en}"
        )
        hint = Text("用 pubkpi rejects --workbook 写出标好的表。", "pubkpi rejects --workbook writes a marked copy.")
        yield Finding("ingest.rejected", "warning", name, message, hint)
    for one in staged:
        if one.rejected and not match.profile.form:
            reason = first_reason(engine, one)
            message = Text(
                f"{one.rejected} 行被拒收{reason.zh}",
                f"{count_of(one.rejected, 'row')} rejected{reason.en}",
            )
            yield Finding("ingest.rejected", "warning", f"{name}: {first_place(engine, one)}", message)
        if 0 < match.profile.max_rows <= (len(one.part.rows) or one.good + one.rejected):
            limit = match.profile.max_rows
            message = Text(
                f"平台最多导出 {limit} 行，可能不全", f"the platform writes {limit} rows at most: some may lack"
            )
            hint = Text("换更短的时间段，多导出几份。", "Download shorter ranges, one file each.")
            yield Finding("ingest.cap", "warning", f"{name}: {one.part.sheet}", message, hint)
    yield from sheet_findings(match, name)
    if match.unknown:
        words = ", ".join(dict.fromkeys(match.unknown))
        message = Text(f"有未识别的列，没有入库：{words}", f"columns nobody mapped were not loaded: {words}")
        meant = synonyms.hint(match.unknown, (feed.fact for feed in match.profile.feeds))
        yield Finding("ingest.new_column", "info", name, message, meant)
    if match.profile.confidence == "medium":
        message = Text("这种导出的版式只有一个来源佐证", "the layout of this export rests on one source")
        yield Finding("ingest.confidence", "info", name, message, NOTHING)
