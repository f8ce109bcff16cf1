"""Sources: find, register, list, change and remove them, and fetch one now."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from news.errors import SvodkaError
from news.model import INTERFACE_LANGUAGES, Topic
from news.sources.addresses import FailureReason, build_source_error
from news.sources.fetcher import Fetcher
from news.sources.formats.opml import Outline, read_opml, write_opml
from news.sources.headers import MAX_HEADERS, InvalidHeader, parse_header
from news.text.truncation import cut_at_word
from service.articles.analysis_worker import AnalysisWorker
from service.articles.service import ArticleService
from service.config import Settings
from service.editors.rights import Right, require_right
from service.i18n.translations import Translations
from service.sources.registration import (
    OpmlReport,
    SourceCandidate,
    discover_sources,
    is_refused,
    parse_source_address,
    read_candidate,
    register_outlines,
    register_source,
)
from service.sources.updater import FetchResult, SourceUpdater
from service.topics.service import build_name_index, list_all_topics, parse_topic_ids
from storage.archive import articles, sources
from storage.archive import topics as custom_topics
from storage.archive.sources import PauseReason, Source, SourceActivity
from storage.database.engine import Database
from storage.stats import audit_log
from storage.stats.audit_log import Actor, AuditAction

OPML_BATCH_SIZE = 50
"""Feeds that are registered in one transaction: about 0.1 s."""


MAX_OWN_TITLE_CHARS = 80
_NUMBER = re.compile(r"[0-9]{1,9}")


class UnknownLanguage(SvodkaError):
    """A source cannot have this language."""

    key = "error-unknown-language"


class UnknownSource(SvodkaError):
    """No source has this address. Details: ``url``."""

    key = "sources-unknown"


@dataclass(frozen=True, slots=True)
class SourceChanges:
    """What to set for a source; None and no headers leave it as it is.

    An empty ``title`` is the source's own, an empty ``language`` is detected. ``headers``: lines
    ``Name: value``.
    """

    title: str | None = None
    language: str | None = None
    headers: Sequence[str] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class Registered:
    """A registered source; ``is_new`` is False if it was registered before."""

    candidate: SourceCandidate
    is_new: bool
    details: SourceDetails


@dataclass(frozen=True, slots=True)
class SourceDetails:
    """A source, how much it publishes, and all topics that there are."""

    source: Source
    activity: SourceActivity
    topics: tuple[Topic, ...]


@dataclass(frozen=True, slots=True)
class SourceTopics:
    """The ids of the topics that a source has now, and all topics. ``url`` is the stored one."""

    url: str
    topic_ids: frozenset[str]
    topics: tuple[Topic, ...]


@dataclass(frozen=True, slots=True)
class SourcePage:
    """One page of the list of sources. ``number`` is counted from 0; ``total`` counts sources."""

    sources: Sequence[Source]
    activities: Mapping[int, SourceActivity]
    topics: tuple[Topic, ...]
    number: int
    total: int

    def get_details(self, source: Source) -> SourceDetails:
        """Return the details of a source of this page."""
        return SourceDetails(source, self.activities[source.id], self.topics)


@dataclass(frozen=True, slots=True)
class SourceService:
    """Use cases of editors with sources; the chat and the command line call them.

    Methods with an actor raise NotAllowedError without the right: it is read in the transaction of
    the action, because a source may be read for longer than an editor is one.
    """

    database: Database
    settings: Settings
    translations: Translations
    fetcher: Fetcher
    analysis_worker: AnalysisWorker
    articles: ArticleService
    updater: SourceUpdater

    async def register_address(
        self,
        address: str,
        actor: Actor,
        now: datetime,
        *,
        topics: str = "",
        choice: int = 0,
        headers: Iterable[str] = (),
    ) -> Registered | list[SourceCandidate]:
        """Find what an address or ``@channel`` refers to, read it and register it.

        ``topics``: ids or names with commas between. ``choice``: which of a page's feeds, from 1.
        ``headers``: lines ``Name: value`` to send with each request. Returns the candidates instead
        if there are several and none is chosen, or the chosen one does not exist. Raises
        SourceError for what is no address or no source, UnknownTopic, InvalidHeader.
        """
        own_headers = update_headers({}, headers)
        found = await discover_sources(address, self.fetcher, self.analysis_worker, own_headers)
        candidates = found.candidates
        if choice == 0 and len(candidates) == 1:
            choice = 1
        if not 0 < choice <= len(candidates):
            return candidates
        return await self.register(candidates[choice - 1], actor, now, topics)

    async def register(
        self, candidate: SourceCandidate, actor: Actor, now: datetime, topics: str = ""
    ) -> Registered:
        """Read a source that was discovered before and register it.

        Raises UnknownTopic, and SourceError if it is none; what fails for a while is registered.
        """
        if candidate.reading is None and candidate.problem is None:
            candidate = await read_candidate(candidate, self.fetcher, self.analysis_worker)
        if candidate.problem is not None and is_refused(candidate.problem):
            raise candidate.problem
        async with self._write(actor) as connection:
            topic_ids = await self._parse_topics(connection, topics)
            is_new = await register_source(connection, candidate, actor, now, topic_ids)
            source = await sources.get_by_url(connection, candidate.url)
            assert source is not None, "registered just now"
            details = await _load_details(connection, source, now)
        return Registered(candidate, is_new, details)

    async def configure(
        self, address: str, changes: SourceChanges, actor: Actor, now: datetime
    ) -> SourceDetails:
        """Set the name, the language or headers of a source; log what was set, without values.

        ``address``: its address, its ``@channel``, or its number. Raises SourceError for what is no
        address, UnknownSource, UnknownLanguage, InvalidHeader.
        """
        async with self._write(actor) as connection:
            source = await _find(connection, address)
            values = _to_columns(source, changes)
            source = await _save_changes(connection, source, values, actor, now)
            return await _load_details(connection, source, now)

    async def import_opml(
        self,
        body: bytes,
        name: str,
        actor: Actor,
        now: datetime,
        progress: Callable[[int, int], None] = lambda count, total: None,
    ) -> OpmlReport:
        """Register every feed of an OPML file, in batches, so that other writers do not wait.

        ``progress`` is called with the number of feeds handled since its last call, and that of
        all. Raises UnreadableFileError (with ``name``).
        """
        outlines, rejected = await asyncio.to_thread(read_opml, body, name)
        added = already_known = 0
        for start in range(0, len(outlines), OPML_BATCH_SIZE):
            async with self._write(actor) as connection:
                report = await register_outlines(
                    connection, outlines[start : start + OPML_BATCH_SIZE], actor, now
                )
            added += report.added
            already_known += report.already_known
            rejected += report.rejected
            progress(len(outlines[start : start + OPML_BATCH_SIZE]), len(outlines))
        return OpmlReport(added, already_known, rejected)

    async def export_opml(self, *, only_feeds: bool) -> tuple[bytes, int]:
        """Return the sources as an OPML file, and how many there are in it."""
        fetched = [source for source in await self.list_all() if source.is_fetched]
        listed = [one for one in fetched if one.kind == "feed" or not only_feeds]
        return write_opml(Outline(source.title, source.url) for source in listed), len(listed)

    async def list_all(self) -> list[Source]:
        """Return all sources in the order in which they were registered."""
        async with self.database.read() as connection:
            return await sources.list_all(connection)

    async def is_needed(self) -> bool:
        """Return whether there are neither sources nor articles: then readers get nothing."""
        async with self.database.read(inline=True) as connection:
            has_sources = await sources.count(connection) > 0
            return not has_sources and not await articles.has_any(connection)

    async def list_page(self, number: int, page_size: int, now: datetime) -> SourcePage:
        """Return a page of the sources with their activity, failing ones first.

        Returns the last page if there are fewer.
        """
        async with self.database.read() as connection:
            total = await sources.count(connection)
            number = max(0, min(number, (total - 1) // page_size))
            listed = await sources.list_page(connection, number * page_size, page_size)
            activities = await sources.get_activity(
                connection, [source.id for source in listed], now
            )
            topics = await list_all_topics(connection)
        return SourcePage(listed, activities, topics, number, total)

    async def get(self, source_id: int) -> Source | None:
        """Return a source; None if there is none with this id."""
        async with self.database.read() as connection:
            return await sources.get(connection, source_id)

    async def get_details(self, source_id: int, now: datetime) -> SourceDetails | None:
        """Return a source with its activity; None if there is none with this id."""
        async with self.database.read() as connection:
            source = await sources.get(connection, source_id)
            return None if source is None else await _load_details(connection, source, now)

    async def pause(self, source_id: int, actor: Actor, now: datetime) -> SourceDetails | None:
        """Stop fetching a source until `resume`; one that is paused already keeps its reason."""
        paused = {"paused_reason": PauseReason.EDITOR}
        return await self._change(
            source_id,
            lambda source: {} if source.paused_reason else paused,
            actor,
            now,
            AuditAction.SOURCE_PAUSED,
        )

    async def resume(self, source_id: int, actor: Actor, now: datetime) -> SourceDetails | None:
        """Fetch a paused source again, from now on; editors are notified again if it fails."""
        resumed = {"paused_reason": None, "next_fetch_at": now, "failure_notified": False}
        return await self._change(
            source_id,
            lambda source: resumed if source.paused_reason else {},
            actor,
            now,
            AuditAction.SOURCE_RESUMED,
        )

    async def set_topic(
        self, source_id: int, topic_id: str, actor: Actor, now: datetime, *, is_on: bool
    ) -> SourceDetails | None:
        """Add a topic to those of a source's articles, or remove it, from the next article on."""
        topic = {topic_id}
        return await self._change(
            source_id,
            lambda source: {"topics": source.topics | topic if is_on else source.topics - topic},
            actor,
            now,
        )

    async def set_language(
        self, source_id: int, language: str, actor: Actor, now: datetime
    ) -> SourceDetails | None:
        """Set the language of a source's articles; empty: detect it from each text.

        A language that there is not changes nothing.
        """
        is_valid = language in ("", *INTERFACE_LANGUAGES)
        change = {"language": language} if is_valid else {}
        return await self._change(source_id, lambda _: change, actor, now)

    async def set_topics(
        self, address: str, listed: str, actor: Actor, now: datetime
    ) -> SourceTopics:
        """Set the topics of a source by their ids or names with commas between.

        ``address``: as for `configure`. Raises SourceError for what is no address, UnknownSource,
        UnknownTopic.
        """
        async with self._write(actor) as connection:
            source = await _find(connection, address)
            chosen = await self._parse_topics(connection, listed)
            await _save_changes(connection, source, {"topics": chosen}, actor, now)
            return SourceTopics(source.url, chosen, await list_all_topics(connection))

    async def remove(self, source_id: int, actor: Actor, now: datetime) -> Source | None:
        """Remove a source, with its audit entry; its articles stay.

        Returns what it was; None if there is no such source.
        """
        async with self._write(actor) as connection:
            source = await sources.get(connection, source_id)
            if source is not None:
                await _remove(connection, source, actor, now)
        return source

    async def remove_address(self, address: str, actor: Actor, now: datetime) -> Source:
        """Remove the source of an address as `remove` does; return what it was.

        Raises SourceError for what is no address, UnknownSource.
        """
        url = parse_source_address(address).url
        async with self._write(actor) as connection:
            source = await sources.get_by_url(connection, url)
            if source is None:
                raise UnknownSource(f"no source {url}", url=url)
            await _remove(connection, source, actor, now)
        return source

    async def fetch_now(
        self, source_id: int, now: datetime
    ) -> tuple[SourceDetails, FetchResult] | None:
        """Fetch a source whether it is due or not; return it as it is then, and the result.

        Returns None if there is no source with this id.
        """
        source = await self.get(source_id)
        if source is None:
            return None
        ((_, result),) = await self.updater.update([source])
        async with self.database.read() as connection:
            source = await sources.get(connection, source_id) or source
            return await _load_details(connection, source, now), result

    async def fetch_all(
        self, progress: Callable[[int, int], None] = lambda count, total: None
    ) -> list[tuple[str, FetchResult]]:
        """Fetch every source that is not paused; return the result by address.

        ``progress`` is called with the number of sources fetched since its last call, and that of
        all.
        """
        active = [source for source in await self.list_all() if source.paused_reason is None]
        fetched = await self.updater.update(active, lambda: progress(1, len(active)))
        return [(source.url, result) for source, result in fetched]

    async def fetch_addresses(
        self, addresses: Sequence[str], actor: Actor, now: datetime
    ) -> list[tuple[str, FetchResult]]:
        """Fetch what the addresses refer to; return the result by address.

        A source is fetched even if it is paused. The page of an article is imported, and does not
        become a source. Any other address is registered first, as `register_address` does; one
        with several feeds is a SourceError in the result (details: ``feed_count``). Raises
        SourceError for what is no address.
        """
        results: dict[str, FetchResult] = {}
        found: dict[str, Source] = {}
        for url in dict.fromkeys(parse_source_address(address).url for address in addresses):
            resolved = await self._resolve(url, actor, now)
            if isinstance(resolved, Source):
                found[resolved.url] = resolved
            else:
                results[url] = resolved
        for source, result in await self.updater.update(list(found.values())):
            results[source.url] = result
        return list(results.items())

    async def _resolve(self, url: str, actor: Actor, now: datetime) -> Source | FetchResult:
        """Return the source of an address, a new one if need be, or the result if it is none."""
        async with self.database.read() as connection:
            known = await sources.get_by_url(connection, url)
        if known is not None:
            return known
        found = await discover_sources(url, self.fetcher, self.analysis_worker)
        if found.article is not None:
            return await self.articles.add_many([found.article], actor, now)
        if len(found.candidates) > 1:
            count = len(found.candidates)
            return build_source_error(
                url, FailureReason.NOT_A_FEED, f"links to {count} feeds", feed_count=count
            )
        (candidate,) = found.candidates
        if candidate.problem is not None:
            return candidate.problem  # A misspelled address becomes no source that always fails.
        registered = await self.register(candidate, actor, now)
        return registered.details.source

    async def _change(
        self,
        source_id: int,
        change: Callable[[Source], Mapping[str, object]],
        actor: Actor,
        now: datetime,
        action: AuditAction = AuditAction.SOURCE_CHANGED,
    ) -> SourceDetails | None:
        """Update the columns that ``change`` returns; None if there is no source with this id."""
        async with self._write(actor) as connection:
            source = await sources.get(connection, source_id)
            if source is None:
                return None
            source = await _save_changes(connection, source, change(source), actor, now, action)
            return await _load_details(connection, source, now)

    @asynccontextmanager
    async def _write(self, actor: Actor) -> AsyncIterator[AsyncConnection]:
        """Open a write transaction of an actor who may change sources."""
        async with self.database.write() as connection:
            await require_right(connection, self.settings, actor, Right.SOURCES)
            yield connection

    async def _parse_topics(self, connection: AsyncConnection, listed: str) -> frozenset[str]:
        """Return the ids of topics listed by id or name. Raises UnknownTopic."""
        custom = await custom_topics.list_all(connection)
        return parse_topic_ids(listed, build_name_index(self.translations, custom))


