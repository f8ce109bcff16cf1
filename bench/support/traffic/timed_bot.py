"""`svodka run` that appends to a file how late its event loop was: `timed_bot.py FILE`.

A line: when, by how many milliseconds a tick was late, and for how many of these the loop's thread
and all threads used the processor. Only ticks that were late by more than `NOTED_MS` are written. A
step of the loop that used it for `LONG_SECONDS` leaves its stack in a second file, beside the
first.
"""

import asyncio
import sys
import threading
import time
import traceback
from pathlib import Path

TICK_SECONDS = 0.01
NOTED_MS = 20.0
LONG_SECONDS = 0.1
FRAMES = 8


class LoopTimer:
    """Measures the running event loop, by the clock and by the CPU time of its thread."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._thread = threading.get_ident()
        self._used = time.thread_time()

    async def write_delays(self) -> None:
        threading.Thread(target=self._write_stacks, daemon=True).start()
        with self._path.open("a", buffering=1) as file:
            while True:
                due, self._used = time.monotonic() + TICK_SECONDS, time.thread_time()
                used_by_all = time.process_time()
                await asyncio.sleep(TICK_SECONDS)
                late = 1000 * (time.monotonic() - due)
                if late > NOTED_MS:
                    own = 1000 * (time.thread_time() - self._used)
                    of_all = 1000 * (time.process_time() - used_by_all)
                    file.write(f"{time.strftime('%X')} {late:.0f} {own:.0f} {of_all:.0f}\n")

    def _write_stacks(self) -> None:
        clock, written = time.pthread_getcpuclockid(self._thread), 0.0
        with self._path.with_suffix(".stacks").open("a", buffering=1) as file:
            while True:
                time.sleep(TICK_SECONDS)
                began, used = self._used, time.clock_gettime(clock) - self._used
                if used > LONG_SECONDS and began != written:
                    written = began
                    stack = traceback.format_stack(sys._current_frames()[self._thread])
                    file.write(f"{used:.2f} s\n{''.join(stack[-FRAMES:])}\n")


def main() -> None:
    """Run the bot; the measurement runs beside its watchdog."""
    from bot.cli.entry import main as run_svodka
    from bot.ops.watchdog import LoopWatchdog

    beat, path = LoopWatchdog._beat, Path(sys.argv[1])

    async def beat_and_measure(self: LoopWatchdog) -> None:
        measuring = asyncio.create_task(LoopTimer(path).write_delays())
        try:
            await beat(self)
        finally:
            measuring.cancel()

    LoopWatchdog._beat = beat_and_measure  # type: ignore[method-assign]
    sys.argv[1:] = ["run"]
    run_svodka()


if __name__ == "__main__":  # the analysis process imports this module again
    sys.path.insert(0, str(Path.cwd()))
    main()
