"""Measure what a chart for /stats costs: time, memory, and the delay of the event loop.

`python bench/chart.py`

The time for which the loop is held is the CPU time of its thread between two ticks. Its delay by
the clock depends on other work on the machine, so it is printed beside the delay while another
process uses as much CPU.
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
BUSY_PROGRAM = (
    "import time; t = time.process_time()\nwhile time.process_time() - t < {seconds}: pass"
)

DAYS = tuple(f"{day} окт." for day in range(1, 31))
NUMBERS = tuple(37 * day % 101 for day in range(30))
CHART = Chart(
    "Цифры за 30 дней",
    DAYS,
    tuple(Panel(title, "bars", (Series(title, NUMBERS),)) for title in "абвг"),
)


async def main() -> None:
    if not is_available():
        print_line("matplotlib is not installed: nothing measured")
        return
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    await draw_chart(CHART)  # the first one scans the fonts
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    started = perf_counter()
    drawing, longest = await measure_delay(_draw_charts)
    seconds = (perf_counter() - started) / CHARTS
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = (used.ru_utime + used.ru_stime - spent.ru_utime - spent.ru_stime) / CHARTS
    busy, _ = await measure_delay(lambda: _keep_busy(cpu))
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print_line(
        f"a chart: {seconds:.2f} s, {cpu:.2f} s of CPU, in a process of {used.ru_maxrss // 1024} MB"
    )
    print_line(f"the service's own memory grew by {(after - before) / 1024:.1f} MB")
    print_line(f"the loop is held for {longest:.1f} ms at most")
    print_line(
        f"loop late by {get_quantile(drawing, 0.99):.1f} ms at p99, {drawing[-1]:.1f} ms at most"
    )
    print_line(
        f"with other work: {get_quantile(busy, 0.99):.1f} ms at p99, {busy[-1]:.1f} ms at most"
    )


async def _draw_charts() -> None:
    for _ in range(CHARTS):
        await draw_chart(CHART)


async def _keep_busy(cpu: float) -> None:
    for _ in range(CHARTS):
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-c", BUSY_PROGRAM.format(seconds=cpu)
        )
        await process.wait()


async def measure_delay(work: Callable[[], Awaitable[None]]) -> tuple[list[float], float]:
    """Return by how many milliseconds a 1 ms timer was late during the work, sorted, and the
    longest CPU time of the loop's thread between two ticks."""
    late: list[float] = []
    held: list[float] = []

    async def tick() -> None:
        while True:
            started, used = perf_counter(), thread_time()
            await asyncio.sleep(0.001)
            late.append((perf_counter() - started - 0.001) * 1000)
            held.append((thread_time() - used) * 1000)

    ticker = asyncio.create_task(tick())
    await work()
    ticker.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await ticker
    return sorted(late), max(held)


def get_quantile(values: list[float], share: float) -> float:
    return values[int(share * (len(values) - 1))]


def print_line(line: str) -> None:
    sys.stdout.write(line + "\n")


if __name__ == "__main__":
    asyncio.run(main())
