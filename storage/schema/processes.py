"""Tables of the processes of the service, and of what each of them does."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Float, Integer, String, Table, false

from storage.schema.metadata import metadata
from storage.schema.types import UtcTime

processes = Table(
    "processes",
    metadata,
    Column("id", String, primary_key=True),
    Column("until", UtcTime, nullable=False),
    Column("sent", Float, nullable=False),
    Column("hold_seconds", Float, nullable=False),
    Column("is_visible", Boolean, nullable=False, server_default=false()),
    sqlite_with_rowid=False,
)
"""``sent``: messages a second; ``hold_seconds``: how long it sends nothing because of a 429;
``is_visible``: whether the database shows that it is connected (`storage.database.fencing`)."""

duties = Table(
    "duties",
    metadata,
    Column("name", String, primary_key=True),
    Column("holder", String, nullable=False),
    Column("epoch", Integer, nullable=False),
    Column("until", UtcTime, nullable=False),
    sqlite_with_rowid=False,
)
"""``holder``: a process, or empty; ``epoch`` grows whenever the holder changes."""
