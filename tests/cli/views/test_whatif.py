"""What a terminal shows of a scenario."""

import pytest

from pubkpi.cli.options import Sheet
from pubkpi.cli.views.explain.whatif import show_whatif
from pubkpi.explain.levers import Months, levers
from pubkpi.model.explanations.scenarios import Scenario, ScenarioComparison
from tests.score.cards import Q4, kpis, leaf, score, values


@pytest.mark.parametrize(("reads", "aim"), [(100, "there is no higher band"), (60, "goal 90 (excellent)")])
def test_in_the_highest_band_there_is_no_goal_to_be_reached(capsys, monkeypatch, reads, aim):
    monkeypatch.setenv("PUBKPI_LANG", "en")
    card, found = kpis((100, [leaf("reads", 100)])), values({Q4: {"reads": reads}})
    scored = score(card, Q4, found, None, settled=True)
    show_whatif(
        ScenarioComparison(scored, scored, Scenario(), card, None, levers(card, Q4, found, None, Months(0))),
        Sheet.table,
    )
    shown = capsys.readouterr().out
    assert f"What each alone could bring; {aim}" in shown
    assert ("a month" in shown) == (reads == 60)
    assert "—" not in shown.partition("could bring")[2].partition("※")[0] or reads == 60
