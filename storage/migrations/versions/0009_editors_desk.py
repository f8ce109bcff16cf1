"""Daily numbers, what editors changed or took out of the archive, searches that found nothing."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.schema import types

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "daily",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("day", "what", name="pk_daily"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "withdrawn",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("content_hash", sa.String(), nullable=False),
        sa.Column("canonical_url", sa.String(), nullable=True),
        sa.Column("source_id", sa.Integer(), nullable=True),
        sa.Column("guid", sa.String(), nullable=True),
        sa.Column("article_id", sa.Integer(), nullable=True),
        sa.Column("at", types.UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_withdrawn"),
        sa.ForeignKeyConstraint(
            ["article_id"],
            ["articles.id"],
            name="fk_withdrawn_article_id_articles",
            ondelete="CASCADE",
        ),
    )
    for column in ("content_hash", "canonical_url", "guid", "article_id"):
        op.create_index(f"ix_withdrawn_{column}", "withdrawn", [column])
    op.add_column(
        "articles",
        sa.Column("by_editors", types.StringSet(), nullable=False, server_default=""),
    )
    op.create_index(
        "ix_searches_in_vain", "searches", ["asked_at"], sqlite_where=sa.text("results = 0")
    )
