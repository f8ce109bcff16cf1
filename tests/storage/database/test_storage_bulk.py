"""Check that `bench/scale.py` fills a database with what storing the articles would put there."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from bench.support.archive.corpus import Corpus
from bench.support.archive.fill import fill
from news.clustering.matching import build_keys
from news.model import MatchCandidate, StoryHistory
from storage.archive import articles
from storage.database.engine import open_database
from storage.schema.types import Packed

COUNT = 120


async def test_bulk_fill_equals_single_inserts(empty_database: Path, tmp_path: Path) -> None:
    corpus = Corpus(COUNT)
    fill(tmp_path / "filled.db", corpus)
    database = open_database(f"sqlite:///{shutil.copy(empty_database, tmp_path / 'filed.db')}")
    async with database.write() as connection:
        for number in range(COUNT):
            article, story_id = (
                corpus.build_article(number),
                corpus.stories[corpus.get_event(number)],
            )
            await articles.add(
                connection,
                article,
                keys=build_keys(article),
                choose_story=lambda _, number=number, story_id=story_id: (
                    None if corpus.get_event(number) == number else story_id
                ),
                choose_lead=_choose_first,
                now=article.published,
            )
    await database.close()
    assert _held(tmp_path / "filled.db") == _held(tmp_path / "filed.db")


def _choose_first(members: Sequence[MatchCandidate], history: StoryHistory) -> int:
    return min(member.article_id for member in members)


def _held(path: Path) -> dict[str, list[tuple[Any, ...]]]:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(
            "CREATE VIRTUAL TABLE temp.tokens USING fts5vocab(main, articles_fts, instance)"
        )
        held = {
            table: connection.execute(f"SELECT * FROM {table} ORDER BY 1, 2, 3").fetchall()
            for table in ("articles", "stories", "story_keys", "tokens")
        }
        for table in ("article_texts", "fingerprints"):
            rows = connection.execute(f"SELECT * FROM {table} ORDER BY 1")
            held[table] = [(article_id, Packed.unpack(packed)) for article_id, packed in rows]
        return held
