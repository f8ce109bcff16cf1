"""Searching: the archive's words and the names of its sources, for who types something near them.

Revision ID: 0012
Revises: 0010
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.schema import types

revision = "0012"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "words",
        sa.Column("word", sa.String(), nullable=False),
        sa.Column("articles", sa.Integer(), nullable=False),
        sa.Column("seen_at", types.UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("word", name="pk_words"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "word_keys",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("word", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("key", "word", name="pk_word_keys"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "article_sources",
        sa.Column("name", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_article_sources"),
        sqlite_with_rowid=False,
    )
    op.execute(
        "INSERT INTO article_sources SELECT DISTINCT source FROM articles WHERE source <> ''"
    )
