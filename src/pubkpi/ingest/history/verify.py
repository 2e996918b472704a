"""Is the database what archive and journal say? It is made again from them, and one digest is compared."""

from pubkpi.database import digest, ledger, rereading
from pubkpi.ingest.history import cache, revise
from pubkpi.ingest.history.store import Store
from pubkpi.model.errors import EngineError, UnusableError, VerifyError
from pubkpi.model.notices import notice
from pubkpi.model.text import Text


def verified(store: Store) -> str:
    """The digest of the state; VerifyError when the database is not whole, or differs from what is made again."""
    store.record.verify()
    for finding in revise.unmasked(store):
        notice(finding)
    kept = _digest_of(store)
    again = store.rebuilt()
    made = digest.digest(again)
    again.close()
    if kept == made:
        return kept
    _refuse_moved(store)
    raise VerifyError(
        store.settings.database.name,
        Text(
            f"数据库与归档、日志不一致（{kept[:12]}，应为 {made[:12]}）",
            f"{kept[:12]} is not {made[:12]}, what archive and journal give",
        ),
        Text("用 pubkpi rebuild 重建。", "Make it again with pubkpi rebuild."),
    )


def rebuild(store: Store) -> str:
    """Make the database again from archive and journal, beside the old one until it is whole; the state's digest.

    VerifyError when that would move numbers of files that are read otherwise now: they are to be accepted first.
    """
    store.record.verify_named()
    path, old = cache.aside(store.settings.database), store.engine
    noted = rereading.findings(old)
    before = _digest_if_whole(store) if noted else ""
    again = cache.rebuilt(store, path)
    made = digest.digest(again)
    if not any(one.id == rereading.MOVED for one in noted):
        rereading.accept(again)
    again.close()
    if noted and made != before:
        try:
            _refuse_moved(store, only=rereading.MOVED)
        except VerifyError:
            path.unlink()
            raise
    old.close()
    cache.adopt(store.settings.database)
    store.engine = cache.connect(store.settings.database, store.settings.threads)
    rereading.tell(store.engine)
    return made


def _refuse_moved(store: Store, only: str = "") -> None:
    """VerifyError that names the files that are read otherwise now, if there are any."""
    wanted = (only,) if only else (rereading.MOVED, rereading.REFUSED)
    found = [one for one in rereading.findings(store.engine) if one.id in wanted]
    if not found:
        return
    names = ", ".join(one.where for one in found[:3])
    raise VerifyError(
        store.settings.database.name,
        Text(
            f"现在的读法与导入时不同的文件有 {len(found)} 个（{names}）",
            f"of the loaded files {len(found)} would be read otherwise now ({names})",
        ),
        found[0].hint,
    )


def _digest_of(store: Store) -> str:
    ledger.check_tables(store.engine)
    try:
        return digest.digest(store.engine)
    except UnusableError:
        raise
    except EngineError as problem:
        raise VerifyError(store.settings.database.name, problem.what) from problem


def _digest_if_whole(store: Store) -> str:
    try:
        return _digest_of(store)
    except (VerifyError, UnusableError):
        return ""
