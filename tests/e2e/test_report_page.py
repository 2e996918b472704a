"""The report's page as somebody who sorts and filters its tables sees it."""

import pytest

from tests.e2e.browser import shown

NAMES = "[...document.querySelectorAll('#scorecard tbody tr:not([hidden]) th')].map(one => one.textContent)"
FILTER = """(() => { const field = document.querySelector('#scorecard .filter input');
  field.value = '满意'; field.dispatchEvent(new Event('input')); })()"""


@pytest.mark.campaign
def test_tables_are_sorted_and_filtered_and_the_address_keeps_how(demo, tmp_path):
    address = (demo / "reports" / "report_department_2024_2024Q4.html").as_uri()
    with shown(tmp_path) as page:
        page.size(1280)
        page.open(address)
        before = page.value(NAMES)
        page.click("#scorecard thead th:nth-child(10) .sort")
        assert page.value(NAMES)[:2] == ["内容打开率", "互动率"]  # most points lost
        assert page.value(NAMES)[-1] == "总分"
        assert page.value("document.querySelector('#scorecard [aria-sort]').ariaSort") == "descending"
        page.value(FILTER)
        kept = page.value("location.hash")
        page.open(address + kept)
        assert page.value(NAMES) == ["用户满意度"]
        page.open(address)
        assert page.value(NAMES) == before
        big = "[...document.querySelectorAll('svg text')].filter(one => getComputedStyle(one).fontSize !== one.getAttribute('font-size') + 'px').length"
        assert page.value(big) == 0
        assert "互动率：基线 2.8%、目标 10.0%、本季 6.8%、上季度 6.5%" in page.value(
            "[...document.querySelectorAll('#summary svg title')].map(one => one.textContent)"
        )
        assert page.problems == []
        assert {one.partition(":")[0] for one in page.asked} <= {"about", "data", "file"}


@pytest.mark.campaign
def test_days_and_states_have_their_own_order_and_mixed_units_have_none(demo, tmp_path):
    address = (demo / "reports" / "report_department_2024_2024Q4.html").as_uri()
    cells = "[...document.querySelectorAll('#{} tbody tr:not(.why):not(.sum)')].map(one => one.cells[{}]?.textContent.trim()).filter(Boolean)"
    with shown(tmp_path) as page:
        page.size(1280)
        page.open(address)
        page.click("#quality thead th:nth-child(4) .sort")
        days = page.value(cells.format("quality", 3))
        assert days == sorted(days)
        page.click("#summary thead th:nth-child(1) .sort")
        states = [one[0] for one in page.value(cells.format("summary .lines", 0))]
        assert states == sorted(states, key="■▲◐●".index)
        assert (
            page.value(
                "document.querySelectorAll('#summary thead th:nth-child(3) .sort, #summary .bullet .sort').length"
            )
            == 0
        )
        page.open(address + "#%zz?s0=1u")  # no address of the page's own
        assert page.problems == []
