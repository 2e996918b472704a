"""The written report against the scorecard that `pubkpi score` prints: same state, same numbers, same bytes."""

import csv
import io
import json
import re
import shutil
import subprocess
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from html.parser import HTMLParser

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from tests.e2e.workspaces import errors, pubkpi
from tests.examples import seldom

MISSING = "—"
FETCHING = {"src", "href", "srcset", "action", "data", "poster", "background", "xlink:href", "formaction", "ping"}
TAGS = {"link", "iframe", "img", "object", "embed", "base", "audio", "video", "source"}


class Page(HTMLParser):
    """Tags and attributes of a page, and the cells of each table row of its scorecard section."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.attributes, self.rows = set(), [], []
        self._section, self._small = "", False
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.attributes += attrs
        if tag == "section":
            self._section = dict(attrs).get("id", "")
        if self._section == "scorecard" and tag == "tr":
            self.rows.append([])
        elif self._section == "scorecard" and (tag == "td" or dict(attrs).get("scope") == "row"):
            self.rows[-1].append("")
        self._small = tag == "small"

    def handle_endtag(self, _):
        self._small = False

    def handle_data(self, data):
        if self._section == "scorecard" and self.rows and self.rows[-1] and not self._small:
            self.rows[-1][-1] += data.strip()


def tenth(number):
    """A number as print shows it: half-up to one decimal."""
    if number is None:
        return MISSING
    return f"{Decimal(repr(round(number, 9))).quantize(Decimal('0.1'), ROUND_HALF_UP)}"


def value_in_print(leaf):
    """The value of a leaf as print shows it; levels have names instead."""
    value, exact = leaf["value"], None if leaf["value"] is None else Decimal(repr(round(leaf["value"], 9)))
    if value is None:
        return MISSING
    if leaf["unit"] == "share":
        return f"{(exact * 100).quantize(Decimal('0.1'), ROUND_HALF_UP)}%"
    return f"{exact.quantize(Decimal(1), ROUND_HALF_UP):,}"


@cache
def pdf_text(path):
    return "\n".join(page.extract_text() for page in PdfReader(path).pages)


class Reports(dict):
    """(HTML, PDF, card) by period, each written when it is asked for; the year's has no PDF."""

    def __init__(self, demo, out):
        super().__init__()
        self.demo, self.out = demo, out

    def __missing__(self, period):
        folder = self.demo / "reports"
        if period != "2024Q4":
            folder = self.out / period
            only = ["--html"] if period == "2024" else []
            pubkpi("report", "--period", period, *only, "--out", folder, cwd=self.demo)
        words = ("--period", period, "--format", "json")
        card = json.loads(pubkpi("score", *words, cwd=self.demo, lang="zh").stdout)
        self[period] = *(folder / f"report_department_2024_{period}.{form}" for form in ("html", "pdf")), card
        return self[period]


@pytest.fixture(scope="module")
def written(demo, tmp_path_factory):
    """The reports of the demo's last quarter, of one with a missing leaf, and of the year."""
    return Reports(demo, tmp_path_factory.mktemp("reports"))


@pytest.fixture(scope="module")
def english(demo, tmp_path_factory):
    """(The page of the last quarter in English, what the command said)."""
    out = tmp_path_factory.mktemp("english")
    told = pubkpi("report", "-q", "2024Q4", "--html", "--lang", "en", "--out", out, cwd=demo).stdout
    return out / "report_department_2024_2024Q4_en.html", told


@pytest.fixture(params=["2024Q4", "2024Q2", "2024"])
def report(request, written):
    return written[request.param]


@pytest.fixture
def printed(report, demo):
    """A report whose PDF was written, too."""
    path = report[1]
    if not path.exists():
        pubkpi("report", "--period", "2024", "--pdf", "--out", path.parent, cwd=demo)
    return report


def leaves_of(card):
    return [leaf for branch in card["dimensions"] for leaf in branch["indicators"]]


@pytest.mark.campaign
def test_the_numbers_of_the_html_are_those_of_score(report):
    page, _, card = report
    rows = {row[0]: row for row in Page(page.read_text("utf-8")).rows if len(row) == 11}
    for leaf in leaves_of(card):
        row = rows[leaf["label"]]
        assert row[7] == tenth(leaf["score"]) == tenth(leaf["score_printed"])
        assert row[8] == tenth(leaf["points"])
        assert leaf["unit"] == "level" or row[2] == value_in_print(leaf), leaf["id"]
    for branch in card["dimensions"]:
        assert rows[branch["label"]][7:9] == [tenth(branch["score"]), tenth(branch["points"])]
    assert rows["总分"][7] == tenth(card["total"]["score"])


