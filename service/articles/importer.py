"""Imports articles: analyzes and stores them in batches."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import logging
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from itertools import islice

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection

from news.clustering import matching
from news.clustering.lead import choose_lead
from news.errors import NewsError, TooComplex, UnreadableFileError
from news.model import Article, MatchCandidate, RawArticle, Topic
from news.query.spelling import build_keys, is_word
from news.sources.cleaning import clean
from news.sources.formats.entries import is_another_article
from news.text.urls import get_canonical_url
from service.articles.analysis_worker import AnalysisWorker, AnalyzerUnavailable
from service.articles.summaries.writer import SummaryWriter
from service.ops.clock import Clock
from service.ops.idempotency import AnsweredElsewhere
from service.ops.logs import bind_log_context
from service.ops.metrics import Metrics
from storage.archive import articles, cutoff, stories, tombstones, topics
from storage.archive.articles import AddResult, ArticleKey, KnownArticle
from storage.archive.tombstones import ArticleTombstoned
from storage.chats import alerts
from storage.database.engine import Database
from storage.search import vocabulary
from storage.stats import daily_counters
from storage.stats.daily_counters import DailyCounter

log = logging.getLogger(__name__)

BATCH_SIZE = 20
"""Articles analyzed, and stored in one transaction, together."""
MAX_VOCABULARY_WORDS = 2_000
"""Different words of an article that are stored for suggestions; 14,000 characters have fewer. The
process that answers people prepares them, which takes 0.05 ms each."""
MAX_SKIPPED_ARTICLES = 10_000
"""Articles remembered as too complex. A feed repeats its entries at each update; analyzing such an
entry costs up to 20 s of CPU every time."""
MAX_CONCURRENT_ANALYSES = 2
"""One batch is analyzed while the next one waits, so that the analysis worker is never idle."""
SLOT_SECONDS = 10.0
"""A batch that is analyzed for longer lets other batches go first before its next article: twenty
articles that were made to be slow take minutes."""
MAX_WAIT_SECONDS = 30.0
"""How long a batch waits for another one that analyzes the same articles."""
MAX_INLINE_WORDS = 1_000
"""Words of a posted article that is stored on the event loop, in some milliseconds: a thread would
cost as much as the rows, and those that come at the same time share a commit."""

FetchFullText = Callable[[Sequence[RawArticle]], Awaitable[list[RawArticle]]]
OnStored = Callable[[AsyncConnection, AddResult], Awaitable[None]]


@dataclass(slots=True)
class ImportReport:
    """Counts of an import. ``article_ids``: the articles added and those already known;
    ``expiring``: how many of the added are so old that they are deleted the next night."""

    added: int = 0
    already_known: int = 0
    rejected: list[NewsError] = field(default_factory=list)
    article_ids: list[int] = field(default_factory=list)
    expiring: int = 0

    def merge(self, other: ImportReport) -> None:
        """Add the counts of another report to this one."""
        self.added += other.added
        self.already_known += other.already_known
        self.expiring += other.expiring
        self.rejected += other.rejected
        self.article_ids += other.article_ids


class ArticleImporter:
    """Adds articles to the archive.

    ``analysis_slots`` limits the batches sent to the analysis worker: the others wait here, where
    the wait does not count against their timeout. ``kept_for``: how long articles are kept.
    """

    def __init__(
        self,
        database: Database,
        analysis_worker: AnalysisWorker,
        clock: Clock,
        metrics: Metrics,
        summaries: SummaryWriter | None = None,
        kept_for: timedelta = timedelta.max,
    ) -> None:
        self._database = database
        self._analysis_worker = analysis_worker
        self._clock = clock
        self._metrics = metrics
        self._summaries = summaries
        self._kept_for = kept_for
        self.analysis_slots = asyncio.Semaphore(MAX_CONCURRENT_ANALYSES)
        self._too_complex: dict[bytes, TooComplex] = {}
        self._writing: set[asyncio.Task[None]] = set()
        self._at_work: dict[str, asyncio.Future[None]] = {}
        """By the addresses of the articles that are analyzed and stored now: the end of that."""

    async def close(self) -> None:
        """Give up the summaries that are being written; their articles keep the extracts."""
        for task in self._writing:
            task.cancel()
        await asyncio.gather(*self._writing, return_exceptions=True)

    async def import_article(
        self, raw: RawArticle, on_stored: OnStored, *, allow_removed: bool = False
    ) -> AddResult:
        """Analyze and store one article; ``allow_removed``: also one that was removed before.

        ``on_stored`` is awaited in the transaction that stores it or finds it stored. A summary of
        the server is written later. Raises ArticleTombstoned, or another NewsError for an article
        that cannot be analyzed.
        """
        try:
            (article,) = await self._analyze([clean(raw)], wait_for_slot=False)
            if not isinstance(article, Article):
                raise article
            is_short = len(article.index.words) <= MAX_INLINE_WORDS
            async with self._database.write(inline=is_short, alone=True) as connection:
                arrival = await cutoff.get_arrival_time(connection, self._clock())
                result = await self._store_article(connection, article, arrival, allow_removed)
                added = [replace(article, id=result.article_id)] if result.is_new else []
                await self._count_added(connection, added)
                await on_stored(connection, result)
        except (AnalyzerUnavailable, AnsweredElsewhere, SQLAlchemyError):
            raise
        except Exception as error:
            self._metrics.articles.labels("refused").inc()
            if isinstance(error, NewsError):
                raise
            raise _to_news_error(error, raw) from error
        self._metrics.articles.labels("added" if result.is_new else "known").inc()
        if self._summaries is not None and added:
            task = asyncio.create_task(self._write_summaries(self._summaries, added))
            self._writing.add(task)
            task.add_done_callback(self._writing.discard)
        return result

    async def import_articles(
        self,
        incoming: Iterable[RawArticle | UnreadableFileError],
        progress: Callable[[int], None] = lambda count: None,
        fetch_full_text: FetchFullText | None = None,
        *,
        allow_removed: bool = False,
        wait_for_slot: bool = False,
    ) -> ImportReport:
        """Analyze and store articles; rejected ones are in the report and do not stop the others.

        ``progress`` is called with the number of articles handled since its last call;
        ``fetch_full_text`` with new articles before their analysis. Articles that an editor removed
        count as known, unless ``allow_removed``. ``wait_for_slot``: wait while other batches are
        analyzed, because no person waits for this import.
        """
        report = ImportReport()
        iterator, is_listed = iter(incoming), isinstance(incoming, Sequence)
        while batch := await _take_batch(iterator, in_thread=not is_listed):
            report.rejected += [item for item in batch if isinstance(item, UnreadableFileError)]
            raws = [clean(item) for item in batch if isinstance(item, RawArticle)]
            do_import = partial(
                self._import_batch,
                fetch_full_text=fetch_full_text,
                allow_removed=allow_removed,
                wait_for_slot=wait_for_slot,
            )
            report.merge(await _import_singly_on_error(raws, do_import))
            progress(len(batch))
        self._metrics.articles.labels("refused").inc(len(report.rejected))
        return report

    async def _import_batch(
        self,
        raws: Sequence[RawArticle],
        fetch_full_text: FetchFullText | None,
        allow_removed: bool,
        wait_for_slot: bool,
    ) -> ImportReport:
        report = ImportReport()
        raws = await self._filter_known(raws, report)
        if await self._wait_for_others(raws):
            raws = await self._filter_known(raws, report)
        if not raws:
            return report
        with self._mark_at_work(raws):
            if not allow_removed:
                raws = await self._filter_removed(raws, report)
            if not raws:
                return report
            if fetch_full_text is not None:
                raws = await fetch_full_text(raws)
            analyzed = await self._analyze(raws, wait_for_slot=wait_for_slot)
            known_before = report.already_known
            added = await self._store(analyzed, report, allow_removed)
        for article in added:
            with bind_log_context(article=article.id):
                log.info("added: %s", article.url or article.title)
        self._metrics.articles.labels("added").inc(report.added)
        self._metrics.articles.labels("known").inc(report.already_known - known_before)
        if self._summaries is not None:
            await self._write_summaries(self._summaries, added)
        return report

    async def _wait_for_others(self, raws: Sequence[RawArticle]) -> bool:
        """Wait, `MAX_WAIT_SECONDS` at most, until other batches have stored those of the articles
        that they have too; return whether there were any.

        Feeds of one site, and those that collect from others, give the same articles at once.
        """
        addresses = map(get_canonical_url, raws)
        others = {self._at_work[address] for address in addresses if address in self._at_work}
        if others:
            await asyncio.wait(others, timeout=MAX_WAIT_SECONDS)
        return bool(others)

    @contextlib.contextmanager
    def _mark_at_work(self, raws: Sequence[RawArticle]) -> Iterator[None]:
        """Let others that have the same articles wait until the end of the block."""
        end = asyncio.get_running_loop().create_future()
        addresses = {get_canonical_url(raw) for raw in raws} - {"", *self._at_work}
        self._at_work |= dict.fromkeys(addresses, end)
        try:
            yield
        finally:
            for address in addresses:
                del self._at_work[address]
            end.set_result(None)

    async def _analyze(
        self, raws: Sequence[RawArticle], *, wait_for_slot: bool
    ) -> list[Article | NewsError]:
        """Return the analysis of each article, or why there is none; one that was too complex
        before is not analyzed again."""
        known = [
            self._too_complex.get(_hash_raw(raw)) if self._too_complex else None for raw in raws
        ]
        left = [raw for raw, error in zip(raws, known, strict=True) if error is None]
        analyzed = await self._analyze_new(left, wait_for_slot) if left else []
        for raw, result in zip(left, analyzed, strict=True):
            if isinstance(result, TooComplex):
                self._too_complex[_hash_raw(raw)] = result
        while len(self._too_complex) > MAX_SKIPPED_ARTICLES:
            del self._too_complex[next(iter(self._too_complex))]
        results = iter(analyzed)
        return [next(results) if error is None else error for error in known]

    async def _analyze_new(
        self, raws: Sequence[RawArticle], wait_for_slot: bool
    ) -> list[Article | NewsError]:
        async with self._database.read(inline=True) as connection:
            custom_topics = await topics.list_all(connection)
        results: list[Article | NewsError] = []
        while len(results) < len(raws):
            async with self.analysis_slots if wait_for_slot else contextlib.nullcontext():
                results += await self._analyze_some(raws[len(results) :], custom_topics)
        return results

    async def _analyze_some(
        self, raws: Sequence[RawArticle], custom_topics: Sequence[Topic]
    ) -> list[Article | NewsError]:
        """Return the analysis of the first articles: of as many as `SLOT_SECONDS` suffice for."""
        results: list[Article | NewsError] = []
        clock = asyncio.get_running_loop().time
        until = clock() + SLOT_SECONDS
        with self._metrics.analysis_seconds.time():
            for raw in raws:
                results += await self._analysis_worker.analyze([raw], self._clock(), custom_topics)
                if clock() >= until:
                    break
        return results

    async def _store(
        self, analyzed: Sequence[Article | NewsError], report: ImportReport, allow_removed: bool
    ) -> list[Article]:
        """Store a batch in one transaction; return what is new, and add to the report."""
        added: list[Article] = []
        async with self._database.write() as connection:
            # Once for all: no digest is made before the end of the transaction.
            arrival = await cutoff.get_arrival_time(connection, self._clock())
            for article in analyzed:
                if not isinstance(article, Article):
                    report.rejected.append(article)
                    continue
                try:
                    result = await self._store_article(connection, article, arrival, allow_removed)
                except ArticleTombstoned:
                    report.already_known += 1
                    continue
                report.article_ids.append(result.article_id)
                report.added += result.is_new
                report.already_known += not result.is_new
                if result.is_new:
                    report.expiring += arrival - article.published > self._kept_for
                    added.append(replace(article, id=result.article_id))
            await self._count_added(connection, added)
        return added

    async def _count_added(self, connection: AsyncConnection, added: Sequence[Article]) -> None:
        await _record_words(connection, added, self._clock())
        await daily_counters.add(connection, self._clock(), {DailyCounter.ADDED: len(added)})

    async def _store_article(
        self,
        connection: AsyncConnection,
        article: Article,
        arrival: datetime,
        allow_removed: bool,
    ) -> AddResult:
        near: list[MatchCandidate] = []

        def choose_story(candidates: Sequence[MatchCandidate]) -> int | None:
            near.extend(candidates)
            return matching.choose_story(article, candidates)

        result = await articles.add(
            connection,
            article,
            keys=matching.build_keys(article),
            choose_story=choose_story,
            choose_lead=choose_lead,
            now=arrival,
            ignore_tombstone=allow_removed,
        )
        members = [one for one in near if one.story_id == result.story_id]
        if result.is_new and matching.is_follow_up(article, members):
            await articles.mark_as_follow_up(connection, result.article_id)
        if result.is_new and article.is_recent(self._clock()):
            await alerts.enqueue(connection, result.article_id, article.source_id)
        return result

    async def _filter_removed(
        self, raws: Sequence[RawArticle], report: ImportReport
    ) -> list[RawArticle]:
        """Return the articles whose address and guid no editor removed.

        Their text is compared when they are stored.
        """
        keys = [_article_key(raw) for raw in raws]
        urls = {key.canonical_url for key in keys if key.canonical_url}
        guids = {(key.source_id, key.guid) for key in keys if key.source_id and key.guid}
        async with self._database.read() as connection:
            removed_urls, removed_guids = await tombstones.find_tombstoned(connection, urls, guids)
        left = [
            raw
            for raw, key in zip(raws, keys, strict=True)
            if key.canonical_url not in removed_urls
            and (key.source_id, key.guid) not in removed_guids
        ]
        report.already_known += len(raws) - len(left)
        return left

    async def _filter_known(
        self, raws: Sequence[RawArticle], report: ImportReport
    ) -> list[RawArticle]:
        """Return the articles that may be new.

        Most entries of a feed are known and need no analysis. A known article of another source
        adds that source to its story; one that its source changed is updated.
        """
        if not raws:
            return []
        keys = [_article_key(raw) for raw in raws]
        async with self._database.read() as connection:
            known = await articles.find_existing(connection, keys)
        stored: list[tuple[RawArticle, KnownArticle]] = []
        new: list[RawArticle] = []
        for raw, key in zip(raws, keys, strict=True):
            hit = known.get(key)
            if hit is None:
                new.append(raw)
            elif _shares_address(raw, hit):
                new.append(replace(raw, is_address_shared=True))
            else:
                stored.append((raw, hit))
        report.already_known += len(stored)
        self._metrics.articles.labels("known").inc(len(stored))
        report.article_ids += [hit.article_id for _, hit in stored]
        new_sources = [
            (hit.story_id, raw.source) for raw, hit in stored if raw.source not in ("", hit.source)
        ]
        if new_sources:
            async with self._database.write() as connection:
                for story_id, source in new_sources:
                    await stories.add_source(connection, story_id, source)
        await self._update_edited([(hit.article_id, raw) for raw, hit in stored if raw.is_edited])
        return new

    async def _update_edited(self, edited: Sequence[tuple[int, RawArticle]]) -> None:
        """Analyze and store the newer text of articles that their source changed."""
        if not edited:
            return
        analyzed = await self._analyze([raw for _, raw in edited], wait_for_slot=True)
        async with self._database.write() as connection:
            for (article_id, _), article in zip(edited, analyzed, strict=True):
                if isinstance(article, Article):
                    await articles.update_text(connection, article_id, article)
                    await _record_words(connection, [article], self._clock())
                    with bind_log_context(article=article_id):
                        log.info("updated by its source: %s", article.url or article.title)

    async def _write_summaries(
        self, writer: SummaryWriter, new_articles: Sequence[Article]
    ) -> None:
        """Replace extracts by summaries of the server.

        The articles are stored before the request, so they keep their extracts if it fails.
        """
        try:
            written = await writer.write(new_articles)
            if written:
                async with self._database.write() as connection:
                    for article_id, sentences in written.items():
                        await articles.set_summary(connection, article_id, sentences)
        except Exception:
            log.exception("unexpected error while writing summaries; the extracts are kept")


async def _import_singly_on_error(
    raws: Sequence[RawArticle], do_import: Callable[[Sequence[RawArticle]], Awaitable[ImportReport]]
) -> ImportReport:
    """Import a batch; if that fails because of an article, import each alone, and reject that one.

    What fails for every article, the database or the analysis worker, is raised.
    """
    try:
        return await do_import(raws)
    except Exception as error:
        if isinstance(error, AnalyzerUnavailable | SQLAlchemyError):
            raise
        if len(raws) == 1:
            return ImportReport(rejected=[_to_news_error(error, raws[0])])
    report = ImportReport()
    for raw in raws:
        report.merge(await _import_singly_on_error([raw], do_import))
    return report


async def _take_batch(
    items: Iterator[RawArticle | UnreadableFileError], *, in_thread: bool
) -> list[RawArticle | UnreadableFileError]:
    """Return the next items. ``in_thread``: they are read from files."""
    if not in_thread:
        return list(islice(items, BATCH_SIZE))
    return await asyncio.to_thread(lambda: list(islice(items, BATCH_SIZE)))


def _to_news_error(error: Exception, raw: RawArticle) -> NewsError:
    """Log an unexpected error; return that the article cannot be imported."""
    name = raw.url or raw.title
    log.error("an article cannot be imported: %s", name, exc_info=error)
    return NewsError(f"{name!r} cannot be imported: {error}")


def _hash_raw(raw: RawArticle) -> bytes:
    return hashlib.sha256(
        "\0".join((raw.title, raw.text, raw.html)).encode(errors="replace")
    ).digest()


def _article_key(raw: RawArticle) -> ArticleKey:
    return ArticleKey(raw.source_id, raw.guid.strip(), get_canonical_url(raw))


def _shares_address(raw: RawArticle, known: KnownArticle) -> bool:
    """Return whether the source of an article gave another one at its address before."""
    return (
        raw.source_id is not None
        and known.source_id == raw.source_id
        and known.guid != raw.guid.strip()
        and is_another_article(raw, known.guid, known.title)
    )


def _list_words(article: Article) -> list[str]:
    """Return the different words of an article, at most `MAX_VOCABULARY_WORDS`."""
    return list(islice(filter(is_word, dict.fromkeys(article.index.words)), MAX_VOCABULARY_WORDS))


async def _record_words(
    connection: AsyncConnection, new_articles: Sequence[Article], now: datetime
) -> None:
    """Add the words and source names of new articles to the vocabulary of suggestions."""
    counted = Counter(word for article in new_articles for word in _list_words(article))
    await vocabulary.count_words(connection, counted, build_keys, now=now)
    await vocabulary.add_source_names(connection, {article.source for article in new_articles})
