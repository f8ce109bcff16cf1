"""Topics of the editors' own, topics of a source, summaries that a server wrote."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.schema import types

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "topics",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("emoji", sa.String(), nullable=False),
        sa.Column("names", sa.JSON(), nullable=False),
        sa.Column("words", sa.JSON(), nullable=False),
        sa.Column("changed_at", types.UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_topics")),
    )
    op.add_column(
        "sources", sa.Column("topics", types.StringSet(), nullable=False, server_default="")
    )
    op.add_column(
        "articles",
        sa.Column("summary_written", sa.Boolean(), nullable=False, server_default=sa.text("0")),
    )
