"""Spark behind the interface for facts that lie elsewhere, by Spark Connect: the only module that imports pyspark."""

import logging
import re
import socket
import sys
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeVar

from pubkpi.engine.query import QueryEngine, Row, is_path
from pubkpi.model.errors import ComputationError, EngineError, UsageError
from pubkpi.model.log import Log
from pubkpi.model.text import Text, same

if TYPE_CHECKING:
    import pyarrow as pa

_LOG = Log("engine")
_ADDRESS = re.compile(
    r"sc://(?P<host>[\w.-]+|\[[0-9A-Fa-f:]+\])(:(?P<port>\d{1,5}))?/?(?P<options>;use_ssl=(true|false))?"
)
_PORT, _PATIENCE = 15002, 10.0
# Errors are errors, not nulls; a product keeps all its decimals or fails; a moment is the one that is written.
_SESSION = {
    "spark.sql.ansi.enabled": "true",
    "spark.sql.decimalOperations.allowPrecisionLoss": "false",
    "spark.sql.session.timeZone": "UTC",
}
# A cluster that did not take these settings would lose digits without a word.
_PROBE = """select cast(cast(3 as decimal(19, 0)) * cast('0.123456789012345678' as decimal(38, 18)) as string),
    cast(sum(n) as string) from (select cast(9223372036854775807 as decimal(19, 0)) as n union all
    select cast(9223372036854775807 as decimal(19, 0)) as n) as t"""
_EXACT = ("0.370370367037037034", "18446744073709551614")
_DATA_ERROR = "22"  # the class of SQLSTATE for what cannot be computed
_GONE = "PATH_NOT_FOUND"
_SECRET = re.compile(r"(token=)[^;\s]+")
Result = TypeVar("Result")


class Spark:
    """A session on the cluster at *address* (sc://host:port), opened with *token* if it asks for one."""

    dialect = "spark"
    # sums of counts as bigint would overflow where those at home do not
    types: Mapping[str, str] = MappingProxyType(
        {"bigint": "decimal(19, 0)", "integer": "int", "varchar": "string", "timestamp": "timestamp_ntz"}
    )

    def __init__(self, address: str, token: str = "") -> None:
        self._address, self._token = address, token
        host, port, options = address_parts(address)
        _reach(address, host, port)
        session = _session_class()
        for name in ("SQLQueryContextLogger", "DataFrameQueryContextLogger", "pyspark"):
            logging.getLogger(name).disabled = True  # they would write each error of the cluster to the terminal
        secret = f"token={token};" if token else ""
        self._session = self._refusing(lambda: session(f"sc://{host}:{port}/;{secret}{options}".rstrip("/;")))
        for name, value in _SESSION.items():
            self._refusing(lambda name=name, value=value: self._session.conf.set(name, value))  # type: ignore[misc]
        (found,) = self.run(_PROBE)
        if found != _EXACT:
            what = Text("这个集群的小数运算不精确，数会走样", "this cluster does not keep the decimals of a product")
            hint = Text(
                "要能设 spark.sql.decimalOperations.allowPrecisionLoss=false。",
                "It has to take spark.sql.decimalOperations.allowPrecisionLoss=false.",
            )
            raise EngineError(address, what, hint)

    def at(self, fact: str) -> QueryEngine:
        """Itself: whoever asks it knows that the rows of *fact* are here."""
        del fact
        return self

    def run(self, sql: str, **params: object) -> list[Row]:
        """Run one statement with its ``$name`` parameters; all rows of its result."""
        words = re.sub(r"\$([a-z_]+)", r":\1", sql) if params else sql
        # two columns may have one name
        return [*zip(*(column.to_pylist() for column in self._arrow(words, params).columns), strict=True)]

    def table(self, sql: str) -> "pa.Table":
        """All rows of the result of one statement as an Arrow table."""
        return self._arrow(sql, {})

    def relation(self, place: str) -> str:
        """What stands behind `from` for the rows at *place*: Parquet at a path that the cluster sees, or a table."""
        return f"parquet.`{place.replace('`', '``')}`" if is_path(place) else place

    def record(self, names: Sequence[str]) -> str:
        """The expression for one value that holds those of the columns *names*."""
        return "struct(" + ", ".join(names) + ")"

    def view(self, name: str, query: str) -> None:
        """Let *name* stand for the rows of *query*."""
        self._refusing(lambda: self._session.sql(f"create or replace temp view {name} as {query}"))

    def load_table(self, name: str, table: "pa.Table") -> None:
        """Let *name* stand for the rows of *table*, which are sent along."""
        import pyarrow as pa

        # a table without rows is not taken
        blank = pa.table([pa.nulls(1, kind) for kind in table.schema.types], names=table.column_names)
        sent = self._refusing(lambda: self._session.createDataFrame(table if len(table) else blank))
        self._refusing(lambda: (sent if len(table) else sent.limit(0)).createOrReplaceTempView(name))

    def files(self, place: str) -> list[Row]:
        """Path, size and modification of the files at *place*; none where there are none, or nobody tells."""
        if not is_path(place):
            return []
        seen = "_metadata.file_path as p, _metadata.file_size as s, _metadata.file_modification_time as t"
        query = f"select distinct p, s, cast(t as string) from (select {seen} from {self.relation(place)}) order by p"
        try:
            return self.run(query)
        except EngineError as problem:
            if _GONE in problem.what.en:
                return []
            raise

    def close(self) -> None:
        """End the session."""
        self._refusing(self._session.stop)

    def _arrow(self, sql: str, params: Mapping[str, object]) -> "pa.Table":
        _LOG.debug("%s", sql)
        try:
            return self._refusing(lambda: self._session.sql(sql, args=dict(params) or None).toArrow())
        except KeyboardInterrupt:
            self._session.interruptAll()
            raise

    def _refusing(self, do: Callable[[], Result]) -> Result:
        """What *do* gives; what the cluster says instead as one line, without the token."""
        from grpc import RpcError
        from pyspark.errors import PySparkException

        try:
            with _without_warnings():
                return do()
        except (PySparkException, RpcError) as problem:
            state = problem.getSqlState() if isinstance(problem, PySparkException) else ""
            words = next(filter(None, map(str.strip, _cluster_words(problem).splitlines())), type(problem).__name__)
            words = _SECRET.sub(r"\1…", words.replace(self._token, "…") if self._token else words)
            kind = ComputationError if (state or "").startswith(_DATA_ERROR) else EngineError
            raise kind(self._address, same(words)) from None


