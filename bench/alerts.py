"""An article against the terms of a hundred thousand readers, and what it does to the event loop.

Terms are words of the sample articles, and pairs of them, one of ten of each, drawn by Zipf's law:
some are followed by thousands, most by a few. Printed beside it: looking at each meaning in turn,
as one would without the index of their keys.

    python bench/alerts.py [READERS]
"""

from __future__ import annotations

import asyncio
import gc
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Awaitable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import pairwise
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[1]))

from sqlalchemy import delete, insert

from bench.support.material import say, synthesised
from bot.features.alerts.renderer import AlertMessages
from news.clustering import matching
from news.model import Article
from news.nlp.lemmas import Lemmatizer
from news.nlp.words import tokenize
from news.pipeline import ArticleAnalyzer
from news.query.followed_terms import (
    ArticleTokens,
    InvalidTermError,
    NormalizedTerm,
    TermNormalizer,
)
from service.config import Settings
from service.follows.alerts.job import AlertJob
from service.follows.alerts.rules import match_article
from service.i18n.translations import Translations
from service.subscribers.service import build_default_subscriber
from storage.archive import articles
from storage.chats import alerts
from storage.database.engine import Database
from storage.migrations.runner import migrate
from storage.schema.tables import alert_queue, subscribers, term_tokens
from storage.schema.tables import follows as tables_terms
from storage.schema.tables import terms as terms_table

ARTICLES, SPREAD = 60, 5
TERMS_EACH = 3
ONE_OF = 10
NOW = datetime(2026, 7, 1, 12, tzinfo=UTC)


async def main(readers: int) -> None:
    desk = ArticleAnalyzer()
    raws = [
        replace(raw, language="ru", published=NOW) for raw in synthesised(ARTICLES, 250, seed=3)
    ]
    edited = [desk.analyze(raw, NOW) for raw in raws]
    terms = TermNormalizer(Lemmatizer())
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'svodka.db'}"
        migrate(url)
        database = Database(url)
        known = await _fill(database, terms, edited, readers)
        say(f"{readers:,} readers, {TERMS_EACH} terms each, {len(known):,} distinct")
        await _match(database, terms, edited, known)
        await _spread(database, terms)
        await database.close()


async def _match(
    database: Database, terms: TermNormalizer, edited: Sequence[Article], known: dict[int, str]
) -> None:
    """By the index of keys, and one by one."""
    by_keys, one_by_one, found = [], [], []
    for article in edited:
        async with database.write() as connection:
            filed = await articles.add(
                connection,
                article,
                keys=matching.build_keys(article),
                choose_story=partial(matching.choose_story, article),
                choose_headline=matching.find_most_central,
                now=NOW,
            )
            await alerts.enqueue(connection, filed.article_id, None)
            indexed = await alerts.load_queued(connection, filed.article_id)
        assert indexed is not None
        async with database.read() as connection:
            # Once before, so that neither way has the words taken apart for it by the other.
            await match_article(connection, terms, article, indexed)
            begun = time.perf_counter()
            matched = await match_article(connection, terms, article, indexed)
            by_keys.append(time.perf_counter() - begun)
        found.append(matched.term_ids)
        begun = time.perf_counter()
        reading = ArticleTokens(terms, article.language, indexed.tokens, article.texts)
        slow = {n for n, words in known.items() if reading.has_term(NormalizedTerm.parse(words))}
        one_by_one.append(time.perf_counter() - begun)
        assert slow == found[-1], "the two ways differ"
    say(f"terms that an article mentions: {statistics.median(map(len, found)):.0f} in the median")
    _line("matched by keys", by_keys)
    _line("matched one by one", one_by_one)


async def _spread(database: Database, terms: TermNormalizer) -> None:
    async with database.write() as connection:
        await connection.execute(delete(alert_queue).where(alert_queue.c.article_id > SPREAD))
    gc.collect()
    gc.freeze()  # as the service does
    renderer = AlertMessages(Translations())
    job = AlertJob(database, terms, renderer, lambda: NOW + timedelta(minutes=1))
    begun = time.perf_counter()
    told, longest = await _watched(job.run())
    took = time.perf_counter() - begun
    say(f"{SPREAD} articles spread: {told:,} alerts at once, in {took:.1f} s")
    async with database.read() as connection:
        rows = await connection.exec_driver_sql("SELECT count(*) FROM pending_alerts")
        say(f"waiting for their hour: {rows.scalar_one():,}")
    say(f"the event loop was at one thing for {longest * 1000:.0f} ms at the most")


async def _watched(work: Awaitable[int]) -> tuple[int, float]:
    """Return the result, and the longest CPU time in seconds that the event loop spent in one
    callback during the work."""
    longest, run = 0.0, asyncio.Handle._run

    def timed(handle: asyncio.Handle) -> None:
        nonlocal longest
        begun = time.thread_time()
        run(handle)
        longest = max(longest, time.thread_time() - begun)

    asyncio.Handle._run = timed  # type: ignore[method-assign, assignment]
    try:
        told = await work
    finally:
        asyncio.Handle._run = run  # type: ignore[method-assign]
    return told, longest


async def _fill(
    database: Database, terms: TermNormalizer, edited: Sequence[Article], readers: int
) -> dict[int, str]:
    """Readers with their terms; the meanings by id."""
    lines, settings = _meanings(terms, edited), Settings.model_construct()
    draw = random.Random(5)
    weights = [1 / place for place in range(1, len(lines) + 1)]
    async with database.write() as connection:
        await connection.execute(
            insert(terms_table), [{"id": n, "normalized": line} for n, line in lines.items()]
        )
        keys = [
            {"term_id": n, "token": key}
            for n, line in lines.items()
            for key in terms.get_lookup_tokens(NormalizedTerm.parse(line))
        ]
        await connection.execute(insert(term_tokens), keys)
        for start in range(0, readers, 10_000):
            chats = range(start + 1, min(start + 10_000, readers) + 1)
            people = [_row(settings, chat, subscribers.c.keys()) for chat in chats]
            await connection.execute(insert(subscribers), people)
            rows = [
                {
                    "chat_id": chat,
                    "term_id": n,
                    "text": lines[n],
                    "kind": "follow",
                    "notify": "instant",
                    "origin": "command",
                    "created_at": NOW,
                }
                for chat in chats
                for n in set(draw.choices(list(lines), weights, k=TERMS_EACH))
            ]
            await connection.execute(insert(tables_terms), rows)
    return lines


def _row(settings: Settings, chat: int, columns: Sequence[str]) -> dict[str, object]:
    reader = replace(build_default_subscriber(settings, chat, "private", "ru", NOW), state="active")
    return {name: getattr(reader, name) for name in columns if hasattr(reader, name)}


def _meanings(terms: TermNormalizer, edited: Sequence[Article]) -> dict[int, str]:
    """Return words of the articles, and each pair of adjacent words, rare and common mixed."""
    found: set[str] = set()
    for article in edited:
        for text in article.texts:
            words = tokenize(text)
            for wanted in (*words, *map(" ".join, pairwise(words))):
                try:
                    found.add(str(terms.normalize(wanted, "ru")))
                except InvalidTermError:
                    continue
    mixed = random.Random(7).sample(sorted(found), len(found) // ONE_OF)
    return dict(enumerate(mixed, start=1))


def _line(name: str, seconds: Sequence[float]) -> None:
    ordered = sorted(seconds)
    p95 = ordered[int(len(ordered) * 0.95)]
    say(f"{name:20} median {statistics.median(ordered) * 1000:7.1f} ms   p95 {p95 * 1000:7.1f} ms")


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000))
