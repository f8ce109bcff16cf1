"""Several hours a day, weekdays, languages of articles, breaking news without a sound, a look back
on Sundays, a pause that ends by itself, and what a reader was asked to type."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.schema import types

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for column in (
        sa.Column("hours", types.LocalTimes(), nullable=False, server_default="08:00"),
        sa.Column("weekdays", types.Weekdays(), nullable=False, server_default="1234567"),
        sa.Column("languages", types.StringSet(), nullable=False, server_default=""),
        sa.Column("breaking_mode", sa.String(), nullable=False, server_default="on"),
        sa.Column("paused_until", types.UtcTime()),
        sa.Column("weekly", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("looked_back_at", types.UtcTime()),
        sa.Column("asked", sa.String(), nullable=False, server_default=""),
        sa.Column("asked_at", types.UtcTime()),
    ):
        op.add_column("subscribers", column)
    op.execute(
        "UPDATE subscribers SET hours = digest_time, "
        "breaking_mode = CASE WHEN breaking THEN 'on' ELSE 'off' END"
    )
    op.drop_column("subscribers", "digest_time")
    op.drop_column("subscribers", "breaking")
    op.execute("ALTER TABLE subscribers RENAME COLUMN breaking_mode TO breaking")
    # Who paused for a while is due too: they come back by themselves.
    op.drop_index("ix_subscribers_due", table_name="subscribers")
    op.create_index(
        "ix_subscribers_due",
        "subscribers",
        ["next_digest_at"],
        unique=False,
        sqlite_where=sa.text("next_digest_at IS NOT NULL"),
    )
