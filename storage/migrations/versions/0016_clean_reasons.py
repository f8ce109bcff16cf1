"""Why deliveries failed, cut to a line without addresses and tokens.

Earlier versions kept whatever an error said: a block page of half a megabyte, or the address of the
request with the bot's token in it.

Revision ID: 0016
Revises: 0015
"""

from __future__ import annotations

import re

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

BATCH = 500
MAX_REASON = 200
MAX_READ = 4000

_ADDRESS = re.compile(r"https?://[^\s'\"<>]{1,2000}", re.IGNORECASE)
_TOKEN = re.compile(r"(?:bot)?\d{3,20}(?::|%3A)[A-Za-z0-9_-]{3,}", re.IGNORECASE)
_MARKUP = re.compile(r"<[^<>]{0,500}>?")

_UNCLEAN = sa.text(
    """
    SELECT id, substr(reason, 1, :read) AS reason FROM deliveries
    WHERE id > :after AND reason != '' AND (
        length(reason) > :most OR reason LIKE '%://%' OR reason LIKE '%bot%'
        OR reason GLOB '*[0-9]:*' OR reason LIKE '%<%' OR instr(reason, char(10)) > 0
    )
    ORDER BY id LIMIT :batch
    """
)
_PUT = sa.text("UPDATE deliveries SET reason = :reason WHERE id = :id")


def upgrade() -> None:
    connection = op.get_bind()
    asked = {"after": 0, "most": MAX_REASON, "read": MAX_READ, "batch": BATCH}
    while rows := connection.execute(_UNCLEAN, asked).all():
        connection.execute(_PUT, [{"id": row.id, "reason": _clean(row.reason)} for row in rows])
        asked["after"] = rows[-1].id


def _clean(reason: str) -> str:
    text = _TOKEN.sub("[token]", _ADDRESS.sub("[url]", _MARKUP.sub(" ", reason)))
    return " ".join(text.split())[:MAX_REASON]
