"""Up to when digests have covered the news: what is stored later is later than that.

Revision ID: 0032
Revises: 0031
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.schema import types

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "digest_cutoff",
        sa.Column("id", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("until", types.UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_digest_cutoff"),
    )
