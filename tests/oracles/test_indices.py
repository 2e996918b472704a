"""Published values of indices, from the scorecards that ship and, for two old versions, from specs beside this test."""

import re
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest

from pubkpi.model.errors import UsageError
from tests.house.tree import ROOT
from tests.oracles.workspaces import HERE, league, loaded, node

SHIPPED = ROOT / "kpi_specs"
OLD = HERE / "indices" / "kpi_specs"
INDICES = [path.stem for path in sorted(SHIPPED.glob("*.yaml")) if path.stem.startswith(("wci", "nri"))]
# One row of the vendor's daily mail of 2016-05-31, quoted in a public repository; it printed 812.0233948.
MAIL = {"days": 1, "articles": 3, "reads": 29396, "likes": 72, "top_reads": 22858, "top_likes": 49}
# The worked example that was published with V2.0.
EXAMPLE = {"articles": 100, "reads": 10000, "likes": 4000, "top_reads": 300, "top_likes": 60}
# Five weekly rows of a public list that weighs the tiers of V13.0 its own way, 25/40/25/10, and the index it prints.
LIST = [
    ("a", 56, 910539, 156447, 40293, 295, 142, 93, 920.89, 945.49),
    ("b", 25, 135533, 54461, 51999, 802, 454, 235, 777.54, 792.47),
    ("c", 14, 40070, 31065, 8143, 294, 258, 73, 634.15, 643.34),
    ("d", 6, 29048, 18829, 18829, 82, 46, 46, 623.18, 617.18),
    ("e", 9, 24234, 23280, 7684, 99, 97, 33, 584.00, 587.55),
]
# Accounts of a list of May 2021 with all that it prints: articles, reads, 在看, the index.
MAY = [
    ("统计微讯", 68, 557459, 4949, 1077),
    ("浙江统计", 24, 130149, 1085, 832),
    ("江苏统计", 21, 83131, 755, 745),
]
VALUES = {"wci-13.0": 712.6510, "wci-14.2-a": 898.8608, "wci-14.2-b": 849.4296, "nri-wechat": 718.5330}
WHOLE = {
    "days": 7, "articles": 14, "reads": 70000, "wow": 350, "likes": 700, "shares": 1400, "headline_reads": 42000,
    "headline_wow": 210, "headline_likes": 420, "headline_shares": 840, "top_reads": 15000, "top_wow": 80,
    "top_likes": 160, "top_shares": 300,
}  # fmt: skip
# Spread, service, interaction and the index of 30 cities, a quarterly list of government accounts (2022Q3).
CITIES = """
成都 94.61 86.91 94.17 91.76; 杭州 77.42 72.50 81.42 77.10; 南京 78.43 71.95 77.99 76.01; 西安 78.37 71.56 74.77 74.73;
青岛 77.06 71.25 71.03 72.92; 潍坊 74.60 69.71 73.54 72.51; 武汉 76.91 70.17 70.90 72.45; 广州 76.58 69.11 71.87 72.32;
陇南 82.29 74.47 60.34 71.87; 济南 74.20 69.62 71.97 71.81; 昆明 80.92 71.87 63.54 71.67; 宜宾 80.08 65.56 66.75 70.33;
绵阳 74.89 66.19 69.98 70.13; 南昌 73.91 64.90 69.35 69.16; 深圳 72.02 65.12 70.31 69.01; 南充 75.38 65.93 64.91 68.40;
菏泽 71.99 65.11 66.19 67.56; 福州 72.05 63.49 66.29 67.04; 郑州 66.62 66.95 67.42 67.02; 兰州 67.36 63.20 70.51 67.01;
临沂 70.50 66.74 63.10 66.59; 淄博 72.66 64.31 63.64 66.58; 宁波 68.88 67.42 62.64 66.19; 开封 70.17 73.03 55.76 66.13;
合肥 68.51 64.68 64.92 65.91; 哈尔滨 70.19 64.78 63.27 65.87; 保定 72.83 68.90 56.76 65.83; 达州 71.31 65.45 61.10 65.68;
泸州 69.45 60.60 66.77 65.41; 沈阳 65.23 65.89 64.43 65.18
"""


def scored(root: Path, specs: Path, name: str, entities: dict[str, dict[str, object]]) -> dict[str, float | None]:
    """The total of each of *entities* by the scorecard *name*, from values entered by the form."""
    values = [
        (who, "2024", what, Decimal(str(number))) for who, cells in entities.items() for what, number in cells.items()
    ]
    table = league(loaded(root, specs, values), name, "2024")
    return node(table, name, "scores")


def by_line():
    """The rows of the list, as entities."""
    names = ("articles", "reads", "headline_reads", "top_reads", "wow", "headline_wow", "top_wow")
    return {who: {"days": 7, **dict(zip(names, cells, strict=False))} for who, *cells in LIST}


