"""Articles filed: through the desk, into storage, in batches."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from itertools import islice

from sqlalchemy.ext.asyncio import AsyncConnection

from news.clustering import matching
from news.errors import NewsError, UnreadableFileError
from news.model import Article, RawArticle
from news.query.spelling import build_keys, is_word
from news.recency import is_recent
from news.text.urls import canonicalize_url
from service.articles.analysis_worker import AnalysisWorker
from service.articles.summaries.writer import SummaryWriter
from service.ops.clock import Clock
from service.ops.log_context import bind_log_context
from service.ops.metrics import Metrics
from storage.archive import articles, stories, tombstones, topics
from storage.archive.articles import AddResult, ArticleKey
from storage.archive.tombstones import ArticleTombstoned
from storage.chats import alerts
from storage.database.engine import Database
from storage.search import vocabulary
from storage.stats import daily_counters
from storage.stats.daily_counters import DailyCounter

log = logging.getLogger(__name__)

BATCH_SIZE = 20
"""Articles that go through the desk, and into one transaction, together."""
MAX_CONCURRENT_ANALYSES = 2
"""One piece of work is done while the next stands ready."""


FetchFullText = Callable[[Sequence[RawArticle]], Awaitable[list[RawArticle]]]


@dataclass(slots=True)
class ImportReport:
    """What became of the articles that came in. ``filed`` holds the ids of all that are known."""

    added: int = 0
    already_known: int = 0
    rejected: list[NewsError] = field(default_factory=list)
    article_ids: list[int] = field(default_factory=list)

    def merge(self, other: ImportReport) -> None:
        self.added += other.added
        self.already_known += other.already_known
        self.rejected += other.rejected
        self.article_ids += other.article_ids


class ArticleImporter:
    """The one way in. ``desk_turns`` is for whoever has work for the desk: those who wait for it
    wait here, where nobody counts their time."""

    def __init__(
        self,
        database: Database,
        analysis_worker: AnalysisWorker,
        clock: Clock,
        metrics: Metrics,
        summaries: SummaryWriter | None = None,
    ) -> None:
        self._database = database
        self._analysis_worker = analysis_worker
        self._clock = clock
        self._metrics = metrics
        self._summaries = summaries
        self.analysis_slots = asyncio.Semaphore(MAX_CONCURRENT_ANALYSES)

    async def import_articles(
        self,
        incoming: Iterable[RawArticle | UnreadableFileError],
        progress: Callable[[int], None] = lambda count: None,
        fetch_full_text: FetchFullText | None = None,
        *,
        allow_removed: bool = False,
        at_once: bool = False,
    ) -> ImportReport:
        """File all that comes in; what can not be filed is in the report, and stops nothing.

        ``progress`` is called with the number of those dealt with since its last call;
        ``complete`` with those that are not known yet, before they go to the desk. What an editor
        took out counts as known and stays out, unless an editor wants it ``again``. Work that
        somebody waits for goes to the desk ``at_once``, between the articles of sources.
        """
        report = ImportReport()
        iterator = iter(incoming)
        while batch := await asyncio.to_thread(lambda: list(islice(iterator, BATCH_SIZE))):
            report.rejected += [item for item in batch if isinstance(item, UnreadableFileError)]
            raws = [item for item in batch if isinstance(item, RawArticle)]
            report.merge(await self._import_batch(raws, fetch_full_text, allow_removed, at_once))
            progress(len(batch))
        self._metrics.articles.labels("refused").inc(len(report.rejected))
        return report

    async def _import_batch(
        self,
        raws: Sequence[RawArticle],
        fetch_full_text: FetchFullText | None,
        allow_removed: bool,
        at_once: bool,
    ) -> ImportReport:
        report = ImportReport()
        fresh: list[Article] = []
        known_by_text = 0
        raws = await self._filter_known(raws, report)
        if not allow_removed:
            raws = await self._filter_removed(raws, report)
        if not raws:
            return report
        if fetch_full_text is not None:
            raws = await fetch_full_text(raws)
        async with self._database.read() as connection:
            own_topics = await topics.list_all(connection)
        async with contextlib.nullcontext() if at_once else self.analysis_slots:
            with self._metrics.analysis_seconds.time():
                edited = await self._analysis_worker.analyze(raws, self._clock(), own_topics)
        async with self._database.write() as connection:
            for article in edited:
                if not isinstance(article, Article):
                    report.rejected.append(article)
                    continue
                try:
                    filed = await self._add(connection, article, allow_removed)
                except ArticleTombstoned:
                    report.already_known += 1
                    known_by_text += 1
                    continue
                report.article_ids.append(filed.article_id)
                report.added += filed.is_new
                report.already_known += not filed.is_new
                known_by_text += not filed.is_new
                if filed.is_new:
                    if is_recent(article, self._clock()):
                        await alerts.enqueue(connection, filed.article_id, article.source_id)
                    fresh.append(replace(article, id=filed.article_id))
            await _record_words(connection, fresh, self._clock())
            await daily_counters.add(connection, self._clock(), {DailyCounter.FILED: len(fresh)})
        for article in fresh:
            with bind_log_context(article=article.id):
                log.info("filed: %s", article.url or article.title)
        self._metrics.articles.labels("added").inc(report.added)
        self._metrics.articles.labels("known").inc(known_by_text)
        if self._summaries is not None:
            await self._write_summaries(self._summaries, fresh)
        return report

    async def _add(
        self, connection: AsyncConnection, article: Article, allow_removed: bool
    ) -> AddResult:
        return await articles.add(
            connection,
            article,
            keys=matching.build_keys(article),
            choose_story=partial(matching.choose_story, article),
            choose_headline=matching.find_most_central,
            now=self._clock(),
            ignore_tombstone=allow_removed,
        )

    async def _filter_removed(
        self, raws: Sequence[RawArticle], report: ImportReport
    ) -> list[RawArticle]:
        """Those that editors did not take out, as far as address and guid tell: the text is looked
        at when they are filed."""
        asked = [_article_key(raw) for raw in raws]
        urls = {one.canonical_url for one in asked if one.canonical_url}
        guids = {(one.source_id, one.guid) for one in asked if one.source_id and one.guid}
        async with self._database.read() as connection:
            gone_urls, gone_guids = await tombstones.find_tombstoned(connection, urls, guids)
        left = [
            raw
            for raw, one in zip(raws, asked, strict=True)
            if one.canonical_url not in gone_urls and (one.source_id, one.guid) not in gone_guids
        ]
        report.already_known += len(raws) - len(left)
        return left

    async def _filter_known(
        self, raws: Sequence[RawArticle], report: ImportReport
    ) -> list[RawArticle]:
        """Those that may be new. Most of what a feed gives has been filed before, and need not go
        through the desk again; another source that has it is one more source of its story."""
        if not raws:
            return []
        asked = {id(raw): _article_key(raw) for raw in raws}
        async with self._database.read() as connection:
            known = await articles.find_existing(connection, list(asked.values()))
        carried = []
        for raw in raws:
            if hit := known.get(asked[id(raw)]):
                filed, source = hit
                report.already_known += 1
                report.article_ids.append(filed.article_id)
                if raw.source and raw.source != source:
                    carried.append((filed.story_id, raw.source))
        if carried:
            async with self._database.write() as connection:
                for story_id, source in carried:
                    await stories.add_source(connection, story_id, source)
        self._metrics.articles.labels("known").inc(report.already_known)
        edited = [
            (known[asked[id(raw)]][0].article_id, raw)
            for raw in raws
            if raw.is_edited and asked[id(raw)] in known
        ]
        await self._update_edited(edited)
        return [raw for raw in raws if asked[id(raw)] not in known]

    async def _update_edited(self, edited: Sequence[tuple[int, RawArticle]]) -> None:
        """Articles whose source says that it changed them: the newest text stands."""
        if not edited:
            return
        async with self._database.read() as connection:
            own_topics = await topics.list_all(connection)
        async with self.analysis_slots:
            anew = await self._analysis_worker.analyze(
                [raw for _, raw in edited], self._clock(), own_topics
            )
        async with self._database.write() as connection:
            for (article_id, _), article in zip(edited, anew, strict=True):
                if isinstance(article, Article):
                    await articles.update_text(connection, article_id, article)
                    await _record_words(connection, [article], self._clock())
                    with bind_log_context(article=article_id):
                        log.info("its source changed it: %s", article.url or article.title)

    async def _write_summaries(
        self, writer: SummaryWriter, new_articles: Sequence[Article]
    ) -> None:
        """Articles are filed, and their stories joined, before any server is asked: whatever
        becomes of it, they have their extracts."""
        try:
            written = await writer.write(new_articles)
        except Exception:
            log.exception("summaries failed in a way that is a mistake of ours; the extracts stand")
            return
        if written:
            async with self._database.write() as connection:
                for article_id, sentences in written.items():
                    await articles.set_summary(connection, article_id, sentences)


def _article_key(raw: RawArticle) -> ArticleKey:
    return ArticleKey(raw.source_id, raw.guid.strip(), canonicalize_url(raw.url))


async def _record_words(
    connection: AsyncConnection, new_articles: Sequence[Article], now: datetime
) -> None:
    """What somebody who makes a mistake may have meant."""
    counted = Counter(
        word for article in new_articles for word in set(article.index.words) if is_word(word)
    )
    await vocabulary.count_words(connection, counted, build_keys, now=now)
    await vocabulary.add_source_names(connection, {article.source for article in new_articles})
