"""Standard terms for stored values, as 0017 gave them to tables and columns.

Revision ID: 0025
Revises: 0022
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0022"
branch_labels = None
depends_on = None

RENAMED = (
    ("subscribers", "pending_prompt", "hour", "digest_time"),
    ("subscribers", "pending_prompt", "zone", "timezone"),
    ("subscribers", "setup_step", "hour", "digest_time"),
    ("daily_counters", "counter", "in vain", "no_results"),
    ("daily_counters", "counter", "filed", "articles_added"),
    ("daily_counters", "counter", "readers", "subscribers"),
    ("daily_counters", "counter", "failing", "failing_sources"),
)


def upgrade() -> None:
    connection = op.get_bind()
    for table, column, old, new in RENAMED:
        rename = sa.text(f"UPDATE {table} SET {column} = :new WHERE {column} = :old")
        connection.execute(rename, {"old": old, "new": new})
