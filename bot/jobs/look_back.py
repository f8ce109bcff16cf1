"""The look back on Sundays: the week's biggest stories, after the first digest of the day, for who
asked for it. Composed once for all who want the same."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from bot import timetable
from bot.fresh import InFull
from bot.jobs.enqueueing import enqueue_for
from bot.people import preferences
from bot.translations import Translations
from bot.views import look_back as views
from bot.views import style
from news.digest import compose
from news.model import Digest, Preferences, ReaderLanguage, Story
from storage import outbox, subscribers, week
from storage.subscribers import Style, Subscriber

WEEK = timedelta(days=7)
OF_EACH_TOPIC = 25
"""Enough for a long look back without what the digest before it tells."""

Told = Mapping[int, frozenset[int]]
"""The stories that each chat gets in the digest just before."""


@dataclass(frozen=True, slots=True)
class Rendering:
    """Equal renderings are one payload."""

    preferences: Preferences
    language: ReaderLanguage
    style: Style
    timezone: str
    told: frozenset[int]


@dataclass
class Week:
    """The week up to ``until``, read when the first reader wants it and then kept."""

    until: datetime
    _biggest: list[Story] | None = None
    _in_full: InFull = field(default_factory=InFull)

    async def digest(self, connection: AsyncConnection, wanted: Rendering) -> Digest:
        """The heaviest stories on these topics; languages count as in a digest."""
        since = self.until - WEEK
        if self._biggest is None:
            self._biggest = await week.biggest(connection, since, self.until, of_each=OF_EACH_TOPIC)
        left = [story for story in self._biggest if story.id not in wanted.told]
        chosen = compose(left, wanted.preferences, since, self.until, fading=False)
        return await self._in_full(connection, replace(chosen, more=0))


async def enqueue(
    connection: AsyncConnection,
    translations: Translations,
    readers: Sequence[Subscriber],
    told: Told,
    this_week: Week,
) -> None:
    """Payloads, deliveries and the mark that they had it, in the caller's one transaction."""
    if not readers:
        return
    now = this_week.until
    groups: dict[Rendering, list[Subscriber]] = defaultdict(list)
    for reader in readers:
        groups[_rendering(reader, told.get(reader.chat_id, frozenset()))].append(reader)
    for rendering, group in groups.items():
        composed = await this_week.digest(connection, rendering)
        if composed.stories:
            await _enqueue_group(connection, translations, rendering, composed, group)
    await subscribers.advance(connection, timetable.upcoming(readers, now), looked_back_at=now)


async def _enqueue_group(
    connection: AsyncConnection,
    translations: Translations,
    rendering: Rendering,
    composed: Digest,
    group: Sequence[Subscriber],
) -> None:
    document = views.look_back(translations[rendering.language], composed, rendering.timezone)
    for message in style.render(document, rendering.style):
        payload_id = await outbox.add_payload(connection, message.to_json(), composed.until)
        await enqueue_for(connection, payload_id, group, composed.until)


def _rendering(reader: Subscriber, told: frozenset[int]) -> Rendering:
    return Rendering(preferences(reader), reader.language, reader.style, reader.timezone, told)
