"""Is the database what archive and journal say? It is made again from them, and one digest is compared."""

from pubkpi.ingest import revise, state
from pubkpi.ingest.store import Store
from pubkpi.model.errors import EngineError, VerifyError
from pubkpi.model.text import Text


def verified(store: Store) -> str:
    """The digest of the state; VerifyError when the database is not whole, or differs from what is made again."""
    kept, stale = _digest_of(store), revise.stale(store)
    again = store.rebuilt()
    made = state.digest(again)
    again.close()
    if kept == made:
        return kept
    if stale:
        names = ", ".join(one.data["name"] for one in stale[:3])
        raise VerifyError(
            store.settings.database.name,
            Text(
                f"{len(stale)} 个文件导入后 profile 改过（{names}）",
                f"profiles changed after {len(stale)} files were loaded ({names})",
            ),
            Text("用 pubkpi ingest --replay 重新导入。", "Load them again with pubkpi ingest --replay."),
        )
    raise VerifyError(
        store.settings.database.name,
        Text(
            f"数据库与归档、日志不一致（{kept[:12]}，应为 {made[:12]}）",
            f"{kept[:12]} is not {made[:12]}, what archive and journal give",
        ),
        Text("删除这个文件，下次运行会重建。", "Delete this file; the next command makes it again."),
    )


def _digest_of(store: Store) -> str:
    state.whole(store.engine)
    try:
        return state.digest(store.engine)
    except EngineError as problem:
        raise VerifyError(store.settings.database.name, problem.what) from problem
