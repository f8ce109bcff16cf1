"""Tables of the editors and of the links that invite new ones."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, String, Table

from storage.schema.metadata import metadata
from storage.schema.types import UtcTime

editors = Table(
    "editors",
    metadata,
    Column("user_id", BigInteger, primary_key=True, autoincrement=False),
    Column("name", String, nullable=False),
    Column("role", String, nullable=False),
    Column("added_by", BigInteger),
    Column("added_at", UtcTime, nullable=False),
)

editor_invites = Table(
    "editor_invites",
    metadata,
    Column("secret_hash", String, primary_key=True),
    Column("role", String, nullable=False),
    Column("created_by", BigInteger),
    Column("expires_at", UtcTime, nullable=False),
    Column("process_id", String),
)
