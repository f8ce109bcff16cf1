"""Of which processes the database shows whether they are connected.

Revision ID: 0034
Revises: 0033
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "processes",
        sa.Column("is_visible", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
