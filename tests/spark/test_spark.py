"""The same facts on a real Spark cluster: the numbers of DuckDB to the last digit, or one line that says why not."""

import json
import signal
import subprocess
import sys
import time
from _thread import interrupt_main
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from threading import Timer

import pyarrow as pa
import pytest
from pyarrow import parquet

from pubkpi.database.lakehouse.mapped_facts import MappedFacts
from pubkpi.engine import spark
from pubkpi.engine.parquet import ParquetFiles
from pubkpi.engine.spark import Spark
from pubkpi.measure.run import measure_by, of_department
from pubkpi.model.errors import ComputationError, EngineError
from pubkpi.model.facts import MEASURABLE
from pubkpi.model.periods import period
from pubkpi.pipeline.open import open_engine
from pubkpi.pipeline.upkeep.fact_files import write_facts
from pubkpi.specs.build import measures_of_all
from pubkpi.workspace.settings import find
from tests.e2e.workspaces import pubkpi
from tests.measure import facts
from tests.spark.cluster import lacking, running

pytestmark = pytest.mark.spark
PERIODS = [period(words) for words in ("2023Q4", "2024Q1", "2024Q2", "2024Q3", "2024Q4", "2024")]
BIG = 9_223_372_036_854_775_807
# What is mapped where the time is short; `-m "spark and campaign"` maps every fact.
PART = ("account_daily", "partnership", "post", "post_with_category")
ENDLESS = "select count(*) from range(0, 100000000000000, 1, 2) where sqrt(id) < 0"
_WAITING = 120  # seconds
SUPERSEDED = ("account_daily", "account_content_daily", "channel_daily", "post")
EDGES = """\
sum_of_big:
  type: sum
  fact: account_content_daily
  expr: reads + 0
weighted:
  type: sum
  fact: account_content_daily
  expr: reads * click_share
quotient:
  type: ratio
  fact: account_content_daily
  expr: click_share * 3
  denominator: reads
thrice:
  type: sum
  fact: account_content_daily
  expr: click_share * click_share * click_share * plays
busy:
  type: count
  fact: account_content_daily
  where: share_users / plays > 0.3
either:
  type: sum
  fact: account_content_daily
  expr: coalesce(plays, share_users)
middle:
  type: median
  fact: account_content_daily
  expr: plays + share_users
nothing:
  type: sum
  fact: site_daily
  expr: visit_count
"""


@pytest.fixture(scope="module")
def cluster(tmp_path_factory):
    if why := lacking():
        pytest.skip(f"no Spark cluster: {why}")
    with running(tmp_path_factory.mktemp("spark")) as made:
        yield made


@pytest.fixture(scope="module")
def there(cluster):
    with closing(Spark(cluster.address)) as made:
        yield made


@pytest.fixture(scope="module")
def home():
    with closing(facts.empty()) as made:
        yield made


def numbers(settings, sides, periods=PERIODS):
    """All values of all scorecards as fractions, in their order: of the department, and of each of the *sides*."""
    every = {name: one for some in measures_of_all(settings.specs, settings.scorecard) for name, one in some.items()}
    with open_engine(settings) as engine:
        tables = [of_department(engine, every, periods)]
        tables += [measure_by(engine, every, periods, by)[0] for by in sides]
        return [
            (
                entity,
                str(when),
                name,
                one.value,
                one.missing,
                one.coverage,
                one.bound,
                [said.id for said in one.findings],
            )
            for table in tables
            for entity in table.platforms
            for when in periods
            for name in every
            for one in [table.exact(entity, name, when)]
        ]


@pytest.mark.parametrize(
    ("workspace", "sides", "mapped"),
    [
        ("demo", ("account",), PART),
        pytest.param("demo", ("account", "platform"), MEASURABLE, marks=pytest.mark.campaign),
        pytest.param("city", ("account", "unit", "platform"), MEASURABLE, marks=pytest.mark.campaign),
    ],
    ids=["part", "demo", "city"],
)
def test_all_measures_of_all_scorecards_have_the_same_fractions(request, cluster, tmp_path, workspace, sides, mapped):
    settings = find(request.getfixturevalue(workspace))
    write_facts(settings, tmp_path / "facts")
    places = {name: str(tmp_path / "facts" / name) for name in mapped}
    found = numbers(replace(settings, measures=cluster.address, facts=places), sides)
    assert found == numbers(settings, sides)
    assert len([one for one in found if one[3] is not None]) > 100


