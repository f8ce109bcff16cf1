"""Test the upgrade of an archive to the index in the order of time: all its searches still work."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

from news.model import Query, QueryWord
from storage.archive import articles, fts_index, stories
from storage.database.engine import open_database
from storage.migrations.alembic_upgrade import upgrade
from storage.migrations.runner import migrate
from storage.search import ranking
from tests.support.factories import NOON

NOON_MS = round(NOON.timestamp() * 1000)


def _old(path: Path, revision: str) -> None:
    """Create a database of an older schema with two articles of one second, the later one stored first."""
    upgrade(path, revision)
    with closing(sqlite3.connect(path)) as connection, connection:
        for article_id, title, source in ((1, "Мост открыт", "УНН"), (2, "Мост закрыт", "BBC")):
            connection.execute(
                "INSERT INTO stories VALUES (?, ?, ?, 1, '[]')", (article_id, article_id, NOON_MS)
            )
            row = {
                "id": article_id, "story_id": article_id, "source": source, "url": "",
                "content_hash": title, "title": title, "title_made": 0, "language": "ru",
                "published_at": NOON_MS, "added_at": NOON_MS, "author": "", "photo_credit": "",
                "attribution": "", "image": "", "summary": "[]", "entities": "[]",
                "blocks": json.dumps([["paragraph", f"{title}.", ""]]),
                "topics": json.dumps([["sport", 0.5]]),
                "fingerprint": json.dumps([["мост", 1.0]]),
            }  # fmt: skip
            marks = ", ".join("?" * len(row))
            connection.execute(
                f"INSERT INTO articles({', '.join(row)}) VALUES ({marks})", tuple(row.values())
            )
            connection.execute(
                "INSERT INTO article_index(rowid, title, body, words) VALUES (?, ?, ?, ?)",
                (article_id, title.lower(), title.lower(), title.lower()),
            )
            connection.execute(
                "INSERT INTO story_keys VALUES ('мост', ?, ?)", (article_id, NOON_MS)
            )


async def test_upgraded_archive_is_searched_read_and_expired(tmp_path: Path) -> None:
    path = tmp_path / "old.db"
    _old(path, "0013")
    migrate(f"sqlite:///{path}")
    database = open_database(f"sqlite:///{path}")
    asked = Query((QueryWord("мост", ("мост",)),), topics=frozenset({"sport"}))
    try:
        async with database.read() as connection:
            found = await ranking.find(connection, asked, now=NOON)
            alike = await stories.find_candidates(
                connection, ["мост"], around=NOON + timedelta(days=1)
            )
        assert [hit.article.title for hit in found.hits] == ["Мост закрыт", "Мост открыт"]
        assert found.hits[0].article.blocks[0].text == "Мост закрыт."
        assert {one.article_id for one in alike} == {1, 2}
        assert alike[0].fingerprint[0].lemma == "мост"
        async with database.write() as connection:
            await fts_index.remove(connection, [2])
            assert await articles.get(connection, 2) is None
            found = await ranking.find(connection, asked, now=NOON)
        assert [hit.article.title for hit in found.hits] == ["Мост открыт"]
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("INSERT INTO articles_fts(articles_fts) VALUES ('integrity-check')")
    finally:
        await database.close()
