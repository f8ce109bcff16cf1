"""Two hundred queries of every kind, asked of the archive and, for comparison, of plain FTS5."""

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
from storage.search import ranking
from storage.search.fts_query import all_of, any_of

ROUNDS = 3
EACH = 40
"""Queries of each of the five kinds."""
PLAIN_LIMIT = ranking.MAX_HITS
LIKE_TEXTS = 1_000
SOME_TEXTS = 1_000


@dataclass(frozen=True, slots=True)
class Asked:
    kind: str
    query: Query


@dataclass(frozen=True, slots=True)
class Took:
    """Milliseconds of the calls, those of each query together."""

    kind: str
    rounds: tuple[float, ...]


def queries(corpus: Corpus, seed: int = 4) -> list[Asked]:
    """Return queries of common and rare words, three words, existing phrases, and words with
    filters."""
    draw = random.Random(seed)
    russian = corpus.vocabulary("ru").words
    telling = [word for word in russian if not word.stop]
    common, rare = telling[:120], telling[-3000:]
    asked = [Asked("common", _of(draw.choice(common))) for _ in range(EACH)]
    asked += [Asked("rare", _of(draw.choice(rare))) for _ in range(EACH)]
    asked += [Asked("three words", _of(*draw.sample(telling[:400], 3))) for _ in range(EACH)]
    asked += [Asked("phrase", Query(phrases=(_phrase(corpus, draw),))) for _ in range(EACH)]
    for number in range(EACH):
        word = _of(draw.choice(common if number % 2 else telling[100:2000]))
        asked.append(Asked("filters", _narrowed(word, number, draw)))
    return asked


def _of(*words: Word) -> Query:
    return Query(words=tuple(QueryWord(word.lemma, word.tokens) for word in words))


def _phrase(corpus: Corpus, draw: random.Random) -> tuple[str, ...]:
    while True:
        words = corpus.article(draw.randrange(SOME_TEXTS)).index.words
        start = draw.randrange(10, len(words) - 2)
        phrase = words[start : start + 2]
        if all(len(word) > 3 for word in phrase):
            return phrase


def _narrowed(query: Query, number: int, draw: random.Random) -> Query:
    day = timedelta(days=1)
    narrowed = (
        {"sources": frozenset({f"Source {draw.randrange(200)}"})},
        {"topics": frozenset({"sport"})},
        {"languages": frozenset({"uk"})},
        {"since": END - 30 * day, "until": END - 3 * day},
        {"without_topics": frozenset({"sport", "politics"}), "since": END - 100 * day},
    )
    return replace(query, **narrowed[number % len(narrowed)])


async def ask(database: Database, asked: Sequence[Asked], now: datetime = END) -> list[Took]:
    """The storage call, each query a few times, all of them between two times of one."""
    times: list[list[float]] = [[] for _ in asked]
    async with database.read() as connection:
        for _ in range(ROUNDS):
            for number, one in enumerate(asked):
                begun = time.perf_counter()
                await ranking.find(connection, one.query, now=now)
                times[number].append((time.perf_counter() - begun) * 1000)
    return [Took(one.kind, tuple(took)) for one, took in zip(asked, times, strict=True)]


def plain(path: Path, corpus: Corpus, asked: Sequence[Asked]) -> list[Took]:
    """Search the same words in a plain FTS5 table of titles and texts: all matches, ranked by
    bm25. The table is created once, beside ``path``."""
    beside = path.with_name(f"{path.name}.plain")
    if not beside.exists():
        _make_plain(beside, corpus)
    found = []
    with closing(sqlite3.connect(f"file:{beside}?mode=ro", uri=True)) as connection:
        for one in asked:
            words = all_of(any_of(word.alternatives) for word in one.query.words)
            begun = time.perf_counter()
            connection.execute(
                "SELECT rowid FROM plain WHERE plain MATCH ? ORDER BY bm25(plain, 8, 1) LIMIT ?",
                (words, PLAIN_LIMIT),
            ).fetchall()
            found.append(Took(one.kind, ((time.perf_counter() - begun) * 1000,)))
    return found


def _make_plain(path: Path, corpus: Corpus) -> None:
    """With the tokens that our index has, and no copy of the texts, so that it is quick enough."""
    made = lru_cache(maxsize=TEXTS)(lambda text: build_tokens(corpus.article(text)))
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


def like(corpus: Corpus, word: str) -> float:
    """Milliseconds that a LIKE scan would take over the whole archive, from a part of its texts."""
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute("CREATE TABLE texts (id INTEGER PRIMARY KEY, text TEXT)")
        count = min(LIKE_TEXTS, corpus.count)
        connection.executemany(
            "INSERT INTO texts(text) VALUES (?)",
            (("\n".join(b.text for b in corpus.article(n).blocks),) for n in range(count)),
        )
        begun = time.perf_counter()
        connection.execute("SELECT id FROM texts WHERE text LIKE ?", (f"%{word}%",)).fetchall()
        return (time.perf_counter() - begun) * 1000 * corpus.count / count


def percentile(values: Sequence[float], share: float) -> float:
    ranked = sorted(values)
    return ranked[min(len(ranked) - 1, int(len(ranked) * share))]


def median(took: Sequence[Took]) -> float:
    return statistics.median(one for each in took for one in each.rounds)
