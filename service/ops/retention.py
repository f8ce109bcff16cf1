"""Delete old articles, deliveries and searches in small steps."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from news.query.spelling import build_keys
from service.ops.idempotency import ANSWER_TTL
from storage import retention
from storage.chats import editors
from storage.database import months
from storage.database.engine import Database
from storage.search import vocabulary

log = logging.getLogger(__name__)

PAUSE_SECONDS = 0.05
"""Pause between two steps, so that other writers get their turn."""


async def delete_expired(database: Database, max_age: timedelta, now: datetime) -> None:
    """Delete everything older than ``max_age``, follows of stories that ended, answers of the API
    that are no longer repeated, and invitations that nobody opened in time."""
    async with database.write() as connection:
        await editors.remove_expired_invites(connection, now)
        await months.prepare_month(connection, now)
        for dropped in await months.drop_months(connection, now - max_age):
            log.info("%s is dropped, older than %d days", dropped, max_age.days)
    for name, step in (
        ("articles", retention.trim_articles),
        ("story keys", retention.trim_story_keys),
        ("deliveries", retention.trim_deliveries),
        ("messages", retention.trim_payloads),
        ("digests", retention.trim_digests),
        ("shown stories", retention.trim_shown_stories),
        ("searches", retention.trim_searches),
    ):
        count = await _trim_in_steps(database, step, now - max_age)
        if count:
            log.info("deleted %d %s older than %d days", count, name, max_age.days)
    await _trim_in_steps(database, retention.trim_followed_stories, now)
    await _trim_in_steps(database, retention.trim_api_answers, now - ANSWER_TTL)
    await _trim_words(database, now - max_age)


async def _trim_words(database: Database, before: datetime) -> None:
    """Delete vocabulary words that no article of the archive can contain any more."""
    after: str | None = ""
    while after is not None:
        async with database.write() as connection:
            after = await vocabulary.trim(connection, before, build_keys, after)
        await asyncio.sleep(PAUSE_SECONDS)


async def _trim_in_steps(
    database: Database,
    step: Callable[[AsyncConnection, datetime], Awaitable[int]],
    before: datetime,
) -> int:
    total = 0
    while True:
        async with database.write() as connection:
            count = await step(connection, before)
        total += count
        if count < retention.BATCH_SIZE:
            return total
        await asyncio.sleep(PAUSE_SECONDS)
