"""Compare the rank by grades with bm25, in the same small archive."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass

from bench.support.archive.corpus import END, Corpus
from bench.support.archive.queries import TestQuery
from storage.archive.fts_index import build_tokens, to_rowid
from storage.database.engine import Database
from storage.database.fulltext import render_fts5
from storage.search.ranking import HALF_LIFE_DAYS, any_of, rank_articles

TOP = 10


@dataclass(frozen=True, slots=True)
class Agreement:
    """``shared``: the share of bm25's first ten that is among ours. ``worth``: the score of our ten
    by bm25 and age, divided by the score of bm25's ten."""

    shared: float
    worth: float
    queries: int


async def measure_agreement(
    database: Database, corpus: Corpus, asked: Sequence[TestQuery]
) -> Agreement:
    """Compare over the queries without filters that find more than ten articles."""
    shared, worth = [], []
    with closing(_build_plain_index(corpus)) as plain:
        for one in asked:
            if one.kind == "filters":
                continue
            exact = _rank_by_bm25(plain, one)
            if len(exact) <= TOP:
                continue
            async with database.read() as connection:
                ours = [i for i, _ in await rank_articles(connection, one.query, now=END)][:TOP]
            best = sorted(exact, key=lambda i: exact[i])[:TOP]
            shared.append(len(set(best) & set(ours)) / TOP)
            worth.append(sum(exact[i] for i in ours) / sum(exact[i] for i in best))
    return Agreement(sum(shared) / len(shared), sum(worth) / len(worth), len(shared))


def _build_plain_index(corpus: Corpus) -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:")
    connection.execute(
        "CREATE VIRTUAL TABLE plain USING fts5(title, body, words, content = '',"
        ' tokenize = "unicode61 remove_diacritics 0")'
    )
    connection.execute("CREATE TABLE dates (id INTEGER PRIMARY KEY, moment INTEGER)")
    for number in range(corpus.count):
        article = corpus.build_article(number)
        held = build_tokens(article)
        connection.execute(
            "INSERT INTO plain(rowid, title, body, words) VALUES (?, ?, ?, ?)",
            (number + 1, held["title"], held["body"], held["words"]),
        )
        moment = to_rowid(article.published)
        connection.execute("INSERT INTO dates VALUES (?, ?)", (number + 1, moment))
    return connection


def _rank_by_bm25(plain: sqlite3.Connection, one: TestQuery) -> dict[int, float]:
    """Return every matching article with its rank, bm25 by age; lower is better."""
    words = (render_fts5(any_of(word.alternatives)) for word in one.query.words)
    phrases = (f"words : {render_fts5(' '.join(phrase))}" for phrase in one.query.phrases)
    match = " AND ".join([*words, *phrases])
    rows = plain.execute(
        "SELECT plain.rowid, bm25(plain, 8.0, 1.0, 2.0) / (1.0 + max(0, ? - moment) / ?)"
        " FROM plain JOIN dates ON dates.id = plain.rowid WHERE plain MATCH ?",
        (to_rowid(END), HALF_LIFE_DAYS * 86_400, match),
    )
    return dict(rows.fetchall())
