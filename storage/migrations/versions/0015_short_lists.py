"""A search index whose lists are short: one column of marked tokens instead of five columns.

All of it is one transaction, so an upgrade that is killed leaves the database as it was.

Revision ID: 0015
Revises: 0014
"""

from __future__ import annotations

import logging

import sqlalchemy as sa
from alembic import op

from storage.schema import types

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

BATCH = 500
TOLD_EVERY = 10_000

log = logging.getLogger(__name__)

_BATCH = sa.text(
    """
    SELECT a.moment, t.content FROM articles AS a JOIN article_texts AS t ON t.article_id = a.id
    WHERE a.moment > :after ORDER BY a.moment LIMIT :most
    """
)
_PUT = sa.text("INSERT INTO article_index(rowid, tokens) VALUES (:rowid, :tokens)")


def upgrade() -> None:
    connection = op.get_bind()
    op.execute("DROP TABLE article_index")
    op.execute(
        """
        CREATE VIRTUAL TABLE article_index USING fts5(
            tokens, content = '', columnsize = 0, detail = full,
            tokenize = "unicode61 remove_diacritics 0 tokenchars '='"
        )
        """
    )
    total = connection.execute(sa.text("SELECT count(*) FROM articles")).scalar_one()
    done, after = 0, -(2**62)
    while rows := connection.execute(_BATCH, {"after": after, "most": BATCH}).all():
        connection.execute(
            _PUT,
            [
                {"rowid": moment, "tokens": _marked(types.Packed.unpack(content)["index"])}
                for moment, content in rows
            ],
        )
        after = rows[-1].moment
        before, done = done, done + len(rows)
        if done // TOLD_EVERY > before // TOLD_EVERY:
            log.info("indexing the archive anew: %d of %d articles", done, total)


def _marked(indexed: dict[str, str]) -> str:
    title, body, words = (indexed[name].split() for name in ("title", "body", "words"))
    return " ".join(
        (
            *dict.fromkeys((*title, *body, *words)),
            *(f"t={token}" for token in dict.fromkeys(title)),
            *(f"r={token}" for token in indexed["repeated"].split()),
            indexed["tags"],
            *(f"w={word}" for word in words),
        )
    )
