"""What an editor names, to a source: a feed, a site whose feed is found, a page, a channel."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.desk import DeskProcess
from news.errors import SourceError
from news.model import SourceKind
from news.sources.addresses import FailureReason, source_address
from news.sources.channel import channel_address
from news.sources.fetcher import Fetcher
from news.sources.opml import Outline
from storage import audit, sources
from storage.audit import Act, Actor


@dataclass(frozen=True, slots=True)
class Found:
    """Something to read. ``title`` may be empty until it is read."""

    url: str
    kind: SourceKind = "feed"
    title: str = ""


async def find(said: str, fetcher: Fetcher, desk: DeskProcess) -> list[Found]:
    """What an address or ``@channel`` stands for: mostly one; several where a site has several
    feeds; the page itself where it has none and is an article. What can not be looked at now is
    taken as a feed: its card will say what is wrong.

    Raises SourceError for what is no address.
    """
    if channel := channel_address(said):
        return [Found(channel, "channel")]
    url = source_address(said)
    try:
        response = await fetcher.fetch(url)
        await desk.parse_feed(response.body, response.url, response.content_type)
    except SourceError as error:
        if error.details.get("reason") != FailureReason.NOT_A_FEED:
            return [Found(url)]
    else:
        return [Found(url)]
    feeds = await desk.find_feeds(response.body, response.url)
    if feeds:
        return [Found(feed.url, title=feed.title) for feed in feeds]
    try:
        page = await desk.read_page(response.body, response.url)
    except SourceError:
        return [Found(url)]
    return [Found(url, "page", page.title)]


async def add(connection: AsyncConnection, found: Found, by: Actor, now: datetime) -> bool:
    """Put a source on record, and into the audit log. False if it is known already."""
    new = await sources.add(connection, url=found.url, title=found.title, kind=found.kind, now=now)
    if new is not None:
        await audit.note(connection, Act.SOURCE_ADDED, by, now, text=found.url)
    return new is not None


async def add_outlines(
    connection: AsyncConnection, outlines: Iterable[Outline], by: Actor, now: datetime
) -> tuple[int, int, list[str]]:
    """Add the feeds of a list: how many are new, how many were known, and why others are none."""
    added, known, refused = 0, 0, []
    for outline in outlines:
        try:
            url = source_address(outline.url)
        except SourceError as error:
            refused.append(str(error))
            continue
        is_new = await add(connection, Found(url, title=outline.title), by, now)
        added += is_new
        known += not is_new
    return added, known, refused
