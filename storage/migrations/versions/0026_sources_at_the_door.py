"""What editors set for a source: its name, and the headers of its requests.

Revision ID: 0026
Revises: 0025
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for column in (
        sa.Column("own_title", sa.String(), nullable=False, server_default=""),
        sa.Column("headers", sa.JSON(), nullable=False, server_default="{}"),
    ):
        op.add_column("sources", column)
