"""The one order in which a decision enters the workspace: originals, rows, journal, database.

The originals are kept first. The journal is written when all rows are in, just before they are committed: after a
crash in between, the next command finds the decision there and catches up. Before that line nothing has happened.
"""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, TypeVar

from pubkpi.model.errors import EngineError, LateError, PubkpiError
from pubkpi.model.text import Text
from pubkpi.workspace.journal import Entry

if TYPE_CHECKING:
    from pubkpi.ingest.history.store import Store

T = TypeVar("T")


def commit(store: "Store", change: Callable[[], tuple[Sequence[Entry], T]]) -> T:
    """What *change* gives, once it stands: it puts originals and rows, and gives the entries that say so, too.

    Nothing of it stands when it fails before the journal has the entries. Afterwards the decision stands even if the
    database then fails: it is late, and nothing must be tried again. Raises LateError.
    """
    before = len(store.journal.entries())
    try:
        with store.engine.transaction():
            entries, result = change()
            store.reached(entries[-1])
            store.record.append(entries)
            store.index_loads()
    except BaseException as problem:
        recorded = len(store.journal.entries()) > before
        if not recorded:
            store.record.drop()
        if recorded and isinstance(problem, EngineError | OSError):
            raise _late(problem) from problem
        raise
    return result


def _late(problem: Exception) -> LateError:
    why = problem.what if isinstance(problem, PubkpiError) else Text(*[str(problem)] * 2)
    return LateError(
        "pubkpi.duckdb",
        Text(f"已记入日志，但数据库没有跟上（{why.zh}）", f"recorded, but the database could not follow ({why.en})"),
        Text(
            "没有丢失；腾出空间后运行 pubkpi status 即可。",
            "Nothing is lost: make room and run pubkpi status, and it will.",
        ),
    )
