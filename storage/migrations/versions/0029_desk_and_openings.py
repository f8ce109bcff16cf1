"""How many opened a broadcast, which article an editor is asked about, indexes to join stories.

Revision ID: 0029
Revises: 0028
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "broadcasts",
        sa.Column("opened_count", sa.Integer(), nullable=False, server_default="0"),
    )
    op.add_column("subscribers", sa.Column("prompted_article_id", sa.Integer()))
    for table in ("shown_stories", "pending_alerts"):
        op.create_index(f"ix_{table}_story_id", table, ["story_id"])