def test_scorecard_and_league_are_printed_alike_and_the_run_names_what_it_was_read_from(cluster, copy, tmp_path):
    words = [("score", "-q", "2024Q4", *more, "--format", "json") for more in ((), ("--by", "account"))]
    at_home = [json.loads(pubkpi(*one, cwd=copy).stdout) for one in words]
    pubkpi("facts", "--out", tmp_path / "facts", cwd=copy)
    places = "".join(f"{name} = '{tmp_path / 'facts' / name}'\n" for name in PART)
    path = copy / "pubkpi.toml"
    path.write_text(f"{path.read_text('utf-8')}\n[facts]\n{places}", "utf-8")
    env, mapped_here = {"PUBKPI_MEASURES": cluster.address, "PUBKPI_SPARK_TOKEN": ""}, {"PUBKPI_MEASURES": ""}
    there = [json.loads(pubkpi(*one, cwd=copy, **env).stdout) for one in words]
    for one in (*at_home, *there):
        one["findings"] = [said for said in one["findings"] if said["id"] != "measure.mapped"]
        one.pop("run", None)  # what it is made of is another
    assert [*map(json.dumps, there)] == [*map(json.dumps, at_home)]
    line = [json.loads(one) for one in (copy / "data" / "journal.jsonl").read_text("utf-8").splitlines()][-1]
    assert "/facts/post" in json.dumps(line)
    words = ("trace", "interaction_rate", "-q", "2024Q4", "--rows", "all")
    shown = pubkpi(*words, cwd=copy, **env).stdout
    assert f"{tmp_path / 'facts' / 'post'} · snapshot" in shown
    texts = [pubkpi(*words, "--format", "json", cwd=copy, **more).stdout for more in (env, mapped_here)]
    there, here = (json.loads(one, object_hook=without_engine) for one in texts)
    assert there == here
    assert len(there["measure"]["rows"]) > 10
    assert "explode(" in pubkpi("measures", "open_rate", "--sql", cwd=copy, **env).stdout.lower()


def without_engine(told):
    """What is told, but for what is each engine's own: its query, and how it lists the files of a snapshot."""
    return {name: one for name, one in told.items() if name not in ("query", "sha256", "findings")}


def test_of_rows_with_one_key_those_count_that_count_at_home(there, demo, tmp_path):
    with open_engine(find(demo)) as home:
        for name in SUPERSEDED:
            key = ", ".join(MEASURABLE[name].key)
            others = f"select * from {name} where ({key}) not in (select ({key}) from {name}_version)"
            every = f"select v.*, f.as_of from ({others} union all by name from {name}_version) v join file f using (file_id)"
            (tmp_path / name).mkdir()
            parquet.write_table(home.table(every), tmp_path / name / "all.parquet")
        places = {name: str(tmp_path / name) for name in SUPERSEDED} | {"post_with_category": str(tmp_path / "post")}
        mapped = MappedFacts(home, there, places)
        for name in SUPERSEDED:
            columns, key = (
                ", ".join(names) for names in ([one.name for one in MEASURABLE[name].columns], MEASURABLE[name].key)
            )
            query = f"select {columns} from {name} order by {key}"
            assert [*map(_plain, mapped[name].run(query))] == [*map(_plain, home.run(query))]


def _plain(row):
    return tuple(int(cell) if isinstance(cell, Decimal) and cell == int(cell) else cell for cell in row)


def edges():
    """Rows of accounts with names of many scripts: nulls, numbers near 2^63, shares of 12 and 18 decimals, zeros."""
    cells = {
        "reads": (BIG, None, 0, 3, BIG - 1),
        "plays": (0, 7, None, 3),
        "share_users": (1, None, 2),
        "click_share": (Decimal("0.123456789012"), Decimal("0.123456789012345678"), None, Decimal(0)),
    }
    names = ("云川", "a'b\\c", "é", "Б", "ß\u3000x", '`q`"')
    for number in range(60):
        taken = {name: values[number % len(values)] for name, values in cells.items()}
        if taken["reads"] and taken["reads"] > 3 and taken["click_share"]:
            taken["click_share"] = Decimal("0.1")  # what would be more than 38 digits fails on both
        yield {
            "platform": ("wechat", "douyin")[number % 2],
            "account": names[number % len(names)],
            "day": date(2024, 1, 1) + timedelta(number),
            **taken,
        }


def test_edges_come_out_as_they_do_at_home(there, home, tmp_path):
    kinds = {"click_share": pa.decimal128(38, 18), "reads": pa.int64(), "plays": pa.int64(), "share_users": pa.int64()}
    texts = {"platform": pa.string(), "account": pa.string(), "day": pa.date32()}
    table = pa.Table.from_pylist([*edges()], schema=pa.schema({**texts, **kinds}))
    parquet.write_table(table, tmp_path / "content.parquet")
    empty = {one.name: pa.string() if one.kind in ("id", "text") else pa.date32() for one in MEASURABLE["site_daily"].columns
             if one.name in (*MEASURABLE["site_daily"].key, "day")}  # fmt: skip
    parquet.write_table(pa.schema(empty).empty_table(), tmp_path / "site.parquet")
    places = {"account_content_daily": str(tmp_path / "content.parquet"), "site_daily": str(tmp_path / "site.parquet")}
    every, found = facts.written(EDGES), []
    for engine in (there, ParquetFiles()):
        home.elsewhere = MappedFacts(home, engine, places)
        tables = [of_department(home, every, PERIODS[1:2]), measure_by(home, every, PERIODS[1:2], "account")[0]]
        found.append([(who, name, one.value, one.missing) for table in tables for who in table.platforms for name in every
                      for one in [table.exact(who, name, PERIODS[1])]])  # fmt: skip
    home.elsewhere = {}
    assert found[0] == found[1]
    by_name = {name: value for _, name, value, _ in found[0][: len(every)]}
    assert by_name["sum_of_big"] == sum(one["reads"] or 0 for one in edges()) > BIG
    assert by_name["quotient"]


