"""Measure the memory of the service with everything loaded, the time to its first answer, and what
a chart for /stats costs.

`python bench/memory.py`

Runs `svodka run` with a sandbox and a feed of articles in three languages, sends searches and
commands, and reads the kernel's counts for each of its processes. The baseline in the same run is
a bot on aiogram that repeats what it gets.

RSS counts a page that processes share (mostly libraries) once for each of them, so the sum is an
upper bound; PSS divides it among them, so the sum is what the service really takes. Linux only.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import resource
import signal
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter, thread_time
from xml.sax.saxutils import escape

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[1]))

from aiohttp import ClientSession, web

from bench.support.machine import find_free_port, list_family, name_process
from bench.support.material import ROOT, generate_articles, print_line
from bot.charts.model import Chart, Panel, Series
from bot.charts.process import draw_chart, is_available
from news.model import RawArticle
from sandbox import Sandbox
from sandbox.testing import Person

MAX_RSS_MB, MAX_MAIN_RSS_MB = 350, 180
"""Of all processes when all is loaded, and of the main process after the start."""
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
ARTICLES = 400
QUERIES = ("мостом", "правительства", "Києві", "government running", "Zelensky", "Вэнсом")
COMMANDS = ("/topics", "/digest", "/settings", "/mydata", "/help")
ECHO = Path(__file__).with_name("support") / "baselines" / "echo_bot.py"
SVODKA = Path(sys.executable).with_name("svodka")


@dataclass(frozen=True, slots=True)
class ProcessMemory:
    """The memory of one process, in megabytes."""

    name: str
    rss: float
    pss: float


@dataclass(frozen=True, slots=True)
class ServiceMemory:
    """The processes after the first answer, and after all kinds of work."""

    seconds: float
    started: list[ProcessMemory]
    loaded: list[ProcessMemory]


async def measure_service() -> ServiceMemory:
    async with (
        Sandbox() as sandbox,
        serve_feed(generate_articles(ARTICLES, 300, seed=1)) as address,
    ):
        with tempfile.TemporaryDirectory() as folder:
            port = find_free_port()
            environment = {
                "DATABASE_URL": f"sqlite:///{folder}/svodka.db",
                "ALLOW_PRIVATE_NETWORKS": "true",
                "HTTP_PORT": str(port),
            }
            await run_to_end([str(SVODKA), "sources", "add", address], environment)
            reader = Person(sandbox, "Оля")
            async with run_bot(sandbox, [str(SVODKA), "run"], environment) as process:
                seconds = await measure_first_answer(reader)
                started = read_memory(process.pid)
                print_line(f"waiting for {ARTICLES} articles: sources are looked at once a minute")
                await wait_for_articles(f"http://127.0.0.1:{port}/metrics", ARTICLES)
                for text in (*QUERIES, *COMMANDS):
                    await reader.send(text)
                    await reader.wait(30)
                await reader.settle(1)
                return ServiceMemory(seconds, started, read_memory(process.pid))


async def measure_baseline() -> tuple[list[ProcessMemory], float]:
    async with Sandbox() as sandbox:
        reader = Person(sandbox, "Оля")
        async with run_bot(sandbox, [sys.executable, str(ECHO)], {}) as process:
            seconds = await measure_first_answer(reader)
            for text in QUERIES:
                await reader.send(text)
                await reader.wait(30)
            return read_memory(process.pid), seconds


@contextlib.asynccontextmanager
async def run_bot(
    sandbox: Sandbox, command: Sequence[str], environment: dict[str, str]
) -> AsyncIterator[asyncio.subprocess.Process]:
    given = {"BOT_TOKEN": sandbox.token, "TELEGRAM_API_URL": sandbox.url, "LOG_LEVEL": "WARNING"}
    process = await asyncio.create_subprocess_exec(
        *command, cwd=ROOT, env={**os.environ, **given, **environment}
    )
    try:
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        await process.wait()


async def measure_first_answer(reader: Person) -> float:
    """Return the seconds until a newly started bot answers."""
    started = time.perf_counter()
    await reader.send("/start")
    await reader.wait(60)
    return time.perf_counter() - started


async def run_to_end(command: Sequence[str], environment: dict[str, str]) -> None:
    process = await asyncio.create_subprocess_exec(
        *command, cwd=ROOT, env={**os.environ, **environment}, stdout=asyncio.subprocess.DEVNULL
    )
    if await process.wait():
        raise RuntimeError(f"{' '.join(command)} failed")


async def wait_for_articles(metrics: str, count: int) -> None:
    """Wait until ``count`` articles are stored."""
    added = 'svodka_articles_total{outcome="added"} '
    async with ClientSession() as session, asyncio.timeout(180):
        while True:
            async with session.get(metrics) as response:
                lines = (await response.text()).splitlines()
            found = [float(line.removeprefix(added)) for line in lines if line.startswith(added)]
            if sum(found) >= count:
                return
            await asyncio.sleep(0.5)


@contextlib.asynccontextmanager
async def serve_feed(articles: Sequence[RawArticle]) -> AsyncIterator[str]:
    """Serve an RSS feed of the articles on loopback; yield its address."""
    items = "".join(
        f"<item><title>{escape(a.title)}</title><link>{a.url}</link>"
        f"<description>{escape(to_html(a.text))}</description></item>"
        for a in articles
    )
    body = f'<rss version="2.0"><channel><title>Bench</title>{items}</channel></rss>'

    async def answer(_: web.BaseRequest) -> web.Response:
        return web.Response(text=body, content_type="application/rss+xml")

    runner = web.ServerRunner(web.Server(answer))
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/feed.xml"
    finally:
        await runner.cleanup()


def to_html(text: str) -> str:
    return "".join(f"<p>{escape(paragraph)}</p>" for paragraph in text.split("\n\n"))


def read_memory(pid: int) -> list[ProcessMemory]:
    """Return the memory of a process and its descendants, itself first."""
    return [_read_process(folder) for folder in list_family(pid)]


def _read_process(folder: Path) -> ProcessMemory:
    rows = dict(
        line.split(":", 1) for line in (folder / "smaps_rollup").read_text().splitlines()[1:]
    )
    rss, pss = (int(rows[key].split()[0]) / 1024 for key in ("Rss", "Pss"))
    return ProcessMemory(name_process(folder), rss, pss)


def print_table(title: str, processes: Sequence[ProcessMemory], seconds: float) -> float:
    """Print a table; return the sum of RSS in megabytes."""
    print_line(f"{title:<32} {'RSS, MB':>9} {'PSS, MB':>9}   first answer after {seconds:.1f} s")
    total = ProcessMemory("sum", sum(p.rss for p in processes), sum(p.pss for p in processes))
    for process in (*processes, total):
        print_line(f"  {process.name:<30} {process.rss:>9.0f} {process.pss:>9.0f}")
    return total.rss


async def measure_all() -> None:
    echo = print_table("an echo bot on aiogram", *await measure_baseline())
    service = await measure_service()
    print_table("svodka run, started", service.started, service.seconds)
    whole = print_table("svodka run, all loaded", service.loaded, service.seconds)
    main = service.started[0].rss
    for name, megabytes, bound in (
        ("main process, started", main, MAX_MAIN_RSS_MB), ("all loaded", whole, MAX_RSS_MB),
    ):  # fmt: skip
        verdict = "ok" if megabytes <= bound else "above"
        print_line(f"{name}: {megabytes:.0f} MB of {bound}: {verdict}")
    print_line(f"{whole / echo:.1f} x the echo bot")


async def measure_chart() -> None:
    """Print the cost of a chart for /stats.

    The time for which the loop is held is the CPU time of its thread between two ticks. Its delay
    by the clock depends on other work on the machine, so it is printed beside the delay while
    another process uses as much CPU.
    """
    if not is_available():
        print_line("matplotlib is not installed: no chart is measured")
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


def main() -> int:
    if not Path("/proc/self/smaps_rollup").exists():
        print_line("this system does not tell what a process holds: nothing measured")
        return 0
    asyncio.run(measure_all())
    asyncio.run(measure_chart())
    return 0


if __name__ == "__main__":
    sys.exit(main())
