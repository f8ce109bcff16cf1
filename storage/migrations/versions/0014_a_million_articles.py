"""A search index in the order of time that keeps no texts, texts apart and compressed, keys by day.

All of it is one transaction, so an upgrade that is killed leaves the database as it was.

Revision ID: 0014
Revises: 0013
"""

from __future__ import annotations

import json
import logging
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

import sqlalchemy as sa
from alembic import op

from storage.schema import types

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

BATCH = 500
DAY = 86_400
OFTEN = 3
TOLD_EVERY = 10_000

log = logging.getLogger(__name__)


def upgrade() -> None:
    op.add_column(
        "articles", sa.Column("moment", sa.Integer(), nullable=False, server_default=sa.text("0"))
    )
    for table, column in (("article_texts", "content"), ("fingerprints", "terms")):
        op.create_table(
            table,
            sa.Column("article_id", sa.Integer(), nullable=False),
            sa.Column(column, types.Packed(), nullable=False),
            sa.ForeignKeyConstraint(
                ["article_id"],
                ["articles.id"],
                name=op.f(f"fk_{table}_article_id"),
                ondelete="CASCADE",
            ),
            sa.PrimaryKeyConstraint("article_id", name=op.f(f"pk_{table}")),
        )
    op.rename_table("story_keys", "old_story_keys")
    op.create_table(
        "story_keys",
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("key", sa.Integer(), nullable=False),
        sa.Column("moment", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("day", "key", "moment", name=op.f("pk_story_keys")),
        sqlite_with_rowid=False,
    )
    op.rename_table("article_index", "old_article_index")
    op.execute(
        """
        CREATE VIRTUAL TABLE article_index USING fts5(
            title, repeated, body, words, tags,
            content = '', columnsize = 0, detail = full,
            tokenize = "unicode61 remove_diacritics 0 tokenchars '='"
        )
        """
    )
    _carry_over(op.get_bind())
    op.drop_table("old_story_keys")
    op.drop_table("old_article_index")
    op.drop_column("articles", "blocks")
    op.drop_column("articles", "fingerprint")
    op.create_index("ix_articles_moment", "articles", ["moment", "story_id"])
    op.drop_index("ix_subscribers_due", "subscribers")
    op.create_index(
        "ix_subscribers_due",
        "subscribers",
        ["next_digest_at", "language", "topics", "items", "timezone", "style"],
        sqlite_where=sa.text("next_digest_at IS NOT NULL"),
    )


def _carry_over(connection: sa.Connection) -> None:
    """Every article, from the oldest on, so that each finds its second free or takes the next."""
    total = connection.execute(sa.text("SELECT count(*) FROM articles")).scalar_one()
    done, last = 0, -(2**62)
    for ids in _batches(connection):
        moments: dict[int, int] = {}
        rows = connection.execute(_ARTICLES, {"ids": json.dumps(ids)}).mappings().all()
        for row in rows:
            last = max(last + 1, row["published_at"] // 1000)
            moments[row["id"]] = last
        _write(connection, rows, moments)
        before, done = done, done + len(rows)
        if done // TOLD_EVERY > before // TOLD_EVERY:
            log.info("upgrading the archive: %d of %d articles", done, total)


def _batches(connection: sa.Connection) -> Iterator[list[int]]:
    """The ids of all articles in the order of their publication."""
    ids = connection.execute(sa.text("SELECT id FROM articles ORDER BY published_at, id"))
    for batch in ids.scalars().partitions(BATCH):
        yield list(batch)


_ARTICLES = sa.text(
    """
    SELECT a.id, a.published_at, a.language, a.source, a.topics, a.blocks, a.fingerprint,
        i.c0 AS title, i.c1 AS body, i.c2 AS words
    FROM articles AS a LEFT JOIN old_article_index_content AS i ON i.id = a.id
    WHERE a.id IN (SELECT value FROM json_each(:ids)) ORDER BY a.published_at, a.id
    """
)
_KEYS = sa.text(
    "SELECT key, article_id FROM old_story_keys"
    " WHERE article_id IN (SELECT value FROM json_each(:ids))"
)
_INDEX = sa.text(
    "INSERT INTO article_index(rowid, title, repeated, body, words, tags)"
    " VALUES (:rowid, :title, :repeated, :body, :words, :tags)"
)
_TEXT = sa.text("INSERT INTO article_texts VALUES (:article_id, :packed)")
_TERMS = sa.text("INSERT INTO fingerprints VALUES (:article_id, :packed)")
_KEY = sa.text("INSERT OR IGNORE INTO story_keys VALUES (:day, :key, :moment)")
_MOMENT = sa.text("UPDATE articles SET moment = :moment WHERE id = :article_id")


def _write(connection: sa.Connection, rows: Iterable[Any], moments: dict[int, int]) -> None:
    texts, terms, indexed = [], [], []
    for row in rows:
        tokens = _tokens(row)
        content = {"blocks": json.loads(row["blocks"]), "index": tokens}
        fingerprint = json.loads(row["fingerprint"])
        texts.append({"article_id": row["id"], "packed": types.Packed.pack(content)})
        terms.append({"article_id": row["id"], "packed": types.Packed.pack(fingerprint)})
        indexed.append({"rowid": moments[row["id"]], **tokens})
    placed = [{"article_id": one, "moment": moment} for one, moment in moments.items()]
    keys = [
        {"day": moment // DAY, "key": zlib.crc32(key.encode()) & 0x7FFFFFFF, "moment": moment}
        for key, article_id in connection.execute(_KEYS, {"ids": json.dumps(list(moments))})
        for moment in (moments[article_id],)
    ]
    for statement, values in (
        (_TEXT, texts),
        (_TERMS, terms),
        (_INDEX, indexed),
        (_MOMENT, placed),
        (_KEY, keys),
    ):
        if values:
            connection.execute(statement, values)


def _tokens(row: Any) -> dict[str, str]:
    body = row["body"] or ""
    topics = [topic for topic, _ in json.loads(row["topics"])]
    told = [("language", row["language"]), ("source", row["source"])]
    told += [("topic", topic) for topic in topics]
    tags = ["=", *(f"={zlib.crc32(f'{kind} {value}'.encode()):08x}" for kind, value in told)]
    often = (token for token, count in Counter(body.split()).items() if count >= OFTEN)
    return {
        "title": row["title"] or "",
        "repeated": " ".join(often),
        "body": body,
        "words": row["words"] or "",
        "tags": " ".join(tags),
    }
