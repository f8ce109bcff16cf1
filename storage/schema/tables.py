"""All tables. Migrations create them; a test compares the two."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Date,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    false,
    text,
)

from storage.schema.types import (
    Duration,
    LocalTime,
    LocalTimes,
    Packed,
    StringSet,
    UtcTime,
    Weekdays,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

sources = Table(
    "sources",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("kind", String, nullable=False),
    Column("url", String, nullable=False, unique=True),
    Column("title", String, nullable=False),
    Column("etag", String, nullable=False),
    Column("last_modified", String, nullable=False),
    Column("added_at", UtcTime, nullable=False),
    Column("next_fetch_at", UtcTime, nullable=False, index=True),
    Column("last_success_at", UtcTime),
    Column("failures", Integer, nullable=False),
    Column("failure_reason", String, nullable=False),
    Column("paused_reason", String),
    Column("topics", StringSet, nullable=False, server_default=""),
    Column("host", String, nullable=False, server_default=""),
    Column("language", String, nullable=False, server_default=""),
    Column("ttl", Integer, nullable=False, server_default=text("0")),
    Column("skip_hours", StringSet, nullable=False, server_default=""),
    Column("failing_since", UtcTime),
    Column("failure_notified", Boolean, nullable=False, server_default=text("0")),
)

topics = Table(
    "topics",
    metadata,
    Column("id", String, primary_key=True),
    Column("emoji", String, nullable=False),
    Column("names", JSON, nullable=False),
    Column("words", JSON, nullable=False),
    Column("changed_at", UtcTime, nullable=False),
)

stories = Table(
    "stories",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("headline_id", Integer, nullable=False),
    Column("opened_at", UtcTime, nullable=False, index=True),
    Column("article_count", Integer, nullable=False),
    Column("sources", JSON, nullable=False),
)

articles = Table(
    "articles",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("story_id", ForeignKey("stories.id"), nullable=False, index=True),
    Column("source_id", ForeignKey("sources.id", ondelete="SET NULL")),
    Column("source", String, nullable=False),
    Column("url", String, nullable=False),
    Column("canonical_url", String, unique=True),
    Column("guid", String),
    Column("content_hash", String, nullable=False, unique=True),
    Column("title", String, nullable=False),
    Column("title_generated", Boolean, nullable=False),
    Column("language", String(3), nullable=False),
    Column("published_at", UtcTime, nullable=False, index=True),
    Column("added_at", UtcTime, nullable=False),
    Column("author", String, nullable=False),
    Column("photo_credit", String, nullable=False),
    Column("attribution", String, nullable=False),
    Column("image", String, nullable=False),
    Column("summary", JSON, nullable=False),
    Column("topics", JSON, nullable=False),
    Column("entities", JSON, nullable=False),
    Column("summary_written", Boolean, nullable=False, server_default=text("0")),
    Column("is_teaser", Boolean, nullable=False, server_default=text("0")),
    Column("importance", Float, nullable=False, server_default=text("1")),
    Column("fts_rowid", Integer, nullable=False, server_default=text("0")),
    Column("overridden_fields", StringSet, nullable=False, server_default=""),
    UniqueConstraint("source_id", "guid"),
    Index("ix_articles_source_id_published_at", "source_id", "published_at"),
    Index("ix_articles_fts_rowid", "fts_rowid", "story_id"),
)
"""``fts_rowid`` is the article's row in the full-text index: the second of its publication,
or the next free one. So the index is ordered by time, whatever the order of arrival."""

article_texts = Table(
    "article_texts",
    metadata,
    Column("article_id", ForeignKey("articles.id", ondelete="CASCADE"), primary_key=True),
    Column("content", Packed, nullable=False),
)
"""The large part of an article, apart from what lists need: its blocks, and its index
tokens, which are needed to remove them from the index."""

fingerprints = Table(
    "fingerprints",
    metadata,
    Column("article_id", ForeignKey("articles.id", ondelete="CASCADE"), primary_key=True),
    Column("terms", Packed, nullable=False),
)

story_keys = Table(
    "story_keys",
    metadata,
    Column("day", Integer, primary_key=True),
    Column("key", Integer, primary_key=True),
    Column("fts_rowid", Integer, primary_key=True),
    sqlite_with_rowid=False,
)
"""Which articles (by ``fts_rowid``) share a term; the key is its hash. The day comes first,
so that rows used together are stored together, however long the archive is."""

DUE_ORDER = ("next_digest_at", "language", "topics", "digest_size", "timezone", "style")
"""The order in which digests are made: equal settings are adjacent."""

article_tombstones = Table(
    "article_tombstones",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("content_hash", String, nullable=False, index=True),
    Column("canonical_url", String, index=True),
    Column("source_id", Integer),
    Column("guid", String, index=True),
    Column("article_id", ForeignKey("articles.id", ondelete="CASCADE"), index=True),
    Column("created_at", UtcTime, nullable=False),
)

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
    Column("thread_id", Integer),
    Column("title", String, nullable=False, server_default=""),
    Column("setup_step", String, nullable=False, server_default=""),
    Column("last_digest_id", Integer),
    Index("ix_subscribers_due", *DUE_ORDER, sqlite_where=text("next_digest_at IS NOT NULL")),
)

chat_admins = Table(
    "chat_admins",
    metadata,
    Column("chat_id", BigInteger, primary_key=True, autoincrement=False),
    Column("user_id", BigInteger, primary_key=True, autoincrement=False, index=True),
)

searches = Table(
    "searches",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("chat_id", BigInteger, nullable=False, index=True),
    Column("query", String, nullable=False),
    Column("results", Integer, nullable=False),
    Column("asked_at", UtcTime, nullable=False),
    Index("ix_searches_zero_results", "asked_at", sqlite_where=text("results = 0")),
)

daily_counters = Table(
    "daily_counters",
    metadata,
    Column("day", Date, primary_key=True),
    Column("counter", String, primary_key=True),
    Column("value", Integer, nullable=False),
    sqlite_with_rowid=False,
)

words = Table(
    "words",
    metadata,
    Column("word", String, primary_key=True),
    Column("articles", Integer, nullable=False),
    Column("seen_at", UtcTime, nullable=False),
    sqlite_with_rowid=False,
)

word_keys = Table(
    "word_keys",
    metadata,
    Column("key", String, primary_key=True),
    Column("word", String, primary_key=True),
    sqlite_with_rowid=False,
)

article_sources = Table(
    "article_sources",
    metadata,
    Column("name", String, primary_key=True),
    sqlite_with_rowid=False,
)

payloads = Table(
    "payloads",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("message", JSON, nullable=False),
    Column("created_at", UtcTime, nullable=False),
)

digests = Table(
    "digests",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("since", UtcTime, nullable=False),
    Column("until", UtcTime, nullable=False, index=True),
    Column("topics", StringSet, nullable=False),
    Column("items", Integer, nullable=False),
    Column("more", Integer, nullable=False),
    Column("stories", JSON, nullable=False),
    Column("previous_story_ids", JSON, nullable=False),
    Column("previous_id", Integer),
    Column("excluded_story_ids", JSON, nullable=False, server_default="[]"),
)

broadcasts = Table(
    "broadcasts",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("editor_id", BigInteger, nullable=False),
    Column("state", String, nullable=False),
    Column("payload_id", ForeignKey("payloads.id"), nullable=False),
    Column("retracted", Boolean, nullable=False),
    Column("paused", Boolean, nullable=False, server_default=false()),
    Column("has_delivered", Boolean, nullable=False, server_default=false()),
    Column("failed_count", Integer, nullable=False, server_default="0"),
    Column("article_id", Integer),
    Column("paused_by", BigInteger),
    Column("stopped", Boolean, nullable=False, server_default=false()),
    Column("text", Text, nullable=False),
    Column("topics", StringSet, nullable=False, server_default=""),
    Column("language", String(2)),
    Column("silent", Boolean, nullable=False, server_default=false()),
    Column("ttl", Duration, nullable=False, server_default="7200"),
    Column("created_at", UtcTime, nullable=False),
    Column("time_prompted_at", UtcTime),
    Column("scheduled_at", UtcTime),
    Column("started_at", UtcTime),
    Column("report_chat_id", BigInteger),
    Column("report_message_id", Integer),
)

deliveries = Table(
    "deliveries",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("payload_id", ForeignKey("payloads.id"), nullable=False, index=True),
    Column("broadcast_id", ForeignKey("broadcasts.id"), index=True),
    Column("chat_id", BigInteger, nullable=False),
    Column("action", String, nullable=False),
    Column("priority", Integer, nullable=False),
    Column("state", String, nullable=False),
    Column("due_at", UtcTime, nullable=False),
    Column("expires_at", UtcTime, nullable=False),
    Column("silent", Boolean, nullable=False, server_default=false()),
    Column("covers_since", UtcTime),
    Column("leased_until", UtcTime),
    Column("attempts", Integer, nullable=False),
    Column("reason", String, nullable=False),
    Column("message_id", Integer),
    Column("finished_at", UtcTime),
    Index("ix_deliveries_chat_id_payload_id", "chat_id", "payload_id"),
    Index(
        "ix_deliveries_pending",
        "priority",
        "due_at",
        "id",
        "broadcast_id",
        sqlite_where=text("state = 'pending'"),
    ),
    Index(
        "ix_deliveries_expiring",
        "expires_at",
        sqlite_where=text("state = 'pending'"),
    ),
    Index(
        "ix_deliveries_leased",
        "leased_until",
        sqlite_where=text("state = 'leased'"),
    ),
)

payload_stories = Table(
    "payload_stories",
    metadata,
    Column("payload_id", ForeignKey("payloads.id", ondelete="CASCADE"), primary_key=True),
    Column("story_id", Integer, primary_key=True),
    Index("ix_payload_stories_story_id", "story_id"),
    sqlite_with_rowid=False,
)

shown_stories = Table(
    "shown_stories",
    metadata,
    Column("chat_id", BigInteger, primary_key=True, autoincrement=False),
    Column("story_id", Integer, primary_key=True, autoincrement=False),
    Column("shown_at", UtcTime, nullable=False, index=True),
    sqlite_with_rowid=False,
)
"""Stories that a chat saw in answer to /digest, so that its next digest omits them."""

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
    sqlite_with_rowid=False,
)

alert_windows = Table(
    "alert_windows",
    metadata,
    Column("chat_id", BigInteger, primary_key=True, autoincrement=False),
    Column("started_at", UtcTime, nullable=False),
    Column("sent_count", Integer, nullable=False),
    Column("batch_due_at", UtcTime),
    Index(
        "ix_alert_windows_batch_due_at",
        "batch_due_at",
        sqlite_where=text("batch_due_at IS NOT NULL"),
    ),
)

inbox = Table(
    "inbox",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("update_id", BigInteger, nullable=False, unique=True),
    Column("body", JSON(none_as_null=True)),
    Column("received_at", UtcTime, nullable=False),
    Column("attempts", Integer, nullable=False),
    Index("ix_inbox_pending", "id", sqlite_where=text("body IS NOT NULL")),
)

audit = Table(
    "audit",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("created_at", UtcTime, nullable=False),
    Column("action", String, nullable=False),
    Column("editor_id", BigInteger),
    Column("editor", String, nullable=False),
    Column("broadcast_id", ForeignKey("broadcasts.id"), index=True),
    Column("text", Text, nullable=False),
)

# The full-text index, `articles_fts`, is an FTS5 table that SQLAlchemy cannot describe: migrations
# create it. It has one row per article. The tokens are prepared by the analyzer, so the tokenizer
# only splits at spaces and keeps letters such as й. It stores neither texts (`article_texts` does)
# nor sizes: ranking does not use them.