def update_headers(known: Mapping[str, str], lines: Iterable[str]) -> dict[str, str]:
    """Return headers with those of the lines ``Name: value`` set; an empty value removes one.

    Raises InvalidHeader.
    """
    headers = {name.lower(): (name, value) for name, value in known.items()}
    for line in lines:
        name, value = parse_header(line)
        headers.pop(name.lower(), None)
        if value:
            headers[name.lower()] = name, value
    if len(headers) > MAX_HEADERS:
        raise InvalidHeader(f"a source has {MAX_HEADERS} headers at most", name="")
    return dict(headers.values())


def _to_columns(source: Source, changes: SourceChanges) -> dict[str, object]:
    values: dict[str, object] = {}
    if changes.title is not None:
        values["own_title"] = cut_at_word(" ".join(changes.title.split()), MAX_OWN_TITLE_CHARS)
    if changes.language is not None:
        if changes.language not in ("", *INTERFACE_LANGUAGES):
            raise UnknownLanguage(f"the language is one of {', '.join(INTERFACE_LANGUAGES)}")
        values["language"] = changes.language
    if changes.headers:
        values["headers"] = update_headers(source.headers, changes.headers)
    return values


async def _find(connection: AsyncConnection, address: str) -> Source:
    """Return the source with a number or an address. Raises SourceError, UnknownSource."""
    if _NUMBER.fullmatch(address):
        source, url = await sources.get(connection, int(address)), address
    else:
        url = parse_source_address(address).url
        source = await sources.get_by_url(connection, url)
    if source is None:
        raise UnknownSource(f"no source {url}", url=url)
    return source


