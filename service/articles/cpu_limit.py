"""A limit on the CPU time of a block of code."""

from __future__ import annotations

import contextlib
import signal
from collections.abc import Iterator
from types import FrameType

REPEAT_INTERVAL_SECONDS = 1.0


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
