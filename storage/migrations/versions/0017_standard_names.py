"""Standard names for tables, columns, states and indexes. No row of the archive is rewritten.

SQLite renames a table or a column by editing its schema, whatever the number of rows. It has no
ALTER INDEX, so an index whose name follows a renamed table or column is built again: a second for a
million articles. Only what changes its value is written: states of chats, and how follows notify.

All of it is one transaction, so an upgrade that is killed leaves the database as it was.

Revision ID: 0017
Revises: 0016
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

# The order matters: `terms` has to be free before `meanings` becomes it.
TABLES = (
    ("daily", "daily_counters"),
    ("managers", "chat_admins"),
    ("withdrawn", "article_tombstones"),
    ("terms", "follows"),
    ("meanings", "terms"),
    ("meaning_keys", "term_tokens"),
    ("alert_hours", "alert_windows"),
    ("waiting_alerts", "pending_alerts"),
    ("updates", "inbox"),
    ("article_index", "articles_fts"),
)

# By the new names of the tables.
COLUMNS = {
    "daily_counters": {"what": "counter", "number": "value"},
    "terms": {"words": "normalized"},
    "term_tokens": {"key": "token", "meaning_id": "term_id"},
    "follows": {
        "meaning_id": "term_id",
        "how": "notify",
        "made_in": "origin",
        "made_at": "created_at",
    },
    "alert_windows": {"began_at": "started_at", "told": "sent_count", "gather_at": "batch_due_at"},
    "pending_alerts": {"since": "queued_at"},
    "inbox": {"number": "id", "came_at": "received_at", "tries": "attempts"},
    "audit": {"act": "action", "at": "created_at"},
    "article_tombstones": {"at": "created_at"},
    "articles": {
        "moment": "fts_rowid",
        "by_editors": "overridden_fields",
        "title_made": "title_generated",
        "teaser": "is_teaser",
    },
    "story_keys": {"moment": "fts_rowid"},
    "sources": {"told": "failure_notified"},
    "subscribers": {
        "hours": "digest_times",
        "items": "digest_size",
        "told_empty": "empty_notice_sent",
        "tell_when_empty": "notify_when_empty",
        "asked": "pending_prompt",
        "asked_at": "prompted_at",
        "weekly": "weekly_review",
        "looked_back_at": "weekly_review_sent_at",
        "quiet_hold": "hold_in_quiet_hours",
    },
    "broadcasts": {
        "reached": "has_delivered",
        "refused": "failed_count",
        "valid_for": "ttl",
        "asked_at": "time_prompted_at",
        "confirmed_at": "started_at",
    },
    "digests": {"before": "previous_story_ids", "previous": "previous_id"},
    "deliveries": {"since": "covers_since"},
}

# Old name, new name, table, columns, condition.
INDEXES: tuple[tuple[str, str, str, list[str], str | None], ...] = (
    ("ix_managers_user_id", "ix_chat_admins_user_id", "chat_admins", ["user_id"], None),
    *(
        (f"ix_withdrawn_{c}", f"ix_article_tombstones_{c}", "article_tombstones", [c], None)
        for c in ("content_hash", "canonical_url", "guid", "article_id")
    ),
    ("ix_meaning_keys_meaning_id", "ix_term_tokens_term_id", "term_tokens", ["term_id"], None),
    (
        "ix_terms_meaning_id_kind_how_chat_id",
        "ix_follows_term_id_kind_notify_chat_id",
        "follows",
        ["term_id", "kind", "notify", "chat_id"],
        None,
    ),
    (
        "ix_alert_hours_gather_at",
        "ix_alert_windows_batch_due_at",
        "alert_windows",
        ["batch_due_at"],
        "batch_due_at IS NOT NULL",
    ),
    (
        "ix_waiting_alerts_article_id",
        "ix_pending_alerts_article_id",
        "pending_alerts",
        ["article_id"],
        None,
    ),
    ("ix_updates_waiting", "ix_inbox_pending", "inbox", ["id"], "body IS NOT NULL"),
    ("ix_articles_moment", "ix_articles_fts_rowid", "articles", ["fts_rowid", "story_id"], None),
    ("ix_searches_in_vain", "ix_searches_zero_results", "searches", ["asked_at"], "results = 0"),
)


def upgrade() -> None:
    for old, *_ in INDEXES:
        op.drop_index(old)
    for old, new in TABLES:
        op.rename_table(old, new)
    for table, renames in COLUMNS.items():
        for old, new in renames.items():
            op.execute(f'ALTER TABLE {table} RENAME COLUMN "{old}" TO {new}')
    _rename_unique_constraints()
    op.execute("UPDATE subscribers SET state = 'unreachable' WHERE state = 'gone'")
    op.execute(
        "UPDATE follows SET notify = CASE notify WHEN 'at_once' THEN 'instant' ELSE 'digest' END"
    )
    for _, new, table, columns, where in INDEXES:
        op.create_index(new, table, columns, sqlite_where=None if where is None else sa.text(where))


def _rename_unique_constraints() -> None:
    """Build `inbox` (a hundred thousand ids at most) and `terms` again: SQLite can not rename a
    constraint. The ids of terms stay, and so does the highest one ever given, as buttons name them.

    Foreign keys are not enforced during an upgrade, so dropping `terms` deletes nothing else.
    """
    op.execute(
        "CREATE TABLE new_inbox (id INTEGER NOT NULL, update_id BIGINT NOT NULL, body JSON,"
        " received_at BIGINT NOT NULL, attempts INTEGER NOT NULL,"
        " CONSTRAINT pk_inbox PRIMARY KEY (id),"
        " CONSTRAINT uq_inbox_update_id UNIQUE (update_id))"
    )
    op.execute("INSERT INTO new_inbox SELECT id, update_id, body, received_at, attempts FROM inbox")
    op.drop_table("inbox")
    op.rename_table("new_inbox", "inbox")
    op.execute(
        "CREATE TABLE new_terms (id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,"
        " normalized VARCHAR NOT NULL, CONSTRAINT uq_terms_normalized UNIQUE (normalized))"
    )
    op.execute("INSERT INTO new_terms SELECT id, normalized FROM terms")
    op.execute("DELETE FROM sqlite_sequence WHERE name = 'new_terms'")
    op.execute(
        "INSERT INTO sqlite_sequence SELECT 'new_terms', seq FROM sqlite_sequence"
        " WHERE name = 'terms'"
    )
    op.drop_table("terms")
    op.rename_table("new_terms", "terms")