@pytest.mark.parametrize("report", ["2024Q2", *seldom("2024Q4", "2024")], indirect=True)
@pytest.mark.campaign
def test_the_numbers_of_the_pdf_are_those_of_score(printed):
    _, path, card = printed
    text = pdf_text(path)
    table = text.partition("得分明细")[2].partition("计入 = ")[0]
    places = [table.index(f"\n{leaf['label']}") for leaf in leaves_of(card)]
    assert places == sorted(places)
    for leaf, start in zip(leaves_of(card), places, strict=True):
        words = re.sub(r"\s+", " ", table[start : start + 160])
        assert f" {tenth(leaf['score'])} {tenth(leaf['points'])} " in words, leaf["id"]
        assert leaf["unit"] == "level" or f" {value_in_print(leaf)} " in words, leaf["id"]
    assert re.search(rf"\n总分 100 {re.escape(tenth(card['total']['score']))} ", table)
    low, high = map(tenth, card["total"]["bounds"])
    first = (
        "没有总分"
        if card["total"]["score"] is None
        else f"总分 {low}"
        if low == high
        else f"总分在 {low} 与 {high} 之间"
    )
    assert first in text  # the range first, where one remains


def test_page_one_is_one_page_whose_lines_are_those_of_score(written):
    for page, path, card in (written["2024Q4"], written["2024Q2"]):
        first, second, *_ = (one.extract_text() for one in PdfReader(path).pages)
        assert "请会议决定" in first
        assert "未定稿" in first
        assert second.startswith("2 得分明细")
        html = page.read_text("utf-8").partition('<section id="scorecard">')[0]
        rows = {
            re.search(r'<th scope="row">(.*?)</th>', row)[1]: dict(re.findall(r'data-name="(.*?)">(.*?)</td>', row))
            for row in re.findall(r"<tr><td class=\"top\">.*?</tr>", html)
        }
        assert len(rows) == len(leaves_of(card)) == 10
        for leaf in leaves_of(card):
            cells = rows[leaf["label"]]
            assert leaf["unit"] == "level" or cells["本季值"] == value_in_print(leaf)
            if leaf["points"] is None:
                assert (cells["计入"], cells["失分"]) == (MISSING, MISSING)
            else:
                lost = Decimal(repr(round(leaf["effective_weight"] * (1 - leaf["score"] / 100), 9)))
                assert cells["计入"].startswith(f"{tenth(leaf['points'])} / ")
                assert cells["失分"] == f"{lost.quantize(Decimal('0.1'), ROUND_HALF_UP)}", leaf["id"]
    year, text = written["2024"][2]["total"], "".join(pdf_text(written["2024Q4"][1]).split())
    low, high = map(tenth, year["bounds"])
    assert year["score"] is None
    assert (
        f"全年（2024年）无总分：缺舆情零发生的数据，“品牌建设”只有66.7%的权重有数据，低于计分所需的70%；总分介于{low}–{high}。"
        in text
    )
    assert "全年（2024年）" not in "".join(pdf_text(written["2024Q2"][1]).split())


def test_a_year_is_reported_as_one_with_the_course_over_its_quarters(written):
    page, _, card = written["2024"]
    assert (card["period"], card["year"], "quarter" in card) == ("2024", "2024", False)
    text = re.sub(r"<[^>]+>", " ", page.read_text("utf-8"))
    for words in (
        "宣传绩效年度复盘 · 2024年",
        "首个计分年",
        "本年值",
        "2024年第四季度的值",
        "较上季度",
    ):
        assert words in text, words
    for words in ("季度复盘", "本季代入", "本季值", "首个计分季度"):
        assert words not in text, words
    assert [f"2024年第{one}季度" in text for one in "一二三四"] == [True] * 4
    assert text.count("12月") >= 2  # a strip of days for each daily fact


@pytest.mark.parametrize("report", ["2024Q2", *seldom("2024Q4", "2024")], indirect=True)
def test_chinese_is_text_in_the_pdf_and_no_glyph_is_missing(printed):
    text = pdf_text(printed[1])
    assert "\ufffd" not in text
    assert "云川市民之窗" in text
    assert all(leaf["label"] in text for leaf in leaves_of(printed[2]))


