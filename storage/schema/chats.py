"""Tables of subscribers: their settings, admins, followed terms and alerts."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    false,
)

from storage.schema.metadata import build_partial_index, metadata
from storage.schema.types import LocalTime, LocalTimes, StringSet, UtcTime, Weekdays

DUE_ORDER = ("next_digest_at", "language", "topics", "digest_size", "timezone", "style")
"""The order in which digests are made: equal settings are adjacent."""

subscribers = Table(
    "subscribers",
    metadata,
    Column("chat_id", BigInteger, primary_key=True, autoincrement=False),
    Column("kind", String, nullable=False),
    Column("state", String, nullable=False),
    Column("language", String(2), nullable=False),
    Column("timezone", String, nullable=False),
    Column("digest_times", LocalTimes, nullable=False, server_default="08:00"),
    Column("weekdays", Weekdays, nullable=False, server_default="1234567"),
    Column("topics", StringSet, nullable=False),
    Column("digest_size", Integer, nullable=False),
    Column("style", String, nullable=False),
    Column("languages", StringSet, nullable=False, server_default=""),
    Column("breaking", String, nullable=False, server_default="on"),
    Column("quiet_from", LocalTime),
    Column("quiet_until", LocalTime),
    Column("hold_in_quiet_hours", Boolean, nullable=False, server_default=false()),
    Column("notify_when_empty", Boolean, nullable=False),
    Column("empty_notice_sent", Boolean, nullable=False),
    Column("joined_at", UtcTime, nullable=False),
    Column("watermark", UtcTime),
    Column("next_digest_at", UtcTime),
    Column("paused_until", UtcTime),
    Column("weekly_review", Boolean, nullable=False, server_default=false()),
    Column("weekly_review_sent_at", UtcTime),
    Column("pending_prompt", String, nullable=False, server_default=""),
    Column("prompted_at", UtcTime),
    Column("prompted_article_id", Integer),
    Column("thread_id", Integer),
    Column("title", String, nullable=False, server_default=""),
    Column("setup_step", String, nullable=False, server_default=""),
    Column("last_digest_id", Integer),
    Column("style_offer_sent", Boolean, nullable=False, server_default=false()),
    Column("city", String, nullable=False, server_default=""),
    build_partial_index("ix_subscribers_due", *DUE_ORDER, where="next_digest_at IS NOT NULL"),
)

chat_admins = Table(
    "chat_admins",
    metadata,
    Column("chat_id", BigInteger, primary_key=True, autoincrement=False),
    Column("user_id", BigInteger, primary_key=True, autoincrement=False, index=True),
)

terms = Table(
    "terms",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("normalized", String, nullable=False, unique=True),
    sqlite_autoincrement=True,
)
"""Each term that a chat follows or mutes, once. An id is never reused, as buttons name
it."""

term_tokens = Table(
    "term_tokens",
    metadata,
    Column("token", String, primary_key=True),
    Column("term_id", ForeignKey("terms.id", ondelete="CASCADE"), primary_key=True),
    Index("ix_term_tokens_term_id", "term_id"),
    sqlite_with_rowid=False,
)

follows = Table(
    "follows",
    metadata,
    Column("chat_id", BigInteger, primary_key=True),
    Column("term_id", ForeignKey("terms.id"), primary_key=True),
    Column("text", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("notify", String, nullable=False),
    Column("origin", String, nullable=False),
    Column("created_at", UtcTime, nullable=False),
    Index("ix_follows_term_id_kind_notify_chat_id", "term_id", "kind", "notify", "chat_id"),
    sqlite_with_rowid=False,
)

saved_articles = Table(
    "saved_articles",
    metadata,
    Column("chat_id", BigInteger, primary_key=True),
    Column("article_id", Integer, primary_key=True),
    Column("title", String, nullable=False),
    Column("url", String, nullable=False),
    Column("source", String, nullable=False),
    Column("summary", Text, nullable=False),
    Column("published_at", UtcTime, nullable=False),
    Column("saved_at", UtcTime, nullable=False),
    Index("ix_saved_articles_chat_id_saved_at", "chat_id", "saved_at"),
    sqlite_with_rowid=False,
)
"""Copies: a saved article stays when retention deletes it."""

source_choices = Table(
    "source_choices",
    metadata,
    Column("chat_id", BigInteger, primary_key=True),
    Column("source", String, primary_key=True),
    Column("kind", String, nullable=False),
    Column("created_at", UtcTime, nullable=False),
    sqlite_with_rowid=False,
)

followed_stories = Table(
    "followed_stories",
    metadata,
    Column("chat_id", BigInteger, primary_key=True),
    Column("story_id", Integer, primary_key=True),
    Column("title", String, nullable=False),
    Column("notify", String, nullable=False),
    Column("last_article_id", Integer, nullable=False),
    Column("created_at", UtcTime, nullable=False),
    Column("active_until", UtcTime, nullable=False),
    Index("ix_followed_stories_story_id_notify_chat_id", "story_id", "notify", "chat_id"),
    sqlite_with_rowid=False,
)
"""A row ends by itself: each new report of the story moves ``active_until``."""

alert_queue = Table(
    "alert_queue",
    metadata,
    Column("article_id", ForeignKey("articles.id", ondelete="CASCADE"), primary_key=True),
)

pending_alerts = Table(
    "pending_alerts",
    metadata,
    Column("chat_id", BigInteger, primary_key=True),
    Column("story_id", Integer, primary_key=True),
    Column("article_id", ForeignKey("articles.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("queued_at", UtcTime, nullable=False),
    Index("ix_pending_alerts_story_id", "story_id"),
    sqlite_with_rowid=False,
)

alert_windows = Table(
    "alert_windows",
    metadata,
    Column("chat_id", BigInteger, primary_key=True, autoincrement=False),
    Column("started_at", UtcTime, nullable=False),
    Column("sent_count", Integer, nullable=False),
    Column("batch_due_at", UtcTime),
    build_partial_index(
        "ix_alert_windows_batch_due_at", "batch_due_at", where="batch_due_at IS NOT NULL"
    ),
)
