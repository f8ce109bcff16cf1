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

from bot.alerts.readers import is_fresh
from bot.clock import Clock
from bot.desk import DeskProcess
from bot.metrics import Metrics
from bot.summaries.writer import SummaryWriter
from bot.trail import about
from news import stories as joining
from news.errors import NewsError, UnreadableFile
from news.model import Article, RawArticle
from news.spelling import is_word, keys
from news.urls import canonical
from storage import alerts, articles, daily, stories, topics, vocabulary, withdrawn
from storage.articles import Asked, Filed
from storage.daily import What
from storage.engine import Database
from storage.withdrawn import ArticleWithdrawn

log = logging.getLogger(__name__)

BATCH = 20
"""Articles that go through the desk, and into one transaction, together."""
AT_THE_DESK = 2
"""One piece of work is done while the next stands ready."""


Complete = Callable[[Sequence[RawArticle]], Awaitable[list[RawArticle]]]


@dataclass(slots=True)
class Report:
    """What became of the articles that came in. ``filed`` holds the ids of all that are known."""

    added: int = 0
    known: int = 0
    refused: list[NewsError] = field(default_factory=list)
    filed: list[int] = field(default_factory=list)

    def include(self, other: Report) -> None:
        self.added += other.added
        self.known += other.known
        self.refused += other.refused
        self.filed += other.filed


