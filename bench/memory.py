"""How much memory the service holds with everything loaded, and how soon it answers.

`python bench/memory.py`

Runs `svodka run` against a sandbox, gives it a feed of articles in three languages, asks it as a
person does, and reads what the kernel counts for each of its processes. The baseline is a bot that
only repeats what it hears, on the same library, in the same run.

RSS counts a page that processes share (libraries, mostly) once for each, so the sum is an upper
bound; PSS parts it among them, so its sum is what the service really takes. Linux only.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import socket
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[1]))

from aiohttp import ClientSession, web

from bench.support.material import ROOT, say, synthesised
from news.model import RawArticle
from sandbox import Sandbox
from sandbox.testing import Person

MOST_MB = 400
ARTICLES = 400
ASKED = ("мостом", "правительства", "Києві", "government running", "Zelensky", "Вэнсом")
PRESSED = ("/topics", "/digest", "/settings", "/mydata", "/help")
ECHO = Path(__file__).with_name("support") / "baselines" / "echo_bot.py"
SVODKA = Path(sys.executable).with_name("svodka")


@dataclass(frozen=True, slots=True)
class Held:
    """What one process holds, in megabytes."""

    name: str
    rss: float
    pss: float


async def service() -> tuple[list[Held], float]:
    """What `svodka run` holds after work of all kinds, and the seconds to its first answer."""
    async with Sandbox() as sandbox, feed(synthesised(ARTICLES, 300, seed=1)) as address:
        with tempfile.TemporaryDirectory() as folder:
            port = free_port()
            environment = {
                "DATABASE_URL": f"sqlite:///{folder}/svodka.db",
                "ALLOW_PRIVATE_NETWORKS": "true",
                "HTTP_PORT": str(port),
            }
            await finished([str(SVODKA), "sources", "add", address], environment)
            reader = Person(sandbox, "Оля")
            async with running(sandbox, [str(SVODKA), "run"], environment) as process:
                seconds = await first_answer(reader)
                say(f"waiting for {ARTICLES} articles: sources are looked at once a minute")
                await filed(f"http://127.0.0.1:{port}/metrics", ARTICLES)
                for text in (*ASKED, *PRESSED):
                    await reader.send(text)
                    await reader.wait(30)
                await reader.settle(1)
                return held(process.pid), seconds


async def baseline() -> tuple[list[Held], float]:
    async with Sandbox() as sandbox:
        reader = Person(sandbox, "Оля")
        async with running(sandbox, [sys.executable, str(ECHO)], {}) as process:
            seconds = await first_answer(reader)
            for text in ASKED:
                await reader.send(text)
                await reader.wait(30)
            return held(process.pid), seconds


@contextlib.asynccontextmanager
async def running(
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


async def first_answer(reader: Person) -> float:
    """Return the seconds until a newly started bot answers."""
    begun = time.perf_counter()
    await reader.send("/start")
    await reader.wait(60)
    return time.perf_counter() - begun


async def finished(command: Sequence[str], environment: dict[str, str]) -> None:
    process = await asyncio.create_subprocess_exec(
        *command, cwd=ROOT, env={**os.environ, **environment}, stdout=asyncio.subprocess.DEVNULL
    )
    if await process.wait():
        raise RuntimeError(f"{' '.join(command)} failed")


async def filed(metrics: str, count: int) -> None:
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
async def feed(articles: Sequence[RawArticle]) -> AsyncIterator[str]:
    """An RSS feed of the articles on loopback; gives its address."""
    items = "".join(
        f"<item><title>{escape(a.title)}</title><link>{a.url}</link>"
        f"<description>{escape(paragraphs(a.text))}</description></item>"
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


def paragraphs(text: str) -> str:
    return "".join(f"<p>{escape(paragraph)}</p>" for paragraph in text.split("\n\n"))


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def held(pid: int) -> list[Held]:
    """The process and its descendants, itself first."""
    folder = Path(f"/proc/{pid}")
    children = (folder / f"task/{pid}/children").read_text().split()
    return [_held(folder), *(one for child in children for one in held(int(child)))]


def _held(folder: Path) -> Held:
    arguments = (folder / "cmdline").read_bytes().decode().split("\0")
    name = "desk" if "--multiprocessing-fork" in arguments else "main"
    if any("resource_tracker" in argument for argument in arguments):
        name = "tracker"
    rows = dict(
        line.split(":", 1) for line in (folder / "smaps_rollup").read_text().splitlines()[1:]
    )
    rss, pss = (int(rows[key].split()[0]) / 1024 for key in ("Rss", "Pss"))
    return Held(name, rss, pss)


def show(title: str, processes: Sequence[Held], seconds: float) -> float:
    """Print a table; give the sum of RSS."""
    say(f"{title:<32} {'RSS, MB':>9} {'PSS, MB':>9}   first answer after {seconds:.1f} s")
    total = Held("sum", sum(p.rss for p in processes), sum(p.pss for p in processes))
    for process in (*processes, total):
        say(f"  {process.name:<30} {process.rss:>9.0f} {process.pss:>9.0f}")
    return total.rss


async def report() -> None:
    echo = show("an echo bot on aiogram", *await baseline())
    whole = show("svodka run, all loaded", *await service())
    verdict = "ok" if whole < MOST_MB else "above"
    say(f"{whole:.0f} MB of {MOST_MB}: {verdict}; {whole / echo:.1f} x the echo bot")


def main() -> int:
    if not Path("/proc/self/smaps_rollup").exists():
        say("this system does not tell what a process holds: nothing measured")
        return 0
    asyncio.run(report())
    return 0


if __name__ == "__main__":
    sys.exit(main())
