"""What runs in the process of a `Worker`: work comes in by one pipe, and what came of it goes out by another."""

import gc
import os
import pickle
import signal
import sys
from contextlib import suppress
from typing import IO, TYPE_CHECKING, Any

from pubkpi.engine.memory import limit_memory, peak_mb
from pubkpi.model.errors import PubkpiError

if TYPE_CHECKING:
    from pubkpi.engine.worker import Limits

# one that has grown by more than this in a piece of work is not used again
_GROWN_MB = 200


def main() -> None:
    """Work until there is none; what fails otherwise than with an error of ours is the last."""
    work, answers = _pipes()
    _end_with_parent()
    gc.set_threshold(500_000, 20, 100)
    sys.excepthook = lambda kind, problem, _: _tell(answers, "failed", f"{kind.__name__}: {problem}"[:300])
    while size := work.read(8):
        words = work.read(int.from_bytes(size, "little"))
        if not _answer(answers, words):
            return


def _pipes() -> tuple[IO[bytes], IO[bytes]]:
    """What was stdin and stdout, which no library can read or write any more."""
    work, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1):
        os.dup2(nothing, stream)
    return work, answers


def _end_with_parent() -> None:
    """See to it that this process does not go on without its parent, not even in the middle of its work."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if sys.platform == "linux":
        import ctypes

        ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG
    if sys.platform != "win32":
        import resource

        # it may be killed, and nobody needs what it had in memory
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _answer(answers: IO[bytes], words: bytes) -> bool:
    """Do the work that *words* are and tell what came of it; whether more may come."""
    grown = False
    try:
        work, given, limits = pickle.loads(words)
        del words
        _limit(limits)
        done = ("done", work(*given))
        grown = peak_mb() > _GROWN_MB
        answer = pickle.dumps(("last", *done[1:]) if grown else done, protocol=5)
    except PubkpiError as problem:
        answer = pickle.dumps(("error", type(problem).__name__, problem.where, problem.what, problem.hint))
    except (MemoryError, RecursionError) as problem:
        grown = True
        answer = pickle.dumps(("failed", "memory" if isinstance(problem, MemoryError) else "depth"))
    _lift_limits()
    _send(answers, answer)
    return not grown


def _limit(limits: "Limits") -> None:
    limit_memory(limits.memory_mb, limits.seconds)
    if hasattr(signal, "setitimer"):
        # counts what this process uses of a processor; nobody waits for the signal, which so ends it
        signal.setitimer(signal.ITIMER_PROF, limits.seconds)


def _lift_limits() -> None:
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_PROF, 0)


def _tell(answers: IO[bytes], *answer: Any) -> None:
    _lift_limits()
    with suppress(OSError):
        _send(answers, pickle.dumps(answer))


def _send(answers: IO[bytes], words: bytes) -> None:
    answers.write(len(words).to_bytes(8, "little"))
    answers.write(words)
    answers.flush()


if __name__ == "__main__":
    main()