async def _load_details(
    connection: AsyncConnection, source: Source, now: datetime
) -> SourceDetails:
    activities = await sources.get_activity(connection, [source.id], now)
    return SourceDetails(source, activities[source.id], await list_all_topics(connection))


async def _save_changes(
    connection: AsyncConnection,
    source: Source,
    values: Mapping[str, object],
    actor: Actor,
    now: datetime,
    action: AuditAction = AuditAction.SOURCE_CHANGED,
) -> Source:
    """Update columns of a source, with an audit entry; return the source as it is then.

    Values that it has already change nothing. Headers may hold secrets, so the entry of a change
    names the columns without their values.
    """
    changed = {name: value for name, value in values.items() if getattr(source, name) != value}
    if not changed:
        return source
    text = source.url
    if action is AuditAction.SOURCE_CHANGED:
        what = sorted({"own_title": "title"}.get(name, name) for name in changed)
        text = f"{source.url}: {', '.join(what)}"
    await audit_log.record(connection, action, actor, now, text=text)
    return await sources.change(connection, source.id, **changed) or source


async def _remove(connection: AsyncConnection, source: Source, actor: Actor, now: datetime) -> None:
    await sources.remove(connection, source.url)
    await audit_log.record(connection, AuditAction.SOURCE_REMOVED, actor, now, text=source.url)