def ends():
    """The accounts of May twice: what the list does not print lies between the least and the most that it can be."""
    entities = {}
    for who, articles, reads, wow, _ in MAY:
        known = {"days": 30, "articles": articles, "reads": reads, "wow": wow}
        mean, likes = reads / articles, wow / articles
        low = {"likes": 0.4 * wow, "headline_reads": 0.11 * reads, "headline_wow": 0.11 * wow, "top_reads": 1.1 * mean}
        low |= {"headline_likes": 0.4 * 0.11 * wow, "top_wow": 1.1 * likes, "top_likes": 0.4 * 1.1 * likes}
        high = {"likes": 2.2 * wow, "headline_reads": reads, "headline_wow": wow, "top_reads": 100001}
        high |= {"headline_likes": 2.2 * wow, "top_wow": wow, "top_likes": 2.2 * wow}
        entities |= {f"{who} least": known | low, f"{who} most": known | high}
    return entities


def counted(name):
    """What an index counts: an account that has it all, and one a number that has one more of it."""
    used = set(re.findall(r"^  (\w+):\n", (SHIPPED / f"{name}.yaml").read_text("utf-8"), re.MULTILINE)) & set(WHOLE)
    base = {what: number for what, number in WHOLE.items() if what in used}
    more = {what: base | {what: base[what] + 1} for what in sorted(used - {"days", "articles"})}
    return {f"{name} {what}": cells for what, cells in {"base": base, **more}.items()}


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    """A workspace that holds the entities of all tests of the indices that ship."""
    entities = by_line() | ends() | {name: cells for one in VALUES for name, cells in counted(one).items()}
    entities["nothing"] = dict.fromkeys(WHOLE, 0) | {"days": 7}
    entities["vast"] = dict.fromkeys(WHOLE, 10**9) | {"days": 1, "articles": 1}
    entities["union"] = {"wci": 1000, "bci": 800, "dci": 600, "wvci": 500}
    entities["firm"] = {"wci": 1000, "wvci": 500}
    for who, *cells in cities():
        entities[who] = dict(zip(("spread", "service", "interaction"), cells, strict=False))
    values = [
        (who, "2024", what, Decimal(str(number))) for who, cells in entities.items() for what, number in cells.items()
    ]
    return loaded(tmp_path_factory.mktemp("indices"), SHIPPED, values)


@pytest.fixture(scope="module")
def index(root):
    """What an index that ships makes of each entity, by its name."""
    return cache(lambda name: node(league(root, name, "2024"), name, "scores"))


def cities():
    return [row.split() for row in CITIES.split(";")]


@pytest.mark.campaign
def test_the_mail_of_the_vendor_is_reproduced_by_its_version_only(tmp_path):
    exact = scored(tmp_path / "a", OLD, "wci-12.0", {"m": MAIL})["m"]
    assert exact == pytest.approx(812.0231741, abs=1e-7)
    assert exact == pytest.approx(812.0233948, abs=0.001)  # the vendor rounded the mean before it took the logarithm
    other = {name: number for name, number in MAIL.items() if name != "days"}
    assert scored(tmp_path / "b", OLD, "wci-2.0", {"m": other})["m"] == pytest.approx(731.97, abs=0.005)


def test_the_worked_example_of_the_second_version(tmp_path):
    assert scored(tmp_path, OLD, "wci-2.0", {"m": EXAMPLE})["m"] == pytest.approx(411.4875079, abs=5e-8)


@pytest.mark.campaign
def test_a_list_with_weights_of_its_own_needs_them_in_the_spec_alone(tmp_path, index):
    plain = {who: index("wci-13.0")[who] for who, *_ in LIST}
    assert plain == {who: pytest.approx(there, abs=0.005) for who, *_, there in LIST}
    specs = tmp_path / "specs"
    specs.mkdir()
    words = (SHIPPED / "wci-13.0.yaml").read_text("utf-8")
    own = words.replace("id: wci-13.0", "id: star").replace(
        "0.30 * overall + 0.30 * average + 0.30 * headline", "0.25 * overall + 0.40 * average + 0.25 * headline"
    )
    (specs / "star.yaml").write_text(own, "utf-8")
    assert scored(tmp_path / "b", specs, "star", by_line()) == {
        who: pytest.approx(printed, abs=0.01) for who, *_, printed, _ in LIST
    }


def test_a_published_list_lies_within_what_the_version_of_its_day_can_give(index):
    now, before = index("wci-14.2-a"), index("wci-13.0")
    assert [who for who, *_, printed in MAY if not now[f"{who} least"] <= printed <= now[f"{who} most"]] == []
    assert all(before[f"{who} most"] < printed for who, *_, printed in MAY)


