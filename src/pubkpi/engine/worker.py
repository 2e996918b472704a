"""A process of its own for work that a file of somebody else may make take all memory, or never end.

It limits itself (`engine.child`); when it goes under, what it was at is given up, and the next work gets a new one. It
is no copy of this process, so nothing that this one has open is in it; and it ends when this one does.
"""

import atexit
import os
import pickle
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock, Timer
from typing import Any, TypeVar

from pubkpi.model import errors
from pubkpi.model.errors import WorkError
from pubkpi.model.text import Text

Result = TypeVar("Result")
# A busy machine lets a process wait: of the clock it gets so many times the seconds that it may use of a processor.
_WAIT = 5
# how Windows ends a process that has used up its time
_QUOTA = 1816


@dataclass(frozen=True, slots=True)
class Limits:
    """What a piece of work may take: megabytes of memory, seconds of a processor."""

    memory_mb: int = 1000
    seconds: float = 8.0


LIMITS = Limits()


@dataclass(slots=True)
class Worker:
    """The process, started when it is first needed or is to be `ready`; *env* is what its environment has besides."""

    env: Mapping[str, str] = field(default_factory=dict)
    _process: "subprocess.Popen[bytes] | None" = None
    _owner: int = 0
    _lock: Any = field(default_factory=Lock)

    def ready(self) -> None:
        """See to it that the process is there; it gets ready while this one goes on."""
        with self._lock:
            self._running()

    def do(self, work: Callable[..., Result], *given: Any, limits: Limits) -> Result:
        """What *work*, a function of a module, makes of what is *given*; any PubkpiError that it raises.

        WorkError when it takes more than *limits* or fails in a way that nobody foresaw.
        """
        words = pickle.dumps((work, given, limits), protocol=5)
        with self._lock:
            try:
                kind, *answer = self._answer(words, limits)
            except BaseException:
                # half an answer may be on its way
                self.close()
                raise
            if kind in ("last", "failed"):
                # it is over, or has grown: what it still holds would count for the next work
                self.close()
        if kind == "error":
            name, where, what, hint = answer
            raise getattr(errors, name)(where, what, hint)
        if kind == "failed":
            raise _failure(answer[0], limits)
        return answer[0]  # type: ignore[no-any-return]  # as *work* returned it

    def close(self) -> None:
        """End the process, if there is one."""
        process, self._process = self._process, None
        if process is None or self._owner != os.getpid():
            return
        process.kill()
        _leave(process)

    def _answer(self, words: bytes, limits: Limits) -> tuple[Any, ...]:
        for again in (True, False):
            process = self._running()
            timer = Timer(limits.seconds * _WAIT, process.kill)
            timer.daemon = True
            timer.start()
            try:
                if not _send(process, words):
                    # it went before it knew of the work, which is not to blame
                    self.close()
                    if again:
                        continue
                if (received := _receive(process)) is not None:
                    return received
            finally:
                late = not timer.is_alive()
                timer.cancel()
            break
        self._process = None
        code = _leave(process)
        if late or code in (_QUOTA, *_signals("SIGPROF")):
            return "failed", "seconds"
        # out of memory a library of C or Rust gives up, or the system ends what takes too much
        return "failed", "memory" if code in _signals("SIGABRT", "SIGKILL") else f"{code}"

    def _running(self) -> "subprocess.Popen[bytes]":
        if self._process and self._owner == os.getpid() and self._process.poll() is None:
            return self._process
        # one that a fork has in common with its parent is the parent's
        if self._process and self._owner != os.getpid():
            _GIVEN_AWAY.append(self._process)
            self._process = None
        self.close()
        self._owner, self._process = os.getpid(), _start(self.env)
        atexit.register(self.close)
        return self._process


# kept, for an object that goes would complain that its process still runs
_GIVEN_AWAY: list["subprocess.Popen[bytes]"] = []


def _start(env: Mapping[str, str]) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        # P: a folder with a module of a known name in it is not looked into
        [sys.executable, "-P", "-m", "pubkpi.engine.child"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        # a library's last words are of no use to anybody
        stderr=subprocess.DEVNULL,
        env={**os.environ, "OPENBLAS_NUM_THREADS": "1", "PYTHONPATH": os.pathsep.join(_found_in()), **env},
        # what is typed at the terminal is meant for this process
        start_new_session=os.name == "posix",
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
    )


def _found_in() -> list[str]:
    """Where modules are looked for besides: where this one lies, unless everybody looks there, after the library."""
    home, others = Path(__file__).parents[2], os.environ.get("PYTHONPATH")
    return [*([] if home.name.endswith("-packages") else [str(home)]), *([others] if others else [])]


def _send(process: "subprocess.Popen[bytes]", words: bytes) -> bool:
    stream = process.stdin
    if stream is None:
        return False
    try:
        stream.write(len(words).to_bytes(8, "little"))
        stream.write(words)
        stream.flush()
    except OSError:
        return False
    return True


def _receive(process: "subprocess.Popen[bytes]") -> tuple[Any, ...] | None:
    stream = process.stdout
    size = stream.read(8) if stream else b""
    if stream is None or len(size) < 8:
        return None
    words = stream.read(int.from_bytes(size, "little"))
    return pickle.loads(words) if len(words) == int.from_bytes(size, "little") else None


def _leave(process: "subprocess.Popen[bytes]") -> int:
    """Close the pipes of a *process* that has ended; its exit code."""
    for stream in (process.stdin, process.stdout):
        # what was still to be sent is lost on nobody
        with suppress(OSError):
            if stream:
                stream.close()
    return process.wait()


def _signals(*names: str) -> list[int]:
    """The exit codes of a process that one of those signals ended."""
    return [-number for name in names if (number := getattr(signal, name, None))]


def _failure(why: str, limits: Limits) -> WorkError:
    if why == "seconds":
        shown = f"{limits.seconds:g}"
        return WorkError("", Text(f"用时超过 {shown} 秒", f"took more than {shown} seconds"), setting="seconds")
    if why == "memory":
        shown = f"{limits.memory_mb:,}"
        return WorkError(
            "", Text(f"占用内存超过 {shown} MB", f"took more than {shown} MB of memory"), setting="memory_mb"
        )
    if why == "depth":
        return WorkError("", Text("嵌套太深", "found it nested too deep"))
    return WorkError("", Text(f"遇到没有预料到的错误（{why}）", f"met an error that nobody foresaw ({why})"))
