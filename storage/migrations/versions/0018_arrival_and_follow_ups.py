"""Articles say whether their time is that of their arrival, and whether they are follow-ups.

Both are columns with a default: no row of the archive is rewritten. Nothing tells for the articles
that are stored already, so none of them is marked.

Revision ID: 0018
Revises: 0017
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

COLUMNS = ("published_is_estimated", "is_follow_up")


def upgrade() -> None:
    for name in COLUMNS:
        column: sa.Column[bool] = sa.Column(
            name, sa.Boolean(), nullable=False, server_default=sa.text("0")
        )
        op.add_column("articles", column)
