"""What editors propose to do with a broadcast, and who approved it.

Revision ID: 0027
Revises: 0026
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.schema import types

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "proposals",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("broadcast_id", sa.Integer(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("payload_id", sa.Integer(), nullable=True),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("proposed_by", sa.BigInteger(), nullable=False),
        sa.Column("proposer", sa.String(), nullable=False),
        sa.Column("created_at", types.UtcTime(), nullable=False),
        sa.Column("report_chat_id", sa.BigInteger(), nullable=True),
        sa.Column("report_message_id", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_proposals"),
        sa.ForeignKeyConstraint(
            ["broadcast_id"], ["broadcasts.id"], name="fk_proposals_broadcast_id_broadcasts"
        ),
        sa.ForeignKeyConstraint(
            ["payload_id"], ["payloads.id"], name="fk_proposals_payload_id_payloads"
        ),
    )
    for column in ("broadcast_id", "payload_id"):
        op.create_index(f"ix_proposals_{column}", "proposals", [column])
    op.create_table(
        "approvals",
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("editor_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("approved_at", types.UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("proposal_id", "editor_id", name="pk_approvals"),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["proposals.id"], name="fk_approvals_proposal_id_proposals"
        ),
        sqlite_with_rowid=False,
    )
