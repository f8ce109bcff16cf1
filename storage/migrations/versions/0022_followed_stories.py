"""Stories that readers follow; the plain style's offer; the city that a reader typed.

Revision ID: 0022
Revises: 0021
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.schema import types

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "followed_stories",
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("story_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("notify", sa.String(), nullable=False),
        sa.Column("last_article_id", sa.Integer(), nullable=False),
        sa.Column("created_at", types.UtcTime(), nullable=False),
        sa.Column("active_until", types.UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("chat_id", "story_id", name="pk_followed_stories"),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "ix_followed_stories_story_id_notify_chat_id",
        "followed_stories",
        ["story_id", "notify", "chat_id"],
    )
    op.add_column(
        "subscribers",
        sa.Column("style_offer_sent", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    op.add_column("subscribers", sa.Column("city", sa.String(), nullable=False, server_default=""))
