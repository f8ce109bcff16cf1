"""Tables of counters and of the audit log."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Date, ForeignKey, Integer, String, Table, Text

from storage.schema.metadata import metadata
from storage.schema.types import UtcTime

daily_counters = Table(
    "daily_counters",
    metadata,
    Column("day", Date, primary_key=True),
    Column("counter", String, primary_key=True),
    Column("value", Integer, nullable=False),
    sqlite_with_rowid=False,
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
