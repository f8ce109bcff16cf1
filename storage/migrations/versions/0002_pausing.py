"""A broadcast can be paused, and pauses itself where nobody can be reached."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for column in (
        sa.Column("paused", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("reached", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("refused", sa.Integer(), server_default="0", nullable=False),
    ):
        op.add_column("broadcasts", column)
    # Whoever got one already has been reached: the first hundred of an old broadcast are long past.
    op.execute(
        "UPDATE broadcasts SET reached = 1 WHERE EXISTS (SELECT 1 FROM deliveries WHERE "
        "broadcast_id = broadcasts.id AND action = 'send' AND state = 'sent')"
    )
    op.drop_index("ix_deliveries_pending", table_name="deliveries")
    op.create_index(
        "ix_deliveries_pending",
        "deliveries",
        ["priority", "due_at", "id", "broadcast_id"],
        unique=False,
        sqlite_where=sa.text("state = 'pending'"),
    )
