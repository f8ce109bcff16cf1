"""Build 200 queries of five kinds; time them in the archive, in plain FTS5 and as a LIKE scan."""

from __future__ import annotations

import random
import sqlite3
import statistics
import time
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path

from bench.support.archive.corpus import END, TEXTS, Corpus, Word
from news.model import Query, QueryWord
from storage.archive.fts_index import build_tokens
from storage.database.engine import Database
from storage.database.fulltext import render_fts5
from storage.search import ranking
from storage.search.ranking import all_of, any_of

ROUNDS = 3
QUERIES_OF_A_KIND = 40
"""Queries of each of the five kinds."""
PLAIN_LIMIT = ranking.MAX_HITS
LIKE_TEXTS = 1_000
PHRASE_TEXTS = 1_000


@dataclass(frozen=True, slots=True)
class TestQuery:
    kind: str
    query: Query


@dataclass(frozen=True, slots=True)
class Timings:
    """Milliseconds of the calls of one query."""

    kind: str
    rounds: tuple[float, ...]


def build_queries(corpus: Corpus, seed: int = 4) -> list[TestQuery]:
    """Return queries of common and rare words, three words, existing phrases, and words with
    filters."""
    draw = random.Random(seed)
    russian = corpus.get_vocabulary("ru").words
    content_words = [word for word in russian if not word.stop]
    common, rare = content_words[:120], content_words[-3000:]
    asked = [
        TestQuery("common", _build_query(draw.choice(common))) for _ in range(QUERIES_OF_A_KIND)
    ]
    asked += [TestQuery("rare", _build_query(draw.choice(rare))) for _ in range(QUERIES_OF_A_KIND)]
    asked += [
        TestQuery("three words", _build_query(*draw.sample(content_words[:400], 3)))
        for _ in range(QUERIES_OF_A_KIND)
    ]
    asked += [
        TestQuery("phrase", Query(phrases=(_draw_phrase(corpus, draw),)))
        for _ in range(QUERIES_OF_A_KIND)
    ]
    for number in range(QUERIES_OF_A_KIND):
        word = _build_query(draw.choice(common if number % 2 else content_words[100:2000]))
        asked.append(TestQuery("filters", _add_filter(word, number, draw)))
    return asked


def _build_query(*words: Word) -> Query:
    return Query(words=tuple(QueryWord(word.lemma, word.tokens) for word in words))


def _draw_phrase(corpus: Corpus, draw: random.Random) -> tuple[str, ...]:
    while True:
        words = corpus.build_article(draw.randrange(PHRASE_TEXTS)).index.words
        start = draw.randrange(10, len(words) - 2)
        phrase = words[start : start + 2]
        if all(len(word) > 3 for word in phrase):
            return phrase


def _add_filter(query: Query, number: int, draw: random.Random) -> Query:
    day = timedelta(days=1)
    narrowed = (
        {"sources": frozenset({f"Source {draw.randrange(200)}"})},
        {"topics": frozenset({"sport"})},
        {"languages": frozenset({"uk"})},
        {"since": END - 30 * day, "until": END - 3 * day},
        {"without_topics": frozenset({"sport", "politics"}), "since": END - 100 * day},
    )
    return replace(query, **narrowed[number % len(narrowed)])


async def measure_search(
    database: Database, asked: Sequence[TestQuery], now: datetime = END
) -> list[Timings]:
    """Time the storage call, each query three times, with all others between its repetitions."""
    times: list[list[float]] = [[] for _ in asked]
    async with database.read() as connection:
        for _ in range(ROUNDS):
            for number, one in enumerate(asked):
                started = time.perf_counter()
                await ranking.find(connection, one.query, now=now)
                times[number].append((time.perf_counter() - started) * 1000)
    return [Timings(one.kind, tuple(took)) for one, took in zip(asked, times, strict=True)]


def measure_plain_fts(path: Path, corpus: Corpus, asked: Sequence[TestQuery]) -> list[Timings]:
    """Search the same words in a plain FTS5 table of titles and texts: all matches, ranked by
    bm25. The table is created once, beside ``path``."""
    beside = path.with_name(f"{path.name}.plain")
    if not beside.exists():
        _create_plain_table(beside, corpus)
    found = []
    with closing(sqlite3.connect(f"file:{beside}?mode=ro", uri=True)) as connection:
        for one in asked:
            words = render_fts5(all_of(any_of(word.alternatives) for word in one.query.words))
            started = time.perf_counter()
            connection.execute(
                "SELECT rowid FROM plain WHERE plain MATCH ? ORDER BY bm25(plain, 8, 1) LIMIT ?",
                (words, PLAIN_LIMIT),
            ).fetchall()
            found.append(Timings(one.kind, ((time.perf_counter() - started) * 1000,)))
    return found


def _create_plain_table(path: Path, corpus: Corpus) -> None:
    """Create the table with the tokens of our index and without the texts, to be fast enough."""
    made = lru_cache(maxsize=TEXTS)(lambda text: build_tokens(corpus.build_article(text)))
    half = path.with_name(f"{path.name}.half")
    half.unlink(missing_ok=True)
    with closing(sqlite3.connect(half)) as connection:
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute(
            "CREATE VIRTUAL TABLE plain USING fts5(title, body, content = '',"
            ' tokenize = "unicode61 remove_diacritics 0")'
        )
        connection.execute("INSERT INTO plain(plain, rank) VALUES ('hashsize', ?)", (1 << 28,))
        with connection:
            for number in range(corpus.count):
                held = made(number % TEXTS)
                row = (number + 1, held["title"], held["body"])
                connection.execute("INSERT INTO plain(rowid, title, body) VALUES (?, ?, ?)", row)
    half.rename(path)


def measure_like(corpus: Corpus, word: str) -> float:
    """Return the milliseconds of a LIKE scan over the archive, extrapolated from some texts."""
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute("CREATE TABLE texts (id INTEGER PRIMARY KEY, text TEXT)")
        count = min(LIKE_TEXTS, corpus.count)
        connection.executemany(
            "INSERT INTO texts(text) VALUES (?)",
            (("\n".join(b.text for b in corpus.build_article(n).blocks),) for n in range(count)),
        )
        started = time.perf_counter()
        connection.execute("SELECT id FROM texts WHERE text LIKE ?", (f"%{word}%",)).fetchall()
        return (time.perf_counter() - started) * 1000 * corpus.count / count


def compute_percentile(values: Sequence[float], share: float) -> float:
    ranked = sorted(values)
    return ranked[min(len(ranked) - 1, int(len(ranked) * share))]


def compute_median(took: Sequence[Timings]) -> float:
    return statistics.median(one for each in took for one in each.rounds)
