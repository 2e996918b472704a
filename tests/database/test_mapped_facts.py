"""Facts that lie outside of the workspace: which of several rows of a key counts, and which columns fit."""

from contextlib import closing
from datetime import date, datetime
from decimal import Decimal

import pyarrow as pa
import pytest
from pyarrow import parquet

from pubkpi.database.lakehouse.mapped_facts import MappedFacts
from pubkpi.engine.parquet import ParquetFiles
from pubkpi.engine.spark import address_parts
from pubkpi.model.errors import DataError, UsageError
from tests.measure import facts

DAY = {"platform": "wechat", "account": "a", "day": date(2024, 3, 1)}


@pytest.fixture(scope="module")
def home():
    with closing(facts.empty()) as made:
        yield made


def rows(home, tmp_path, fact, listed, wanted):
    """The columns *wanted* of the rows that *listed* become as a mapped *fact*."""
    parquet.write_table(pa.Table.from_pylist(listed), tmp_path / "rows.parquet")
    with closing(ParquetFiles()) as there:
        return MappedFacts(home, there, {fact: str(tmp_path / "rows.parquet")})[fact].run(
            f"select {wanted} from {fact} order by all"
        )


def test_of_each_column_the_newest_filled_value_counts(home, tmp_path):
    listed = [
        {**DAY, "new_count": 5, "lost_count": 1, "total_count": None, "as_of": datetime(2024, 4, 1)},
        {**DAY, "new_count": 7, "lost_count": None, "total_count": 90, "as_of": datetime(2024, 4, 3)},
        {**DAY, "new_count": 6, "lost_count": 3, "total_count": 80, "as_of": datetime(2024, 4, 2)},
        {**DAY, "day": date(2024, 3, 2), "new_count": 1, "lost_count": 1, "as_of": datetime(2024, 4, 1)},
    ]
    found = rows(home, tmp_path, "account_daily", listed, "day, new_count, lost_count, total_count, net_count")
    assert found == [(date(2024, 3, 1), 7, 3, 90, None), (date(2024, 3, 2), 1, 1, None, None)]


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        (pa.int32(), ""),
        (pa.decimal128(19, 0), ""),
        (pa.decimal128(19, 2), "column reads is decimal128(19, 2), not bigint"),
        (pa.float32(), "cast(reads as bigint)"),
        (pa.string(), "column reads is string"),
    ],
    ids=str,
)
def test_a_count_is_a_whole_number_of_any_width(home, tmp_path, kind, said):
    table = pa.Table.from_pylist([{**DAY, "channel": "c"}])
    table = table.append_column("reads", pa.array([3]).cast(pa.decimal128(30, 2)).cast(kind))
    parquet.write_table(table, tmp_path / "rows.parquet")
    if not said:
        with closing(ParquetFiles()) as there:
            made = MappedFacts(home, there, {"channel_daily": str(tmp_path / "rows.parquet")})["channel_daily"]
            assert made.run("select reads, read_users from channel_daily") == [(3, None)]
        return
    with closing(ParquetFiles()) as there, pytest.raises(DataError) as caught:
        MappedFacts(home, there, {"channel_daily": str(tmp_path / "rows.parquet")})["channel_daily"]
    assert said in caught.value.line("en")


def test_a_share_keeps_its_decimals(home, tmp_path):
    listed = [{**DAY, "click_share": Decimal("0.123456789012345678")}]
    assert rows(home, tmp_path, "account_content_daily", listed, "click_share * 3") == [
        (Decimal("0.370370367037037034"),)
    ]


@pytest.mark.parametrize(
    ("address", "parts"),
    [
        ("sc://lake", ("lake", 15002, "")),
        ("sc://10.0.0.7:15003/", ("10.0.0.7", 15003, "")),
        ("sc://lake.example:443/;use_ssl=true", ("lake.example", 443, "use_ssl=true")),
    ],
)
def test_an_address_is_host_port_and_whether_it_is_encrypted(address, parts):
    assert address_parts(address) == parts


@pytest.mark.parametrize("address", ["lake:15002", "sc://", "sc://lake:15002/;user_id=a", "sc://lake/;token=abc123"])
def test_no_other_address_is_taken_and_no_token_is_repeated(address):
    with pytest.raises(UsageError) as caught:
        address_parts(address)
    assert "abc123" not in caught.value.line("zh")
