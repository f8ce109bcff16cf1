"""A bound on what one piece of work may take of the processor."""

from __future__ import annotations

import contextlib
import signal
from collections.abc import Iterator
from types import FrameType

REPEAT_INTERVAL_SECONDS = 1.0


class CpuLimitExceeded(BaseException):
    """The bound was met. No Exception: a library that catches these would go on."""


@contextlib.contextmanager
def limit_cpu_time(seconds: float) -> Iterator[None]:
    """Raise OutOfTime in the block once this process has worked so long. Main thread only; where
    the system has no such timer (Windows), nothing is bounded. Time spent waiting does not count,
    so a busy machine refuses nothing that an idle one takes."""
    if not hasattr(signal, "setitimer"):
        yield
        return

    def stop(number: int, frame: FrameType | None) -> None:
        raise CpuLimitExceeded(f"more than {seconds:g} s of the processor")

    before = signal.signal(signal.SIGVTALRM, stop)
    # Again and again: one that is raised where Python can only print it stops nothing.
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds, REPEAT_INTERVAL_SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
