"""The grammar of cells against one written in another hand: what either takes for a value, both do, and for the same."""

import datetime as dt
import re
from decimal import Context, Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pubkpi.engine.duckdb import DuckDB
from pubkpi.ingest.cells import grammar
from pubkpi.model.errors import UsageError
from pubkpi.model.periods import period as read_period
from tests.examples import LETTERS, examples

# characters that are another spelling of a plain one, and blanks around a cell
PLAIN = dict(zip("０１２３４５６７８９，．％－＋：／（）＞　", "0123456789,.%-+:/()> ", strict=True))
PLAIN |= {"\xa0": " ", "\u200b": " ", "\ufeff": " "}
NOTHING = re.compile(r"-{0,3}|—{1,2}|null|n/a|nan", re.IGNORECASE)
GROUPED = r"[1-9][0-9]{0,2}(?:,[0-9]{3})"


def plain(text):
    """*text* as the grammar sees it: half-width, without blanks around it; None where it says that there is nothing."""
    wrapped = re.fullmatch(r'[\t\n\f\r ]*="((?:[^"]|"")*)"[\t\n\f\r ]*', text)
    inner = wrapped[1].replace('""', '"') if wrapped else text
    words = "".join(PLAIN.get(one, one) for one in inner).strip(" \t\n\r")
    return None if not text.strip() or NOTHING.fullmatch(words) else words


def count(words):
    if re.fullmatch(rf"[+-]?(0|[1-9][0-9]{{0,17}}|{GROUPED}{{1,5}})(\.00?)?", words):
        return int(Decimal(words.replace(",", "")))
    match = re.fullmatch(rf"([+-]?(?:0|[1-9][0-9]{{0,8}}|{GROUPED}{{1,2}})(?:\.[0-9]{{1,8}})?) ?([万wW亿])", words)
    if match:
        value = Decimal(match[1].replace(",", "")) * (10**8 if match[2] == "亿" else 10**4)
        return int(value) if value == int(value) else None
    return None


def floor(words):
    if match := re.fullmatch(r"(.*[^ ]) *(?:\+|以上)|(?:≥|>=) *([^ ].*)", words):
        return count(match[1] or match[2])
    above = count(words[1:].lstrip(" ")) if words.startswith(">") else None
    return None if above is None else above + 1


def number(words):
    match = re.fullmatch(rf"[+-]?(0|[1-9][0-9]{{0,17}}|{GROUPED}{{1,5}})(\.[0-9]+)?", words)
    return rounded(Decimal(words.replace(",", "")), 18) if match else None


def rounded(value, places):
    return value.quantize(Decimal(1).scaleb(-places), "ROUND_HALF_UP", Context(prec=60))


def share(words, per=1):
    if not re.fullmatch(r"[+-]?[0-9]{1,5}(\.[0-9]+)?( ?%|[eE]-[0-9]{1,2})?", words):
        return None
    # the engine keeps 18 decimals of what is written, then 18 of the share
    value = rounded(Decimal(words.rstrip(" %")), 18)
    value = rounded(value / (100 if words.endswith("%") else per), 18)
    return Decimal(1) if 1 < value < 1 + Decimal("1e-13") else value


def value(words):
    if words.endswith("%"):
        return share(words)
    if match := re.fullmatch(rf"([+-]?(?:0|[1-9][0-9]{{0,8}}|{GROUPED}{{1,2}})(?:\.[0-9]{{1,8}})?) ?([万亿])", words):
        return Decimal(match[1].replace(",", "")) * (10**8 if match[2] == "亿" else 10**4)
    return number(re.sub(" ?分$", "", words))


