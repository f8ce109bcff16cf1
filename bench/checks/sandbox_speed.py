"""Measure requests a second of the sandbox and of a bare web server.

`python bench/checks/sandbox_speed.py [SECONDS]`

Server and client are two processes with one core each, and the client is the faster one. "bare" is
aiohttp that answers any POST with a constant JSON.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import statistics
import sys
import time
from collections.abc import Callable, Coroutine
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from urllib.parse import urlencode, urlsplit

from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiohttp import web

from sandbox import Sandbox

TOKEN = "123456:test-token"
TEXT = "Мост через Лиман открыт: первые автобусы пошли в шесть утра"
CHATS = 1000
FIRST_CHAT = 1_000_001
CONNECTIONS = 32
IN_FLIGHT_WITH_AIOGRAM = 64
STARTS = 50
WARM_UP = 0.5

Serve = Callable[[Connection], Coroutine[None, None, None]]


async def serve_sandbox(ready: Connection) -> None:
    async with Sandbox(TOKEN, light=True) as sandbox:
        for number in range(CHATS):
            sandbox.add_person(f"Читатель {number}", id=FIRST_CHAT + number, hidden=True)
        ready.send(sandbox.url)
        await asyncio.Event().wait()


async def serve_bare(ready: Connection) -> None:
    body = b'{"ok":true,"result":{"message_id":1,"date":1,"chat":{"id":1,"type":"private"}}}'

    async def answer(request: web.Request) -> web.Response:
        await request.read()
        return web.Response(body=body, content_type="application/json")

    app = web.Application()
    app.router.add_post("/{tail:.*}", answer)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    ready.send("http://127.0.0.1:{1}".format(*runner.addresses[0]))
    await asyncio.Event().wait()


def run(serve: Serve, ready: Connection) -> None:
    asyncio.run(serve(ready))


def start_server(serve: Serve) -> tuple[str, BaseProcess]:
    """Start a server in a process of its own; return its address and the process."""
    processes = multiprocessing.get_context("spawn")
    mine, theirs = processes.Pipe()
    process = processes.Process(target=run, args=(serve, theirs), daemon=True)
    process.start()
    return mine.recv(), process


def build_requests(url: str) -> list[bytes]:
    host = urlsplit(url).netloc
    requests = []
    for number in range(CHATS):
        body = urlencode({"chat_id": FIRST_CHAT + number, "text": TEXT}).encode()
        head = (
            f"POST /bot{TOKEN}/sendMessage HTTP/1.1\r\nHost: {host}\r\n"
            "Content-Type: application/x-www-form-urlencoded\r\n"
            f"Content-Length: {len(body)}\r\n\r\n"
        )
        requests.append(head.encode() + body)
    return requests


class ResponseCounter:
    """Counts answers after the warm-up."""

    def __init__(self, seconds: float) -> None:
        now = time.perf_counter()
        self._since, self.until = now + WARM_UP, now + WARM_UP + seconds
        self._seconds, self.count = seconds, 0

    def add(self) -> bool:
        """Count an answer; return False when the time is over."""
        now = time.perf_counter()
        self.count += self._since <= now < self.until
        return now < self.until

    @property
    def rate(self) -> float:
        return self.count / self._seconds


async def measure_sockets(url: str, seconds: float) -> float:
    """Return requests a second, written as prepared bytes, one at a time on each connection.

    Exits if an answer is not a 200.
    """
    requests, counter = build_requests(url), ResponseCounter(seconds)
    port = urlsplit(url).port

    async def one(number: int) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        while True:
            writer.write(requests[number % CHATS])
            head = await reader.readuntil(b"\r\n\r\n")
            if not head.startswith(b"HTTP/1.1 200"):
                raise SystemExit(f"not a 200: {head!r}")
            length = head.lower().split(b"content-length: ")[1].split(b"\r\n")[0]
            await reader.readexactly(int(length))
            number += CONNECTIONS
            if not counter.add():
                break
        writer.close()

    await asyncio.gather(*(one(number) for number in range(CONNECTIONS)))
    return counter.rate


async def measure_aiogram(url: str, seconds: float) -> float:
    """Return requests a second through aiogram's client."""
    session = AiohttpSession(api=TelegramAPIServer.from_base(url))
    bot, counter = Bot(TOKEN, session=session), ResponseCounter(seconds)

    async def one(number: int) -> None:
        while True:
            await bot.send_message(FIRST_CHAT + number % CHATS, TEXT)
            number += IN_FLIGHT_WITH_AIOGRAM
            if not counter.add():
                break

    await asyncio.gather(*(one(number) for number in range(IN_FLIGHT_WITH_AIOGRAM)))
    await session.close()
    return counter.rate


async def measure_start() -> tuple[float, float]:
    """Return the median milliseconds to start a sandbox in this process, and to stop it."""
    ups, downs = [], []
    for _ in range(STARTS):
        began = time.perf_counter()
        sandbox = Sandbox(TOKEN)
        await sandbox.start()
        up = time.perf_counter()
        await sandbox.stop()
        ups.append((up - began) * 1000)
        downs.append((time.perf_counter() - up) * 1000)
    return statistics.median(ups), statistics.median(downs)


def main() -> None:
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 3.0
    rates: dict[str, dict[str, float]] = {}
    for name, serve in (("bare", serve_bare), ("sandbox", serve_sandbox)):
        url, process = start_server(serve)
        raw = asyncio.run(measure_sockets(url, seconds))
        rates[name] = {"sockets": raw}
        if name == "sandbox":
            rates[name]["aiogram"] = asyncio.run(measure_aiogram(url, seconds))
        process.terminate()
        process.join()
    bare, sandbox = rates["bare"]["sockets"], rates["sandbox"]["sockets"]
    up, down = asyncio.run(measure_start())
    print_line("bare aiohttp, constant answer", bare, "requests/s")
    print_line("sandbox, light, raw sockets", sandbox, f"sendMessage/s, {sandbox / bare:.2f} of it")
    print_line(
        "sandbox, light, through aiogram", rates["sandbox"]["aiogram"], "sendMessage/s (its limit)"
    )
    print_line("a fresh sandbox, to start", up, "ms")
    print_line("a fresh sandbox, to stop", down, "ms")


def print_line(what: str, number: float, unit: str) -> None:
    sys.stdout.write(f"{what:32} {number:8,.{0 if number >= 100 else 2}f} {unit}\n")


if __name__ == "__main__":
    main()
