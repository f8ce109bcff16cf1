"""Find the sources that an address refers to, and register them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from urllib.parse import urlsplit

from sqlalchemy.ext.asyncio import AsyncConnection

from news.errors import SourceError
from news.model import Language, RawArticle, SourceKind
from news.sources.addresses import FailureReason, normalize_source_url
from news.sources.fetcher import NO_HEADERS, Fetcher
from news.sources.formats.channel import parse_channel_address
from news.sources.formats.entries import Feed, get_headline
from news.sources.formats.opml import Outline
from news.sources.formats.page import build_article
from service.articles.analysis_worker import AnalysisWorker
from storage.archive import sources
from storage.stats import audit_log
from storage.stats.audit_log import Actor, AuditAction

MAX_HEADLINES = 3
_TELEGRAM_HOST = "t.me"

_TEMPORARY_REASONS = frozenset({FailureReason.TIMEOUT, FailureReason.BROKEN, FailureReason.ROBOTS})
_CONNECTION_REASONS = frozenset({FailureReason.DNS, FailureReason.REFUSED, FailureReason.TLS})
_TOO_MANY_REQUESTS = 429


@dataclass(frozen=True, slots=True)
class SourceReading:
    """What a source holds at the moment: its language, the number of its articles, and the newest
    headlines."""

    language: Language
    article_count: int
    headlines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SourceCandidate:
    """A source that is not registered yet.

    ``title`` may be empty until the first fetch. ``problem``: why the address could not be read;
    ``reading``: what it holds, where it was read. ``headers`` are sent with each request.
    """

    url: str
    kind: SourceKind = "feed"
    title: str = ""
    problem: SourceError | None = None
    reading: SourceReading | None = None
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class DiscoveredSite:
    """What an address refers to: at least one candidate, several if a page links to several feeds.

    ``article`` is set if the address itself is the page of one.
    """

    candidates: list[SourceCandidate]
    article: RawArticle | None = None


def parse_source_address(address: str) -> SourceCandidate:
    """Return the candidate that an address or ``@channel`` names, not fetched yet.

    Its ``url`` is the one spelling in which sources are stored and looked up. Raises SourceError
    for what is no address.
    """
    if channel := parse_channel_address(address):
        return SourceCandidate(channel, "channel")
    return SourceCandidate(normalize_source_url(address))


async def read_candidate(
    candidate: SourceCandidate, fetcher: Fetcher, analysis_worker: AnalysisWorker
) -> SourceCandidate:
    """Fetch a candidate and return it with what it holds, or with the problem."""
    try:
        response = await fetcher.fetch(candidate.url, headers=candidate.headers)
        feed = await analysis_worker.parse_feed(
            response.body, response.url, response.content_type, kind=candidate.kind
        )
    except SourceError as error:
        return replace(candidate, problem=error)
    return replace(
        candidate,
        title=feed.title or candidate.title,
        reading=_summarize(feed),
    )


def is_refused(problem: SourceError) -> bool:
    """Return whether a source with this problem is not worth adding: waiting will not help.

    An outage of ours does not speak against a channel: all of them are at one host.
    """
    reason, status = problem.details.get("reason"), int(problem.details.get("status", 0))
    if reason == FailureReason.HTTP_STATUS:
        return status < 500 and status != _TOO_MANY_REQUESTS
    if reason in _CONNECTION_REASONS:
        return urlsplit(str(problem.details.get("url", ""))).hostname != _TELEGRAM_HOST
    return reason not in _TEMPORARY_REASONS


def _summarize(feed: Feed) -> SourceReading:
    newest = sorted(feed.entries, key=_get_time, reverse=True)
    headlines = map(get_headline, newest[:MAX_HEADLINES])
    return SourceReading(feed.likely_language, len(feed.entries), tuple(filter(None, headlines)))


def _get_time(entry: RawArticle) -> float:
    return entry.published.timestamp() if entry.published else 0.0


async def discover_sources(
    address: str,
    fetcher: Fetcher,
    analysis_worker: AnalysisWorker,
    headers: Mapping[str, str] = NO_HEADERS,
) -> DiscoveredSite:
    """Find what an address or ``@channel`` refers to.

    The candidates are the channel, the feed, the feeds that a page links to, or the page itself if
    it links to none and holds an article. An address that cannot be fetched or read now is a
    candidate of kind "feed" with a ``problem``: its card shows later what is wrong.
    Raises SourceError for what is no address.
    """
    candidate = replace(parse_source_address(address), headers=headers)
    if candidate.kind == "channel":
        return DiscoveredSite([candidate])
    url = candidate.url
    try:
        response = await fetcher.fetch(url, headers=headers)
        feed = await analysis_worker.parse_feed(response.body, response.url, response.content_type)
    except SourceError as error:
        if error.details.get("reason") != FailureReason.NOT_A_FEED:
            return DiscoveredSite([replace(candidate, problem=error)])
        not_a_feed = error
    else:
        reading = _summarize(feed)
        return DiscoveredSite([replace(candidate, title=feed.title, reading=reading)])
    feeds = await analysis_worker.find_feeds(response.body, response.url, response.content_type)
    candidates = [_build_candidate(link, candidate) for link in feeds]
    try:
        page = await analysis_worker.read_page(response.body, response.url, response.content_type)
    except SourceError:
        return DiscoveredSite(candidates or [replace(candidate, problem=not_a_feed)])
    is_home = urlsplit(response.url).path in ("", "/")
    return DiscoveredSite(
        candidates or [replace(candidate, kind="page", title=page.title)],
        # Home pages have text too, but they link to feeds.
        build_article(page, response.url)
        if not feeds or (page.is_article and not is_home)
        else None,
    )


def _build_candidate(link: Outline, page: SourceCandidate) -> SourceCandidate:
    """Return a feed that a page links to.

    The headers are for the address that was typed, not for other sites that its page links to.
    """
    headers = page.headers if _have_same_origin(link.url, page.url) else NO_HEADERS
    return SourceCandidate(link.url, title=link.title, headers=headers)


def _have_same_origin(url: str, other: str) -> bool:
    return urlsplit(url)[:2] == urlsplit(other)[:2]


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
        headers=candidate.headers,
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