def test_a_missing_value_is_shown_with_its_reason(written):
    page, path, card = written["2024Q2"]
    (leaf,) = (one for one in leaves_of(card) if one["scoring"] == "missing")
    html, pdf = page.read_text("utf-8"), "".join(pdf_text(path).split())
    assert leaf["missing_reason"] in html
    assert "".join(leaf["missing_reason"].split()) in pdf


def test_the_html_asks_nothing_of_anybody(report):
    text = report[0].read_text("utf-8")
    page = Page(text)
    fetched = [
        (name, value) for name, value in page.attributes if name in FETCHING and not value.startswith(("#", "data:"))
    ]
    assert fetched == []
    assert not page.tags & TAGS
    assert text.count("<script") == 1  # the page's own, which alone its policy allows
    assert {found[:5] for found in re.findall(r"url\(\"?([^)#][^)]+)", text)} <= {"data:"}
    assert "@import" not in text
    assert not [name for name, _ in page.attributes if name.startswith("on")]


def test_the_same_state_gives_the_same_bytes(demo, copy, tmp_path, written):
    """Another folder, another language of the terminal, another day: the report is that of the state."""
    words = ("report", "--quarter", "2024Q4", "--out", tmp_path / "again")
    pubkpi(*words, cwd=copy, lang="zh", PUBKPI_NOW="2026-05-05T05:05:05", TZ="America/Lima")
    for path in written["2024Q4"][:2]:
        assert (tmp_path / "again" / path.name).read_bytes() == path.read_bytes()


@pytest.mark.campaign
@pytest.mark.parametrize("form", ["html", *seldom("pdf")])
def test_one_format_can_be_asked_for_and_the_paths_are_the_data(copy, tmp_path, english, form):
    told, folder = english[1], english[0].parent
    if form == "pdf":
        folder = tmp_path / "pdf"
        told = pubkpi("report", "-q", "2024Q4", "--pdf", "--out", folder, cwd=copy).stdout
    sheet, path = sorted(folder.iterdir(), key=lambda one: one.suffix)
    assert told == f"{path}\n{sheet}\n"
    assert (path.suffix, sheet.name) == (f".{form}", f"{path.stem}_files.csv")


@pytest.mark.campaign
def test_a_report_in_english_has_its_own_name_and_the_same_scores(english, written):
    path, _ = english
    rows = [row for row in Page(path.read_text("utf-8")).rows if len(row) == 11]
    assert [row[7] for row in rows] == [
        row[7] for row in Page(written["2024Q4"][0].read_text("utf-8")).rows if len(row) == 11
    ]
    assert rows[0][0] == "Reach"


class TestTemplates:
    def write(self, workspace, name, text):
        path = workspace / "report_templates" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")

    def html(self, workspace, tmp_path, code=0, lang="en"):
        words = ("report", "-q", "2024Q4", "--html", "--out", tmp_path / "out")
        return pubkpi(*words, cwd=workspace, code=code, lang=lang)

    @pytest.mark.campaign
    def test_a_workspaces_style_and_section_win_over_the_shipped_ones(self, copy, tmp_path):
        self.write(copy, "style.css", "body { color: #123456 }")
        self.write(copy, "sections/summary.html.j2", "<p>本部门自己的结论 {{ summary.total }}</p>")
        self.html(copy, tmp_path)
        text = (tmp_path / "out" / "report_department_2024_2024Q4.html").read_text("utf-8")
        assert "body { color: #123456 }" in text
        assert "<p>本部门自己的结论 89.3</p>" in text
        assert 'class="halves"' not in text
        assert '<section id="scorecard">' in text

    @pytest.mark.parametrize(("line", "lang"), [("{{ nobody.knows }}", "zh"), *seldom(("{% if %}", "en"))])
    def test_a_broken_one_is_named_with_its_line(self, copy, tmp_path, line, lang):
        self.write(copy, "sections/summary.html.j2", f"<p>one</p>\n\n{line}\n")
        (error,) = errors(self.html(copy, tmp_path, code=1, lang=lang))
        assert error.startswith("sections/summary.html.j2:3: ")
        assert not (tmp_path / "out").exists()


