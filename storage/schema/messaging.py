"""Tables of messages: payloads and deliveries, digests, broadcasts, the inbox."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    and_,
    exists,
    false,
)

from storage.schema.metadata import build_partial_index, metadata
from storage.schema.types import BigId, Duration, StringSet, UtcTime

payloads = Table(
    "payloads",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("message", JSON, nullable=False),
    Column("created_at", UtcTime, nullable=False),
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
    Index("ix_shown_stories_story_id", "story_id"),
    sqlite_with_rowid=False,
)
"""Stories that a chat saw in answer to /digest, so that its next digest omits them."""

digest_cutoff = Table(
    "digest_cutoff",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("until", UtcTime, nullable=False),
)
"""One row: up to when digests have covered the news (`storage.archive.cutoff`)."""

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
    Column("opened_count", Integer, nullable=False, server_default="0"),
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
    Column("time_prompted_by", BigInteger),
    Column("scheduled_at", UtcTime),
    Column("started_at", UtcTime),
    Column("report_chat_id", BigInteger),
    Column("report_message_id", Integer),
    Column("former_reports", JSON, nullable=False, server_default="[]"),
    Column("suggested_fingerprint", String),
)

deliveries = Table(
    "deliveries",
    metadata,
    Column("id", BigId, primary_key=True),
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
    build_partial_index(
        "ix_deliveries_pending",
        "priority",
        "due_at",
        "id",
        "broadcast_id",
        where="state = 'pending'",
    ),
    build_partial_index("ix_deliveries_expiring", "expires_at", where="state = 'pending'"),
    build_partial_index("ix_deliveries_leased", "leased_until", where="state = 'leased'"),
)

proposals = Table(
    "proposals",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("broadcast_id", ForeignKey("broadcasts.id"), nullable=False, index=True),
    Column("action", String, nullable=False),
    Column("payload_id", ForeignKey("payloads.id"), index=True),
    Column("fingerprint", String, nullable=False),
    Column("state", String, nullable=False),
    Column("proposed_by", BigInteger, nullable=False),
    Column("proposer", String, nullable=False),
    Column("created_at", UtcTime, nullable=False),
    Column("report_chat_id", BigInteger),
    Column("report_message_id", Integer),
)

IS_PAYLOAD_UNUSED = and_(
    ~exists().where(deliveries.c.payload_id == payloads.c.id),
    ~exists().where(broadcasts.c.payload_id == payloads.c.id),
    ~exists().where(proposals.c.payload_id == payloads.c.id),
)
"""Whether no row refers to a payload."""

approvals = Table(
    "approvals",
    metadata,
    Column("proposal_id", ForeignKey("proposals.id"), primary_key=True),
    Column("editor_id", BigInteger, primary_key=True, autoincrement=False),
    Column("approved_at", UtcTime, nullable=False),
    sqlite_with_rowid=False,
)

inbox = Table(
    "inbox",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("update_id", BigInteger, nullable=False, unique=True),
    Column("body", JSON(none_as_null=True)),
    Column("received_at", UtcTime, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("owner", String),
    Column("chat_key", BigInteger),
    build_partial_index("ix_inbox_pending", "id", where="body IS NOT NULL"),
)
