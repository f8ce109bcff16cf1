"""What a chart for /stats costs: time, how late the event loop is meanwhile, whose memory it is.

`python bench/chart.py`

How long the loop is held is the processor's time of its thread between two looks: how late it is by
the clock depends on what else the machine does, and stands beside the same while another process
does as much work.
"""

from __future__ import annotations

import asyncio
import contextlib
import resource
import sys
from collections.abc import Awaitable, Callable
from time import perf_counter, thread_time

from bot.charts.model import Chart, Panel, Series
from bot.charts.process import draw_chart, is_available

CHARTS = 5
BUSY = "import time; t = time.process_time()\nwhile time.process_time() - t < {seconds}: pass"

DAYS = tuple(f"{day} окт." for day in range(1, 31))
NUMBERS = tuple(37 * day % 101 for day in range(30))
CHART = Chart(
    "Цифры за 30 дней",
    DAYS,
    tuple(Panel(title, "bars", (Series(title, NUMBERS),)) for title in "абвг"),
)


async def main() -> None:
    if not is_available():
        say("matplotlib is not installed: nothing measured")
        return
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    await draw_chart(CHART)  # the first one looks through the fonts
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    begun = perf_counter()
    drawing, longest = await lateness(_drawn)
    seconds = (perf_counter() - begun) / CHARTS
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = (used.ru_utime + used.ru_stime - spent.ru_utime - spent.ru_stime) / CHARTS
    busy, _ = await lateness(lambda: _busy(cpu))
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    say(
        f"a chart: {seconds:.2f} s, {cpu:.2f} s of CPU, in a process of {used.ru_maxrss // 1024} MB"
    )
    say(f"the service's own memory grew by {(after - before) / 1024:.1f} MB")
    say(f"the loop is held for {longest:.1f} ms at most")
    say(f"loop late by {at(drawing, 0.99):.1f} ms at p99, {drawing[-1]:.1f} ms at most")
    say(f"beside other work: {at(busy, 0.99):.1f} ms at p99, {busy[-1]:.1f} ms at most")


async def _drawn() -> None:
    for _ in range(CHARTS):
        await draw_chart(CHART)


async def _busy(cpu: float) -> None:
    for _ in range(CHARTS):
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-c", BUSY.format(seconds=cpu)
        )
        await process.wait()


async def lateness(work: Callable[[], Awaitable[None]]) -> tuple[list[float], float]:
    """Return by how many milliseconds a 1 ms timer was late during the work, sorted, and the
    longest CPU time of the loop's thread between two ticks."""
    late: list[float] = []
    held: list[float] = []

    async def look() -> None:
        while True:
            begun, used = perf_counter(), thread_time()
            await asyncio.sleep(0.001)
            late.append((perf_counter() - begun - 0.001) * 1000)
            held.append((thread_time() - used) * 1000)

    looking = asyncio.create_task(look())
    await work()
    looking.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await looking
    return sorted(late), max(held)


def at(values: list[float], share: float) -> float:
    return values[int(share * (len(values) - 1))]


def say(line: str) -> None:
    sys.stdout.write(line + "\n")


if __name__ == "__main__":
    asyncio.run(main())
