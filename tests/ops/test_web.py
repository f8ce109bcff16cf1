"""Test health, metrics and the webhook."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import aiohttp

from bot.app import App
from sandbox.clock import ManualClock
from sandbox.testing import Person
from service.bootstrap import Services
from tests.support.outbox import enqueue
from tests.support.waiting import wait_until


def address(app: App) -> str:
    host, port = app.web.address
    return f"http://{host}:{port}"


async def up(app: App) -> None:
    await wait_until(lambda: app.web.is_up)


async def test_health_and_metrics(app: App, person: Callable[..., Person]) -> None:
    olya = person()
    await olya.send("/start")
    await olya.wait()
    async with aiohttp.ClientSession(address(app)) as client:
        async with client.get("/healthz") as response:
            assert response.status == 200
            shown = await response.json()
            assert (shown["status"], shown["failing"]) == ("ok", [])
            assert shown["duties"] == ["clock", "ingest", "polling", "retention", "sender"]
        async with client.get("/metrics") as response:
            text = await response.text()
    assert 'svodka_updates_total{type="message"} 1.0' in text
    assert 'svodka_subscribers{state="active"} 1.0' in text
    assert "svodka_outbox_waiting 0.0" in text


async def test_metrics_include_update_duration(app: App, person: Callable[..., Person]) -> None:
    olya = person()
    for _ in range(2):  # The second is answered after the first is handled.
        await olya.send("/help")
        await olya.wait()
    async with (
        aiohttp.ClientSession(address(app)) as client,
        client.get("/metrics") as response,
    ):
        text = await response.text()
    counted = re.search(r"^svodka_update_seconds_count (\S+)$", text, re.MULTILINE)
    assert counted is not None
    assert float(counted.group(1)) >= 1


async def test_health_names_what_fails(
    app: App, services: Services, sandbox_clock: ManualClock
) -> None:
    await up(app)
    app.outbox_worker.stop()
    await enqueue(services, "мост", 1, valid=timedelta(days=1))
    sandbox_clock.advance(minutes=16)
    async with aiohttp.ClientSession(address(app)) as client, client.get("/healthz") as response:
        assert response.status == 503
        assert "outbox" in (await response.json())["failing"]
