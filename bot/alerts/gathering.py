"""What found no room in a chat's hour, or waited for its morning, in one message."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.alerts.hour import gathered
from bot.alerts.readers import Rendering, morning, reason, rendering
from bot.alerts.spreading import TOLD_WITHIN, tell
from bot.views.message import Message
from news.model import Article
from storage import alerts, subscribers, terms, told
from storage.alerts import Hour, Waiting
from storage.subscribers import Subscriber
from storage.terms import Term

CHATS = 50
"""That are gathered for in one transaction: most of them get a message of their own."""

MOST_GATHERED = 15
"""Articles that one message names. The stories of the others are left for the digest."""


@dataclass(frozen=True, slots=True)
class Known:
    """An article that waits for somebody, and the meanings that it mentions."""

    article: Article
    mentioned: frozenset[int]


@dataclass(frozen=True, slots=True)
class Gathering:
    """What one message tells: ids of stories and articles. ``more``: how many it does not name."""

    rendering: Rendering
    story_ids: tuple[int, ...]
    article_ids: tuple[int, ...]
    more: int


Render = Callable[[Rendering, Sequence[Article], int], Message]


async def gather(
    connection: AsyncConnection,
    chats: Sequence[int],
    known: Mapping[int, Known],
    render: Render,
    now: datetime,
) -> int:
    """Tell what waits for these chats, whose time has come; return how many are told.

    ``known``: the waiting articles by id. Wishes are looked at anew: what was told meanwhile, or is
    not followed any more, is dropped.
    """
    readers = {one.chat_id: one for one in await subscribers.of_ids(connection, chats)}
    hours, ready = await _ready(connection, chats, readers, now)
    gatherings = await _gatherings(connection, ready, known, now)
    for gathering, told_here in gatherings.items():
        named = [known[article_id].article for article_id in gathering.article_ids]
        message = render(gathering.rendering, named, gathering.more).to_json()
        payload_id = await told.add_payload(connection, message, gathering.story_ids, now)
        await tell(connection, payload_id, told_here, now, silent=gathering.rendering.silent)
    postponed = {chat for chat, hour in hours.items() if hour.gather_at is not None}
    await alerts.drop_waiting(connection, [chat for chat in chats if chat not in postponed])
    await alerts.put_hours(connection, hours)
    return sum(map(len, gatherings.values()))


async def _ready(
    connection: AsyncConnection,
    chats: Sequence[int],
    readers: Mapping[int, Subscriber],
    now: datetime,
) -> tuple[dict[int, Hour], list[Subscriber]]:
    """Everybody's hour from now on, and who is told now: the active who do not rest."""
    after: dict[int, Hour] = {}
    ready: list[Subscriber] = []
    for chat, hour in (await alerts.hours(connection, chats)).items():
        reader = readers.get(chat)
        is_active = reader is not None and reader.state == "active"
        rests_until = morning(reader, now) if reader is not None and is_active else None
        after[chat], goes_now = gathered(hour, now, rests_until)
        if reader is not None and is_active and goes_now:
            ready.append(reader)
    return after, ready


async def _gatherings(
    connection: AsyncConnection,
    readers: Sequence[Subscriber],
    known: Mapping[int, Known],
    now: datetime,
) -> dict[Gathering, list[int]]:
    """Equal ones are one payload."""
    chats = [reader.chat_id for reader in readers]
    waiting = await alerts.waiting(connection, chats)
    stories = {one.story_id for listed in waiting.values() for one in listed}
    known_to = await told.known(connection, chats, stories, pushed_since=now - TOLD_WITHIN)
    wishes = await terms.of_chats(connection, chats)
    gatherings: dict[Gathering, list[int]] = defaultdict(list)
    for reader in readers:
        chat = reader.chat_id
        knows = known_to.get(chat, frozenset())
        unknown = [one for one in waiting.get(chat, ()) if one.story_id not in knows]
        gathering = _of(reader, wishes.get(chat, ()), unknown, known, now)
        if gathering is not None:
            gatherings[gathering].append(chat)
    return gatherings


def _of(
    reader: Subscriber,
    wishes: Sequence[Term],
    waiting: Sequence[Waiting],
    known: Mapping[int, Known],
    now: datetime,
) -> Gathering | None:
    """The oldest of what a reader still wants; the terms are the reason only of one alone."""
    wanted: list[tuple[Waiting, list[Term]]] = []
    for one in waiting:
        found = known[one.article_id]
        followed = reason(reader, wishes, found.article, found.mentioned)
        if followed:
            wanted.append((one, followed))
    if not wanted:
        return None
    followed = wanted[0][1] if len(wanted) == 1 else []
    named = [one for one, _ in wanted[:MOST_GATHERED]]
    return Gathering(
        rendering(reader, now, followed),
        tuple(one.story_id for one in named),
        tuple(one.article_id for one in named),
        more=len(wanted) - len(named),
    )
