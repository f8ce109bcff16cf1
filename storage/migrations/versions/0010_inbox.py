"""The inbox: updates until they are handled, and the ids of those that were.

Revision ID: 0010
Revises: 0009
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.schema import types

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "updates",
        sa.Column("number", sa.Integer(), primary_key=True),
        sa.Column("update_id", sa.BigInteger(), nullable=False),
        sa.Column("body", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("came_at", types.UtcTime(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.UniqueConstraint("update_id", name="uq_updates_update_id"),
    )
    op.create_index(
        "ix_updates_waiting", "updates", ["number"], sqlite_where=sa.text("body IS NOT NULL")
    )
