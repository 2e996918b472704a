from functools import cache

import pytest

from pubkpi.model.status import Reject
from pubkpi.model.text import Text
from pubkpi.report.document import write
from tests.report import reviews

FAULT = Reject("a.xls", "表1", 7, None, "阅读", '=HYPERLINK("http://x")', Text("不是数", "no number"))
HOSTILE = (
    '#read("/etc/passwd") <script>x</script> =HYPERLINK("http://x") {{7*7}} {% raw %} \u202e\x07\ufffe &L _x0041_ ]]>'
)
SEEN = HOSTILE.replace("\u202e\x07\ufffe", "[U+202E][U+0007][U+FFFE]")


@pytest.fixture(scope="session")
def office(tmp_path_factory, templates):
    """The office documents of a review: (case, lang) → {format: path}."""
    cases = {
        "main": reviews.review,
        "without_total": reviews.without_total,
        "hostile": lambda: reviews.hostile(HOSTILE),
        "formula": lambda: reviews.hostile('=HYPERLINK("http://x")'),
    }

    @cache
    def written(case, lang):
        out = tmp_path_factory.mktemp(f"office_{case}_{lang}")
        paths = write(cases[case](), out, lang, ("docx", "xlsx", "pptx"), templates, rejects=[FAULT])
        return {path.suffix[1:]: path for path in paths}

    return written
