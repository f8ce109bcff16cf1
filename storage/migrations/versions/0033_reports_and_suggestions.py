"""The earlier messages with the report of a broadcast, which version of a draft was suggested, and
which process invites the first owner.

Revision ID: 0033
Revises: 0032
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "broadcasts", sa.Column("former_reports", sa.JSON(), nullable=False, server_default="[]")
    )
    op.add_column("broadcasts", sa.Column("suggested_fingerprint", sa.String()))
    op.add_column("editor_invites", sa.Column("process_id", sa.String()))
