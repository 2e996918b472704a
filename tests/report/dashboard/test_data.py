"""The data of the dashboard's page."""

from datetime import date
from fractions import Fraction

from pubkpi.model.dashboard import Dashboard
from pubkpi.report.dashboard.data import dashboard_data
from pubkpi.score.league import league
from tests.explain.test_versions import AMENDED, FOUND
from tests.score.cards import Q2, Q3, kpis, leaf, score, values


def test_each_period_has_the_weights_and_targets_in_force_in_it():
    cards = {one: score(AMENDED, one, FOUND, None, settled=True) for one in (Q2, Q3)}
    board = Dashboard(
        kpis=AMENDED, periods=(Q2, Q3), cards=cards, leagues={}, accounts=(), dated=date(2024, 10, 9),
        days_from=date(2024, 4, 1), version="", digest="",
    )  # fmt: skip
    made = dashboard_data(board, "en")
    assert [(made["weights"][str(one)]["reads"], made["targets"][str(one)]["reads"]) for one in (Q2, Q3)] == [
        (60, "200"),
        (50, "400"),
    ]
    assert [one["weight"] for one in made["nodes"] if one["id"] == "reads"] == [50]


def test_the_target_of_a_step_table_is_its_first_full_step_and_what_is_closed_is_told():
    steps = tuple((Fraction(value), Fraction(points)) for value, points in ((0, 0), (2, 100), (3, 100)))
    card = kpis((100, [leaf("award", method="steps", targets=(), steps=steps)]))
    board = Dashboard(
        kpis=card, periods=(Q2, Q3), cards={}, leagues={}, accounts=(), dated=date(2024, 10, 9),
        days_from=date(2024, 4, 1), version="", digest="", closed=frozenset({Q2}),
    )  # fmt: skip
    made = dashboard_data(board, "en")
    assert (made["targets"]["2024Q3"], made["closed"], made["rhythm"]) == ({"award": "2"}, ["2024Q2"], "quarter")


def test_people_are_a_side_by_their_names_with_the_scores_of_their_league():
    card = kpis((100, [leaf("reads", method="goalposts", targets=(), goalposts=(Fraction(0), Fraction(100)))]))
    people = {"张三": values({Q3: {"reads": 70}}), "李四": values({Q3: {"reads": 20}})}
    board = Dashboard(
        kpis=card, periods=(Q3,), cards={}, leagues={Q3: {"author": league(card, Q3, people, "author")}}, accounts=(),
        dated=date(2024, 10, 9), days_from=date(2024, 4, 1), version="", digest="",
    )  # fmt: skip
    (side,) = dashboard_data(board, "zh")["sides"]
    nodes = side["periods"]["2024Q3"]["nodes"]
    assert (side["id"], side["labels"], nodes["reads"]["score"]) == ("author", ["张三", "李四"], [70, 20])
