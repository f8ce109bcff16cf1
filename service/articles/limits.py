"""Limits of the analysis worker: CPU time of a task, memory and priority of the process."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from types import FrameType

REPEAT_INTERVAL_SECONDS = 1.0

NICENESS = 5
"""A core that a process of usual priority wants too is shared 3 to 1."""


class CpuLimitExceeded(BaseException):
    """The limit is exceeded. Not an Exception: libraries that catch those would continue."""


@contextlib.contextmanager
def limit_cpu_time(seconds: float) -> Iterator[None]:
    """Raise CpuLimitExceeded in the block after ``seconds`` of CPU time.

    Main thread only; without such a timer (Windows) nothing is limited. Waiting does not count, so
    a busy machine rejects nothing that an idle one accepts.
    """
    if not hasattr(signal, "setitimer"):
        yield
        return

    def stop(number: int, frame: FrameType | None) -> None:
        raise CpuLimitExceeded(f"more than {seconds:g} s of the processor")

    before = signal.signal(signal.SIGVTALRM, stop)
    # Repeated, because an error raised where Python can only print it stops nothing.
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds, REPEAT_INTERVAL_SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def get_resident_bytes(pid: int) -> int:
    """Return the resident memory of a process in bytes; 0 on systems other than Linux."""
    return _read_memory_bytes(pid, 1)


def limit_growth(max_bytes: int) -> None:
    """Limit the address space of this process to ``max_bytes`` beyond its current size.

    Larger allocations raise MemoryError. Linux only.
    """
    if sys.platform != "linux":
        return
    import resource

    now = _read_memory_bytes(os.getpid(), 0)
    if now:
        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        limit = now + max_bytes
        if hard != resource.RLIM_INFINITY:
            limit = min(limit, hard)
        resource.setrlimit(resource.RLIMIT_AS, (limit, hard))


def lower_cpu_priority() -> None:
    """Let replies go before this process where there are too few cores for both; not on Windows."""
    if hasattr(os, "nice"):
        os.nice(NICENESS)


def raise_oom_priority() -> None:
    """Let the system kill this process first when memory is short. Linux only."""
    with contextlib.suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("900")


def _read_memory_bytes(pid: int, field: int) -> int:
    """Return a field of /proc/…/statm in bytes: 0 is the address space, 1 the resident memory."""
    with contextlib.suppress(OSError):
        counts = Path(f"/proc/{pid}/statm").read_text().split()
        return int(counts[field]) * os.sysconf("SC_PAGE_SIZE")
    return 0
