"""A PDF is made smaller, and says the same."""

from io import BytesIO

import pypdf
import pytest
import typst

from pubkpi.printing.pdf_stream import pack_objects
from pubkpi.report.formats.fonts import font_file

_SOURCE = """
#set document(title: "一 stream endstream (endobj)")
#set text(font: "Noto Sans CJK SC", lang: "zh")
= 标题
#table(columns: 4, ..range(200).map(str))
#pagebreak()
第二页
"""


@pytest.fixture(scope="module")
def plain(tmp_path_factory):
    path = tmp_path_factory.mktemp("typst") / "a.typ"
    path.write_text(_SOURCE, encoding="utf-8")
    return typst.compile(
        path,
        format="pdf",
        font_paths=[font_file().parent],
        ignore_system_fonts=True,
        pdf_standards=["a-2a", "ua-1"],
        timestamp=0,
    )


def objects(reader):
    """Every object of the document by its number, as it is written; of streams their bytes."""
    found = {}
    for number in range(1, reader.trailer["/Size"]):
        one = pypdf.generic.IndirectObject(number, 0, reader).get_object()
        if not isinstance(one, pypdf.generic.DictionaryObject) or one.get("/Type") not in ("/ObjStm", "/XRef"):
            out = BytesIO()
            one.write_to_stream(out)
            found[number] = out.getvalue()
    return found


def test_all_objects_are_there_and_the_file_is_smaller(plain):
    small = pack_objects(plain)
    before, after = (pypdf.PdfReader(BytesIO(one), strict=True) for one in (plain, small))
    assert objects(after) == objects(before)
    assert after.trailer["/ID"] == before.trailer["/ID"]
    assert [page.extract_text() for page in after.pages] == [page.extract_text() for page in before.pages]
    assert after.metadata.title == "一 stream endstream (endobj)"
    assert len(small) < len(plain) * 0.6


def test_one_that_is_packed_already_stays_as_it_is(plain):
    small = pack_objects(plain)
    assert pack_objects(small) == small
