"""How cells lie on a sheet: one module a layout, each turning sheets into parts of raw text by fact column."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from pubkpi.ingest.layouts import blocks, sections, survey, table, tables
from pubkpi.ingest.layouts.part import Found, Miss
from pubkpi.ingest.profile import Profile
from pubkpi.ingest.readers.sheet import Book
from pubkpi.ingest.surveys import Survey

Layout = Callable[[Profile, Book, tuple[Survey, ...]], Found | Miss]

LAYOUTS: Mapping[str, Layout] = MappingProxyType(
    {
        "table": table.lay_out,
        "tables": tables.lay_out,
        "blocks": blocks.lay_out,
        "sections": sections.lay_out,
        "survey": survey.lay_out,
    }
)
