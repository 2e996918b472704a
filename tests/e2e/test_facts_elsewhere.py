"""Facts that lie outside of the workspace: written as Parquet, mapped back, they give the numbers that they gave."""

import json
import shutil
from dataclasses import replace

import pyarrow as pa
import pytest
from pyarrow import parquet

from pubkpi.database.lakehouse.mapped_facts import MappedFacts
from pubkpi.engine.parquet import ParquetFiles
from pubkpi.measure.run import measure_by, of_department
from pubkpi.model.facts import MEASURABLE
from pubkpi.model.periods import period
from pubkpi.pipeline.open import open_engine
from pubkpi.pipeline.scores import kpis
from pubkpi.pipeline.trace import trace
from pubkpi.workspace.settings import find
from tests.e2e.workspaces import errors, pubkpi

PERIODS = [period("2024Q3"), period("2024Q4")]
# Kinds of rows that only the workspace knows.
AT_HOME = ("superseded", "rejected", "ignored")
SUPERSEDED = ("account_daily", "account_content_daily", "channel_daily", "post")


@pytest.fixture(scope="module")
def folder(demo, tmp_path_factory):
    """The facts of the sample workspace as `pubkpi facts` writes them."""
    made = tmp_path_factory.mktemp("lake") / "facts"
    pubkpi("facts", "--out", made, cwd=demo)
    return made


def elsewhere(settings, folder):
    """The settings of a workspace whose measures read the files in *folder*."""
    return replace(settings, facts={name: str(folder / name) for name in MEASURABLE})


def numbers(settings, periods=PERIODS):
    """All values as fractions, with reason, coverage and findings: of the department, and by account and platform."""
    measures = kpis(settings).measures
    with open_engine(settings) as engine:
        tables = [of_department(engine, measures, periods)]
        tables += [measure_by(engine, measures, periods, by)[0] for by in ("account", "platform")]
        return [
            (entity, when, name, one.value, one.missing, one.coverage, one.bound, [said.id for said in one.findings])
            for table in tables
            for entity in table.platforms
            for when in periods
            for name in measures
            for one in [table.exact(entity, name, when)]
        ]


def test_facts_that_were_written_give_the_same_numbers_when_they_are_mapped_back(demo, folder):
    settings = find(demo)
    found = numbers(elsewhere(settings, folder))
    assert found == numbers(settings)
    assert len([one for one in found if one[3]]) > 60
    listed = json.loads((folder / "facts.json").read_text("utf-8"))
    assert {name: sum(parquet.read_metadata(one).num_rows for one in (folder / name).rglob("*.parquet"))
            for name in listed["facts"]} == {name: one["rows"] for name, one in listed["facts"].items()}  # fmt: skip


def test_every_written_row_says_where_it_was_read(folder):
    rows = parquet.read_table(folder / "post", columns=["file_name", "file_sha256", "row"]).to_pylist()
    assert len(rows) == 457
    assert all(one["file_name"] and len(one["file_sha256"]) == 64 and one["row"] > 0 for one in rows)


def test_of_rows_with_one_key_the_newest_filled_values_count_as_they_do_at_home(demo, tmp_path):
    with open_engine(find(demo)) as home:
        for name in SUPERSEDED:
            fact = MEASURABLE[name]
            columns, key = ", ".join(one.name for one in fact.columns), ", ".join(fact.key)
            others = f"select * from {name} where ({key}) not in (select ({key}) from {name}_version)"
            every = f"select v.*, f.as_of from ({others} union all by name from {name}_version) v join file f using (file_id)"
            assert len(home.run(f"from {name}_version")) > 1
            (tmp_path / name).mkdir()
            parquet.write_table(home.table(every), tmp_path / name / "all.parquet")
        places = {name: str(tmp_path / name) for name in SUPERSEDED} | {"post_with_category": str(tmp_path / "post")}
        mapped = MappedFacts(home, ParquetFiles(), places)
        for name in SUPERSEDED:
            fact = MEASURABLE[name]
            columns, key = ", ".join(one.name for one in fact.columns), ", ".join(fact.key)
            query = f"select {columns} from {name} order by {key}"
            assert mapped[name].run(query) == home.run(query)


TRACED = ["interaction_rate", "award_level", "follower_growth", "open_rate", "satisfaction", "posts_per_week"]


@pytest.mark.parametrize(
    ("name", "whom"),
    [
        ("monthly_reads", {}),
        ("followers", {"by": "account", "entity": "wechat/云川市民之窗"}),
        *(pytest.param(name, {}, marks=pytest.mark.campaign) for name in TRACED),
    ],
)
def test_a_number_of_facts_elsewhere_is_traced_to_the_rows_that_it_has_at_home(demo, folder, name, whom):
    def said(settings):
        return [
            (
                (one.measure, one.numerator, one.denominator, one.count, one.months, one.formula),
                sorted((row.kind, row.day, row.account, row.name, str(row.amount), str(row.under)) for row in one.rows),
                [(some.kind, some.count, some.reason) for some in one.neighbours if some.kind not in AT_HOME],
            )
            for one in trace(settings, name, PERIODS[1], limit=None, **whom).measure
        ]

    found = said(elsewhere(find(demo), folder))
    assert found == said(find(demo))
    assert found[-1][1]


