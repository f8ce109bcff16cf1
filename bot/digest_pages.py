"""A digest on its way to its readers: fitted into a message, put on record, rendered."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from bot import topics as every_topic
from bot.people import preferences
from bot.translations import Translator
from bot.views import digest as views
from bot.views import plain, rich
from bot.views.document import Span, text
from bot.views.message import Message
from news.digest import compose
from news.model import Digest, Preferences, Story, Topic
from storage import broadcasts, digests, stories
from storage.digests import Kept
from storage.subscribers import Style, Subscriber


@dataclass(frozen=True, slots=True)
class Look:
    """How a digest is shown: by whom spoken, with which topics, on whose clock."""

    t: Translator
    topics: Sequence[Topic]
    timezone: str


async def look_of(connection: AsyncConnection, t: Translator, reader: Subscriber) -> Look:
    return Look(t, await every_topic.every(connection), reader.timezone)


def choose(fresh: Sequence[Story], wanted: Preferences, since: datetime, until: datetime) -> Digest:
    """The best stories in the reader's languages; in any, where no news came in theirs at all."""
    spoken = any(story.headline.language in wanted.languages for story in fresh)
    if not spoken and not wanted.languages_chosen:
        wanted = replace(wanted, languages=frozenset())
    return compose(fresh, wanted, since, until)


async def fresh_for(
    connection: AsyncConnection, reader: Subscriber, since: datetime, until: datetime
) -> list[Story]:
    """The stories of a time, without what the reader got as breaking news."""
    fresh = await stories.opened_between(connection, since, until)
    told = await broadcasts.stories_told(connection, [reader.chat_id], since)
    known = told.get(reader.chat_id, ())
    return [story for story in fresh if story.id not in known]


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
    connection: AsyncConnection, look: Look, reader: Subscriber, since: datetime, until: datetime
) -> str:
    """What the digest of a time says, without putting it on record."""
    fresh = await fresh_for(connection, reader, since, until)
    digest = choose(fresh, preferences(reader), since, until)
    if not digest.stories:
        return plain.render(views.empty(look.t)).text
    fits = views.fitted(look.t, Kept(0, digest), look.topics, look.timezone)
    return render(look, fits, "plain").text


async def next_page(
    connection: AsyncConnection, look: Look, kept: Kept, reader: Subscriber
) -> Kept | None:
    """The best of what the pages so far have left; None if that is nothing any more."""
    since, until = kept.digest.since, kept.digest.until
    fresh = await fresh_for(connection, reader, since, until)
    left = [story for story in fresh if story.id not in kept.told]
    digest = choose(left, preferences(reader), since, until)
    if not digest.stories:
        return None
    return await keep(connection, look, digest, before=kept.told, previous=kept.id)


async def anew(
    connection: AsyncConnection, look: Look, kept: Kept, reader: Subscriber
) -> Kept | None:
    """The digest of the same time as the reader wants it now; None if its news are forgotten."""
    since, until = kept.digest.since, kept.digest.until
    fresh = await fresh_for(connection, reader, since, until)
    digest = choose(fresh, preferences(reader), since, until)
    return await keep(connection, look, digest) if digest.stories else None


def render(look: Look, kept: Kept, style: Style) -> Message:
    """One message. A rich one has a plain one with it, which says why it is plain."""
    shown = views.digest(look.t, kept, look.topics, look.timezone, "plain")
    if style == "plain":
        return plain.render(shown)
    rich_one = views.in_style(look.t, shown, kept, look.topics, "rich")
    said = text(Span(look.t("digest-plain-instead"), italic=True))
    instead = plain.render(replace(shown, parts=(*shown.parts, said)))
    return replace(rich.render(rich_one), plain=instead)
