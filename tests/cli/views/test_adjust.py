"""What a terminal shows of an edited scorecard."""

from pubkpi.cli.options import Shape
from pubkpi.cli.views.explain.adjust import show_preview
from pubkpi.model.explanations.edits import AdjustmentPreview, PeriodComparison, SpecEdit
from pubkpi.model.text import Text
from tests.score.cards import Q4, card, kpis, leaf


def test_a_difference_that_is_not_shared_out_says_why(capsys, monkeypatch):
    monkeypatch.setenv("PUBKPI_LANG", "en")
    before, now = (card(kpis((100, [leaf("reads", 100)])), {"reads": one}) for one in (60, 80))
    edit = SpecEdit("mini.yaml", "mini.yaml:1:1", "reads.cap", "100", "120", "scoring")
    period = PeriodComparison(Q4, before, now, unexplained=Text("没有分到各项", "no part compares"))
    show_preview(AdjustmentPreview("mini", "2024-10-09", True, "a", "b", (edit,), (period,)), Shape.table)
    (line,) = (one for one in capsys.readouterr().out.splitlines() if one.startswith(" Q4 2024"))
    assert line.split() == ["Q4", "2024", "84.0", "92.0", "+8.0", "no", "part", "compares"]