def address_parts(address: str) -> tuple[str, int, str]:
    """Host, port and options of *address*; UsageError for anything else than sc://host:port, above all for a token."""
    found = _ADDRESS.fullmatch(address)
    if not found:
        shown = _SECRET.sub(r"\1…", address)
        what = Text(f"不是 Spark Connect 的地址：{shown}", f"not the address of a Spark Connect server: {shown}")
        hint = Text(
            "写成 sc://主机:15002；口令只放在环境变量 PUBKPI_SPARK_TOKEN 里。",
            "Write sc://host:15002; a token stands in PUBKPI_SPARK_TOKEN of the environment only.",
        )
        raise UsageError("[engine] measures", what, hint)
    return found["host"], int(found["port"] or _PORT), (found["options"] or "").removeprefix(";")


def _reach(address: str, host: str, port: int) -> None:
    """EngineError when nobody listens there; the client would try for minutes."""
    try:
        socket.create_connection((host.strip("[]"), port), _PATIENCE).close()
    except OSError as problem:
        what = Text(f"连不上集群（{problem}）", f"the cluster cannot be reached ({problem})")
        hint = Text(
            "核对 [engine] measures，或请管理员启动 Spark Connect。", "See [engine] measures; is Spark Connect running?"
        )
        raise EngineError(address, what, hint) from problem


def _session_class() -> Any:
    try:
        with _without_warnings(), _as_script():
            from pyspark.sql.connect.session import SparkSession
    except ImportError as problem:
        what = Text(f"没有安装 Spark 的客户端（{problem}）", f"the client of Spark is not installed ({problem})")
        raise UsageError("[engine] measures", what, same('pip install "pubkpi[spark]"')) from problem
    return SparkSession


@contextmanager
def _as_script() -> Iterator[None]:
    """As if a file were run: the client takes `python -c` for tests of its own, and ends it."""
    main = sys.modules["__main__"]
    if hasattr(main, "__file__"):
        yield
        return
    main.__file__ = "-c"
    try:
        yield
    finally:
        del main.__file__


def _without_warnings() -> AbstractContextManager[None]:
    """Without what the client says of releases of pandas: no frame is made here."""
    return warnings.catch_warnings(action="ignore")


def _cluster_words(problem: Any) -> str:
    """What the cluster says, without the traces of its own code."""
    details = getattr(problem, "details", None)
    return str(details() if callable(details) else problem)
