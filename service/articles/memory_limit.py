"""Bounds on the memory of a process."""

from __future__ import annotations

import contextlib
import os
import sys
from pathlib import Path


def resident_bytes(pid: int) -> int:
    """Return the resident memory of a process, in bytes; 0 where the system does not say (it is
    Linux that does)."""
    return _pages(pid, 1)


def limit_growth(most: int) -> None:
    """Let this process take no more than ``most`` bytes of address space beyond what it has now;
    what asks for more gets a MemoryError. Linux only; elsewhere nothing is bounded."""
    if sys.platform != "linux":
        return
    import resource

    now = _pages(os.getpid(), 0)
    if now:
        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        wanted = now + most
        if hard != resource.RLIM_INFINITY:
            wanted = min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_AS, (wanted, hard))


def be_killed_first() -> None:
    """Have the system end this process before others where memory is short. Linux only."""
    with contextlib.suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("900")


def _pages(pid: int, field: int) -> int:
    """A field of /proc/…/statm in bytes: 0 is the address space, 1 what is resident."""
    with contextlib.suppress(OSError):
        counts = Path(f"/proc/{pid}/statm").read_text().split()
        return int(counts[field]) * os.sysconf("SC_PAGE_SIZE")
    return 0
