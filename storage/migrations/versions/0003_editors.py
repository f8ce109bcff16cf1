"""Audiences, schedules and validity of broadcasts, quiet hours, the audit log."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.schema import types

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table, columns in (
        (
            "broadcasts",
            (
                sa.Column("article_id", sa.Integer()),
                sa.Column("paused_by", sa.BigInteger()),
                sa.Column("stopped", sa.Boolean(), nullable=False, server_default=sa.false()),
                sa.Column("topics", types.StringSet(), nullable=False, server_default=""),
                sa.Column("language", sa.String(2)),
                sa.Column("silent", sa.Boolean(), nullable=False, server_default=sa.false()),
                sa.Column("valid_for", types.Duration(), nullable=False, server_default="7200"),
                sa.Column("asked_at", types.UtcTime()),
                sa.Column("scheduled_at", types.UtcTime()),
            ),
        ),
        (
            "subscribers",
            (
                sa.Column("quiet_from", types.LocalTime()),
                sa.Column("quiet_until", types.LocalTime()),
                sa.Column("quiet_hold", sa.Boolean(), nullable=False, server_default=sa.false()),
            ),
        ),
        (
            "deliveries",
            (sa.Column("silent", sa.Boolean(), nullable=False, server_default=sa.false()),),
        ),
    ):
        for column in columns:
            op.add_column(table, column)
    op.create_table(
        "audit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", types.UtcTime(), nullable=False),
        sa.Column("act", sa.String(), nullable=False),
        sa.Column("editor_id", sa.BigInteger(), nullable=True),
        sa.Column("editor", sa.String(), nullable=False),
        sa.Column("broadcast_id", sa.Integer(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["broadcast_id"],
            ["broadcasts.id"],
            name=op.f("fk_audit_broadcast_id_broadcasts"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit")),
    )
    op.create_index(op.f("ix_audit_broadcast_id"), "audit", ["broadcast_id"], unique=False)
