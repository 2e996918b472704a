"""What was compiled, kept from one run to the next: a query whose measures did not change is not made again.

It is a shortcut and nothing else: without the file, or with a broken one, everything is compiled.
"""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from importlib import resources
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from pubkpi.workspace.files import digest, write_aside

_MOST = 200  # entries; an hour's work in one workspace needs a few dozen
_known: ContextVar[dict[str, Any] | None] = ContextVar("known", default=None)


@contextmanager
def remembering(path: Path) -> Iterator[None]:
    """What `kept` makes inside is taken from the file *path*, or else kept there if the folder can be written."""
    mark = _mark()
    before = _read_cache(path, mark)
    known = dict(before)
    token = _known.set(known)
    try:
        yield
    finally:
        _known.reset(token)
    if known.keys() - before.keys() and path.parent.is_dir():
        newest = dict([*known.items()][-_MOST:])
        with suppress(OSError):
            write_aside(path, json.dumps({"made_by": mark, "kept": newest}, ensure_ascii=False).encode(), state=True)


def cached(key: object, make: Callable[[], Any]) -> Any:
    """What *make* makes, which has to be JSON, made only once for each *key*; keys are told apart by their repr."""
    known = _known.get()
    if known is None:
        return make()
    name = digest(repr(key).encode())
    # what was asked for last stands last
    known[name] = known.pop(name) if name in known else make()
    return known[name]


def _mark() -> str:
    """A hexadecimal number that changes with anything that compiles."""
    code = [file.read_bytes() for file in sorted(Path(str(resources.files("pubkpi.measure"))).rglob("*.py"))]
    parser = find_spec("sqlglot")  # installed anew, it is a new one; to ask for its version takes longer
    changed = Path(parser.origin).stat().st_mtime_ns if parser and parser.origin else 0
    return digest(b"\0".join([*code, str(changed).encode()]))


def _read_cache(path: Path, mark: str) -> dict[str, Any]:
    try:
        found = json.loads(path.read_bytes())
        return dict(found["kept"]) if found["made_by"] == mark else {}
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return {}
