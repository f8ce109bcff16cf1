"""Test that slow and half-open connections keep nobody out, and that a body is read late."""

from __future__ import annotations

import asyncio
import contextlib
import json
import re
import shutil
import socket
import subprocess
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import aiohttp
import pytest

from bot.app import App
from bot.ops import connections
from bot.telegram.updates import webhook
from bot.telegram.updates.webhook import SECRET_HEADER, build_webhook_path
from sandbox.clock import ManualClock
from sandbox.testing import Person
from service.articles.analysis_worker import AnalysisWorker
from service.config import Settings
from tests.ops.test_web import up
from tests.support.paths import ROOT
from tests.support.waiting import wait_until
from tests.telegram.updates.test_incoming import alive, by_webhook, message, rows

__all__ = ["by_webhook"]

Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]
HALF = b"GET /healthz HTTP/1.1\r\nHost: x\r\nX-A: "
METRICS = b"GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n"
WHOLE = b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"


@contextlib.asynccontextmanager
async def connect(app: App, sent: bytes) -> AsyncIterator[Streams]:
    reader, writer = await asyncio.open_connection(*app.web.address)
    writer.write(sent)
    try:
        yield reader, writer
    finally:
        writer.close()


async def is_closed(reader: asyncio.StreamReader) -> bool:
    """Wait until the server closes a connection."""
    with contextlib.suppress(ConnectionError):
        async with asyncio.timeout(30):
            while await reader.read(1000):
                pass
    return True


async def get_health(app: App) -> int:
    host, port = app.web.address
    async with (
        aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(10)) as client,
        client.get(f"http://{host}:{port}/healthz") as answer,
    ):
        return answer.status


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "WAIT_SECONDS", 0.3)
    monkeypatch.setattr(connections, "SWEEP_SECONDS", 0.05)


@pytest.mark.parametrize(
    "sent", [b"", HALF, WHOLE, WHOLE + HALF], ids=["none", "half", "idle", "next"]
)
async def test_connection_without_a_whole_request_is_closed(
    quick: None, app: App, sent: bytes
) -> None:
    await up(app)
    async with connect(app, sent) as (reader, _):
        assert await is_closed(reader)


async def test_drops_of_a_head_do_not_keep_a_connection(quick: None, app: App) -> None:
    await up(app)
    async with connect(app, HALF) as (reader, writer):
        closed = asyncio.create_task(is_closed(reader))
        with contextlib.suppress(ConnectionError):
            while not closed.done():
                writer.write(b"a")
                await writer.drain()
                await asyncio.sleep(0.02)
        assert await closed


async def test_half_open_connections_keep_nobody_out(
    app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "MAX_CONNECTIONS", 5)
    monkeypatch.setattr(connections, "WAIT_SECONDS", 3600)
    await up(app)
    async with contextlib.AsyncExitStack() as stack:
        opened = [await stack.enter_async_context(connect(app, HALF)) for _ in range(12)]
        assert await get_health(app) == 200
        closed = [await is_closed(reader) for reader, _ in opened[:7]]
        assert all(closed)
        assert app.web._limits is not None
        assert len(app.web._limits._open) <= 5


@contextlib.contextmanager
def leave_unread(app: App) -> Iterator[None]:
    """Ask for more than a connection holds, and read nothing of it."""
    assert app.web._listener is not None
    with socket.socket() as asked:
        asked.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        app.web._listener.sockets[0].setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4096)
        asked.connect(app.web.address)
        asked.sendall(METRICS * 300)
        yield


async def wait_until_unread(app: App, count: int) -> None:
    limits = app.web._limits
    assert limits is not None
    await wait_until(lambda: sum(one._paused for one in limits._open) >= count)


async def test_connection_whose_answers_are_not_read_is_closed(app: App, quick: None) -> None:
    await up(app)
    with leave_unread(app):
        assert app.web._limits is not None
        await wait_until(lambda: app.web._limits._open)
        await wait_until(lambda: not app.web._limits._open)


async def test_unread_answers_keep_nobody_out(app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "MAX_CONNECTIONS", 3)
    monkeypatch.setattr(connections, "WAIT_SECONDS", 3600)
    await up(app)
    with contextlib.ExitStack() as stack:
        for _ in range(3):
            stack.enter_context(leave_unread(app))
        await wait_until_unread(app, 3)
        assert await get_health(app) == 200


