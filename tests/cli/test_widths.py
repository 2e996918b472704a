"""What a narrow terminal shows: the columns that matter, tables by dimension, and each reason once."""

import re
from fractions import Fraction

import pytest
from rich.cells import cell_len

from pubkpi.cli.views.scores.analyses import show_analysis
from pubkpi.cli.views.scores.league import show_league
from pubkpi.model.errors import UsageError
from pubkpi.model.explanations.analyses import Analysis, FigureColumn
from pubkpi.model.text import same
from pubkpi.report.wording.numbers import score
from pubkpi.score.league import league
from tests.e2e.workspaces import pubkpi
from tests.score.cards import Q4, kpis, leaf, values

WIDTH = 80


@pytest.fixture
def narrow(monkeypatch):
    """Tables as on a terminal of 80 columns."""
    monkeypatch.setattr("rich.console.Console.width", property(lambda _: WIDTH, lambda *_: None))


def cells(lines):
    """The lines of the first table that come before a blank one."""
    start = next(i for i, line in enumerate(lines) if "────" in line)
    return lines[: next(i for i in range(start, len(lines)) if not lines[i].strip())]


def test_eighty_columns_show_name_value_target_score_and_state(loaded, narrow):
    run = pubkpi("score", "-q", "2024Q4", cwd=loaded, lang="zh", code=None)
    told = run.stdout
    assert "窗口较窄，未列：权重、基线、计入、" in run.stderr
    table = cells(told.splitlines())
    assert max(map(cell_len, table)) <= WIDTH
    head = next(line for line in table if "指标" in line)
    assert [word for word in ("实际", "目标", "得分", "状态", "覆盖") if word in head] == [
        "实际",
        "目标",
        "得分",
        "状态",
    ]
    row = next(line for line in table if "粉丝增长率" in line)
    assert row.split()[:3] == ["粉丝增长率", "48.8%", "53.8%"]
    assert all(word in row for word in ("96.2", "◐ 接近"))


def test_an_analysis_that_does_not_fit_stands_on_pages_with_no_number_cut(narrow, capsys):
    columns = [FigureColumn("test", same("test"), "text"), FigureColumn("variant", same("variant"), "text")]
    columns += [FigureColumn(f"n{i}", same(f"what number {i} counts"), "count") for i in range(12)]
    columns += [FigureColumn("outcome", same("outcome"), "text")]
    rows = [
        ("开学标题", who, *(10**9 + 7 * i + n for i in range(12)), "一句很长的话" * 20) for n, who in enumerate("AB")
    ]
    show_analysis(Analysis("titles", Q4, "experiment", tuple(columns), tuple(rows)))
    told = capsys.readouterr().out
    assert max(map(cell_len, told.splitlines())) <= WIDTH
    assert all(f"{number:,}" in told for row in rows for number in row[2:-1])
    assert (
        told.count("开学标题   A")
        == told.count("开学标题   B")
        == len(re.findall("page [0-9]+ of|第 [0-9]+ 页，共", told))
        > 1
    )


@pytest.mark.campaign
def test_eighty_columns_show_the_ids_of_measures_whole(loaded, narrow):
    for words in (["measures"], ["measures", "-q", "2024Q4"]):
        table = cells(pubkpi(*words, cwd=loaded, lang="zh").stdout.splitlines())
        assert max(map(cell_len, table)) <= WIDTH
        assert {"media_partners", "activity_participants"} <= {line.split()[0] for line in table if line.strip()}
        assert not any("…" in line for line in table)


@pytest.fixture
def ranked():
    """Three entities on two dimensions of two indicators each."""
    tree = kpis((60, [leaf("reads", 30), leaf("shares", 30)]), (40, [leaf("answers", 20), leaf("visits", 20)]))
    worth = {"north": 90.0, "south": 70.0, "west": 50.0}
    names = ("reads", "shares", "answers", "visits")
    return league(tree, Q4, {who: values({Q4: dict.fromkeys(names, one)}) for who, one in worth.items()})