def test_without_the_wider_type_sums_of_big_counts_would_fail(there, home, tmp_path, monkeypatch):
    rows = [
        {"platform": "wechat", "account": "a", "day": date(2024, 1, n), "channel": "c", "reads": BIG} for n in (1, 2)
    ]
    parquet.write_table(pa.Table.from_pylist(rows), tmp_path / "rows.parquet")
    places = {"channel_daily": str(tmp_path / "rows.parquet")}
    query = "select sum(reads) from channel_daily"
    assert MappedFacts(home, there, places)["channel_daily"].run(query) == [(2 * BIG,)]
    monkeypatch.setattr(Spark, "types", {**Spark.types, "bigint": "bigint"})
    with pytest.raises(ComputationError) as caught:
        MappedFacts(home, there, places)["channel_daily"].run(query)
    assert "\n" not in caught.value.line("en")


def test_a_cluster_that_loses_decimals_is_refused(cluster, monkeypatch):
    monkeypatch.setattr(spark, "_SESSION", {**spark._SESSION, "spark.sql.decimalOperations.allowPrecisionLoss": "true"})
    with pytest.raises(EngineError) as caught:
        Spark(cluster.address)
    assert "does not keep the decimals of a product" in caught.value.line("en")


def test_parameters_are_values_and_moments_are_those_that_are_written(there):
    assert there.run("select $a, $b", a="'; drop", b=date(2024, 2, 29)) == [("'; drop", date(2024, 2, 29))]
    assert there.run("select timestamp_ntz'2024-02-29 23:59:59'") == [(datetime(2024, 2, 29, 23, 59, 59),)]


def test_a_program_that_is_given_in_the_command_line_gets_an_answer_too(cluster):
    """The client of Spark would take it for its own tests, and end it."""
    words = f"from pubkpi.engine.spark import Spark; print(Spark({cluster.address!r}).run('select 7'))"
    done = subprocess.run([sys.executable, "-c", words], capture_output=True, text=True, check=False, timeout=120)
    assert (done.stdout, done.returncode) == ("[(7,)]\n", 0)


@pytest.mark.parametrize("query", ["select nope", "select * from no.such.table", "selec 1"])
def test_what_the_cluster_refuses_is_one_line(there, query, capfd):
    with pytest.raises(EngineError) as caught:
        there.run(query)
    line = caught.value.line("en")
    assert "\n" not in line
    assert "JVM" not in line
    assert capfd.readouterr() == ("", "")


def test_an_interrupted_question_ends_on_the_cluster_and_leaves_its_processors(cluster):
    with closing(Spark(cluster.address)) as own:
        # who is started in the background has none of its own
        before = signal.signal(signal.SIGINT, signal.default_int_handler)
        Timer(8, interrupt_main).start()
        with pytest.raises(KeyboardInterrupt):
            own.run(ENDLESS)
        signal.signal(signal.SIGINT, before)
        assert is_free(own)


def test_a_question_whose_client_is_killed_ends_on_the_cluster(cluster, there, tmp_path):
    script = tmp_path / "client.py"
    asked = f"made = Spark({cluster.address!r})\nprint('connected', flush=True)\nmade.run({ENDLESS!r})\n"
    script.write_text(f"from pubkpi.engine.spark import Spark\n{asked}", "utf-8")
    words = [sys.executable, script]
    with subprocess.Popen(words, stdout=subprocess.PIPE) as client:
        assert client.stdout.readline() == b"connected\n"
        before = len(cluster.tasks())
        wait_for(lambda: "Running" in "".join(cluster.tasks()[before:]))
        client.kill()
    assert is_free(there)


def test_a_worker_that_is_killed_in_the_middle_of_its_task_changes_no_number(cluster, there):
    count, query = 200_000_000, "select sum(cast(id % 7 as decimal(38, 0))) from range(0, 200000000, 1, 16)"
    before = len(cluster.tasks("worker1"))
    with ThreadPoolExecutor(1) as asking:
        found = asking.submit(there.run, query)
        wait_for(lambda: len(cluster.tasks("worker1")) > before and "Running" in cluster.tasks("worker1")[-1])
        cluster.kill("worker1")
        assert not found.done()
        assert found.result(timeout=_WAITING) == [(count // 7 * 21 + sum(range(count % 7)),)]


def is_free(engine):
    """Whether the cluster answers what needs a processor, in time."""
    asking = ThreadPoolExecutor(1)
    asked = asking.submit(engine.run, "select count(*) from range(0, 1000, 1, 4)")
    asking.shutdown(wait=False)  # where nothing is answered, nobody waits
    return asked.result(timeout=_WAITING) == [(1000,)]


def wait_for(condition):
    until = time.monotonic() + _WAITING
    while not condition():
        assert time.monotonic() < until
        time.sleep(0.2)