class Filing:
    """The one way in. ``desk_turns`` is for whoever has work for the desk: those who wait for it
    wait here, where nobody counts their time."""

    def __init__(
        self,
        database: Database,
        desk: DeskProcess,
        clock: Clock,
        metrics: Metrics,
        summaries: SummaryWriter | None = None,
    ) -> None:
        self._database = database
        self._desk = desk
        self._clock = clock
        self._metrics = metrics
        self._summaries = summaries
        self.desk_turns = asyncio.Semaphore(AT_THE_DESK)

    async def take(
        self,
        incoming: Iterable[RawArticle | UnreadableFile],
        progress: Callable[[int], None] = lambda count: None,
        complete: Complete | None = None,
        *,
        again: bool = False,
        at_once: bool = False,
    ) -> Report:
        """File all that comes in; what can not be filed is in the report, and stops nothing.

        ``progress`` is called with the number of those dealt with since its last call;
        ``complete`` with those that are not known yet, before they go to the desk. What an editor
        took out counts as known and stays out, unless an editor wants it ``again``. Work that
        somebody waits for goes to the desk ``at_once``, between the articles of sources.
        """
        report = Report()
        iterator = iter(incoming)
        while batch := await asyncio.to_thread(lambda: list(islice(iterator, BATCH))):
            report.refused += [item for item in batch if isinstance(item, UnreadableFile)]
            raws = [item for item in batch if isinstance(item, RawArticle)]
            report.include(await self._take_batch(raws, complete, again, at_once))
            progress(len(batch))
        self._metrics.articles.labels("refused").inc(len(report.refused))
        return report

    async def _take_batch(
        self, raws: Sequence[RawArticle], complete: Complete | None, again: bool, at_once: bool
    ) -> Report:
        report = Report()
        fresh: list[Article] = []
        known_by_text = 0
        raws = await self._unknown(raws, report)
        if not again:
            raws = await self._not_withdrawn(raws, report)
        if not raws:
            return report
        if complete is not None:
            raws = await complete(raws)
        async with self._database.read() as connection:
            own_topics = await topics.every(connection)
        async with contextlib.nullcontext() if at_once else self.desk_turns:
            with self._metrics.desk_seconds.time():
                edited = await self._desk.edit(raws, self._clock(), own_topics)
        async with self._database.write() as connection:
            for article in edited:
                if not isinstance(article, Article):
                    report.refused.append(article)
                    continue
                try:
                    filed = await self._add(connection, article, again)
                except ArticleWithdrawn:
                    report.known += 1
                    known_by_text += 1
                    continue
                report.filed.append(filed.article_id)
                report.added += filed.is_new
                report.known += not filed.is_new
                known_by_text += not filed.is_new
                if filed.is_new:
                    if is_fresh(article, self._clock()):
                        await alerts.enqueue(connection, filed.article_id, article.source_id)
                    fresh.append(replace(article, id=filed.article_id))
            await _note_words(connection, fresh, self._clock())
            await daily.add(connection, self._clock(), {What.FILED: len(fresh)})
        for article in fresh:
            with about(article=article.id):
                log.info("filed: %s", article.url or article.title)
        self._metrics.articles.labels("added").inc(report.added)
        self._metrics.articles.labels("known").inc(known_by_text)
        if self._summaries is not None:
            await self._write_summaries(self._summaries, fresh)
        return report

    async def _add(self, connection: AsyncConnection, article: Article, again: bool) -> Filed:
        return await articles.add(
            connection,
            article,
            keys=joining.keys(article),
            choose=partial(joining.choose, article),
            central=joining.most_central,
            now=self._clock(),
            again=again,
        )

    async def _not_withdrawn(self, raws: Sequence[RawArticle], report: Report) -> list[RawArticle]:
        """Those that editors did not take out, as far as address and guid tell: the text is looked
        at when they are filed."""
        asked = [_asked(raw) for raw in raws]
        urls = {one.canonical_url for one in asked if one.canonical_url}
        guids = {(one.source_id, one.guid) for one in asked if one.source_id and one.guid}
        async with self._database.read() as connection:
            gone_urls, gone_guids = await withdrawn.gone(connection, urls, guids)
        left = [
            raw
            for raw, one in zip(raws, asked, strict=True)
            if one.canonical_url not in gone_urls and (one.source_id, one.guid) not in gone_guids
        ]
        report.known += len(raws) - len(left)
        return left

    async def _unknown(self, raws: Sequence[RawArticle], report: Report) -> list[RawArticle]:
        """Those that may be new. Most of what a feed gives has been filed before, and need not go
        through the desk again; another source that has it is one more source of its story."""
        if not raws:
            return []
        asked = {id(raw): _asked(raw) for raw in raws}
        async with self._database.read() as connection:
            known = await articles.known(connection, list(asked.values()))
        carried = []
        for raw in raws:
            if hit := known.get(asked[id(raw)]):
                filed, source = hit
                report.known += 1
                report.filed.append(filed.article_id)
                if raw.source and raw.source != source:
                    carried.append((filed.story_id, raw.source))
        if carried:
            async with self._database.write() as connection:
                for story_id, source in carried:
                    await stories.carried_by(connection, story_id, source)
        self._metrics.articles.labels("known").inc(report.known)
        edited = [
            (known[asked[id(raw)]][0].article_id, raw)
            for raw in raws
            if raw.edited and asked[id(raw)] in known
        ]
        await self._revise(edited)
        return [raw for raw in raws if asked[id(raw)] not in known]

    async def _revise(self, edited: Sequence[tuple[int, RawArticle]]) -> None:
        """Articles whose source says that it changed them: the newest text stands."""
        if not edited:
            return
        async with self._database.read() as connection:
            own_topics = await topics.every(connection)
        async with self.desk_turns:
            anew = await self._desk.edit([raw for _, raw in edited], self._clock(), own_topics)
        async with self._database.write() as connection:
            for (article_id, _), article in zip(edited, anew, strict=True):
                if isinstance(article, Article):
                    await articles.revise(connection, article_id, article)
                    await _note_words(connection, [article], self._clock())
                    with about(article=article_id):
                        log.info("its source changed it: %s", article.url or article.title)

    async def _write_summaries(self, writer: SummaryWriter, fresh: Sequence[Article]) -> None:
        """Articles are filed, and their stories joined, before any server is asked: whatever
        becomes of it, they have their extracts."""
        try:
            written = await writer.write(fresh)
        except Exception:
            log.exception("summaries failed in a way that is a mistake of ours; the extracts stand")
            return
        if written:
            async with self._database.write() as connection:
                for article_id, sentences in written.items():
                    await articles.put_summary(connection, article_id, sentences)


def _asked(raw: RawArticle) -> Asked:
    return Asked(raw.source_id, raw.guid.strip(), canonical(raw.url))


async def _note_words(connection: AsyncConnection, fresh: Sequence[Article], now: datetime) -> None:
    """What somebody who makes a mistake may have meant."""
    counted = Counter(
        word for article in fresh for word in set(article.index.words) if is_word(word)
    )
    await vocabulary.note(connection, counted, keys, now=now)
    await vocabulary.note_sources(connection, {article.source for article in fresh})
