"""What an editor names, to a source: a feed, a site whose feed is found, a page, a channel."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from news.errors import SourceError
from news.model import SourceKind
from news.sources.addresses import FailureReason, normalize_source_url
from news.sources.channel import parse_channel_address
from news.sources.fetcher import Fetcher
from news.sources.opml import Outline
from service.articles.analysis_worker import AnalysisWorker
from storage.archive import sources
from storage.stats import audit_log
from storage.stats.audit_log import Actor, AuditAction


@dataclass(frozen=True, slots=True)
class SourceCandidate:
    """Something to read. ``title`` may be empty until it is read."""

    url: str
    kind: SourceKind = "feed"
    title: str = ""


async def discover_sources(
    address: str, fetcher: Fetcher, analysis_worker: AnalysisWorker
) -> list[SourceCandidate]:
    """What an address or ``@channel`` stands for: mostly one; several where a site has several
    feeds; the page itself where it has none and is an article. What can not be looked at now is
    taken as a feed: its card will say what is wrong.

    Raises SourceError for what is no address.
    """
    if channel := parse_channel_address(address):
        return [SourceCandidate(channel, "channel")]
    url = normalize_source_url(address)
    try:
        response = await fetcher.fetch(url)
        await analysis_worker.parse_feed(response.body, response.url, response.content_type)
    except SourceError as error:
        if error.details.get("reason") != FailureReason.NOT_A_FEED:
            return [SourceCandidate(url)]
    else:
        return [SourceCandidate(url)]
    feeds = await analysis_worker.find_feeds(response.body, response.url)
    if feeds:
        return [SourceCandidate(feed.url, title=feed.title) for feed in feeds]
    try:
        page = await analysis_worker.read_page(response.body, response.url)
    except SourceError:
        return [SourceCandidate(url)]
    return [SourceCandidate(url, "page", page.title)]


async def register_source(
    connection: AsyncConnection, candidate: SourceCandidate, actor: Actor, now: datetime
) -> bool:
    """Put a source on record, and into the audit log. False if it is known already."""
    new = await sources.add(
        connection, url=candidate.url, title=candidate.title, kind=candidate.kind, now=now
    )
    if new is not None:
        await audit_log.record(connection, AuditAction.SOURCE_ADDED, actor, now, text=candidate.url)
    return new is not None


async def register_outlines(
    connection: AsyncConnection, outlines: Iterable[Outline], actor: Actor, now: datetime
) -> tuple[int, int, list[str]]:
    """Add the feeds of a list: how many are new, how many were known, and why others are none."""
    added, known, refused = 0, 0, []
    for outline in outlines:
        try:
            url = normalize_source_url(outline.url)
        except SourceError as error:
            refused.append(str(error))
            continue
        is_new = await register_source(
            connection, SourceCandidate(url, title=outline.title), actor, now
        )
        added += is_new
        known += not is_new
    return added, known, refused
