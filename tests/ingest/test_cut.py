"""A file that was cut off on its way is refused wherever it ends, with what to do."""

import json

import pytest

from pubkpi.ingest import containers
from pubkpi.model.errors import DataError
from tests.ingest import files
from tests.ingest.samples import GROWTH
from tests.ingest.test_hidden import HEADER, NOW, ods

ANSWER = {"list": [{"ref_date": "2024-10-01", "user_source": 0, "title": "一", "cumulate_user": -12345.5, "ok": True}]}
WHOLE = {
    "xlsx": (files.xlsx(GROWTH), 41),
    "xls": (files.xls(GROWTH), 41),
    "xls of many sectors": (files.xls([HEADER, *[NOW] * 900]), 997),
    "ods": (ods([("a", [HEADER, NOW], False)]), 41),
    "json": (json.dumps(ANSWER, ensure_ascii=False).encode(), 1),
    "json of lines": (json.dumps(ANSWER["list"], indent=1).encode() + b"\n", 1),
    "html": (files.html([HEADER, NOW]).replace(b"</body></html>", b""), 1),
}


@pytest.mark.parametrize("kind", WHOLE)
def test_a_file_that_was_cut_off_is_refused_wherever_it_ends(kind, capfd):
    data, step = WHOLE[kind]
    whole = containers.read(data, "a")
    for end in range(60 if kind == "html" else 12, len(data.rstrip()), step):
        with pytest.raises(DataError) as caught:
            containers.read(data[:end], "a")
        assert "重新下载" in caught.value.line("zh"), end
        assert "ownload it again" in caught.value.line("en"), end
    assert containers.read(data, "a") == whole
    assert capfd.readouterr() == ("", ""), "nothing but our own line is said"