@pytest.fixture
async def served(
    by_webhook: Settings, sandbox_clock: ManualClock, analysis_worker: AnalysisWorker
) -> AsyncIterator[App]:
    async with alive(by_webhook, sandbox_clock, analysis_worker) as (app, _):
        yield app


def head(path: str, secret: str, *more: str, length: int = 500_000) -> bytes:
    lines = (
        f"POST {path} HTTP/1.1",
        "Host: x",
        "Content-Type: application/json",
        f"Content-Length: {length}",
        f"{SECRET_HEADER}: {secret}",
        *more,
    )
    return "\r\n".join((*lines, "", "")).encode()


async def read_status(reader: asyncio.StreamReader) -> int:
    async with asyncio.timeout(10):
        line = await reader.readline()
    return int(line.split()[1])


@pytest.mark.parametrize("more", [(), ("Expect: 100-continue",)], ids=["at once", "expects"])
@pytest.mark.parametrize(
    ("path", "secret", "length", "expected"),
    [
        ("", "wrong", 500_000, 401),
        ("/telegram/x", "very-secret", 500_000, 404),
        ("", "very-secret", webhook.MAX_BODY_BYTES + 1, 413),
    ],
)
async def test_body_is_not_waited_for_before_the_secret_is_checked(
    by_webhook: Settings,
    served: App,
    path: str,
    secret: str,
    length: int,
    expected: int,
    more: tuple[str, ...],
) -> None:
    """The body never comes: reading it first would hang."""
    request = head(path or build_webhook_path(by_webhook), secret, *more, length=length)
    async with connect(served, request) as (reader, _):
        assert await read_status(reader) == expected


async def test_body_that_is_expected_is_asked_for(
    by_webhook: Settings, served: App, person: Callable[..., Person]
) -> None:
    body = json.dumps(message(person(), 3)).encode()
    path = build_webhook_path(by_webhook)
    request = head(path, "very-secret", "Expect: 100-continue", length=len(body))
    async with connect(served, request) as (reader, writer):
        assert await read_status(reader) == 100
        await reader.readline()
        writer.write(body)
        assert await read_status(reader) == 200
    assert [number for number, _ in await rows(served.services.database)] == [3]


async def test_body_that_does_not_come_is_given_up(
    by_webhook: Settings, served: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(webhook, "BODY_SECONDS", 0.1)
    request = head(build_webhook_path(by_webhook), "very-secret")
    async with connect(served, request + b"{") as (reader, _):
        assert await read_status(reader) == 408


def test_exposure_of_the_unit_is_low() -> None:
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd-analyze is not here")
    done = subprocess.run(
        ["systemd-analyze", "security", "--offline=true", ROOT / "deploy/svodka.service"],
        capture_output=True,
        text=True,
        check=False,
    )
    exposure = re.search(r"Overall exposure level for svodka.service: ([\d.]+)", done.stdout)
    if exposure is None:
        pytest.skip(f"systemd-analyze can not check a file: {done.stderr}")
    assert float(exposure[1]) < 2


def test_unit_has_no_fault(tmp_path: Path) -> None:
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd-analyze is not here")
    unit = (ROOT / "deploy/svodka.service").read_text()
    here = re.sub("^ExecStart=.*", "ExecStart=/bin/true", unit, flags=re.MULTILINE)
    (tmp_path / "svodka.service").write_text(here)
    done = subprocess.run(
        ["systemd-analyze", "verify", tmp_path / "svodka.service"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert "svodka.service" not in done.stdout + done.stderr


def test_unit_takes_rights_away() -> None:
    """What makes the exposure low; this can be checked without systemd."""
    unit = set((ROOT / "deploy/svodka.service").read_text("utf-8").splitlines())
    assert unit >= {
        "User=svodka",
        "NoNewPrivileges=yes",
        "CapabilityBoundingSet=",
        "ProtectSystem=strict",
        "ProtectHome=yes",
        "PrivateDevices=yes",
        "PrivateUsers=yes",
        "RestrictNamespaces=yes",
        "RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX",
        "SystemCallFilter=@system-service",
        "SystemCallFilter=~@privileged @resources",
        "UMask=0077",
    }
    assert not any(line.startswith("AmbientCapabilities") for line in unit)
