"""Terms that readers follow and mute, alerts about them, and which stories a message tells."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.schema import types

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _terms()
    _alerts()
    op.create_table(
        "payload_stories",
        sa.Column("payload_id", sa.Integer(), nullable=False),
        sa.Column("story_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["payload_id"],
            ["payloads.id"],
            name=op.f("fk_payload_stories_payload_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("payload_id", "story_id", name=op.f("pk_payload_stories")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_payload_stories_story_id", "payload_stories", ["story_id"])
    # What a chat got since a payload was made is looked up for each alert.
    op.drop_index("ix_deliveries_chat_id", "deliveries")
    op.create_index("ix_deliveries_chat_id_payload_id", "deliveries", ["chat_id", "payload_id"])


def _terms() -> None:
    op.create_table(
        "meanings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meanings")),
        sa.UniqueConstraint("words", name=op.f("uq_meanings_words")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "meaning_keys",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("meaning_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["meaning_id"],
            ["meanings.id"],
            name=op.f("fk_meaning_keys_meaning_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("key", "meaning_id", name=op.f("pk_meaning_keys")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_meaning_keys_meaning_id", "meaning_keys", ["meaning_id"])
    op.create_table(
        "terms",
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("meaning_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("how", sa.String(), nullable=False),
        sa.Column("made_in", sa.String(), nullable=False),
        sa.Column("made_at", types.UtcTime(), nullable=False),
        sa.ForeignKeyConstraint(["meaning_id"], ["meanings.id"], name=op.f("fk_terms_meaning_id")),
        sa.PrimaryKeyConstraint("chat_id", "meaning_id", name=op.f("pk_terms")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "ix_terms_meaning_id_kind_how_chat_id", "terms", ["meaning_id", "kind", "how", "chat_id"]
    )


def _alerts() -> None:
    op.create_table(
        "alert_queue",
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"],
            ["articles.id"],
            name=op.f("fk_alert_queue_article_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("article_id", name=op.f("pk_alert_queue")),
    )
    op.create_table(
        "waiting_alerts",
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("story_id", sa.Integer(), nullable=False),
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("since", types.UtcTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"],
            ["articles.id"],
            name=op.f("fk_waiting_alerts_article_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("chat_id", "story_id", name=op.f("pk_waiting_alerts")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_waiting_alerts_article_id", "waiting_alerts", ["article_id"])
    op.create_table(
        "alert_hours",
        sa.Column("chat_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("began_at", types.UtcTime(), nullable=False),
        sa.Column("told", sa.Integer(), nullable=False),
        sa.Column("gather_at", types.UtcTime(), nullable=True),
        sa.PrimaryKeyConstraint("chat_id", name=op.f("pk_alert_hours")),
    )
    op.create_index(
        "ix_alert_hours_gather_at",
        "alert_hours",
        ["gather_at"],
        sqlite_where=sa.text("gather_at IS NOT NULL"),
    )