def as_float(table):
    return table.set_column(table.schema.get_field_index("reads"), "reads", table["reads"].cast(pa.float64()))


def twice(table):
    return pa.concat_tables([table, table.slice(0, 1)])


@pytest.mark.parametrize(
    ("change", "code", "said"),
    [
        (as_float, 4, "column reads is double, not bigint. Make a view there that has cast(reads as bigint)."),
        (twice, 4, "2 rows have the same key: platform = wechat"),
        (lambda table: table.drop_columns(["day"]), 4, "it has no column day"),
        (lambda _: None, 2, "there is no such Parquet file or folder"),
    ],
    ids=["a float", "a key twice", "no day", "nothing"],
)
def test_a_table_that_is_no_such_fact_is_refused_before_anything_is_measured(
    demo, folder, tmp_path, change, code, said
):
    settings = find(demo)
    path = tmp_path / "channel_daily.parquet"
    changed = change(parquet.read_table(folder / "channel_daily"))
    if changed is not None:
        parquet.write_table(changed, path)
    from pubkpi.model.errors import PubkpiError

    with pytest.raises(PubkpiError) as caught:
        numbers(replace(settings, facts={"channel_daily": str(path)}))
    assert caught.value.exit_code == code
    assert said in caught.value.line("en")


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        ('[facts]\nposts = "a/b"', 2, "[facts] posts: there is no fact posts that measures read. Is it post?"),
        ('[facts]\npost = "a/b"', 2, "post and post_with_category are mapped together"),
        ('[facts]\naward = "lake.media.award"', 2, "the name of a table, and those are on a cluster"),
        ("[facts]\naward = 7", 2, "a line of [facts] is a fact and where its rows lie"),
        ('facts = "a"', 2, "a line of [facts] is a fact and where its rows lie"),
        ('[engine]\nmeasures = "sc://lake:15002/;token=abc123"', 2, "the address is no text, or holds a token"),
        ('[engine]\nmeasures = "spark://lake:7077"\n[facts]\naward = "a.b"', 2, "not the address of a Spark Connect"),
        ('[engine]\nmeasures = "sc://127.0.0.1:1"\n[facts]\naward = "a.b"', 1, "the cluster cannot be reached"),
    ],
    ids=["fact", "category", "table", "number", "no table", "token", "address", "nobody there"],
)
def test_a_mapping_that_cannot_be_is_one_line(copy, words, code, said):
    path = copy / "pubkpi.toml"
    first, rest = (words, path.read_text("utf-8")) if words.startswith("facts") else (path.read_text("utf-8"), words)
    path.write_text(f"{first}\n{rest}\n", "utf-8")
    (line,) = errors(pubkpi("measures", "--period", "2024Q4", cwd=copy, code=code))
    assert said in line
    assert "abc123" not in line


def test_facts_go_into_a_new_folder_only(demo, folder):
    (line,) = errors(pubkpi("facts", "--out", folder, cwd=demo, code=2))
    assert "there is something in it already" in line


@pytest.mark.campaign
def test_a_run_is_verified_as_long_as_its_files_are_there_and_says_when_they_are_not(copy, folder, tmp_path):
    folder = shutil.copytree(folder, tmp_path / "own", copy_function=shutil.copy2)
    path = copy / "pubkpi.toml"
    lines = "".join(f"{name} = '{folder / name}'\n" for name in MEASURABLE)
    path.write_text(f"{path.read_text('utf-8')}\n[facts]\n{lines}", "utf-8")
    pubkpi("score", "-q", "2024Q4", cwd=copy)
    pubkpi("verify", "2024Q4", cwd=copy)
    award = folder / "award" / "year=2024" / "part-0.parquet"
    parquet.write_table(parquet.read_table(award), award, compression="gzip")
    (line,) = errors(pubkpi("verify", "2024Q4", cwd=copy, code=7))
    assert "award was read from" in line
    made = json.loads(pubkpi("trace", "award_level", "-q", "2024Q4", "--format", "json", cwd=copy).stdout)["measure"]
    (row,) = made["rows"][:1]
    assert (row["file"], len(row["sha256"])) == (str(folder / "award"), 64)
    shown = pubkpi("trace", "award_level", "-q", "2024Q4", cwd=copy).stdout
    assert f"[1] {folder / 'award'} · snapshot {row['sha256'][:12]}" in shown
    shutil.rmtree(folder / "award")
    (line,) = errors(pubkpi("verify", "2024Q4", cwd=copy, code=7))
    assert "which is gone: nothing lies there now" in line
