"""Authors side by side: joint work is shared exactly, a whole in parts of which none is lost."""

import random
from decimal import Decimal
from fractions import Fraction

import pytest

from pubkpi.measure.run import measure, measure_by
from pubkpi.measure.sql.subject_rows import subject_findings
from pubkpi.measure.trace import TraceReader
from pubkpi.model.errors import DataError
from tests.measure.facts import Q1, Q2, nil, put, written
from tests.measure.test_trace import filed

DAY = "2024-02-01"
YAML = """\
reads:
  type: sum
  fact: post
  expr: reads
number:
  type: count
  fact: post
a_post:
  type: mean
  fact: post
  expr: reads
rate:
  type: ratio
  fact: post
  expr: like_count
  denominator: reads
fans:
  type: sum
  fact: account_daily
  expr: new_count
"""
PIECES = """\
p:
  type: points
  fact: publication
  tiers:
    - {where: level = 3, points: 10, cap: 12}
    - {points: 3}
  once: title_key
  coverage: {by: quarters, min: 1}
"""


def posts(engine, *rows):
    """Posts, each (title, reads, likes)."""
    cells = [
        {"basis": "page", "post": t, "title": t, "published_on": DAY, "reads": n, "like_count": m} for t, n, m in rows
    ]
    put(engine, "post", cells)


def authors(engine, *rows, day=DAY):
    """Each (title, author, share)."""
    put(
        engine,
        "authorship",
        [{"title": t, "title_key": t, "published_on": day, "author": a, "share": s} for t, a, s in rows],
    )


def publications(engine, *rows):
    """Each (title, level, authors, day)."""
    cells = [
        {"title": t, "medium": f"{i}", "level": n, "authors": a, "published_on": d, "entry": f"{i}", "entry_no": 1}
        for i, (t, n, a, d) in enumerate(rows)
    ]
    put(engine, "publication", cells)


def by_author(engine, yaml, *periods):
    return measure_by(engine, written(yaml), periods or [Q1], "author")


def test_joint_work_is_shared_by_typed_shares_and_the_rest_alike(engine):
    posts(engine, ("一", 100, 10), ("二", 1000, 20), ("三", 7, 0))
    authors(
        engine,
        ("一", "甲", Decimal("0.6")),
        ("一", "乙", None),
        ("二", "甲", None),
        ("二", "乙", None),
        ("二", "丙", None),
    )
    found, said = by_author(engine, YAML)
    shared = Fraction(1000, 3)
    assert {who: one[Q1]["reads"].value for who, one in found.items()} == {
        "丙": float(shared),
        "乙": float(40 + shared),
        "甲": float(60 + shared),
    }
    assert found["甲"][Q1]["number"].value == float(Fraction(6, 10) + Fraction(1, 3))
    assert found["乙"][Q1]["a_post"].value == float((40 + shared) / (Fraction(4, 10) + Fraction(1, 3)))
    assert found["丙"][Q1]["rate"].value == 0.02
    assert found["甲"][Q1]["fans"].missing.en == "its data do not tell authors apart"
    assert [(one.id, one.message.en) for one in said] == [
        ("measure.no_author", "pieces without an author, which count for nobody: 1")
    ]
    assert found.column("reads", Q1)[0].tolist() == [one[Q1]["reads"].value for one in found.values()]


