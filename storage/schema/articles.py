"""Tables of articles, the stories they form, their sources and topics."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    UniqueConstraint,
    false,
    text,
)

from storage.schema.metadata import metadata
from storage.schema.types import BigId, Packed, StringSet, UtcTime

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
    Column("failure_notified", Boolean, nullable=False, server_default=false()),
    Column("own_title", String, nullable=False, server_default=""),
    Column("headers", JSON, nullable=False, server_default="{}"),
    sqlite_autoincrement=True,
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
    sqlite_autoincrement=True,
)

desk_choices = Table(
    "desk_choices",
    metadata,
    Column("story_id", ForeignKey("stories.id", ondelete="CASCADE"), primary_key=True),
    Column("kind", String, nullable=False),
    Column("expires_at", UtcTime, nullable=False),
)
"""Stories that editors pinned or hid in the digests (`storage.archive.desk_choices`)."""

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
    Column("summary_written", Boolean, nullable=False, server_default=false()),
    Column("is_teaser", Boolean, nullable=False, server_default=false()),
    Column("importance", Float, nullable=False, server_default=text("1")),
    Column("fts_rowid", BigId, nullable=False, server_default=text("0")),
    Column("overridden_fields", StringSet, nullable=False, server_default=""),
    Column("published_is_estimated", Boolean, nullable=False, server_default=false()),
    Column("is_follow_up", Boolean, nullable=False, server_default=false()),
    UniqueConstraint("source_id", "guid"),
    Index("ix_articles_source_id_published_at", "source_id", "published_at"),
    Index("ix_articles_fts_rowid", "fts_rowid", "story_id"),
    sqlite_autoincrement=True,
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
    Column("fts_rowid", BigId, primary_key=True),
    sqlite_with_rowid=False,
)
"""Which articles (by ``fts_rowid``) share a term; the key is its hash. The day comes first,
so that rows used together are stored together, however long the archive is."""

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

# The full-text index, `articles_fts`, is an FTS5 table that SQLAlchemy cannot describe: migrations
# create it. It has one row per article. The tokens are prepared by the analyzer, so the tokenizer
# only splits at spaces and keeps letters such as й. It stores neither texts (`article_texts` does)
# nor sizes: ranking does not use them.
