"""How cells lie on a sheet: one module a layout, each turning sheets into parts of raw text by fact column."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from pubkpi.ingest.containers.sheet import Book
from pubkpi.ingest.layouts import blocks, one_metric, sections, survey, table, tables
from pubkpi.ingest.profiles.profile import Profile
from pubkpi.ingest.profiles.surveys import Survey
from pubkpi.ingest.rows.part import Match, Mismatch

Layout = Callable[[Profile, Book, tuple[Survey, ...]], Match | Mismatch]

LAYOUTS: Mapping[str, Layout] = MappingProxyType(
    {
        "table": table.lay_out,
        "tables": tables.lay_out,
        "blocks": blocks.lay_out,
        "sections": sections.lay_out,
        "survey": survey.lay_out,
        "one_metric": one_metric.lay_out,
    }
)
