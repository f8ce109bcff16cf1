"""What orders a digest, what /digest has shown, and how far a setup has got.

Articles stored before have the importance of ordinary news: within a day none of them is in a
digest any more.

Revision ID: 0019
Revises: 0018
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "articles",
        sa.Column("importance", sa.Float(), nullable=False, server_default=sa.text("1")),
    )
    op.add_column(
        "digests",
        sa.Column("excluded_story_ids", sa.JSON(), nullable=False, server_default="[]"),
    )
    op.add_column(
        "subscribers", sa.Column("setup_step", sa.String(), nullable=False, server_default="")
    )
    op.add_column("subscribers", sa.Column("last_digest_id", sa.Integer()))
    op.create_table(
        "shown_stories",
        sa.Column("chat_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("story_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("shown_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("chat_id", "story_id", name="pk_shown_stories"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_shown_stories_shown_at", "shown_stories", ["shown_at"])
