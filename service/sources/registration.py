"""Find the sources that an address refers to, and register them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import urlsplit

from sqlalchemy.ext.asyncio import AsyncConnection

from news.errors import SourceError
from news.model import SourceKind
from news.sources.addresses import FailureReason, normalize_source_url
from news.sources.fetcher import Fetcher, Response
from news.sources.formats.channel import parse_channel_address
from news.sources.formats.opml import Outline
from service.articles.analysis_worker import AnalysisWorker
from storage.archive import sources
from storage.stats import audit_log
from storage.stats.audit_log import Actor, AuditAction


@dataclass(frozen=True, slots=True)
class SourceCandidate:
    """A source that is not registered yet.

    ``title`` may be empty until the first fetch. ``problem``: why the address could not be read.
    """

    url: str
    kind: SourceKind = "feed"
    title: str = ""
    problem: SourceError | None = None


@dataclass(frozen=True, slots=True)
class DiscoveredSite:
    """What an address refers to: at least one candidate, several if a page links to several feeds.

    ``article_response`` is set if the address itself is the page of one article.
    """

    candidates: list[SourceCandidate]
    article_response: Response | None = None


def parse_source_address(address: str) -> SourceCandidate:
    """Return the candidate that an address or ``@channel`` names, not fetched yet.

    Its ``url`` is the one spelling in which sources are stored and looked up. Raises SourceError
    for what is no address.
    """
    if channel := parse_channel_address(address):
        return SourceCandidate(channel, "channel")
    return SourceCandidate(normalize_source_url(address))


async def discover_sources(
    address: str, fetcher: Fetcher, analysis_worker: AnalysisWorker
) -> DiscoveredSite:
    """Find what an address or ``@channel`` refers to.

    The candidates are the channel, the feed, the feeds that a page links to, or the page itself if
    it links to none and holds an article. An address that cannot be fetched or read now is a
    candidate of kind "feed" with a ``problem``: its card shows later what is wrong.
    Raises SourceError for what is no address.
    """
    candidate = parse_source_address(address)
    if candidate.kind == "channel":
        return DiscoveredSite([candidate])
    url = candidate.url
    try:
        response = await fetcher.fetch(url)
        await analysis_worker.parse_feed(response.body, response.url, response.content_type)
    except SourceError as error:
        if error.details.get("reason") != FailureReason.NOT_A_FEED:
            return DiscoveredSite([SourceCandidate(url, problem=error)])
        not_a_feed = error
    else:
        return DiscoveredSite([candidate])
    feeds = await analysis_worker.find_feeds(response.body, response.url, response.content_type)
    candidates = [SourceCandidate(feed.url, title=feed.title) for feed in feeds]
    try:
        page = await analysis_worker.read_page(response.body, response.url, response.content_type)
    except SourceError:
        return DiscoveredSite(candidates or [SourceCandidate(url, problem=not_a_feed)])
    return DiscoveredSite(
        candidates or [SourceCandidate(url, "page", page.title)],
        # Home pages have text too, but they link to feeds.
        response if not feeds or (page.is_article and not _is_home(response.url)) else None,
    )


def _is_home(url: str) -> bool:
    return urlsplit(url).path in ("", "/")


async def register_source(
    connection: AsyncConnection,
    candidate: SourceCandidate,
    actor: Actor,
    now: datetime,
    topics: Collection[str] = (),
) -> bool:
    """Add a source and its audit entry. Returns False if its address is registered already."""
    new = await sources.add(
        connection,
        url=candidate.url,
        title=candidate.title,
        kind=candidate.kind,
        now=now,
        topics=topics,
    )
    if new is not None:
        await audit_log.record(connection, AuditAction.SOURCE_ADDED, actor, now, text=candidate.url)
    return new is not None


@dataclass(frozen=True, slots=True)
class OpmlReport:
    """Numbers of feeds added and already known, and why the other entries were rejected."""

    added: int
    already_known: int
    rejected: list[str]


async def register_outlines(
    connection: AsyncConnection, outlines: Iterable[Outline], actor: Actor, now: datetime
) -> OpmlReport:
    """Add the feeds of an OPML list, each with its audit entry."""
    is_new: list[bool] = []
    rejected: list[str] = []
    for outline in outlines:
        try:
            candidate = replace(parse_source_address(outline.url), title=outline.title)
        except SourceError as error:
            rejected.append(str(error))
            continue
        is_new.append(await register_source(connection, candidate, actor, now))
    return OpmlReport(sum(is_new), is_new.count(False), rejected)
