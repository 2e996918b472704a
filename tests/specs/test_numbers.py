"""The small language of numbers in a spec: exact fractions, and nothing else."""

from contextlib import suppress
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pubkpi.model.errors import SpecError
from pubkpi.workspace.yaml.node import Node, Source
from pubkpi.workspace.yaml.numbers import expression, number, plain
from pubkpi.workspace.yaml.yaml_file import parse
from tests.examples import LETTERS


def read(written):
    """The number behind ``a:`` in a YAML file."""
    return number(parse(f"a: {written}\n", "n.yaml")["a"])


def in_quotes(words):
    """The number that a quoted text stands for, whatever characters it holds."""
    return number(Node(Source("n.yaml"), words))


@pytest.mark.parametrize(
    ("written", "exact"),
    [
        ("60000", Fraction(60000)),
        ("-3", Fraction(-3)),
        ("0.1", Fraction(1, 10)),
        ("-.5", Fraction(-1, 2)),
        ("1e-3", Fraction(1, 1000)),
        ("60000/52000 - 1", Fraction(2, 13)),
        ("90%", Fraction(9, 10)),
        ("-12.5 %", Fraction(-1, 8)),
        ("90％", Fraction(9, 10)),
        ("+15%", Fraction(3, 20)),
        ("3‰", Fraction(3, 1000)),
        ("5.2万", Fraction(52000)),
        ("1.2 亿", Fraction(120_000_000)),
        ("3千", Fraction(3000)),
        ("60,000", Fraction(60000)),
        ("1,234,567.5", Fraction(2469135, 2)),
        ("6万/5.2万 - 1", Fraction(2, 13)),
        ("6/5%", Fraction(120)),
        ("1 - 10%", Fraction(9, 10)),
        ("30% + 5%", Fraction(7, 20)),
        ("60,000 * 110%", Fraction(66000)),
        ("0.1 + 0.2", Fraction(3, 10)),
        ("2 * (3 - 1.5) / 7", Fraction(3, 7)),
        ("-(1/3)", Fraction(-1, 3)),
        ("1_000.5 * 2", Fraction(2001)),
        ("9007199254740993 - 9007199254740992", Fraction(1)),
        ("0.30000000000000004 - 0.3", Fraction(4, 10**17)),
    ],
)
def test_a_number_is_kept_to_the_last_digit(written, exact):
    assert read(written) == exact


@pytest.mark.parametrize("written", ["(12 +\n34)", "12 + (\n34)", "(1.5\n* 2 +\n43)"])
def test_a_sum_over_several_lines_is_the_same_sum(written):
    assert in_quotes(written) == 46


@pytest.mark.parametrize(
    "written",
    [
        "pi", "abs(1)", "2 ** 3", "7 // 2", "7 % 2", "60%%", "5%万", "83000 + 20%", "20% - 3", "1 < 2", "1 if 1 else 2", "True", "yes", "None", "[1]", "(1, 2)",
        "'12'", "'1' + '2'", "1j", "0x10", "0b1", "1.5.2", "1,00", "1,0000", "12万3", "千", "12百万", "3 @ 2", "１２", "1/0", "1/(2-2)", "1;2", "a := 1",
        "lambda: 1", "__import__('os')", "x.y", "f'{1}'", "1 or 2", "not 1", "~1", "@", "nan", "inf", "1e999", "1e999999999",
        "#1", "2024-01-01",
    ],
)  # fmt: skip
def test_anything_else_is_refused_where_it_stands(written):
    with pytest.raises(SpecError) as caught:
        in_quotes(written)
    assert caught.value.where == "n.yaml:1:1"
    assert written.strip()[:3] in caught.value.line("zh")


@pytest.mark.parametrize("written", ["(" * 5000 + "1" + ")" * 5000, "-" * 50000 + "1", "1" + "+1" * 50000, "9" * 5000])
def test_a_monstrous_number_is_refused_and_not_a_crash(written):
    with pytest.raises(SpecError):
        in_quotes(written)


