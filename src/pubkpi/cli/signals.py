"""Ctrl-C, and the system's request that a command end.

What comes is noted before it is raised: a query that it interrupts may end in any error of its own, and still the exit
code is that of an interruption. An import is not interrupted: a library of C++ that is about to load may abort the
process. It comes again after that, and after a destructor in which Python swallowed it. Ctrl-Break of Windows counts as
the system's wish.
"""

import signal
import sys
from _thread import interrupt_main
from threading import Timer, main_thread
from types import FrameType

# The exit codes by the signals that this system has.
_CODES = {
    number: code
    for name, code in (("SIGINT", 130), ("SIGTERM", 143), ("SIGBREAK", 143))
    if (number := getattr(signal, name, None)) is not None
}
_received: list[int] = []
_SOON = 0.02  # seconds until it is sent again


def watch() -> None:
    """Note each signal from now on and raise KeyboardInterrupt; what the caller ignores stays ignored."""
    for number in _CODES:
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, _receive)
    unraisable = sys.unraisablehook
    sys.unraisablehook = lambda one: _send_again(_received[-1]) if _is_swallowed(one) else unraisable(one)


def ignore() -> None:
    """Raise nothing from now on: the command is over."""
    for number in _CODES:
        signal.signal(number, signal.SIG_IGN)


def exit_code() -> int:
    """The exit code of the first signal that came; 0 if none did."""
    return _CODES[_received[0]] if _received else 0


def _receive(number: int, frame: FrameType | None) -> None:
    _received.append(number)
    if _imports(frame):
        _send_again(number)
        return
    raise KeyboardInterrupt


def _is_swallowed(one: "sys.UnraisableHookArgs") -> bool:
    return bool(_received) and issubclass(one.exc_type, KeyboardInterrupt)


def _send_again(number: int) -> None:
    again = Timer(_SOON, _send, [signal.Signals(number)])
    again.daemon = True
    again.start()


def _imports(frame: FrameType | None) -> bool:
    while frame:
        if frame.f_code.co_filename.startswith("<frozen importlib"):
            return True
        frame = frame.f_back
    return False


def _send(number: signal.Signals) -> None:
    thread = main_thread().ident
    if hasattr(signal, "pthread_kill") and thread:
        # unlike the other way it also ends a wait
        signal.pthread_kill(thread, number)
    else:
        interrupt_main(number)