def seconds(words):
    if match := re.fullmatch(r"([0-9]{1,9}(?:\.[0-9]+)?)(?: ?[秒sS])?", words):
        return rounded(Decimal(match[1]), 18)
    if match := re.fullmatch(r"(?:([0-9]{1,4}):)?([0-5]?[0-9]):([0-5][0-9](?:\.[0-9]{1,18})?)", words):
        hours, minutes = (int(one or 0) for one in match.groups()[:2])
        return Decimal(hours * 3600 + minutes * 60) + Decimal(match[3])
    if match := re.fullmatch(
        r"(?:([0-9]{1,4}) ?(?:小时|时) ?)?(?:([0-9]{1,4}) ?(?:分钟|分) ?)?([0-9]{1,2}(?:\.[0-9]{1,18})?) ?秒", words
    ):
        hours, minutes, rest = (int(match[1] or 0), int(match[2] or 0), Decimal(match[3]))
        fits = rest < 60 and (not match[1] or (minutes < 60 and len(match[2] or "") < 3))
        return hours * 3600 + minutes * 60 + rest if fits else None
    return None


def made(kind, *parts):
    """The day or the moment of these numbers, if there is one."""
    try:
        return kind(*map(int, parts))
    except ValueError:
        return None


def day(words):
    if match := re.fullmatch(r"([0-9]{4})([0-9]{2})([0-9]{2})", words):
        found = made(dt.date, *match.groups())
    elif match := re.fullmatch(r"([0-9]{4})([-/.])([0-9]{1,2})\2([0-9]{1,2})( 0?0:00(:00)?)?", words):
        found = made(dt.date, match[1], match[3], match[4])
    elif match := re.fullmatch(r"([0-9]{4})(?:([/.])([0-9]{1,2})\2|年()([0-9]{1,2})月)([0-9]{1,2})(日?)", words):
        found = made(dt.date, match[1], match[3] or match[5], match[6])
        found = found if bool(match[7]) == (match[4] is not None) else None
    else:
        found = None
    return found if found and 1900 <= found.year <= 2099 else None


def instant(words):
    match = re.fullmatch(
        r"(.*?)([ T_]?)([0-9]{1,2})(?::([0-9]{2})(?::([0-9]{2})(?:\+08:00)?)?|时([0-9]{2})分(?:([0-9]{2})秒)?)", words
    )
    if match and (match[2] or match[1].endswith("日")) and not match[1].isdigit():
        on = day(match[1])
        rest = (match[3], match[4] or match[6], match[5] or match[7] or 0)
        moment = on and made(dt.datetime, on.year, on.month, on.day, *rest)
        return moment and moment.replace(second=0)
    on = day(words)
    return (on and dt.datetime(on.year, on.month, on.day)) or by_weekday(words)


def by_weekday(words):
    zone = r" [+-](?:0[0-9]|1[0-4])[0-5][0-9] (?:19|20)"
    if not re.fullmatch(
        rf"[A-Z][a-z]{{2}} [A-Z][a-z]{{2}} [0-9]{{2}} [0-9]{{2}}:[0-9]{{2}}:[0-9]{{2}}{zone}[0-9]{{2}}", words
    ):
        return None
    try:
        moment = dt.datetime.strptime(words, "%a %b %d %H:%M:%S %z %Y")
    except ValueError:
        return None
    return moment.astimezone(dt.timezone(dt.timedelta(hours=8))).replace(second=0, tzinfo=None)


def month(words):
    match = re.fullmatch(r"([0-9]{4})(?:[-/.]([0-9]{1,2})|年([0-9]{1,2})月|([0-9]{2}))", words)
    found = made(dt.date, match[1], match[2] or match[3] or match[4], 1) if match else day(words)
    return found.replace(day=1) if found and 1900 <= found.year <= 2099 else None