def test_a_number_that_nobody_can_count_is_told_without_all_its_zeros():
    """Up to 25 digits as people write it, exactly."""
    assert [plain(one) for one in (10**300, -(10**300), Fraction(1, 10**40), 10**15, Fraction(603, 10))] == [
        "1e+300",
        "-1e+300",
        "1e-40",
        "1000000000000000",
        "60.3",
    ]


def test_the_refusal_names_line_and_column():
    node = parse("a: 1\nb:\n  c: [1, 2 + x]\n", "plan.yaml")
    with pytest.raises(SpecError) as caught:
        number(node["b"]["c"][1])
    assert (
        caught.value.line("en")
        == "plan.yaml:3:10: not a number: 2 + x. Write 60000, 0.05, 90%, 5.2万 or 60000/52000 - 1."
    )
    assert caught.value.line("zh") == "plan.yaml:3:10: 不是数：2 + x。可写 60000、0.05、90%、5.2万 或 60000/52000 - 1。"


def sums():
    """Sums of decimal numbers as (what is written, what it is worth)."""
    leaf = st.decimals(0, 10**9, places=3).map(lambda one: (format(one, "f"), Fraction(one)))

    def joined(parts):
        signs = {"+": Fraction.__add__, "-": Fraction.__sub__, "*": Fraction.__mul__, "/": Fraction.__truediv__}
        pair = st.tuples(parts, st.sampled_from("+-*/"), parts).filter(lambda one: one[1] != "/" or one[2][1] != 0)
        both = pair.map(lambda one: (f"({one[0][0]} {one[1]} {one[2][0]})", signs[one[1]](one[0][1], one[2][1])))
        return both | parts.map(lambda one: (f"-{one[0]}", -one[1]))

    return st.recursive(leaf, joined, max_leaves=12)


@given(sums())
def test_any_sum_is_worth_what_exact_arithmetic_says(one):
    written, worth = one
    assert in_quotes(written) == worth


@given(st.text(LETTERS, max_size=30))
def test_any_text_is_a_number_or_a_refusal(words):
    with suppress(SpecError):
        assert isinstance(in_quotes(words), Fraction)


@given(st.decimals(-(10**12), 10**12, allow_nan=False, allow_infinity=False))
def test_a_decimal_is_its_own_fraction(value):
    assert number(Node(Source("n.yaml"), value)) == Fraction(Decimal(value))


@pytest.mark.parametrize(
    ("written", "digits"),
    [
        ("reads >= 10万", "reads >= 100000"),
        ("m / 5.2 万", "m / 52000"),
        ("least(m_share, 90%)", "least(m_share, 0.90)"),
        ("x between -5% and .5％", "x between -0.05 and 0.005"),
        ("x * (1 - 10%) > 3‰", "x * (1 - 0.10) > 0.003"),
        ("title = '5万%' and reads < 2千", "title = '5万%' and reads < 2000"),
        ("x10万 + 5万人", "x10万 + 5万人"),  # for the language of expressions to refuse
        ("reads % 3", "reads % 3"),
    ],
)
def test_an_expression_has_its_percentages_and_wan_in_digits(written, digits):
    found = expression(parse(f'a: "{written}"\n', "n.yaml")["a"])
    assert found == digits
    assert len(found.places) == len(found)


def test_what_stands_behind_a_number_in_digits_still_knows_its_place():
    found = expression(parse('a: "x / 5.2万 + likes"\n', "n.yaml")["a"])
    assert found.at(found.index("5")) == "n.yaml:1:9"
    assert found.at(found.index("likes")) == "n.yaml:1:16"


@pytest.mark.parametrize("written", ["followers + 10%", "10% + x", "f(x) - 5%", "x % - 3 + 20%"])
def test_a_percentage_that_is_added_is_refused_in_an_expression(written):
    with pytest.raises(SpecError) as problem:
        expression(parse(f'a: "{written}"\n', "n.yaml")["a"])
    assert "a percentage of what" in problem.value.what.en
    assert "Write 0." in problem.value.hint.en
