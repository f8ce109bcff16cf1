"""Groups and channels: their titles, the forum thread that digests go to, who sets them up."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("subscribers", sa.Column("thread_id", sa.Integer(), nullable=True))
    op.add_column("subscribers", sa.Column("title", sa.String(), nullable=False, server_default=""))
    op.create_table(
        "managers",
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("chat_id", "user_id", name="pk_managers"),
    )
    op.create_index("ix_managers_user_id", "managers", ["user_id"])