@pytest.mark.parametrize("name", VALUES)
def test_an_index_is_what_it_was_and_rises_with_all_that_it_counts(index, name):
    base, *more = (index(name)[who] for who in counted(name))
    assert base == pytest.approx(VALUES[name], abs=5e-5)
    assert len(more) > 3
    assert all(one > base for one in more), more


def test_an_index_without_a_version_is_refused_and_its_versions_are_named(root):
    with pytest.raises(UsageError) as problem:
        league(root, "wci", "2024")
    told = re.findall(r"[a-z]+-[\d.]+(?:-[ab])?", str(problem.value.hint.en))
    assert told == ["wci-13.0", "wci-14.2-a", "wci-14.2-b"]


def test_without_articles_there_is_no_wci_and_an_nri_of_nothing(index):
    assert index("wci-13.0")["nothing"] is None
    assert index("nri-wechat")["nothing"] == 0


def test_no_nri_is_above_1000(index):
    assert index("nri-wechat")["vast"] == 1000


@pytest.mark.parametrize("name", INDICES)
def test_the_weights_of_every_part_sum_to_one(name):
    """A version that goes round among those who copy each other gives likes 0.1 where they have 0.06."""
    words = re.sub(r">-\n\s+", "", (SHIPPED / f"{name}.yaml").read_text("utf-8"))
    words = re.sub(r"\n\s+(?=[\d+*/a-z(]+[^:\n]*\n    example)", " ", words)
    parts = [
        [Decimal(one) for one in re.findall(r"([\d.]+) \* (?:ln|overall|average|headline|peak|\w+_part)\b", expr)]
        for expr in re.findall(r"    expr: (.*)", words)
    ]
    parts = [weights for weights in parts if weights and weights != [1000]]
    assert parts
    assert all(sum(weights) == 1 for weights in parts), parts


def test_thirty_cities_have_the_index_that_was_printed(index):
    made = index("weibo-government-30-35-35")
    assert len(cities()) == 30
    assert [row for row in cities() if abs(made[row[0]] - float(row[4])) > 0.01] == []


def test_composites_add_up_raw_indices(index):
    assert index("mcci-union-2023")["union"] == 300 + 200 + 150 + 100
    assert index("mcci-enterprise-2024")["firm"] == 600 + 200


SURVEY = ("序号", "提交答卷时间", "1、您向朋友推荐本公众号的可能性")


# Answers and their points, each in a quarter of its own.
PROMOTERS = {
    1: ([*map(str, range(11))], -45.4545454545),
    2: (["1", "8", "8", "10", "5", "-3", "9"], 0),
    3: (["9"] * 30 + ["2"] * 20 + ["7"] * 50, 10),
    4: (["9"] * 30 + ["2"] * 20 + ["7"] * 50 + ["11"] * 40, 10),
}


@pytest.mark.campaign
def test_the_net_promoter_score_of_a_survey(tmp_path):
    """Published vectors, each answer five times, for fewer than 30 are no basis; off the scale is no answer."""
    from pubkpi.ingest.result import IngestOptions
    from pubkpi.model.periods import QUARTER
    from pubkpi.pipeline.load import ingest
    from pubkpi.pipeline.measures import measure_values
    from pubkpi.workspace.settings import find

    (tmp_path / "kpi_specs").symlink_to(SHIPPED)
    (tmp_path / "pubkpi.toml").write_text("[ingest]\nreject_limit = 1\n", "utf-8")
    valid = ", ".join(f'"{n}"' for n in range(11))
    mapping = f'surveys:\n  nps: {{question: 推荐本公众号的可能性, satisfied: ["9", "10"], valid: [{valid}]}}\n'
    (tmp_path / "surveys.yaml").write_text(mapping, "utf-8")
    said = [(f"2024/{3 * n - 1}/1 10:00:00", word) for n, (answers, _) in PROMOTERS.items() for word in answers * 5]
    lines = [SURVEY, *((str(i), *one) for i, one in enumerate(said, 1))]
    (tmp_path / "答卷.csv").write_text("\n".join(map(",".join, lines)) + "\n", "utf-8")
    settings = find(tmp_path, scorecard="nps")
    (result,) = ingest(settings, [tmp_path / "答卷.csv"], IngestOptions())
    assert result.state == "loaded", result.error
    for n, (answers, points) in PROMOTERS.items():
        found = measure_values(settings, QUARTER.parse(f"2024Q{n}")).values
        assert found["nps_points"].value == pytest.approx(points, abs=1e-9), n
        good = [word for word in answers if word in map(str, range(11))]
        assert found["nps_balance"].denominator == 5 * len(good), n
        assert found["nps_balance"].coverage == pytest.approx(len(good) / len(answers)), n