def unix(words):
    return (
        dt.datetime(1970, 1, 1, 8) + dt.timedelta(minutes=int(words[:10]) // 60)
        if re.fullmatch("1[0-9]{9}([0-9]{3})?", words)
        else None
    )


YES, NO = ("是", "Y", "y", "yes", "TRUE", "√"), ("否", "N", "n", "no", "FALSE", "×")


def flag(words):
    return words in YES if words in (*YES, *NO) else None


def fen(words):
    words = re.sub("^([+-]?)[¥￥] ?", r"\1", words)
    if len(words) > 16 and re.fullmatch(r"[+-]?(0|[1-9][0-9]{0,10})\.[0-9]+", words):
        words = f"{float(words):.15g}"
    match = re.fullmatch(rf"[+-]?(0|[1-9][0-9]{{0,12}}|{GROUPED}{{1,3}})(\.[0-9]{{1,2}})?", words)
    return int(Decimal(words.replace(",", "")) * 100) if match else None


def quarter(words):
    match = re.fullmatch(r"((?:19|20)[0-9]{2})(?:-?[Qq]([1-4])|年?第?([一二三四1-4])季度?)", words.replace(" ", ""))
    return f"{match[1]}Q{'一二三四'.find(match[3]) + 1 or match[3] if match[3] else match[2]}" if match else None


PERIOD = re.compile(
    r"(?:19|20)[0-9]{2}(?:(?:年度?)?|-(?:0[1-9]|1[0-2])|年(?:0?[1-9]|1[0-2])月|-?[Hh][12]|年?[上下]半年|-?[Ww][0-9]{1,2}|年?第[0-9]{1,2}周"
    r"|-[0-9]{2}-[0-9]{2}(?:\.\.|至|到)(?:19|20)[0-9]{2}-[0-9]{2}-[0-9]{2})"
)


LASTING = re.compile(
    r"[自从]?(?:19|20)[0-9]{2}(?:-[0-9]{2}-[0-9]{2}|年[0-9]{1,2}月[0-9]{1,2}日)(?:起?半年|起[0-9]{1,3}个?[月周天日年])"
    r"|[0-9]{1,3}(?i:month|week|day|year)s?from(?:19|20)[0-9]{2}-[0-9]{2}-[0-9]{2}"
)


def period(words):
    plain = words.replace(" ", "")
    if not PERIOD.fullmatch(plain) and not LASTING.fullmatch(plain):
        return quarter(words)
    try:
        return str(read_period(plain))
    except UsageError:  # 2025W53
        return None


GRAMMAR = {
    "as_count({})": count, "as_floor({})": floor, "as_number({})": number, "as_share({}, 1.0)": share,
    "as_share({}, 0.01)": lambda words: share(words, 100), "as_seconds({})": seconds, "as_day({})": day, "as_instant({})": instant,
    "as_month({})": month, "as_unix({})": unix, "as_flag({})": flag, "as_fen({})": fen, "as_quarter({})": quarter,
    "as_period({})": period, "as_value({})": value,
}  # fmt: skip

# spellings of every kind, to be bent: a character put in, taken out, doubled or made full-width
SPELLINGS = [
    "0", "7", "-30", "1,234", "12,345,678", "999999999999999999", "1.2万", "1,203.45w", "2亿", "0.00000001亿", "10万+", "100,000+", ">10万", "≥100000", ">=7", "10w以上", "12.5",
    "-0.30", "58.11%", "1.0000000000000002", "100.00000000000001%", "0.0374", "1e-05", "5E-05", "99999.99%", "100", "47.2秒", "1小时2分3秒", "90分5.5秒", "0 分 12 秒", "¥12.30", "￥1,203.5", "36.900000000000006", "33.00s", "00:01:23", "1:23", "59:59", "2024-03-05",
    "2024/3/5", "2024.03.05", "2024年3月5日", "20240305", "2024-03-05 00:00:00", "2024/3/5 0:00", "2024-02-29", "2099-12-31", "1900-01-01", "2024-03",
    "2024年3月", "202403", "1709652600", "是", "√", "FALSE", "2.17", "1,203.5", "9999999999999.99", "2024Q4", "2024-q1", "2024年第四季度",
    "2024年4季", "2024年", "2024年上半年", "2024H2", "2020W53", "2024-07-01..2024-12-31", "2024-03-17至2024-09-16", "2025-03-17起6个月", "自2025年3月17日起半年", "6 months from 2025-03-31", "2024-12-30起1周", "2024-03-05 12:00", "2024/3/5 7:05:09", "2024.3.5T23:59", "2024年3月5日 12:00:00", "2024年05月19日15时39分28秒",
    "2024年5月9日8时05分", "2023 第1季度", "--", "—", "null", "nan",
]  # fmt: skip
# the most digits that each part may have, and what is read as a value typed by hand
LONGEST = [
    "123,456,789,012,345,678", "123,456,789.12345678亿", "999999999.12345678万", "999999999999999999.123456789012345678", "99999.999999999999999999%",
    "123456789.123456789012345678", "9999:59:59.123456789012345678", "9999小时59分钟59.123456789012345678秒", "9999分59秒", "123,456,789,012.34",
    "12345678901.20", "2024-12-31T23:59:59", "2024/12/31 00:00:00", "2024.12.31 23:59", "2024年12月31日 23:59:59", "2024年12月31日", "9007199254740.93",
    "123456789012345678", "82 分", "5.2万", "1.5 亿", "90%", "1,203.5", "-¥5.00", "Fri Nov 25 14:43:44 +0800 2022", "Thu Nov 24 20:43:00 -1000 2022",
]  # fmt: skip
WIDE = {plain: wide for wide, plain in PLAIN.items() if wide.isprintable() and plain != " "}
ODD = "0129,.%-+:/ >≥¥￥年月日时分秒万亿wsSeEqQ第季度一四是×xN_'=<\t\n\xa0\u200b　Ⅳ٣½"


@st.composite
def bent(draw):
    """A spelling with up to three changes."""
    words = list(draw(st.sampled_from(SPELLINGS)))
    for _ in range(draw(st.integers(0, 3))):
        at = draw(st.integers(0, max(len(words) - 1, 0)))
        match draw(st.sampled_from(["in", "out", "twice", "wide", "around"])):
            case "in":
                words.insert(at, draw(st.sampled_from(ODD)))
            case "out" if words:
                del words[at]
            case "twice" if words:
                words.insert(at, words[at])
            case "wide":
                words = [WIDE.get(one, one) for one in words]
            case "around":
                words = [draw(st.sampled_from(" \t\xa0　")), *words, "\n"]
    return "".join(words)


@pytest.fixture(scope="module")
def parsed():
    """A function of many cells to their values by kind, None where the grammar takes them for none; one query for all."""
    engine = DuckDB(threads=1)
    grammar.prepare(engine)

    def values(texts, kinds=(*GRAMMAR, "whole_id(as_id({}))")):
        engine.load("cells", {"n": list(range(len(texts))), "t": texts})
        # an id is not cleaned before: its full-width digits are not those of a number
        columns = ", ".join(kind.format("t" if "id" in kind else "p") for kind in kinds)
        rows = engine.run(f"select {columns} from (select *, present(t) as p from cells) order by n")
        return dict(zip(kinds, zip(*rows, strict=True), strict=True))

    yield values
    engine.close()


@settings(max_examples=examples(4))
@given(texts=st.lists(bent(), min_size=60, max_size=150))
def test_both_grammars_take_the_same_cells_for_the_same_values(parsed, texts):
    found = parsed(texts)
    for kind, judge in GRAMMAR.items():
        for text, value in zip(texts, found[kind], strict=True):
            words = plain(text)
            expected = None if words is None else judge(words)
            assert value == expected, (kind, text)


def near(word):
    """*word*, and what it becomes when one of its signs is missing or stands there twice."""
    return [word, *(word[:i] + sign + word[i + 1 :] for i in range(len(word)) for sign in ("", word[i] * 2))]


NEAR = [*dict.fromkeys(text for word in (*SPELLINGS, *LONGEST) for text in near(word))]


def test_one_sign_more_or_less_is_judged_alike_by_both_grammars(parsed):
    found = parsed(NEAR)
    wrong = [
        (kind, text, value)
        for kind, judge in GRAMMAR.items()
        for text, value in zip(NEAR, found[kind], strict=True)
        if value != ((words := plain(text)) and judge(words))
    ]
    assert wrong == []


@pytest.mark.parametrize(("quick", "kind", "usual"), [
    ("quick_count({})", "as_count({})", ["0", "-30", "123456789012345678"]),
    ("quick_share({})", "as_share({}, 1.0)", ["1", "0.0374", "99999.123456789012345678"]),
    ("quick_day({})", "as_day({})", ["20240305", "19991231", "2024-03-05", "1999-12-31"]),
    ("quick_instant({})", "as_instant({})", ["2024-03-05 12:00:59", "1999-12-31 23:59:00", "2024-03-05 09:00:00"]),
])  # fmt: skip
def test_at_a_glance_the_usual_spellings_have_the_same_value_and_the_others_none(parsed, quick, kind, usual):
    texts = [*usual, *NEAR]
    found = parsed(texts, (quick, kind))
    glances = [*zip(texts, found[quick], found[kind], strict=True)]
    assert [one for one in glances if one[1] not in (None, one[2])] == []
    assert [text for text, glance, _ in glances[: len(usual)] if glance is None] == []


@settings(max_examples=examples(4))
@given(ids=st.lists(st.from_regex(r"[0-9A-Za-z_/-]{1,30}", fullmatch=True, alphabet=LETTERS), min_size=1, max_size=40))
def test_an_id_is_kept_to_the_last_digit_whatever_keeps_it_from_becoming_a_number(parsed, ids):
    for dress in ("{}", "'{}", '="{}"', " {}\t"):
        (found,) = parsed([dress.format(one) for one in ids], ["whole_id(as_id({}))"]).values()
        assert list(found) == ids


def test_a_blank_inside_a_quarter_does_not_shift_its_year(parsed):
    texts = ["2 023 第1季度", "2023 年 第 四 季度", " 2023Q2"]
    assert parsed(texts)["as_quarter({})"] == ("2023Q1", "2023Q4", "2023Q2")


def test_every_spelling_is_a_value_of_some_kind_or_says_that_there_is_none(parsed):
    found = parsed(SPELLINGS)
    taken = [any(found[kind][i] is not None for kind in GRAMMAR) for i in range(len(SPELLINGS))]
    assert [word for word, one in zip(SPELLINGS, taken, strict=True) if not one] == ["--", "—", "null", "nan"]


QUARTERS = ("{y}Q{q}", "{y}-q{q}", "{y}年第{c}季度", "{y}年{q}季度", "{y} 第{q}季")
MONTHS = ("{y}-{m:02}", "{y}/{m}", "{y}.{m:02}", "{y}年{m}月", "{y}{m:02}", "{y}-{m:02}-28", "{y}年{m}月1日")


@pytest.mark.campaign
@settings(max_examples=examples(10))
@given(pairs=st.lists(st.tuples(st.integers(1900, 2099), st.integers(1, 12)), min_size=1, max_size=30))
def test_quarters_months_flags_and_moments_come_back_in_every_spelling(parsed, pairs):
    wanted = {"as_quarter({})": {}, "as_month({})": {}, "as_flag({})": {}, "as_unix({})": {}}
    for y, m in pairs:
        q = (m + 2) // 3
        known = {"y": y, "m": m, "q": q, "c": "一二三四"[q - 1]}
        wanted["as_quarter({})"] |= {pattern.format(**known): f"{y}Q{q}" for pattern in QUARTERS}
        wanted["as_month({})"] |= {pattern.format(**known): dt.date(y, m, 1) for pattern in MONTHS}
        moment = dt.datetime(2002 + y % 30, m, 28, 23, 59)
        wanted["as_unix({})"][str(int((moment - dt.datetime(1970, 1, 1, 8)).total_seconds()) + 59)] = moment
    wanted["as_flag({})"] = {**dict.fromkeys(YES, True), **dict.fromkeys(NO, False)}
    texts = [text for some in wanted.values() for text in some]
    found = {kind: dict(zip(texts, values, strict=True)) for kind, values in parsed(texts).items()}
    assert {kind: {text: found[kind][text] for text in some} for kind, some in wanted.items()} == wanted
