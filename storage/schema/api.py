"""Tables of the HTTP API: its tokens, and the answers that a repeated request gets again."""

from __future__ import annotations

from sqlalchemy import JSON, Column, ForeignKey, Integer, LargeBinary, String, Table

from storage.schema.metadata import metadata
from storage.schema.types import StringSet, UtcTime

api_tokens = Table(
    "api_tokens",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", String, nullable=False, unique=True),
    Column("secret_hash", LargeBinary, nullable=False),
    Column("scopes", StringSet, nullable=False),
    Column("created_at", UtcTime, nullable=False),
    sqlite_autoincrement=True,
)
"""The id of a removed token is never given again: its answers must not become another's."""

api_answers = Table(
    "api_answers",
    metadata,
    Column("token_id", ForeignKey("api_tokens.id", ondelete="CASCADE"), primary_key=True),
    Column("key", String, primary_key=True),
    Column("request_hash", LargeBinary, nullable=False),
    Column("result", JSON, nullable=False),
    Column("created_at", UtcTime, nullable=False, index=True),
    sqlite_with_rowid=False,
)
