"""Two services on one database behind a proxy, either of which is killed and started again."""

from __future__ import annotations

import asyncio
import contextlib
import random
import signal
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
from aiohttp import web

from bench.support.machine import find_free_port
from bench.support.material import ROOT
from bench.support.outbox.stage import Stage

WEBHOOK_HOST = "https://replicas.example"
HEALTHY_SECONDS = 180.0


class Replica:
    """A service in a process of its own, with a port of its own and a log over all its runs."""

    def __init__(self, stage: Stage, name: str, **settings: str) -> None:
        self.port = find_free_port()
        self.log = stage.folder / f"{name}.log"
        self._stage = stage
        self._settings = {
            "UPDATES": "webhook",
            "WEBHOOK_URL": WEBHOOK_HOST,
            "WEBHOOK_SECRET": "secret",
            "HTTP_PORT": str(self.port),
            **settings,
        }
        self._process: asyncio.subprocess.Process | None = None

    async def start(self) -> None:
        with self.log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "bot",
                cwd=ROOT, env=self._stage.build_environment(**self._settings),
                stdout=log, stderr=log,
            )  # fmt: skip

    async def kill(self) -> None:
        await self._end(signal.SIGKILL)

    async def stop(self) -> None:
        await self._end(signal.SIGTERM)

    async def _end(self, how: signal.Signals) -> None:
        assert self._process is not None
        self.signal(how)
        self.signal(signal.SIGCONT)  # one that is suspended gets no other
        await self._process.wait()

    def signal(self, how: signal.Signals) -> None:
        assert self._process is not None
        with contextlib.suppress(ProcessLookupError):
            self._process.send_signal(how)

    async def holds(self, client: aiohttp.ClientSession, duty: str) -> bool:
        """Return whether `/healthz` shows that this process has a duty; False if it is silent."""
        try:
            async with client.get(f"http://127.0.0.1:{self.port}/healthz") as answer:
                return duty in (await answer.json())["duties"]
        except (aiohttp.ClientError, TimeoutError):
            return False

    async def wait_until_healthy(self, client: aiohttp.ClientSession) -> None:
        """Wait until it answers; what it says does not matter. Raises TimeoutError."""
        async with asyncio.timeout(HEALTHY_SECONDS):
            while True:
                with contextlib.suppress(aiohttp.ClientError, TimeoutError):
                    async with client.get(f"http://127.0.0.1:{self.port}/healthz"):
                        return
                await asyncio.sleep(0.05)


class Proxy:
    """Passes each update to one of the replicas at random, to the other if that one is down."""

    def __init__(self, replicas: list[Replica], seed: int) -> None:
        self._replicas = replicas
        self._draw = random.Random(seed)
        self._client = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=15))

    async def handle(self, request: web.Request) -> web.Response:
        body = await request.read()
        names = ("Content-Type", "X-Telegram-Bot-Api-Secret-Token")
        headers = {name: request.headers[name] for name in names if name in request.headers}
        for replica in self._draw.sample(self._replicas, len(self._replicas)):
            url = f"http://127.0.0.1:{replica.port}{request.path}"
            with contextlib.suppress(aiohttp.ClientError, TimeoutError):
                async with self._client.post(url, data=body, headers=headers) as answer:
                    if answer.status < 500:
                        return web.Response(status=answer.status)
        return web.Response(status=502)

    async def close(self) -> None:
        await self._client.close()


@contextlib.asynccontextmanager
async def run_replicas(
    stage: Stage, count: int, seed: int, **settings: str
) -> AsyncIterator[list[Replica]]:
    """Run replicas that get the sandbox's updates through a proxy."""
    replicas = [Replica(stage, f"replica-{number}", **settings) for number in range(count)]
    proxy, app = Proxy(replicas, seed), web.Application()
    app.router.add_post("/{path:.*}", proxy.handle)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    port = find_free_port()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    _redirect_webhook(stage, f"http://127.0.0.1:{port}")
    try:
        for replica in replicas:
            await replica.start()
        async with aiohttp.ClientSession() as client:
            for replica in replicas:
                await replica.wait_until_healthy(client)
        yield replicas
    finally:
        for replica in replicas:
            await replica.stop()
        await runner.cleanup()
        await proxy.close()


def _redirect_webhook(stage: Stage, proxy: str) -> None:
    """Have the sandbox post to the proxy what Telegram would post to `WEBHOOK_HOST`."""
    webhook = stage.sandbox.telegram.webhook
    register = webhook.set

    def set_webhook(url: str, secret: str, max_connections: int, *, limited: bool) -> str:
        local = url.replace(WEBHOOK_HOST, proxy)
        return register(local, secret, max_connections, limited=limited)

    webhook.set = set_webhook  # type: ignore[method-assign]


def read_logs(replicas: list[Replica]) -> str:
    """Return what the replicas logged."""
    return "".join(Path(replica.log).read_text("utf-8", "replace") for replica in replicas)
