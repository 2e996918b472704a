"""What the city's report shows side by side, against the league, the scorecard and the rows of its posts."""

from dataclasses import replace

import pytest
from pypdf import PdfReader

from pubkpi.model.periods import QUARTER, YEAR
from pubkpi.pipeline.open import open_engine
from pubkpi.pipeline.results.report import report
from pubkpi.pipeline.scores import league, review
from pubkpi.printing.accounts import account_label
from pubkpi.report.wording.numbers import score
from pubkpi.workspace.settings import find
from tests.e2e.workspaces import NOW
from tests.report.formats.office.test_xlsx import load_workbook

PERIOD = QUARTER.of(2024, 4)


@pytest.fixture(scope="module")
def settings(city):
    return replace(find(city, now=NOW), sections=("dimensions", "accounts"), lang="zh")


@pytest.fixture(scope="module")
def written(settings, tmp_path_factory):
    shown, paths = report(settings, PERIOD, ("html", "xlsx"), tmp_path_factory.mktemp("city"))
    return shown, {path.suffix[1:]: path for path in paths}


def rows_of(sheet):
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


@pytest.mark.campaign
def test_accounts_and_units_have_the_scores_and_ranks_of_the_league_in_page_and_workbook(settings, written):
    sheet = rows_of(load_workbook(written[1]["xlsx"])["分账号与单位"])
    html = written[1]["html"].read_text("utf-8")
    for by in ("account", "unit"):
        table = league(settings, PERIOD, by)
        leaves = [node for node in table.nodes if any(node.applies)]
        for i, name in enumerate(table.entities):
            label = account_label(*name.split("/"), "zh") if by == "account" else name
            (row,) = (row for row in sheet if row[0] == label)
            total = score(table.nodes[0].scores[i])
            assert (row[1], row[2]) == (table.nodes[0].ranks[i] or "—", total if total == "—" else float(total))
            cells = [cell for cell in row[4:] if cell is not None]
            printed = [score(node.scores[i]) for node in leaves if node.weight and node.scores[i] is not None]
            assert [one for one in printed if not any(str(cell).endswith(one) for cell in cells)] == []
            assert len(cells) == len(leaves)
            assert all(f" {one}</span>" in html for one in printed)


@pytest.mark.campaign
def test_the_posts_are_the_most_and_the_least_read_ones_of_their_platforms(settings, written):
    with open_engine(settings) as engine:
        rows = engine.run(
            "select platform, title, published_on, coalesce(reads, plays, reads_at_least, read_users) as reads from post "
            "where published_on between $first and $last order by reads",
            first=PERIOD.first, last=PERIOD.last,
        )  # fmt: skip
    posts = written[0].posts
    for platform in {post.platform for post in posts}:
        counts = [int(reads) for one, *_, reads in rows if one == platform and reads is not None]
        found = {
            most: [one.reads for one in posts if (one.platform, one.is_most) == (platform, most)]
            for most in (True, False)
        }
        assert (found[False], found[True]) == (counts[:3], counts[::-1][:3])
    known = {(platform, title, day, int(reads)) for platform, title, day, reads in rows if reads is not None}
    assert {(one.platform, one.title, one.day, one.reads) for one in posts} <= known
    sheet = rows_of(load_workbook(written[1]["xlsx"])["分账号与单位"])
    assert [[row[2], row[5]] for row in sheet if str(row[1])[:2] in ("最多", "最少")] == [
        [one.title, one.reads] for one in posts
    ]


@pytest.mark.campaign
def test_the_change_on_a_year_ago_is_that_of_the_card_of_then(settings, written):
    shown = written[0]
    then = {leaf.measure: leaf.value for leaf in review(settings, PERIOD.back(1, YEAR)).card.indicators}
    assert {name: shown.year_ago[name].value for name in then} == then
    assert any(value is not None for value in then.values())
    sheet = {row[0]: row for row in rows_of(load_workbook(written[1]["xlsx"])["分维度"])}
    for leaf in shown.card.indicators:
        if leaf.unit == "share" and then[leaf.measure] is not None and leaf.value is not None:
            row = sheet[leaf.label.zh]
            assert (row[1], row[6]) == pytest.approx((leaf.value, then[leaf.measure]), abs=6e-4)
    lost = sum(leaf.weight - leaf.points for leaf in shown.card.indicators if leaf.weight)
    heads = [row[-1] for row in sheet.values() if row[0] in {one.label.zh for one in shown.card.dimensions}]
    assert sum(heads) == pytest.approx(lost, abs=0.15)


@pytest.mark.campaign
def test_the_pdf_has_the_scores_of_the_accounts_too(settings, tmp_path):
    shown, (path, _) = report(settings, PERIOD, ("pdf",), tmp_path)
    words = "".join(page.extract_text() for page in PdfReader(path).pages)
    leaves = [node for table in shown.leagues for node in table.nodes if any(node.applies) and node.weight]
    assert [one for node in leaves for one in map(score, node.scores) if one not in words] == []
