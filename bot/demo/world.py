"""The demo's people and their last week, simulated with the ordinary bot in a few seconds."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta
from pathlib import Path

from bot.app import App
from bot.demo.pictures import get_picture_url
from bot.demo.places import (
    DemoChats,
    add_bot,
    create_chats,
    handle_pending_updates,
    play_conversation,
)
from news.model import InterfaceLanguage, RawArticle
from sandbox import Sandbox
from service.i18n.datetimes import find_next_time
from service.ops.clock import system_clock
from service.subscribers.changes import activate
from service.subscribers.service import build_default_subscriber
from storage.chats import subscribers

MARINA, OLYA, TARAS, ANNA = 1001, 1002, 1003, 1004
PEOPLE: tuple[tuple[int, str, InterfaceLanguage, str], ...] = (
    (MARINA, "Марина", "ru", "marina"),
    (OLYA, "Оля", "ru", "olya"),
    (TARAS, "Тарас", "uk", "taras"),
    (ANNA, "Анна, редактор", "ru", "anna"),
)
"""Marina is new; the others have been subscribed for a week; Anna is the editor."""

SUBSCRIBERS: tuple[tuple[int, InterfaceLanguage, frozenset[str]], ...] = (
    (OLYA, "ru", frozenset()),
    (TARAS, "uk", frozenset({"society", "science", "culture", "sport"})),
    (ANNA, "ru", frozenset({"politics", "economy", "society", "disaster"})),
)
WEEK = timedelta(days=7)
MORNING = time(8)
TODAY_WINDOW = timedelta(hours=7)
"""Articles younger than this are today's news."""

CROWD_SIZE = 1000
FIRST_CROWD_ID = 100_000
CROWD_TIME = time(20)
"""In the evening, so that a visitor's morning digest does not wait behind theirs."""


def populate_sandbox(sandbox: Sandbox) -> DemoChats:
    """Create the people and chats of the sandbox."""
    known = {
        number: sandbox.add_person(name, language_code=language, username=username, id=number)
        for number, name, language, username in PEOPLE
    }
    for number in range(CROWD_SIZE):
        sandbox.add_person(f"Читатель {number + 1}", "ru", id=FIRST_CROWD_ID + number, hidden=True)
    return create_chats(sandbox, known[ANNA], known[OLYA], known[TARAS], known[MARINA])


async def simulate_week(
    sandbox: Sandbox,
    places: DemoChats,
    app: App,
    clock: DemoClock,
    articles: Sequence[RawArticle],
    now: datetime,
) -> None:
    """Import the articles at their publication times and send the digests at eight, up to now."""
    clock.freeze(now - WEEK)
    await _subscribe(app, now - WEEK)
    add_bot(sandbox, places)
    await handle_pending_updates(app)
    zone = app.settings.default_timezone
    left = shift_to_today(articles, zone, now)
    morning = find_next_time(now - WEEK, zone, MORNING)
    while morning <= now:
        clock.freeze(morning)
        app.rate_limiter.reset_chats()
        night = [article for article in left if (article.published or now) <= morning]
        left = left[len(night) :]
        await app.services.importer.import_articles(night)
        await app.send_due_digests()
        while await app.outbox_worker.drain_once():
            pass
        morning = find_next_time(morning, zone, MORNING)
    a_while_ago = now - timedelta(minutes=20)
    clock.freeze(a_while_ago if a_while_ago > get_last_morning(zone, now) else now)
    await app.services.importer.import_articles(left)
    app.rate_limiter.reset_chats()
    users = sandbox.telegram.users
    play_conversation(sandbox, places.group, asker=users[OLYA], answerer=users[TARAS])
    await handle_pending_updates(app)
    clock.unfreeze()


def get_last_morning(timezone: str, now: datetime) -> datetime:
    """Return the time of the last morning digest before ``now``."""
    return find_next_time(now - timedelta(days=1), timezone, MORNING)


def shift_to_today(
    articles: Sequence[RawArticle], timezone: str, now: datetime
) -> list[RawArticle]:
    """Return the articles, with today's moved after the last morning's digest, even if that was
    a minute ago, so that the next digest has news."""
    share = min(1.0, (now - get_last_morning(timezone, now)) / TODAY_WINDOW)
    return [
        replace(article, published=now - (now - article.published) * share)
        if article.published is not None and now - article.published < TODAY_WINDOW
        else article
        for article in articles
    ]


async def _subscribe(app: App, now: datetime) -> None:
    async with app.services.database.write() as connection:
        for number, language, topics in SUBSCRIBERS:
            reader = build_default_subscriber(app.settings, number, "private", language, now)
            reader = replace(reader, topics=topics)
            await subscribers.add(connection, reader)
            await activate(connection, reader, now, digest_times=(MORNING,))
        evening = find_next_time(now + WEEK, app.settings.default_timezone, CROWD_TIME)
        for number in range(CROWD_SIZE):
            reader = build_default_subscriber(
                app.settings, FIRST_CROWD_ID + number, "private", "ru", now
            )
            reader = replace(reader, state="active", watermark=now, next_digest_at=evening)
            await subscribers.add(connection, replace(reader, digest_times=(CROWD_TIME,)))


SAMPLES_FOLDER = Path(__file__).with_name("samples")


def load_sample_articles(now: datetime) -> Iterator[RawArticle]:
    """Yield every sample, the oldest first."""
    lines = [
        json.loads(line)
        for path in sorted(SAMPLES_FOLDER.glob("*.jsonl"))
        for line in path.read_text(encoding="utf-8").splitlines()
        if line.strip()
    ]
    lines.sort(key=lambda line: float(line["hours_ago"]), reverse=True)
    for number, sample in enumerate(lines):
        yield RawArticle(
            title=sample["title"],
            text=sample["text"],
            url=sample["url"],
            source=sample["source"],
            language=sample["language"],
            image=get_picture_url(number),
            published=now - timedelta(hours=float(sample["hours_ago"])),
        )


class DemoClock:
    """A Clock that runs with the system's, shifted; or is frozen at a time."""

    def __init__(self) -> None:
        self._shift = timedelta(0)
        self._frozen_at: datetime | None = None

    def __call__(self) -> datetime:
        return self._frozen_at or system_clock() + self._shift

    def monotonic(self) -> float:
        """Return seconds that pass as this clock does: the demo lives through a week at once."""
        return self().timestamp()

    def freeze(self, at: datetime) -> None:
        """Return this time until `unfreeze`."""
        self._frozen_at = at

    def unfreeze(self) -> None:
        """Continue with the present."""
        self._frozen_at = None

    def jump(self, to: datetime) -> None:
        """Continue from that time."""
        self._shift += to - self()
