"""The demo's last week, simulated with the ordinary bot in a few seconds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.app import App
from bot.demo.articles import MORNING, get_last_morning, load_week, shift_to_today
from bot.demo.casts import CASTS, Cast
from bot.demo.clock import DemoClock
from bot.demo.places import (
    DemoChats,
    add_bot,
    choose_thread,
    create_chats,
    handle_pending_updates,
    play_conversations,
)
from news.model import RawArticle
from sandbox import Sandbox
from service.i18n.datetimes import find_next_time
from service.subscribers.changes import activate, update_schedule
from service.subscribers.service import build_default_subscriber
from storage.chats import subscribers

NEIGHBOUR_TOPICS = frozenset({"society", "science", "culture", "sport"})
EDITOR_TOPICS = frozenset({"politics", "economy", "society", "disaster"})
WEEK = timedelta(days=7)
NEWS_AGE = timedelta(minutes=20)
"""How long ago today's articles were imported, if that is after the morning."""

CROWD_SIZE = 1000
FIRST_CROWD_ID = 100_000


def populate_sandbox(sandbox: Sandbox) -> list[DemoChats]:
    """Create the people and chats of the sandbox; return the chats of each cast."""
    for cast in CASTS:
        for person in cast.people:
            user = sandbox.add_person(person.name, cast.language, person.username, id=person.id)
            user.page_language = cast.language
    for number in range(CROWD_SIZE):
        cast = _get_crowd_cast(number)
        name = f"{cast.crowd_name} {number + 1}"
        sandbox.add_person(name, cast.language, id=FIRST_CROWD_ID + number, hidden=True)
    return [create_chats(sandbox, cast) for cast in CASTS]


def _get_crowd_cast(number: int) -> Cast:
    """Return whose language a reader of the crowd speaks: all languages equally often."""
    return CASTS[number % len(CASTS)]


async def simulate_week(
    sandbox: Sandbox, places: Sequence[DemoChats], app: App, clock: DemoClock, now: datetime
) -> None:
    """Import the articles at their publication times and send the digests at eight, up to now."""
    clock.freeze(now - WEEK)
    await _subscribe(app, now - WEEK)
    for chats in places:
        add_bot(sandbox, chats)
        choose_thread(sandbox, chats)
    await handle_pending_updates(app)
    await _move_chats_here(app, places, now - WEEK)
    zone = app.settings.default_timezone
    left = await _live_until_now(app, clock, shift_to_today(load_week(now), zone, now), now)
    a_while_ago = now - NEWS_AGE
    clock.freeze(a_while_ago if a_while_ago > get_last_morning(zone, now) else now)
    await app.services.importer.import_articles(left)
    app.rate_limiter.reset_chats()
    for chats in places:
        play_conversations(sandbox, chats)
    await handle_pending_updates(app)
    clock.unfreeze()


async def _live_until_now(
    app: App, clock: DemoClock, articles: list[RawArticle], now: datetime
) -> list[RawArticle]:
    """Let each morning of the week pass that ends a whole day; return the articles since the last
    one."""
    zone = app.settings.default_timezone
    morning = find_next_time(now - WEEK + timedelta(days=1), zone, MORNING)
    while morning <= now:
        clock.freeze(morning)
        app.rate_limiter.reset_chats()
        night = [article for article in articles if (article.published or now) <= morning]
        articles = articles[len(night) :]
        await app.services.importer.import_articles(night)
        await app.send_due_digests()
        while await app.outbox_worker.drain_once():
            pass
        morning = find_next_time(morning, zone, MORNING)
    return articles


async def _move_chats_here(app: App, places: Sequence[DemoChats], now: datetime) -> None:
    """Give the chats the time zone of their people: that of their language has other mornings than
    those which are lived through."""
    async with app.services.database.write() as connection:
        for chats in places:
            for chat in (chats.group, chats.channel, chats.forum):
                known = await subscribers.get(connection, chat.id)
                assert known is not None
                await update_schedule(
                    connection, known, now, timezone=app.settings.default_timezone
                )


async def _subscribe(app: App, now: datetime) -> None:
    """Subscribe the people of the casts, except the newcomers, and the crowd."""
    async with app.services.database.write() as connection:
        for cast in CASTS:
            chosen = (
                (cast.reader, frozenset[str]()),
                (cast.neighbour, NEIGHBOUR_TOPICS),
                (cast.editor, EDITOR_TOPICS),
            )
            for person, topics in chosen:
                reader = build_default_subscriber(
                    app.settings, person.id, "private", cast.language, now
                )
                reader = replace(reader, topics=topics)
                await subscribers.add(connection, reader)
                await activate(connection, reader, now, digest_times=(MORNING,))
        for number in range(CROWD_SIZE):
            language = _get_crowd_cast(number).language
            reader = build_default_subscriber(
                app.settings, FIRST_CROWD_ID + number, "private", language, now
            )
            # Without a next digest: a thousand of them would hold up a visitor's own.
            await subscribers.add(connection, replace(reader, state="active", watermark=now))
