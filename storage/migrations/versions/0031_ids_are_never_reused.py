"""Ids of articles, stories and sources are never given again, as buttons and content systems name
them for years.

Revision ID: 0031
Revises: 0030
"""

from __future__ import annotations

import re

from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

TABLES = ("articles", "stories", "sources")
_PRIMARY_KEY = re.compile(r",\s*CONSTRAINT \w+ PRIMARY KEY \(id\)")


def upgrade() -> None:
    """Rewrite the definitions in place: rows are stored in the same way with AUTOINCREMENT, and to
    copy a million of them would take minutes. Other databases never reuse an id."""
    connection = op.get_bind()
    if connection.dialect.name != "sqlite":
        return
    connection.exec_driver_sql("PRAGMA writable_schema = ON")
    for table in TABLES:
        found = connection.exec_driver_sql(
            "SELECT sql FROM sqlite_master WHERE type = 'table' AND name = ?", (table,)
        )
        changed, count = _PRIMARY_KEY.subn("", found.scalar_one())
        changed = changed.replace(
            "id INTEGER NOT NULL", "id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT", count
        )
        connection.exec_driver_sql(
            "UPDATE sqlite_master SET sql = ? WHERE type = 'table' AND name = ?", (changed, table)
        )
        connection.exec_driver_sql(
            f"INSERT INTO sqlite_sequence SELECT '{table}', coalesce(max(id), 0) FROM {table}"
        )
    (version,) = connection.exec_driver_sql("PRAGMA schema_version").one()
    connection.exec_driver_sql(f"PRAGMA schema_version = {version + 1}")
    connection.exec_driver_sql("PRAGMA writable_schema = RESET")