@pytest.fixture
def chromium(tmp_path):
    """Show a page in a headless browser without a network: (picture, the addresses that the page asked for)."""
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if program is None:
        pytest.skip("no chromium on this machine")

    def shown(page):
        picture, log = tmp_path / f"{page.stem}.png", tmp_path / f"{page.stem}.json"
        words = ["--headless", "--no-sandbox", "--disable-gpu", "--window-size=1000,1400", f"--log-net-log={log}"]
        words += ["--host-resolver-rules=MAP * ~NOTFOUND", f"--user-data-dir={tmp_path / 'profile'}"]
        done = subprocess.run(
            [program, *words, f"--screenshot={picture}", page.as_uri()], capture_output=True, timeout=120
        )
        assert picture.exists(), done.stderr.decode()
        events = [event.get("params", {}) for event in json.loads(log.read_text("utf-8"))["events"]]
        # what the browser fetches for itself has no origin
        return picture, {one["url"] for one in events if one.get("initiator", "not an origin") != "not an origin"}

    return shown


_MEASURE = """<script>onload = () => {
  document.title = JSON.stringify([...document.querySelectorAll("iframe")].map(({contentDocument: page}) => [
    page.documentElement.scrollHeight, page.documentElement.scrollWidth,
    [...page.querySelectorAll(".cards:not(.agenda) tbody th")].filter(one => one.offsetHeight > 24).map(one => one.innerText)]))
}</script>"""


def test_a_page_on_a_phone_is_short_and_its_names_stand_on_one_line(english, written, tmp_path):
    program = shutil.which("chromium") or shutil.which("google-chrome") or pytest.skip("no chromium on this machine")
    pages = [written["2024Q4"][0], written["2024Q2"][0], english[0]]
    frames = [f'<iframe src="{page.as_uri()}" style="width:390px;height:800px;border:0"></iframe>' for page in pages]
    (tmp_path / "frames.html").write_text("<!doctype html><title></title>" + "".join(frames) + _MEASURE, "utf-8")
    words = ["--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--allow-file-access-from-files"]
    words += [
        "--window-size=1400,900",
        "--dump-dom",
        "--virtual-time-budget=5000",
        f"--user-data-dir={tmp_path / 'profile'}",
    ]
    done = subprocess.run(
        [program, *words, (tmp_path / "frames.html").as_uri()], capture_output=True, text=True, timeout=120
    )
    measured = json.loads(re.search(r"<title>(.+?)</title>", done.stdout)[1])
    assert len(measured) == 3
    for height, width, broken in measured:
        assert (height < 8000, width, broken) == (True, 390, [])


def test_the_pdf_has_seven_pages_and_200_kilobytes_at_most(written):
    assert {len(PdfReader(written[period][1]).pages) <= 7 for period in ("2024Q4", "2024Q2")} == {True}
    assert written["2024Q4"][1].stat().st_size < 200_000


@pytest.mark.campaign
def test_sections_are_those_that_are_asked_for_and_their_numbers_those_of_the_commands(copy, tmp_path):
    words = ("report", "-q", "2024Q4", "--html", "--lang", "en", "--out", tmp_path)
    pubkpi(*words, "--sections", "levers,summary,robustness", cwd=copy)
    page = (tmp_path / "report_department_2024_2024Q4_en.html").read_text("utf-8")
    assert re.findall(r'<section id="(\w+)">', page) == ["levers", "summary", "robustness"]
    told = json.loads(pubkpi("whatif", "-q", "2024Q4", "--format", "json", cwd=copy).stdout)
    cells = re.findall(r'<th scope="row">(.*?)</th>.*?data-name="Gain">(.*?)</td>', page)
    assert dict(cells) == {
        one["label"]: tenth(one["gain"]) for one in told["indicators"] if one.get("gain") is not None
    }
    firm = json.loads(pubkpi("robust", "-q", "2024Q4", "--format", "json", cwd=copy).stdout)
    low, high = (tenth(firm["draws"]["weights"][end]) for end in ("low", "high"))
    assert f"the total mostly lies in {low}–{high}; in {firm['band_holds']:.1%} of the draws it stays good" in page
    assert f"seed {firm['noise']['seed']}" in page
    (error,) = errors(pubkpi(*words, "--sections", "lever", cwd=copy, code=2))
    assert error.startswith("--sections, [report] sections: there is no such section: lever.")


