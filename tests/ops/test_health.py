"""Test what `/healthz` reports of each component."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.app import App
from bot.ops.health import HEARTBEAT_TIMEOUT_SECONDS, Component, Health
from bot.telegram.outbox.worker import OutboxWorker
from sandbox import Sandbox
from sandbox.clock import ManualClock
from service.bootstrap import Services
from tests.conftest import running
from tests.support.outbox import People, enqueue

DAY = timedelta(days=1)


@pytest.fixture
def health(services: Services) -> Health:
    return Health(services.database, services.clock, is_polling=True, monotonic=services.monotonic)


async def test_health_fails_without_heartbeat(health: Health, sandbox_clock: ManualClock) -> None:
    sandbox_clock.advance(seconds=HEARTBEAT_TIMEOUT_SECONDS)
    assert await health.get_failures() == {}
    health.record_heartbeat(Component.SCHEDULER)
    sandbox_clock.advance(seconds=1)
    assert list(await health.get_failures()) == [Component.UPDATES]
    health.record_heartbeat(Component.UPDATES)
    assert await health.get_failures() == {}


async def test_waiting_for_telegram_at_the_start_is_no_silence(
    services: Services, sandbox_clock: ManualClock
) -> None:
    """The service may wait for hours; then nothing has had time to work yet."""
    app = App(services)
    sandbox_clock.advance(hours=2)
    async with running(app):
        await app.web.started.wait()
        assert await app.health.get_failures() == {}


async def test_health_by_webhook_ignores_polling(
    services: Services, sandbox_clock: ManualClock
) -> None:
    health = Health(
        services.database, services.clock, is_polling=False, monotonic=services.monotonic
    )
    sandbox_clock.advance(seconds=10 * HEARTBEAT_TIMEOUT_SECONDS)
    assert list(await health.get_failures()) == [Component.SCHEDULER]


async def test_health_detects_stuck_deliveries_despite_retries(
    services: Services,
    health: Health,
    worker: OutboxWorker,
    sandbox: Sandbox,
    sandbox_clock: ManualClock,
    person: People,
) -> None:
    olya = person("Оля")
    sandbox.faults.add_server_error(method="sendMessage")
    await enqueue(services, "мост", olya.id, valid=DAY)
    for _ in range(4):
        await worker.drain_once()
        assert Component.OUTBOX not in await health.get_failures()
        sandbox_clock.advance(minutes=5)
    assert Component.OUTBOX in await health.get_failures()
    health.record_delivery()
    assert Component.OUTBOX not in await health.get_failures()


@pytest.mark.parametrize("hours", [-1, 1])
async def test_setting_the_clock_hides_no_stuck_delivery_and_invents_none(
    services: Services, health: Health, sandbox_clock: ManualClock, hours: float
) -> None:
    health.record_delivery()
    sandbox_clock.adjust(hours=hours)
    await enqueue(services, "мост", 1, valid=DAY)
    for _ in range(4):
        assert await health.get_failures() == {}
        sandbox_clock.advance(minutes=5)
        health.record_heartbeat(Component.UPDATES)
        health.record_heartbeat(Component.SCHEDULER)
    assert list(await health.get_failures()) == [Component.OUTBOX]


async def test_health_ignores_deliveries_due_later(
    services: Services, health: Health, sandbox_clock: ManualClock
) -> None:
    tomorrow = services.clock() + DAY
    await enqueue(services, "мост", 1, due_at=tomorrow, valid=2 * DAY)
    for _ in range(3):
        assert Component.OUTBOX not in await health.get_failures()
        sandbox_clock.advance(hours=1)


async def test_health_keeps_reporting_damaged_database(health: Health) -> None:
    health.report_damage("*** in database main *** Page 7: never used")
    assert "Page 7" in (await health.get_failures())[Component.DATABASE]


async def test_running_service_sends_heartbeats(app: App, person: People) -> None:
    olya = person()
    app.health._heartbeats[Component.UPDATES] -= 10 * HEARTBEAT_TIMEOUT_SECONDS
    await olya.send("/help")
    await olya.wait()
    assert app.health.get_staleness()[Component.UPDATES] < HEARTBEAT_TIMEOUT_SECONDS
