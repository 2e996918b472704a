"""The grammar of cells as the engine runs it: what is written comes back, and nothing else is taken for a value."""

import datetime as dt
import re
from decimal import Decimal

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pubkpi.engine.duckdb import DuckDB
from pubkpi.ingest.cells.grammar import prepare
from pubkpi.ingest.cells.shares import Spellings
from tests.examples import LETTERS, examples
from tests.ingest.files import BLANKS

KINDS = {
    "count": "as_count({})",
    "floor": "as_floor({})",
    "number": "as_number({})",
    "share": "as_share({}, 1.0)",
    "percent": "as_share({}, 0.01)",
    "seconds": "as_seconds({})",
    "day": "as_day({})",
    "instant": "as_instant({})",
    "flag": "as_flag({})",
    "text": "as_text({})",
    "yuan": "as_fen({})",
    "unix": "as_unix({})",
    "month": "as_month({})",
}
FULL_WIDTH = str.maketrans("0123456789,.%-+:/>", "０１２３４５６７８９，．％－＋：／＞")
counts = st.integers(-(10**17), 10**17)
days = st.dates(dt.date(1900, 1, 1), dt.date(2099, 12, 31))
instants = st.datetimes(dt.datetime(1900, 1, 1), dt.datetime(2099, 12, 31)).map(lambda t: t.replace(microsecond=0))


@pytest.fixture(scope="module")
def engine():
    """An engine that knows the grammar."""
    made = DuckDB()
    prepare(made)
    yield made
    made.close()


@pytest.fixture(scope="module")
def parsed(engine):
    """A function of a kind and many cells to their values, None where the grammar refuses; one query for all."""

    def values(kind, cells):
        if not cells:
            return []
        engine.load("cells", {"n": list(range(len(cells))), "t": cells})
        parse = KINDS[kind].format("t")
        return [row[0] for row in engine.run(f"select {parse} from (select n, present(t) as t from cells) order by n")]

    return values


def many(strategy):
    """Lists of examples, so that one query judges them all."""
    return st.lists(strategy, min_size=1, max_size=40)


def spelled(value):
    """The ways in which exports write a whole number."""
    return st.sampled_from(
        [str(value), f"{value:,}", f" {value}\t", str(value).translate(FULL_WIDTH), f"{value:,}".translate(FULL_WIDTH)]
    ).map(lambda words: (value, words))


@settings(max_examples=examples(12))
@given(pairs=many(counts.flatmap(spelled)))
def test_a_count_comes_back_however_it_is_spelled(parsed, pairs):
    assert parsed("count", [words for _, words in pairs]) == [value for value, _ in pairs]


@settings(max_examples=examples(12))
@given(values=many(st.decimals(-(10**8), 10**8, places=8)), unit=st.sampled_from("万wW亿"), grouped=st.booleans())
def test_a_count_in_tens_of_thousands_is_whole_or_none(parsed, values, unit, grouped):
    whole = [value * (10**8 if unit == "亿" else 10**4) for value in values]
    cells = [(f"{value:,f}" if grouped else f"{value:f}") + unit for value in values]
    assert parsed("count", cells) == [int(value) if value == int(value) else None for value in whole]
    assert parsed("floor", [f"{cell}+" for cell in cells]) == parsed("count", cells)
    short = [f"{value:.1f}{unit}" for value in values]
    assert parsed("count", short) == [int(Decimal(cell[:-1]) * (10**8 if unit == "亿" else 10**4)) for cell in short]


@settings(max_examples=examples(12))
@given(values=many(st.integers(-(10**14) + 1, 10**14 - 1)), grouped=st.booleans())
def test_an_amount_in_yuan_is_fen_to_the_last_one(parsed, values, grouped):
    amounts = [Decimal(value) / 100 for value in values]
    assert parsed("yuan", [f"{a:,.2f}" if grouped else f"{a:.2f}" for a in amounts]) == values


@settings(max_examples=examples(12))
@given(values=many(st.decimals(-(10**17), 10**17, places=9)), grouped=st.booleans())
def test_a_number_keeps_all_its_digits(parsed, values, grouped):
    cells = [f"{value:,f}" if grouped else f"{value:f}" for value in values]
    assert parsed("number", cells) == values