@pytest.mark.campaign
def test_what_people_say_comes_by_a_form_that_has_a_row_for_each_indicator(copy, tmp_path):
    form = tmp_path / "said.csv"
    pubkpi("form", "commentary", "-p", "2024Q4", "--csv", "--out", form, cwd=copy)
    rows = list(csv.reader(io.StringIO(form.read_text("utf-8-sig"), newline="")))
    head, places = rows[1], {row[1]: row for row in rows[2:]}
    card = json.loads(pubkpi("score", "-q", "2024Q4", "--format", "json", cwd=copy).stdout)
    assert [*places] == [leaf["id"] for leaf in leaves_of(card)]
    hostile = '<script>x</script> #read("a") {{7*7}} \u202e'
    for header, words in {"原因": hostile, "责任人": "=HYPERLINK(1)", "期限": "2024-12-31", "状态": "进行中"}.items():
        places["open_rate"][head.index(header)] = words
    with form.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows(rows)
    pubkpi("ingest", form, cwd=copy)
    words = ("report", "-q", "2024Q4", "--html", "--pdf", "--xlsx", "--out", tmp_path, "--sections", "commentary,next")
    pubkpi(*words, cwd=copy)
    page = (tmp_path / "report_department_2024_2024Q4.html").read_text("utf-8")
    assert "10 项指标中 1 项已有说明，9 项待填" in page
    assert "2025年第一季度的目标待填：考核表只到 2024Q4" in page
    assert "&lt;script&gt;x&lt;/script&gt; #read(&#34;a&#34;) {{7*7}}" in page
    assert re.search(r"逾期 \d+ 天", page)
    text = "".join(one.extract_text() for one in PdfReader(tmp_path / "report_department_2024_2024Q4.pdf").pages)
    assert '#read("a")' in text
    cells = [
        cell
        for sheet in load_workbook(tmp_path / "report_department_2024_2024Q4.xlsx")
        for row in sheet.iter_rows()
        for cell in row
    ]
    assert {cell.data_type for cell in cells if cell.value == "=HYPERLINK(1)"} == {"s"}
    again = tmp_path / "again.csv"  # a second form has what was said already
    pubkpi("form", "commentary", "-p", "2024Q4", "--csv", "--out", again, cwd=copy)
    assert "进行中" in again.read_text("utf-8-sig")
    (error,) = errors(pubkpi("form", "awards", "-p", "2024Q4", cwd=copy, code=2))
    assert error.startswith("--period: awards is not filled in by period")


@pytest.mark.campaign
def test_nothing_in_the_pdf_is_smaller_than_eight_points(written):
    sizes = set()
    for page in PdfReader(written["2024Q4"][1]).pages:
        page.extract_text(
            visitor_text=lambda text, _, place, __, size: sizes.add(text.strip() and size * abs(place[3]))
        )
    assert min(size for size in sizes if size) > 7.95


def ink(path):
    """The share of pixels that are not the picture's commonest colour."""
    from collections import Counter

    from matplotlib.image import imread

    picture = (imread(path)[..., :3] * 255).astype(int)
    colours = Counter(map(tuple, picture[::3, ::3].reshape(-1, 3).tolist()))
    return 1 - colours.most_common(1)[0][1] / colours.total()


@pytest.mark.parametrize("report", ["2024Q2", *seldom("2024Q4")], indirect=True)
def test_a_browser_shows_the_page_without_asking_for_anything(chromium, report):
    picture, asked = chromium(report[0])
    assert asked == set()
    assert ink(picture) > 0.02


@pytest.mark.campaign
def test_a_page_that_does_fetch_would_be_noticed(chromium, tmp_path):
    planted = tmp_path / "planted.html"
    planted.write_text('<img src="http://pictures.invalid/a.png">')
    assert chromium(planted)[1] == {"http://pictures.invalid/a.png"}


@pytest.mark.campaign
@pytest.mark.parametrize("report", ["2024"], indirect=True)
def test_a_year_has_its_title_in_the_pdf_too(printed):
    assert "宣传绩效年度复盘" in pdf_text(printed[1])


@pytest.mark.parametrize("report", ["2024Q2", *seldom("2024", "2024Q4")], indirect=True)
@pytest.mark.campaign
def test_every_page_of_the_pdf_has_something_on_it(printed, tmp_path):
    program = shutil.which("pdftoppm") or pytest.skip("no pdftoppm on this machine")
    subprocess.run([program, "-r", "40", "-png", printed[1], tmp_path / "page"], check=True)
    pages = sorted(tmp_path.glob("page*.png"))
    assert len(pages) == len(PdfReader(printed[1]).pages)
    assert {path.name: ink(path) for path in pages if ink(path) < 0.005} == {}
