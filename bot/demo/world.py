"""The demo's people and their last week, lived through by the ordinary bot in a few seconds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta

from bot.app import App
from bot.demo.clock import DemoClock
from bot.hours import next_digest
from bot.people import newcomer, reschedule
from news.model import RawArticle, ReaderLanguage
from sandbox import Sandbox
from storage import subscribers

MARINA, OLYA, TARAS, ANNA = 1001, 1002, 1003, 1004
PEOPLE: tuple[tuple[int, str, ReaderLanguage, str], ...] = (
    (MARINA, "Марина", "ru", "marina"),
    (OLYA, "Оля", "ru", "olya"),
    (TARAS, "Тарас", "uk", "taras"),
    (ANNA, "Анна, редактор", "ru", "anna"),
)
"""Marina is new; the others have been reading for a week; Anna is the editor."""

READERS: tuple[tuple[int, ReaderLanguage, frozenset[str]], ...] = (
    (OLYA, "ru", frozenset()),
    (TARAS, "uk", frozenset({"society", "science", "culture", "sport"})),
    (ANNA, "ru", frozenset({"politics", "economy", "society", "disaster"})),
)
WEEK = timedelta(days=7)
MORNING = time(8)

CROWD = 1000
CROWD_FROM = 100_000
CROWD_HOUR = time(20)
"""The crowd reads in the evening, so that a visitor's morning is not behind theirs."""


def settle_in(sandbox: Sandbox) -> None:
    """Everybody who has the bot in their Telegram."""
    for number, name, language, username in PEOPLE:
        sandbox.add_person(name, language_code=language, username=username, id=number)
    for number in range(CROWD):
        sandbox.add_person(f"Читатель {number + 1}", "ru", id=CROWD_FROM + number, hidden=True)


async def live_through_the_week(
    app: App, clock: DemoClock, articles: Sequence[RawArticle], now: datetime
) -> None:
    """Articles come in when they were published, digests go out at eight; then it is now."""
    clock.stand(now - WEEK)
    await _subscribe(app, now - WEEK)
    zone = app.settings.default_timezone
    left = list(articles)
    morning = next_digest(now - WEEK, zone, MORNING)
    while morning <= now:
        clock.stand(morning)
        night = [article for article in left if (article.published or now) <= morning]
        left = left[len(night) :]
        await app.newsroom.ingest.take(night)
        await app.send_due_digests()
        while await app.outbox_worker.drain_once():
            pass
        morning = next_digest(morning, zone, MORNING)
    clock.run()
    await app.newsroom.ingest.take(left)


async def _subscribe(app: App, now: datetime) -> None:
    async with app.newsroom.database.write() as connection:
        for number, language, topics in READERS:
            reader = newcomer(app.settings, number, "private", language, now)
            reader = replace(reader, topics=topics)
            await subscribers.add(connection, reader)
            await reschedule(connection, reader, now, digest_time=MORNING)
        evening = next_digest(now + WEEK, app.settings.default_timezone, CROWD_HOUR)
        for number in range(CROWD):
            reader = newcomer(app.settings, CROWD_FROM + number, "private", "ru", now)
            reader = replace(reader, state="active", watermark=now, next_digest_at=evening)
            await subscribers.add(connection, replace(reader, digest_time=CROWD_HOUR))
