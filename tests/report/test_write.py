import re
import subprocess
import sys
from base64 import b64encode
from hashlib import sha256
from html.parser import HTMLParser

import pytest
from pypdf import PdfReader

from pubkpi.model.errors import ReportError
from pubkpi.report.document import write
from tests.examples import seldom
from tests.report import reviews

A4 = (595, 842)
FETCHING = {"src", "href", "srcset", "action", "data", "poster", "background", "xlink:href"}


def pdf_text(path):
    return "".join("".join(page.extract_text() for page in PdfReader(path).pages).split())


class Attributes(HTMLParser):
    def __init__(self, page):
        super().__init__()
        self.tags, self.fetched = [], []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.fetched += [value for name, value in attrs if name in FETCHING]


def test_files_are_named_by_scorecard_quarter_and_language(documents):
    assert sorted(path.name for lang in ("zh", "en") for path in documents("main", lang).values()) == [
        "report_department_2024_2024Q3.html",
        "report_department_2024_2024Q3.pdf",
        "report_department_2024_2024Q3_en.html",
        "report_department_2024_2024Q3_en.pdf",
        "report_department_2024_2024Q3_en_files.csv",
        "report_department_2024_2024Q3_files.csv",
    ]


@pytest.mark.campaign
def test_the_same_review_gives_the_same_bytes(documents, tmp_path, templates):
    again = write(reviews.review(), tmp_path, "zh", ("html", "pdf"), templates)
    for path in again:
        assert path.read_bytes() == documents("main", "zh")[path.suffix[1:]].read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(path.name for path in again)


@pytest.mark.parametrize(
    ("case", "lang"), [("main", "zh"), *seldom(("main", "en"), ("without_total", "zh"), ("without_total", "en"))]
)
def test_a_page_asks_nothing_of_the_network(documents, case, lang):
    page = documents(case, lang)["html"].read_text(encoding="utf-8")
    seen = Attributes(page)
    assert {value[0] for value in seen.fetched} == {"#"}
    assert not {"link", "iframe", "img", "object", "base"} & set(seen.tags)
    assert seen.tags.count("script") == 1
    script = page.partition("<script>")[2].partition("</script>")[0]
    assert f"script-src 'sha256-{b64encode(sha256(script.encode()).digest()).decode()}'\"" in page
    assert not re.search(r"fetch|XMLHttp|import|https?:|innerHTML|eval", script)
    assert {found[:5] for found in re.findall(r"url\(\"?([^)]+)", page) if not found.startswith("#")} == {"data:"}
    assert "@import" not in page


@pytest.mark.parametrize("case", ["main", *seldom("without_total")])
@pytest.mark.campaign
def test_the_pdf_has_every_label_as_text(documents, case):
    text = pdf_text(documents(case, "zh")["pdf"])
    card = reviews.review().card
    for node in (*card.dimensions, *card.indicators):
        assert node.label.zh in text
    assert "\ufffd" not in text


def test_the_pdf_is_a4_with_a_running_foot_and_the_states_date(documents):
    reader = PdfReader(documents("main", "zh")["pdf"])
    count = len(reader.pages)
    for number, page in enumerate(reader.pages, start=1):
        assert (round(page.mediabox.width), round(page.mediabox.height)) == A4
        foot = "".join(page.extract_text().split())
        assert f"暂定·数据版本9f2c41d7第{number}/{count}页" in foot
    assert reader.metadata.title == "宣传绩效季度复盘 · 2024年第三季度"
    assert reader.metadata.author == "数据分析专员"
    assert reader.metadata["/CreationDate"].startswith("D:20241004")


def test_page_one_is_enough(documents):
    for lang, words in (
        ("zh", ("72.7", "请会议决定", "舆情零发生")),
        ("en", ("72.7", "For the meeting to decide", "Zero incidents")),
    ):
        page = PdfReader(documents("main", lang)["pdf"]).pages[0].extract_text()
        assert all(word in page for word in words)
        assert "得分明细" not in page
        assert "The scorecard" not in page


@pytest.mark.campaign
def test_a_report_without_a_total_says_so_in_both_formats(documents):
    text = pdf_text(documents("without_total", "zh")["pdf"])
    assert "没有总分" in text
    assert "无总分" in documents("without_total", "zh")["html"].read_text(encoding="utf-8")
    assert "总分0" not in text
    assert "总分 0" not in documents("without_total", "zh")["html"].read_text(encoding="utf-8")


def test_hostile_names_are_shown_and_not_obeyed(tmp_path, templates):
    page, pdf, sheet = write(reviews.hostile(" ".join(reviews.HOSTILE)), tmp_path, "zh", ("html", "pdf"), templates)
    assert sheet.read_bytes().startswith(b"\xef\xbb\xbf")
    html = page.read_text(encoding="utf-8")
    assert Attributes(html).tags.count("script") == 1  # the page's own
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html
    assert "{{ 7 * 7 }}" in html
    assert "\u202e" not in html
    text = pdf_text(pdf)
    for words in ("<script>alert(1)</script>", '"#import"/etc/passwd""', "]])#panic()", "[U+202E]", "{{7*7}}", "*粗*"):
        assert words in text


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ('#read("../../etc/passwd")', "escape the project root"),
        *seldom(("#nobody", "unknown variable: nobody"), ('#read("/etc/passwd")', "file not found")),
    ],
)
def test_a_typst_template_that_fails_is_named_with_its_line(line, what, tmp_path, templates):
    (tmp_path / "sections").mkdir()
    (tmp_path / "sections" / "trend.typ.j2").write_text(f"#let a = 1\n{line}\n", encoding="utf-8")
    with pytest.raises(ReportError) as caught:
        write(reviews.review(), tmp_path / "out", "zh", ("pdf",), [tmp_path, *templates])
    assert caught.value.where == "sections/trend.typ.j2:2"
    assert what in caught.value.what.en
    assert not (tmp_path / "out").exists()


@pytest.mark.campaign
def test_a_workspace_template_wins_over_the_shipped_one(tmp_path, templates):
    (tmp_path / "sections").mkdir()
    (tmp_path / "sections" / "trend.html.j2").write_text("<p>自己的走势</p>", encoding="utf-8")
    path, _ = write(reviews.review(), tmp_path / "out", "zh", ("html",), [tmp_path, *templates])
    assert "<p>自己的走势</p>" in path.read_text(encoding="utf-8")


def test_importing_the_stage_loads_no_heavy_library():
    heavy = "{'jinja2', 'matplotlib', 'typst', 'fontTools', 'uharfbuzz'}"
    done = subprocess.run([sys.executable, "-c", f"import sys, pubkpi.report; print({heavy} & set(sys.modules))"],
                          capture_output=True, text=True, check=True)  # fmt: skip
    assert done.stdout.strip() == "set()"
