"""The demo's people and their last week, lived through by the ordinary bot in a few seconds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta

from bot.app import App
from bot.demo.clock import DemoClock
from bot.demo.places import Places, add_the_bot, found, hear, talk
from bot.people import newcomer, reschedule
from bot.timetable import next_time
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
LATEST_NEWS = timedelta(hours=7)
"""What is younger is today's news."""

CROWD = 1000
CROWD_FROM = 100_000
CROWD_HOUR = time(20)
"""The crowd reads in the evening, so that a visitor's morning is not behind theirs."""


def settle_in(sandbox: Sandbox) -> Places:
    """Everybody who has the bot in their Telegram, and where they meet."""
    known = {
        number: sandbox.add_person(name, language_code=language, username=username, id=number)
        for number, name, language, username in PEOPLE
    }
    for number in range(CROWD):
        sandbox.add_person(f"Читатель {number + 1}", "ru", id=CROWD_FROM + number, hidden=True)
    return found(sandbox, known[ANNA], known[OLYA], known[TARAS], known[MARINA])


async def live_through_the_week(
    sandbox: Sandbox,
    places: Places,
    app: App,
    clock: DemoClock,
    articles: Sequence[RawArticle],
    now: datetime,
) -> None:
    """Articles come in when they were published, digests go out at eight; then it is now."""
    clock.stand(now - WEEK)
    await _subscribe(app, now - WEEK)
    add_the_bot(sandbox, places)
    await hear(app)
    zone = app.settings.default_timezone
    left = since_this_morning(articles, zone, now)
    morning = next_time(now - WEEK, zone, MORNING)
    while morning <= now:
        clock.stand(morning)
        app.pace.rested()
        night = [article for article in left if (article.published or now) <= morning]
        left = left[len(night) :]
        await app.newsroom.ingest.take(night)
        await app.send_due_digests()
        while await app.outbox_worker.drain_once():
            pass
        morning = next_time(morning, zone, MORNING)
    a_while_ago = now - timedelta(minutes=20)
    clock.stand(a_while_ago if a_while_ago > last_morning(zone, now) else now)
    await app.newsroom.ingest.take(left)
    app.pace.rested()
    users = sandbox.telegram.users
    talk(sandbox, places.group, asking=users[OLYA], answering=users[TARAS])
    await hear(app)
    clock.run()


def last_morning(timezone: str, now: datetime) -> datetime:
    return next_time(now - timedelta(days=1), timezone, MORNING)


def since_this_morning(
    articles: Sequence[RawArticle], timezone: str, now: datetime
) -> list[RawArticle]:
    """The articles, of which the newest came in after the last morning's digest, even where that
    was a minute ago: whoever makes it tomorrow gets news."""
    share = min(1.0, (now - last_morning(timezone, now)) / LATEST_NEWS)
    return [
        replace(article, published=now - (now - article.published) * share)
        if article.published is not None and now - article.published < LATEST_NEWS
        else article
        for article in articles
    ]


async def _subscribe(app: App, now: datetime) -> None:
    async with app.newsroom.database.write() as connection:
        for number, language, topics in READERS:
            reader = newcomer(app.settings, number, "private", language, now)
            reader = replace(reader, topics=topics)
            await subscribers.add(connection, reader)
            await reschedule(connection, reader, now, hours=(MORNING,))
        evening = next_time(now + WEEK, app.settings.default_timezone, CROWD_HOUR)
        for number in range(CROWD):
            reader = newcomer(app.settings, CROWD_FROM + number, "private", "ru", now)
            reader = replace(reader, state="active", watermark=now, next_digest_at=evening)
            await subscribers.add(connection, replace(reader, hours=(CROWD_HOUR,)))
