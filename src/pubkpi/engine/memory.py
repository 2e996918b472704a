"""How much memory and time this process may take, by the means of the system that it runs on."""

import os
import sys
from contextlib import suppress
from pathlib import Path

_MB = 1 << 20
# of a job object: the time and the memory of each process in it
_TIME, _MEMORY, _EXTENDED = 0x2, 0x100, 9
_TICKS = 10_000_000


def limit_memory(megabytes: int, seconds: float) -> None:
    """From now on this process gets no more memory than that; on Windows, no more time either."""
    if sys.platform == "win32":
        _limit_job(megabytes * _MB, int((sum(os.times()[:2]) + seconds) * _TICKS))
    else:
        import resource

        most = resource.getrlimit(resource.RLIMIT_AS)[1]
        wanted = megabytes * _MB
        resource.setrlimit(resource.RLIMIT_AS, (wanted if most == resource.RLIM_INFINITY else min(wanted, most), most))


def peak_mb() -> float:
    """The most memory that this process has had so far; 0 where the system does not tell."""
    if sys.platform == "win32":
        return 0
    import resource

    if sys.platform == "linux":
        # what getrusage says begins with what the parent had when it started this process
        with suppress(OSError), Path("/proc/self/status").open(encoding="ascii", errors="replace") as status:
            return next((int(line.split()[1]) / 1024 for line in status if line.startswith("VmHWM:")), 0.0)
    # macOS counts bytes, others kilobytes
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (_MB if sys.platform == "darwin" else 1024)


if sys.platform == "win32":
    import ctypes
    from ctypes import wintypes

    class _Basic(ctypes.Structure):
        _fields_ = (
            ("process_time", ctypes.c_int64),
            ("job_time", ctypes.c_int64),
            ("flags", wintypes.DWORD),
            ("least_set", ctypes.c_size_t),
            ("most_set", ctypes.c_size_t),
            ("processes", wintypes.DWORD),
            ("affinity", ctypes.c_size_t),
            ("priority", wintypes.DWORD),
            ("scheduling", wintypes.DWORD),
        )

    class _Extended(ctypes.Structure):
        _fields_ = (
            ("basic", _Basic),
            ("counters", ctypes.c_uint64 * 6),
            ("process_memory", ctypes.c_size_t),
            ("job_memory", ctypes.c_size_t),
            ("peak_process", ctypes.c_size_t),
            ("peak_job", ctypes.c_size_t),
        )

    _jobs: list[int] = []

    def _limit_job(memory: int, ticks: int) -> None:
        kernel = ctypes.WinDLL("kernel32", use_last_error=True)
        kernel.CreateJobObjectW.restype = kernel.GetCurrentProcess.restype = wintypes.HANDLE
        kernel.AssignProcessToJobObject.argtypes = (wintypes.HANDLE, wintypes.HANDLE)
        kernel.SetInformationJobObject.argtypes = (wintypes.HANDLE, ctypes.c_int, ctypes.c_void_p, wintypes.DWORD)
        if not _jobs:
            _jobs.append(kernel.CreateJobObjectW(None, None))
            if not kernel.AssignProcessToJobObject(_jobs[0], kernel.GetCurrentProcess()):
                raise ctypes.WinError(ctypes.get_last_error())
        told = _Extended(_Basic(process_time=ticks, flags=_TIME | _MEMORY), process_memory=memory)
        if not kernel.SetInformationJobObject(_jobs[0], _EXTENDED, ctypes.byref(told), ctypes.sizeof(told)):
            raise ctypes.WinError(ctypes.get_last_error())