def test_a_table_of_ranks_that_does_not_fit_has_one_for_each_dimension(ranked, capsys, monkeypatch):
    monkeypatch.setattr("rich.console.Console.width", property(lambda _: 100, lambda *_: None))
    show_league(ranked)
    wide = capsys.readouterr().out
    assert "d0" not in wide
    assert wide.count("north") == 1
    monkeypatch.setattr("rich.console.Console.width", property(lambda _: 50, lambda *_: None))
    show_league(ranked)
    paged = capsys.readouterr().out
    assert max(map(cell_len, paged.splitlines())) <= 50
    assert paged.count("north") == 3
    assert paged.index("d0") < paged.index("reads") < paged.index("answers")


LONG = "某某市某某区某某街道办事处宣传科"
WIDE = ((8, "指标{}"), (8, "公众号平均阅读量{}"), (16, "公众号平均阅读量{}"), (32, "Answered within a day {}"))
OF = {"zh_CN.UTF-8": ("第 {} 页，共 {} 页", "名次"), "C.UTF-8": ("page {} of {}", "rank")}


@pytest.mark.parametrize("locale", OF)
@pytest.mark.parametrize(("count", "label"), WIDE)
def test_a_wide_dimension_goes_over_pages_on_which_nothing_is_cut(narrow, capsys, monkeypatch, count, label, locale):
    monkeypatch.setenv("LC_ALL", locale)
    leaves = [
        [leaf(f"i{d}_{i}", Fraction(50, count), label=same(label.format(f"{i:02}"))) for i in range(count)]
        for d in range(2)
    ]
    reached = {one.id: 90 - number / 4 for number, one in enumerate(leaves[0] + leaves[1])}
    found = {LONG: reached, "甲县人民政府": reached | {"i1_3": None}}  # whose total lies between two bounds
    table = league(kpis(*((50, some) for some in leaves)), Q4, {who: values({Q4: one}) for who, one in found.items()})
    show_league(table)
    told = capsys.readouterr().out
    assert max(map(cell_len, told.splitlines())) <= WIDTH
    of, rank = OF[locale]
    pages = re.split(r" · (?=" + of.format(r"\d+", r"\d+") + ")", told)[1:]
    assert [page.startswith(of.format(i, len(pages))) for i, page in enumerate(pages, 1)] == [True] * len(pages)
    heads, bodies = zip(*(re.split(r" *─{9,} *\n", page) for page in pages), strict=True)
    assert all(rank in head for head in heads)
    assert [sum(head.partition("\n")[2].count(f"{i:02}") for head in heads) for i in range(count)] == [2] * count
    for place, who in enumerate(table.entities):  # neither the name nor a number behind it is broken
        rows = [next(line.split() for line in body.splitlines() if who in line) for body in bodies]
        total, low, high = (score(one[place]) for one in (table.nodes[0].scores, *table.bounds))
        assert {tuple(row[:3]) for row in rows} == {
            (str(table.nodes[0].ranks[place]), who, total if low == high else f"{low}–{high}")
        }
        shown = [cell for row in rows for cell in row[3:]][-2 * count :]
        assert shown == [score(node.scores[place]) for node in table.nodes if node.applies]


def test_columns_and_top_choose_what_is_shown(ranked, narrow, capsys):
    show_league(ranked, ["visits", "d0"], top=2)
    told = capsys.readouterr()
    assert told.out.index("visits") < told.out.index("d0")
    assert [name for name in ("north", "south", "west", "answers") if name in told.out] == ["north", "south"]
    assert "3" in told.err
    row = next(line for line in told.out.splitlines() if "north" in line)
    head = next(line for line in told.out.splitlines() if "visits" in line)
    assert re.search(r"\d+\.\d", row).end() == head.index("visits") + 6  # numbers end where their head ends
    with pytest.raises(UsageError) as caught:
        show_league(ranked, ["x"])
    assert "d0, reads, shares, d1, answers, visits" in caught.value.hint.en
