"""What `/healthz` makes of the parts."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.app import App
from bot.delivery.worker import OutboxWorker
from bot.health import LONGEST_SILENCE, Health, Part
from bot.newsroom import Newsroom
from sandbox import Sandbox
from sandbox.clock import ManualClock
from tests.bot.outbox import People, enqueue

DAY = timedelta(days=1)


class Stopwatch:
    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def stopwatch() -> Stopwatch:
    return Stopwatch()


@pytest.fixture
def health(newsroom: Newsroom, stopwatch: Stopwatch) -> Health:
    return Health(newsroom.database, newsroom.clock, polls=True, monotonic=stopwatch)


async def test_what_beats_is_well_until_it_is_silent(health: Health, stopwatch: Stopwatch) -> None:
    stopwatch.seconds += LONGEST_SILENCE
    assert await health.failing() == {}
    health.beat(Part.SCHEDULER)
    stopwatch.seconds += 1
    assert list(await health.failing()) == [Part.UPDATES]
    health.beat(Part.UPDATES)
    assert await health.failing() == {}


async def test_by_webhook_nobody_counts_the_silence(
    newsroom: Newsroom, stopwatch: Stopwatch
) -> None:
    health = Health(newsroom.database, newsroom.clock, polls=False, monotonic=stopwatch)
    stopwatch.seconds += 10 * LONGEST_SILENCE
    assert list(await health.failing()) == [Part.SCHEDULER]


async def test_retries_do_not_hide_that_nothing_goes_out(
    newsroom: Newsroom,
    health: Health,
    worker: OutboxWorker,
    sandbox: Sandbox,
    sandbox_clock: ManualClock,
    person: People,
) -> None:
    olya = person("Оля")
    sandbox.faults.add_server_error(method="sendMessage")
    await enqueue(newsroom, "мост", olya.id, valid=DAY)
    for _ in range(4):
        await worker.drain_once()
        assert Part.OUTBOX not in await health.failing()
        sandbox_clock.advance(minutes=5)
    assert Part.OUTBOX in await health.failing()
    health.delivered()
    assert await health.failing() == {}


async def test_what_is_due_later_is_no_trouble(
    newsroom: Newsroom, health: Health, sandbox_clock: ManualClock
) -> None:
    tomorrow = newsroom.clock() + DAY
    await enqueue(newsroom, "мост", 1, due_at=tomorrow, valid=2 * DAY)
    for _ in range(3):
        assert await health.failing() == {}
        sandbox_clock.advance(hours=1)


async def test_a_damaged_database_stays_so(health: Health) -> None:
    health.damaged("*** in database main *** Page 7: never used")
    assert "Page 7" in (await health.failing())[Part.DATABASE]


async def test_a_running_service_beats(app: App, person: People) -> None:
    olya = person()
    app.health._beats[Part.UPDATES] -= 10 * LONGEST_SILENCE
    await olya.send("/help")
    await olya.wait()
    assert app.health.silences()[Part.UPDATES] < LONGEST_SILENCE
