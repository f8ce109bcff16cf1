"""Measure how fast articles are matched with the terms of 100,000 subscribers, and alerts enqueued.

`python bench/alerts.py [SUBSCRIBERS]`

Terms are words and word pairs of the sample articles, one of ten of each, drawn by Zipf's law: a
few have thousands of followers, most have a few. The baseline compares the article with each term
in turn, without the index of term tokens.
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
from itertools import pairwise
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[1]))

from sqlalchemy import delete, insert

from bench.support.archive.storing import store_article
from bench.support.material import generate_articles, print_line
from bot.features.alerts.renderer import AlertMessages
from news.model import Article
from news.nlp.forms.lemmas import Lemmatizer
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
from storage.chats import alerts
from storage.database.engine import Database, open_database
from storage.migrations.runner import migrate
from storage.schema.tables import alert_queue, subscribers, term_tokens
from storage.schema.tables import follows as follows_table
from storage.schema.tables import terms as terms_table

ARTICLES, DISPATCHED_ARTICLES = 60, 5
TERMS_EACH = 3
SAMPLE_ONE_IN = 10
NOW = datetime(2026, 7, 1, 12, tzinfo=UTC)


async def main(readers: int) -> None:
    analyzer = ArticleAnalyzer()
    raws = [
        replace(raw, language="ru", published=NOW)
        for raw in generate_articles(ARTICLES, 250, seed=3)
    ]
    analyzed = [analyzer.analyze(raw, NOW) for raw in raws]
    terms = TermNormalizer(Lemmatizer())
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'svodka.db'}"
        migrate(url)
        database = open_database(url)
        known = await _fill(database, terms, analyzed, readers)
        print_line(f"{readers:,} readers, {TERMS_EACH} terms each, {len(known):,} distinct")
        await _measure_matching(database, terms, analyzed, known)
        await _measure_dispatch(database, terms)
        await database.close()


async def _measure_matching(
    database: Database, terms: TermNormalizer, analyzed: Sequence[Article], known: dict[int, str]
) -> None:
    """Time matching by the index of tokens, and with each term in turn."""
    by_keys, one_by_one, found = [], [], []
    for article in analyzed:
        async with database.write() as connection:
            stored = await store_article(connection, article, NOW)
            await alerts.enqueue(connection, stored.article_id, None)
            indexed = await alerts.load_queued(connection, stored.article_id)
        assert indexed is not None
        async with database.read() as connection:
            # A first run warms the cache of words, so that neither way profits from the other.
            await match_article(connection, terms, article, indexed)
            started = time.perf_counter()
            matched = await match_article(connection, terms, article, indexed)
            by_keys.append(time.perf_counter() - started)
        found.append(matched.term_ids)
        started = time.perf_counter()
        tokens = ArticleTokens(terms, article.language, indexed.tokens, article.texts)
        slow = {n for n, words in known.items() if tokens.has_term(NormalizedTerm.parse(words))}
        one_by_one.append(time.perf_counter() - started)
        assert slow == found[-1], "the two ways differ"
    print_line(
        f"terms that an article mentions: {statistics.median(map(len, found)):.0f} in the median"
    )
    _print_times("matched by keys", by_keys)
    _print_times("matched one by one", one_by_one)


async def _measure_dispatch(database: Database, terms: TermNormalizer) -> None:
    async with database.write() as connection:
        await connection.execute(
            delete(alert_queue).where(alert_queue.c.article_id > DISPATCHED_ARTICLES)
        )
    gc.collect()
    gc.freeze()  # as the service does
    renderer = AlertMessages(Translations())
    job = AlertJob(database, terms, renderer, lambda: NOW + timedelta(minutes=1))
    started = time.perf_counter()
    alert_count, longest = await _run_watched(job.run())
    took = time.perf_counter() - started
    print_line(f"{DISPATCHED_ARTICLES} articles dispatched: {alert_count:,} alerts in {took:.1f} s")
    async with database.read() as connection:
        rows = await connection.exec_driver_sql("SELECT count(*) FROM pending_alerts")
        print_line(f"waiting for a batch: {rows.scalar_one():,}")
    print_line(f"the longest callback on the event loop took {longest * 1000:.0f} ms of CPU")


async def _run_watched(work: Awaitable[int]) -> tuple[int, float]:
    """Return the result, and the longest CPU time in seconds that the event loop spent in one
    callback during the work."""
    longest, run = 0.0, asyncio.Handle._run

    def timed(handle: asyncio.Handle) -> None:
        nonlocal longest
        started = time.thread_time()
        run(handle)
        longest = max(longest, time.thread_time() - started)

    asyncio.Handle._run = timed  # type: ignore[method-assign, assignment]
    try:
        alert_count = await work
    finally:
        asyncio.Handle._run = run  # type: ignore[method-assign]
    return alert_count, longest


async def _fill(
    database: Database, terms: TermNormalizer, analyzed: Sequence[Article], readers: int
) -> dict[int, str]:
    """Add subscribers with their terms; return the terms by id."""
    lines, settings = _draw_terms(terms, analyzed), Settings.model_construct()
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
            people = [_build_row(settings, chat, subscribers.c.keys()) for chat in chats]
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
            await connection.execute(insert(follows_table), rows)
    return lines


def _build_row(settings: Settings, chat: int, columns: Sequence[str]) -> dict[str, object]:
    reader = replace(build_default_subscriber(settings, chat, "private", "ru", NOW), state="active")
    return {name: getattr(reader, name) for name in columns if hasattr(reader, name)}


def _draw_terms(terms: TermNormalizer, analyzed: Sequence[Article]) -> dict[int, str]:
    """Return words of the articles, and each pair of adjacent words, rare and common mixed."""
    found: set[str] = set()
    for article in analyzed:
        for text in article.texts:
            words = tokenize(text)
            for phrase in (*words, *map(" ".join, pairwise(words))):
                try:
                    found.add(str(terms.normalize(phrase, "ru")))
                except InvalidTermError:
                    continue
    mixed = random.Random(7).sample(sorted(found), len(found) // SAMPLE_ONE_IN)
    return dict(enumerate(mixed, start=1))


def _print_times(name: str, seconds: Sequence[float]) -> None:
    ordered = sorted(seconds)
    p95 = ordered[int(len(ordered) * 0.95)]
    print_line(
        f"{name:20} median {statistics.median(ordered) * 1000:7.1f} ms   p95 {p95 * 1000:7.1f} ms"
    )


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000))
