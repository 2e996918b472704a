"""Templates of others, filled in and typeset in a process of its own, which has its limits and reaches no network."""

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Protocol, TypeVar

from pubkpi.engine.worker import Limits, Worker
from pubkpi.model.errors import ReportError, WorkError
from pubkpi.model.text import Text

Result = TypeVar("Result")
LIMITS = Limits(2_000, 60)
_PROXIES = ("http_proxy", "https_proxy", "all_proxy", "ftp_proxy")


class Runner(Protocol):
    """What does a piece of work there."""

    def __call__(self, work: Callable[..., Result], *given: object) -> Result:
        """What *work* makes of what is *given*; ReportError when it takes more than a report may."""


@contextmanager
def sandbox() -> Iterator[Runner]:
    """Such a process, with a folder of its own for what it leaves behind."""
    with TemporaryDirectory(prefix="pubkpi-") as folder, socket.socket() as closed:
        # the port is taken and nobody listens: what a template asks of the network is refused on this machine
        closed.bind(("127.0.0.1", 0))
        worker = Worker(_environment(folder, closed.getsockname()[1]))
        worker.ready()

        def do(work: Callable[..., Result], *given: object) -> Result:
            try:
                return worker.do(work, *given, limits=LIMITS)
            except WorkError as problem:
                what = Text(f"模板{problem.what.zh}", f"the templates {problem.what.en}")
                raise ReportError("report_templates", what) from problem

        try:
            yield do
        finally:
            worker.close()


def _environment(folder: str, port: int) -> dict[str, str]:
    """Proxies that lead to that *port*, and places for packages and temporary files in *folder*, which is empty."""
    places = ("XDG_DATA_HOME", "XDG_CACHE_HOME", "TMPDIR", "TEMP", "TMP")
    proxies = {name: f"http://127.0.0.1:{port}" for word in _PROXIES for name in (word, word.upper())}
    return {**proxies, "no_proxy": "", "NO_PROXY": "", **dict.fromkeys(places, str(Path(folder)))}
