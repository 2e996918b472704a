"""The data of the dashboard's page."""

from datetime import date

from pubkpi.model.dashboard import Dashboard
from pubkpi.report.dashboard.data import dashboard_data
from tests.explain.test_versions import AMENDED, FOUND
from tests.score.cards import Q2, Q3, score


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
