"""What sources ask for, how they fare, which host each is at; articles that are only teasers."""

from __future__ import annotations

from urllib.parse import urlsplit

import sqlalchemy as sa
from alembic import op

from storage.schema import types

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for column in (
        sa.Column("host", sa.String(), nullable=False, server_default=""),
        sa.Column("language", sa.String(), nullable=False, server_default=""),
        sa.Column("ttl", sa.Integer(), nullable=False, server_default=sa.text("0")),
        sa.Column("skip_hours", types.StringSet(), nullable=False, server_default=""),
        sa.Column("failing_since", types.UtcTime(), nullable=True),
        sa.Column("told", sa.Boolean(), nullable=False, server_default=sa.text("0")),
    ):
        op.add_column("sources", column)
    connection = op.get_bind()
    for source_id, url in connection.execute(sa.text("SELECT id, url FROM sources")).all():
        connection.execute(
            sa.text("UPDATE sources SET host = :host WHERE id = :id"),
            {"host": urlsplit(url).hostname or "", "id": source_id},
        )
    op.add_column(
        "articles", sa.Column("teaser", sa.Boolean(), nullable=False, server_default=sa.text("0"))
    )
    op.create_index("ix_articles_source_id_published_at", "articles", ["source_id", "published_at"])
