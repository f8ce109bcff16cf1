"""Articles that readers saved: a copy of what retention deletes from the archive.

Revision ID: 0020
Revises: 0019
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.schema import types

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "saved_articles",
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("published_at", types.UtcTime(), nullable=False),
        sa.Column("saved_at", types.UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("chat_id", "article_id", name="pk_saved_articles"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_saved_articles_chat_id_saved_at", "saved_articles", ["chat_id", "saved_at"])