def test_the_parts_of_random_joint_work_come_to_the_whole(engine):
    draw, rows, parts = random.Random(7), [], []
    for i in range(40):
        rows.append((f"稿{i}", draw.randint(1, 10**6), 1))
        names = draw.sample("甲乙丙丁戊己庚", draw.randint(1, 7))
        typed = [Decimal(draw.randint(1, 99 // len(names))) / 100 if draw.random() < 0.3 else None for _ in names[1:]]
        parts += [(f"稿{i}", name, share) for name, share in zip(names, [None, *typed], strict=True)]
    posts(engine, *rows)
    authors(engine, *parts)
    found, said = by_author(engine, YAML)
    exact = {who: found.exact(who, "reads", Q1).value for who in found}
    expected = dict.fromkeys(exact, Fraction(0))
    for title, reads, _ in rows:
        mine = [(name, share) for one, name, share in parts if one == title]
        left = Fraction(1) - sum(Fraction(share) for _, share in mine if share is not None)
        blanks = sum(share is None for _, share in mine)
        for name, share in mine:
            expected[name] += reads * (left / blanks if share is None else Fraction(share))
    assert (exact, said) == (expected, ())
    assert sum(exact.values()) == measure(engine, written(YAML), [Q1])[Q1]["reads"].value


@pytest.mark.parametrize(
    "shares",
    [("0.5", "0.4"), ("0.5", "0.6"), ("1", None), ("0.3333333", "0.6666667")],
    ids=["90%", "110%", "no rest", "decimals"],
)
def test_shares_that_are_no_whole_count_for_nobody_and_are_told(engine, shares):
    posts(engine, ("一", 100, 1), ("二", 10, 1))
    authors(
        engine,
        *(("一", who, one and Decimal(one)) for who, one in zip("甲乙", shares, strict=True)),
        ("二", "甲", None),
    )
    found, said = by_author(engine, YAML)
    assert {who: one[Q1]["reads"].value for who, one in found.items()} == {"甲": 10}
    assert {one.id for one in said} == {"measure.no_author", "measure.author_shares"}
    assert "(一)" in said[-1].message.en


def test_pieces_count_for_those_they_name_or_that_the_form_has_and_each_has_caps_of_their_own(engine):
    publications(
        engine,
        ("一", 3, "甲、乙", "2024-01-05"),  # 5 each
        ("二", 3, "甲", "2024-01-06"),  # 10: 15 for 甲, 12 at most
        ("三", 3, None, "2024-02-06"),  # the form says 乙, who wrote it a day before
        ("三", 1, "丁", "2024-02-09"),  # the same piece, worth less
        ("四", 1, "丙 乙；甲", "2024-03-01"),  # 1 each
    )
    authors(engine, ("三", "乙", None), day="2024-02-05")
    found, said = by_author(engine, PIECES, Q1, Q2)
    assert {who: one[Q1]["p"].value for who, one in found.items()} == {"丙": 1, "乙": 13, "甲": 13}
    assert [one[Q2]["p"].missing.en.startswith("the register has neither rows") for one in found.values()] == [True] * 3
    nil(engine, "publication", ("2024-04-01", "2024-06-30"))
    found, _ = by_author(engine, PIECES, Q2)
    assert (said, {who: one[Q2]["p"].value for who, one in found.items()}) == ((), {"丙": 0, "乙": 0, "甲": 0})


@pytest.mark.parametrize(
    ("rows", "form", "points"),
    [
        ([("夜市", 1, "李四、张三"), ("夜市", 3, "李四")], [], {"李四": 5, "张三": 5}),
        ([("治水", 1, "张三"), ("治水", 3, None)], [], {"张三": 10}),
        ([("治水", 1, "张三"), ("治水", 3, None)], [("治水", "王五", Decimal("0.6")), ("治水", "李四", None)],
         {"王五": 6, "李四": 4}),
        ([("一", 3, "甲"), ("一", 1, "乙"), ("一", 1, "丙"), ("二", 1, "甲")], [],
         {"甲": Fraction(19, 3), "乙": Fraction(10, 3), "丙": Fraction(10, 3)}),
        ([("一", 3, "甲、乙"), ("一", 3, "乙、甲")], [], {"甲": 5, "乙": 5}),
    ],
    ids=["named twice", "named beside", "of the form", "three rows", "the same twice"],
)  # fmt: skip
def test_a_piece_that_counts_once_is_shared_by_all_whom_its_rows_name_and_adds_up_to_the_departments(
    engine, rows, form, points
):
    publications(engine, *[(*row, f"2024-01-0{day}") for day, row in enumerate(rows, 5)])
    authors(engine, *form)
    found, said = by_author(engine, PIECES.replace(", cap: 12", ""))
    assert ({who: one[Q1]["p"].value for who, one in found.items()}, said) == (
        {who: float(one) for who, one in points.items()},
        (),
    )
    assert sum(points.values()) == measure(engine, written(PIECES.replace(", cap: 12", "")), [Q1])[Q1]["p"].value


def test_who_has_no_piece_in_a_quarter_of_which_the_register_tells_has_none(engine):
    publications(engine, ("一", 3, "甲", "2024-01-05"), ("二", 3, "乙", "2024-05-05"))
    found, _ = by_author(engine, PIECES, Q1, Q2)
    assert {who: [one[when]["p"].value for when in (Q1, Q2)] for who, one in found.items()} == {
        "乙": [0, 10],
        "甲": [10, 0],
    }


def test_without_authors_there_is_nobody_to_compare(engine):
    posts(engine, ("一", 100, 1))
    with pytest.raises(DataError, match="no authors"):
        by_author(engine, YAML)


def test_the_rows_of_an_author_add_up_to_their_parts(engine):
    rows = [
        {"title": t, "medium": t, "level": n, "authors": a, "published_on": DAY, "entry": t, "entry_no": 1}
        for t, n, a in (("一", 3, "甲、乙、丙"), ("二", 1, "甲"))
    ]
    filed(engine, "publication", rows)
    one = written(PIECES)
    found, _ = measure_by(engine, one, [Q1], "author")
    made = TraceReader(engine, one, found, "甲", "author", None).trace("p", Q1)
    assert made.value.value == float(Fraction(10, 3) + 3)
    assert ([row.amount for row in made.rows], made.count) == ([Decimal("3.333333"), 3], 2)
    assert made.formula[1] == "3.333333 + 3"


GRADES = "g:\n  type: mean\n  fact: rating\n  expr: grade\n  where: item = '内容'\n"


def test_grades_are_of_whom_they_are_about_and_the_department_has_its_own(engine):
    about = [("部门", 88), ("department", 92), ("李四", 70), ("李四", 75), ("张三", 84), ("治水", 10), ("一科", 61)]
    for number, (subject, grade) in enumerate(about):
        row = {"rater": str(number), "subject": subject, "item": "内容", "grade": grade, "rated_on": "2024-03-20"}
        put(engine, "rating", [{**row, "entry": str(number), "entry_no": 1}])
    engine.run("insert into account (platform, account, name, unit) values ('wechat', 'a', 'a', '一科')")
    authors(engine, ("治水", "李四", None), ("夜市", "王五", None))
    one = written(GRADES)
    made = {by: measure_by(engine, one, [Q1], by)[0] for by in ("author", "entity", "unit")}
    strangers = [said for said in measure_by(engine, one, [Q1], "unit")[1] if said.id == "measure.other_subject"]
    assert [said.message.en.partition(" count")[0] for said in strangers] == ["grades about 张三, 李四, 治水"]
    told = {by: {who: some[Q1]["g"].value for who, some in found.items()} for by, found in made.items()}
    assert measure(engine, one, [Q1])[Q1]["g"].value == 90
    assert told["author"] == {"李四": 72.5, "王五": None}  # who is not registered stands in no list of authors
    assert told["entity"] == {"一科": 61, "张三": 84, "李四": 72.5, "治水": 10}
    assert told["unit"] == {"一科": 61}
    assert made["author"]["王五"][Q1]["g"].applies
    chosen = written(GRADES.replace("'内容'", "'内容' and subject in ('治水', '一科')"))
    assert measure(engine, chosen, [Q1])[Q1]["g"].value == 35.5
    traced = TraceReader(engine, one, made["author"], "李四", "author", None).trace("g", Q1)
    assert (traced.numerator, traced.denominator) == (145, 2)
    (said,) = subject_findings(engine, one, Q1)
    assert said.message.en.endswith("left out of the department's: 5 (一科, 张三, 李四, 治水)")
    assert not [*subject_findings(engine, chosen, Q1)]
