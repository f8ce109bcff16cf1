"""A digest on its way to its readers: fitted into a message, put on record, rendered."""

from __future__ import annotations

from collections.abc import Collection, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from bot import topics as every_topic
from bot.fresh import Fresh
from bot.mentions import Mentions
from bot.people import preferences
from bot.translations import Translator
from bot.views import digest as views
from bot.views import plain, rich
from bot.views.document import Span, text
from bot.views.message import Message
from news.digest import compose
from news.model import Digest, Preferences, Story, Topic
from news.terms import Terms
from storage import digests, told
from storage import terms as stored_terms
from storage.digests import Kept
from storage.outbox import Priority
from storage.subscribers import Style, Subscriber


@dataclass(frozen=True, slots=True)
class Look:
    """How a digest is shown: by whom spoken, with which topics, on whose clock."""

    t: Translator
    topics: Sequence[Topic]
    timezone: str


async def look_of(connection: AsyncConnection, t: Translator, reader: Subscriber) -> Look:
    return Look(t, await every_topic.every(connection), reader.timezone)


def choose(
    fresh: Sequence[Story],
    wanted: Preferences,
    since: datetime,
    until: datetime,
    mentions: Mapping[str, Container[int]] | None = None,
) -> Digest:
    """The best stories in the reader's languages; in any, where no news came in theirs at all.
    ``mentions``: by term, the stories that mention what is followed or muted."""
    spoken = any(story.headline.language in wanted.languages for story in fresh)
    if not spoken and not wanted.languages_chosen:
        wanted = replace(wanted, languages=frozenset())
    return compose(fresh, wanted, since, until, mentions=mentions)


async def told_at_once(
    connection: AsyncConnection, chats: Sequence[int], fresh: Sequence[Story], since: datetime
) -> dict[int, frozenset[int]]:
    """For each of these chats, the stories that it got as breaking news or as alerts; chats that
    got none are left out."""
    ids = [story.id for story in fresh]
    return await told.known(connection, chats, ids, pushed_since=since, priority=Priority.ALERT)


def untold(fresh: Sequence[Story], told: Container[int]) -> list[Story]:
    """Without what the reader knows already."""
    return [story for story in fresh if story.id not in told]


async def composed(
    connection: AsyncConnection,
    terms: Terms,
    reader: Subscriber,
    since: datetime,
    until: datetime,
    *,
    without: Collection[int] = (),
) -> Digest:
    """The digest that a reader would get of a time, ``without`` the stories of its first pages."""
    fresh = Fresh(until)
    news = await fresh.since(connection, since)
    known = await told_at_once(connection, [reader.chat_id], news, since)
    wishes = await stored_terms.of_chat(connection, reader.chat_id)
    mentions = Mentions(terms)
    await mentions.learn(connection, wishes, since)
    left = untold(news, known.get(reader.chat_id, frozenset()).union(without))
    outline = choose(left, preferences(reader, wishes), since, until, mentions.of(wishes))
    return await fresh.in_full(connection, outline)


async def keep(
    connection: AsyncConnection,
    look: Look,
    digest: Digest,
    *,
    before: Iterable[int] = (),
    previous: int | None = None,
) -> Kept:
    """Put a digest on record, with as many of its stories as one message holds."""
    made = Kept(0, digest, frozenset(before), previous)
    fits = views.fitted(look.t, made, look.topics, look.timezone)
    return await digests.keep(connection, fits.digest, before=fits.before, previous=previous)


async def peek(
    connection: AsyncConnection,
    terms: Terms,
    look: Look,
    reader: Subscriber,
    since: datetime,
    until: datetime,
) -> str:
    """What the digest of a time says, without putting it on record."""
    digest = await composed(connection, terms, reader, since, until)
    if not digest.stories:
        return plain.render(views.empty(look.t)).text
    fits = views.fitted(look.t, Kept(0, digest), look.topics, look.timezone)
    return render(look, fits, "plain").text


def render(look: Look, kept: Kept, style: Style) -> Message:
    """One message. A rich one has a plain one with it, which says why it is plain."""
    shown = views.digest(look.t, kept, look.topics, look.timezone, "plain")
    if style == "plain":
        return plain.render(shown)
    rich_one = views.in_style(look.t, shown, kept, look.topics, "rich")
    said = text(Span(look.t("digest-plain-instead"), italic=True))
    instead = plain.render(replace(shown, parts=(*shown.parts, said)))
    return replace(rich.render(rich_one), plain=instead)