@settings(max_examples=examples(12))
@given(values=many(st.decimals(-10, 10, places=10)))
def test_a_share_is_the_same_as_fraction_percentage_and_bare_percentage(parsed, values):
    percent = [f"{value * 100:f}" for value in values]
    assert parsed("share", [f"{value:f}" for value in values]) == values
    assert parsed("share", [f"{words}%" for words in percent]) == values
    assert parsed("percent", percent) == values
    assert parsed("percent", [f"{words}％" for words in percent]) == values


@settings(max_examples=examples(12))
@given(values=many(st.floats(1e-15, 1)))
def test_a_fraction_that_a_workbook_stores_is_kept_to_eighteen_decimals(parsed, values):
    exact = [Decimal(repr(value)) for value in values]
    found = parsed("share", [repr(value) for value in values])
    assert all(abs(a - b) <= Decimal("5e-19") for a, b in zip(found, exact, strict=True))


@settings(max_examples=examples(12))
@given(values=many(st.integers(0, 10**18)))
def test_no_decimal_of_a_share_a_duration_or_a_number_is_lost(parsed, values):
    exact = [Decimal(value).scaleb(-18) for value in values]
    for kind, words in (("share", "{:f}"), ("number", "{:f}"), ("seconds", "{:f}"), ("seconds", "{:f}秒")):
        assert parsed(kind, [words.format(one) for one in exact]) == exact
    hundredths = [Decimal(value // 100).scaleb(-16) for value in values]
    assert parsed("share", [f"{one:f}%" for one in hundredths]) == [one.scaleb(-2) for one in hundredths]
    assert parsed("percent", [f"{one:f}" for one in hundredths]) == [one.scaleb(-2) for one in hundredths]


@settings(max_examples=examples(12))
@given(values=many(st.decimals(0, 10**6, places=6)), unit=st.sampled_from(["", "秒", "s", "S"]))
def test_seconds_come_back_with_and_without_unit(parsed, values, unit):
    assert parsed("seconds", [f"{value:f}{unit}" for value in values]) == values


@settings(max_examples=examples(12))
@given(values=many(st.integers(0, 360_000)))
def test_a_clock_is_seconds(parsed, values):
    cells = [f"{v // 3600:02}:{v // 60 % 60:02}:{v % 60:02}" for v in values]
    assert parsed("seconds", cells) == [Decimal(v) for v in values]


@settings(max_examples=examples(12))
@given(values=many(days))
def test_a_day_comes_back_in_every_spelling(parsed, values):
    for pattern in (
        "{0:%Y-%m-%d}", "{0:%Y}/{0.month}/{0.day}", "{0:%Y}.{0.month}.{0.day}", "{0:%Y}年{0.month}月{0.day}日",
        "{0:%Y%m%d}", "{0:%Y}年{0:%m}月{0:%d}日", "{0:%Y-%m-%d} 00:00:00", "{0:%Y}-{0.month}-{0.day}", "{0:%Y}/{0:%m}/{0:%d} 0:00",
    ):  # fmt: skip
        assert parsed("day", [pattern.format(value) for value in values]) == values


@settings(max_examples=examples(6))
@given(values=many(instants))
def test_an_instant_comes_back_in_every_spelling(parsed, values):
    for pattern in (
        "{0:%Y-%m-%d %H:%M:%S}", "{0:%Y}/{0.month}/{0.day} {0.hour}:{0:%M:%S}", "{0:%Y}年{0:%m}月{0:%d}日 {0:%H:%M:%S}",
        "{0:%Y}年{0:%m}月{0:%d}日{0:%H}时{0:%M}分{0:%S}秒", "{0:%Y-%m-%dT%H:%M:%S}",
        "{0:%Y}-{0.month}-{0.day} {0.hour}:{0:%M:%S}", "{0:%Y}.{0.month}.{0.day} {0:%H:%M:%S}",
    ):  # fmt: skip
        minutes = [value.replace(second=0) for value in values]
        assert parsed("instant", [pattern.format(value) for value in values]) == minutes
    minutes = [value.replace(second=0) for value in values]
    assert parsed("instant", [f"{value:%Y-%m-%d %H:%M}" for value in minutes]) == minutes


def test_where_counts_stop_at_an_end_what_lies_beyond_is_it(engine):
    cells = {"10万+": 100_001, "100001+": 100_001, ">100000": 100_001, "9万+": 90_000, "100002+": 100_002}
    found = [engine.run("select as_floor_below(present($t), [100001])", t=cell)[0][0] for cell in cells]
    assert found == [*cells.values()]


def test_an_id_that_became_a_number_is_lost_and_one_that_looks_like_it_is_not(engine):
    ids = {
        "7.41234567890123e+18": None,
        "7E+18": None,
        "-7e+18": None,
        "7e+": "7e+",
        "7.e+18": "7.e+18",
        "7e18": "7e18",
        "70e+18": "70e+18",
    }
    assert [engine.run("select whole_id($t)", t=one)[0][0] for one in ids] == [*ids.values()]


def test_what_a_spreadsheet_shows_for_no_value_is_no_text_and_what_looks_like_it_is(engine):
    faults = ["#N/A", "#N/A N/A", "#DIV/0!", "#NAME?", "#GETTING_DATA", "#ERROR! 42", "#=SUM(A1)", "#<date>", "###"]
    faults += ["Err:502", "Err：502", "错误:522", "错误：522"]
    texts = [
        "#N/B",
        "#DIV/0",
        "##",
        "#=",
        "#<>",
        "Err:50",
        "Err:5021",
        "错误:52",
        "错误:5220",
        "错误",
        "E",
        "甲",
        "=SUM(A1)",
    ]
    found = [engine.run("select whole_text($t), whole_id($t)", t=one)[0] for one in (*faults, *texts)]
    assert found == [(None, None)] * len(faults) + [(one, one) for one in texts]


def test_a_moment_of_another_place_on_earth_is_that_of_china(parsed):
    moments = {
        "Fri Nov 25 14:43:44 +0800 2022": "14:43", "Fri Nov 25 01:13:59 -0530 2022": "14:43",
        "Fri Nov 25 17:43:00 +1100 2022": "14:43", "Fri Nov 25 06:43:00 +0000 2022": "14:43",
        "Thu Nov 24 20:43:00 -1000 2022": "14:43",
    }  # fmt: skip
    wanted = [dt.datetime.fromisoformat(f"2022-11-25 {clock}") for clock in moments.values()]
    assert parsed("instant", [*moments]) == wanted
    wrong = ["Fri Nov 25 24:43:44 +0800 2022", "Fri Nov 25 14:60:44 +0800 2022", "Fri Nov 25 14:43:44 +1500 2022"]
    assert parsed("instant", [*wrong, "Fri Nov 31 14:43:44 +0800 2022"]) == [None] * 4


@settings(max_examples=examples(12))
@example(values=[f"{one}甲{one}" for one in BLANKS])
@example(values=["\xa0", "\u3000 \x1f", "\ufeff\xa0", " a\u3000", "\u200ba\u200b"])
@given(values=many(st.text(LETTERS, min_size=1)))
def test_text_is_kept_but_for_blanks_around_it(engine, values):
    engine.load("cells", {"n": list(range(len(values))), "t": values})
    kept = engine.run("select as_text(t), trimmed(t) from cells order by n")
    # blanks of whatever kind, and marks that take no place: two rows that look alike are one
    assert kept == [(value.strip(BLANKS) or None,) * 2 for value in values]


# One grammar more, written in another hand: what the engine takes must be one of these.
GRAMMAR = {
    "count": r"[+-]?((\d{1,18}|\d{1,3}(,\d{3})+)(\.00?)?|(\d{1,9}|\d{1,3}(,\d{3}){1,2})(\.\d{1,8})? ?[万wW亿])",
    "floor": r"(>=?|≥) *[+-]?(\d{1,18}|\d{1,3}(,\d{3})+)(\.\d{1,8})?( ?[万wW亿])?|[+-]?(\d{1,18}|\d{1,3}(,\d{3})+)(\.\d{1,8})?( ?[万wW亿])? *(\+|以上)",
    "yuan": r"[+-]?([¥￥] ?[+-]?)?(\d+\.\d{5,}|\d{1,13}(\.\d{1,2})?|\d{1,3}(,\d{3})+(\.\d{1,2})?)",
    "number": r"[+-]?(\d{1,18}|\d{1,3}(,\d{3})+)(\.\d+)?",
    "share": r"[+-]?\d{1,5}(\.\d+)?( ?%|[eE]-\d\d?)?",
    "seconds": r"(\d{1,4} ?小?时 ?)?(\d{1,4} ?分钟? ?)?\d{1,9}(\.\d+)?( ?[秒sS])?|(\d{1,4}:)?\d\d?:\d\d(\.\d{1,18})?",
    "day": r"\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?( 0?0:00(:00)?)?|\d{8}",
    "instant": r"\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?([ T]?\d{1,2}[:时]\d\d([:分]\d\d秒?)?)?|\d{8}",
    "flag": r"是|否|[Yy]|[Nn]|yes|no|TRUE|FALSE|√|×",
}
scribble = st.text(
    st.sampled_from("0123456789,.%-+:/ eExXnaifNI_年月日时分秒万w亿<>s一〇０１％，\t\u200b"), max_size=14
)


@settings(max_examples=examples(8))
@given(cells=st.lists(scribble | st.text(LETTERS, max_size=6), min_size=20, max_size=60))
def test_nothing_outside_the_grammar_is_a_value(parsed, cells):
    for kind, grammar in GRAMMAR.items():
        for cell, value in zip(cells, parsed(kind, cells), strict=True):
            if value is not None:
                plain = cell.translate({v: k for k, v in FULL_WIDTH.items()}).strip(" \t\n\r\u3000\u00a0\u200b\ufeff")
                assert re.fullmatch(grammar, plain, re.ASCII), (kind, cell, value)


NO_VALUE = {
    "count": [
        *"12.9 2.5 3.5 0012 00 1e3 1E3 1_000 0x1F 0b1 nan NaN inf -inf Infinity 1,23 1,2345 12,34 ,123 123, 1,,234".split(),
        *"1.234,5 1.000 12.00000 1.01 1. .5 58.11% 1.23456万 1.万 01.2万 1.2万人 万 10万+ 3.55555w 0.000000001亿 2亿万 1,23万 9999999999亿 <0.1% <10 3.5星 14.73秒 00:01:23 2024-03-05 ٣ 一 ² ½ Ⅳ".split(),
        *"+-1 --1 1- 1-2 ¥5 9999999999999999999 1,000,000,000,000,000,000,000 TRUE 约100 100人 #N/A null1".split(),
        *("1 234", "１ ２", "1\u200b2", "10  万", "10 0万", '="12.9"', '="12', "=12", '12"', '="1"2"'),
    ],
    "floor": "10万 万+ 10万++ 1.23456万+ 12.9+ >10万+ 0012+ 10+万 > >> >>5 ≥ >=≥5 以上 <10 <=10万 10万以下 10万多".split(),
    "number": "0012 00.5 1e3 1_0 0x1F inf 1,23.4 1.2.3 12. ٣.٥ 5% 1.2万".split(),
    "share": ["58.11  %", "5 8%", *"58,11% <0.1% 3.5星 1e3 1e5% 1e-100 12.5‰ 100000 123456% 5%% nan".split()],
    "seconds": [
        "47.2  秒",
        *"-5 47. 1分 1小时 1分5 1分60秒 1小时60分0秒 分5秒 1分秒 1分5s 1.5分0秒 01:60 60:61 1:2:3:4 5m :: 1e3".split(),
    ],
    "day": [
        *"2024-02-30 20240230 2023-02-29 2024-13-01 2024-00-10 2024/3 2024年3月 24-03-05 05/03/2024 1899-12-31".split(),
        *"45356 20243005 2024-03/05 2024年3-5 2024-3-5日 2024-03-05T 202435 合计 二〇二四年三月五日 2024-03-05T08:00:00Z".split(),
        *(
            "2024-03-05 08:00:00",
            "2024年3月5日 00:00:00",
            "2024-03-05 0:01",
            "20240305 00:00:00",
            "2024-03-05 00:00:01",
        ),
    ],
    "instant": [
        *("2024-03-05 24:00", "2024-03-05 12:60", "2024-02-30 12:00", "2024-03-05 12", "2024-03-0512:00", "12:00"),
        *("2024-03/05 12:00", "2024-03-05 12时00", "2024-03-05 12:00:60", "2024-03-05 12:00:00+00:00", "1709611200"),
    ],
    "flag": "true 1 0 真 YES 是的".split(),
}


@pytest.mark.parametrize("kind", NO_VALUE)
def test_what_a_database_would_have_cast_is_no_value(parsed, kind):
    cells = NO_VALUE[kind]
    assert not {cell: value for cell, value in zip(cells, parsed(kind, cells), strict=True) if value is not None}


@pytest.mark.parametrize("kind", ["count", "number", "share", "seconds", "day", "instant"])
def test_a_sign_for_no_value_is_no_value_in_any_kind(parsed, kind):
    blanks = ["", "-", "--", "---", "—", "——", "－", "\t-", "null", "NULL", "N/A", "nan", " \u3000\u00a0", "\ufeff"]
    assert parsed(kind, blanks) == [None] * len(blanks)


def test_how_the_cells_of_a_share_are_written_adds_up_over_batches():
    first, second = Spellings(2, 0, 3, "5%"), Spellings(1, 4, 9, "6%", 11, "0.7")
    assert first + second == Spellings(3, 4, 3, "5%", 11, "0.7")
    assert second + first == Spellings(3, 4, 9, "6%", 11, "0.7")
    assert Spellings(0, 2, 0, "", 5, "0.1") + second == Spellings(1, 6, 9, "6%", 5, "0.1")


def test_known_spellings_are_values(parsed):
    known = {"1,234": 1234, "１２": 12, "１，２３４": 1234, "　17　": 17, "-30": -30, "－30": -30, "0": 0, "+5": 5}
    assert dict(zip(known, parsed("count", list(known)), strict=True)) == known
    large = {"1.2万": 12_000, "3.5w": 35_000, "2亿": 2 * 10**8, "1.2345万": 12_345, "-0.3万": -3000, "１．２万": 12_000}
    assert dict(zip(large, parsed("count", list(large)), strict=True)) == large
    wide = {"999999999万": 9_999_999_990_000, "1234567890万": None, "1.00000000亿": 10**8, "1.000000000亿": None}
    assert dict(zip(wide, parsed("count", list(wide)), strict=True)) == wide
    floors = ["10万+", "100,000+", "10W+", "１０万＋", "10万 +", "10万以上", "≥100000", ">= 10w"]
    assert parsed("floor", [*floors, ">99,999", "＞ 99999", "10万", "7"]) == [100_000] * 10 + [None] * 2
    assert parsed("share", ["58.11%", "５８．１１％", "0.5811", "1e-05", "1E-05"]) == [
        Decimal("0.5811"), Decimal("0.5811"), Decimal("0.5811"), Decimal("0.00001"), Decimal("0.00001"),
    ]  # fmt: skip
    days = [
        "2024年3月5日",
        "20240305",
        "2024/3/5",
        "2024.03.05",
        "2024/3/5 0:00",
        "2024-03-05 00:00",
        "2024/3/5 0:00:00",
    ]
    assert parsed("day", days) == [dt.date(2024, 3, 5)] * 7
    assert parsed("seconds", ["89秒", "33.00s", "00:01:23", "1:23", "00:01:29.856"]) == [
        *map(Decimal, (89, 33, 83, 83, "89.856")),
    ]  # fmt: skip


def test_a_blank_before_a_unit_zeros_behind_the_point_and_what_keeps_excel_from_a_cell_say_nothing(parsed):
    """A whole number that was kept as a float, and ="30", by which programs keep Excel from changing a cell."""
    counts = {"18041.0": 18_041, "1,234.00": 1234, "-3.0": -3, "0.0": 0, "10 万": 100_000, "1.2\xa0w": 12_000}
    counts |= {'="30"': 30, '\t="1,234" ': 1234, '="１２"': 12, '="5.0"': 5, '="-"': None, '=""': None}
    assert dict(zip(counts, parsed("count", list(counts)), strict=True)) == counts
    assert parsed("floor", ["10 万 +", "10万 +", "100000.0+", '="10万+"']) == [100_000] * 4
    assert parsed("share", ["5 %", "５　％", '="5%"']) == [Decimal("0.05")] * 3
    assert parsed("share", ["1.0000000000000002", "100.00000000000001%", "1"]) == [1] * 3
    assert parsed("share", ["1.000000000001", "0.9999999999999999"]) == [
        Decimal("1.000000000001"),
        Decimal("0.9999999999999999"),
    ]
    assert (
        parsed("seconds", ["89 秒", "89.0 s", '="00:01:29"', "1分29秒", "1 分钟 29 秒", "１分29.0秒"])
        == [Decimal(89)] * 6
    )
    assert parsed("seconds", ["0分12秒", "90分5.5秒", "1时2分3秒", "1小时02分03秒", "1小时3秒"]) == [
        *map(Decimal, (12, "5405.5", 3723, 3723, 3603))
    ]
    assert parsed("day", ['="2024-03-05"', '="20240305"']) == [dt.date(2024, 3, 5)] * 2
    assert parsed("flag", ['="是"', '="×"']) == [True, False]
    assert parsed("text", ['="', '="甲"&"乙"']) == ['="', '="甲"&"乙"']


def test_other_units_are_read_exactly_or_not_at_all(parsed):
    yuan = {
        "2.17": 217,
        "1,203.5": 120350,
        "0": 0,
        "0.3": 30,
        "8": 800,
        "-1.05": -105,
        "９．９９": 999,
        "90071992547409.93": None,
        "2.175": None,
        "2.": None,
        ".5": None,
        "1,20": None,
        "007": None,
        "2.17元": None,
        "¥12.30": 1230,
        "￥ 1,203.5": 120350,
        "-¥5": -500,
        "¥-5": -500,
        "-¥-5": None,
        "¥": None,
        "5¥": None,
        "¥5万": None,
        # what a calculation leaves behind 15 digits
        "36.900000000000006": 3690,
        "99999.99999999999": 10_000_000,
        "94.33962264150944": None,
        "0.000000000000000001": None,
        "1e2": None,
        "9007199254740.93": 900719925474093,
    }
    assert dict(zip(yuan, parsed("yuan", list(yuan)), strict=True)) == yuan
    unix = {
        "1709652600": dt.datetime(2024, 3, 5, 23, 30),
        "1709654400": dt.datetime(2024, 3, 6),
        "1709652600999": dt.datetime(2024, 3, 5, 23, 30),
        "17096526000": None,
        "-1": None,
    }
    assert dict(zip(unix, parsed("unix", list(unix)), strict=True)) == unix
    month = dict.fromkeys(["2024-03", "2024/3", "2024.03", "2024年3月", "202403", "2024-03-31"], dt.date(2024, 3, 1))
    month |= dict.fromkeys(["2024-13", "202413", "2024", "3月", "2024-3-"])
    assert dict(zip(month, parsed("month", list(month)), strict=True)) == month


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("http://mp.weixin.qq.com/s?a=1&chksm=ab#rd", "https://mp.weixin.qq.com/s?a=1"),
        ("http://mp.weixin.qq.com/s/Ab", "https://mp.weixin.qq.com/s/Ab"),
        ("http://mp.weixin.qq.com/s/Ab#rd", "https://mp.weixin.qq.com/s/Ab"),
        ("http://mp.weixin.qq.com/s/Ab ", "https://mp.weixin.qq.com/s/Ab"),
        ("http://mp.weixin.qq.com/s?a=1&chksm=ab", "https://mp.weixin.qq.com/s?a=1"),
        ("https://mp.weixin.qq.com/s/Ab", " https://mp.weixin.qq.com/s/Ab#wechat_redirect"),
    ],
)
def test_two_spellings_of_an_address_are_one_post(engine, first, second):
    a, b = engine.run("select url_key_of($a), url_key_of($b)", a=first, b=second)[0]
    assert a == b


def test_a_title_is_the_same_without_blanks_punctuation_and_case(engine):
    titles = ["便民提示｜A 区“限流”！", "便民提示 | a区 限流", "！！！", "……", "a_b", "ab"]
    keys = [engine.run("select title_key_of($t)", t=title)[0][0] for title in titles]
    assert keys[0] == keys[1] == "便民提示a区限流"
    assert keys[2:4] == ["！！！", "……"]  # nothing but marks is still a title
