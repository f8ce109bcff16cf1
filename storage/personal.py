"""Everything that is kept about a chat: what /mydata hands over and /stop erases.

A test walks the tables: a column that names a chat or a person stands here, one way or the other.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, Table, delete, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import terms
from storage.tables import (
    alert_hours,
    audit,
    broadcasts,
    deliveries,
    managers,
    payloads,
    searches,
    subscribers,
    waiting_alerts,
)
from storage.tables import terms as terms_table


@dataclass(frozen=True, slots=True)
class Section:
    """The rows of a table that are a chat's own: those whose ``column`` holds its id. What is not
    ``erased`` is the record of what editors published, which is the house's."""

    name: str
    table: Table
    column: str = "chat_id"
    erased: bool = True


SECTIONS = (
    Section("settings", subscribers),
    Section("terms", terms_table),
    Section("waiting_alerts", waiting_alerts),
    Section("alerts_an_hour", alert_hours),
    Section("searches", searches),
    Section("messages", deliveries),
    Section("sets_up", managers, "user_id"),
    Section("set_up_by", managers),
    Section("broadcasts", broadcasts, "editor_id", erased=False),
    Section("editors_log", audit, "editor_id", erased=False),
)

NOT_EXPORTED: Mapping[str, str] = {
    "broadcasts.paused_by": "the editors' log tells its editor who paused what",
    "broadcasts.report_chat_id": "where a report stands: the chat of the editor who asked for it",
}
"""Columns that name somebody and are left out of the above, with the reason."""


async def collect(connection: AsyncConnection, chat_id: int) -> dict[str, list[dict[str, Any]]]:
    """The rows of each section, oldest first, as they are; a message's ``text`` and ``blocks`` (as
    JSON) beside it."""
    return {
        section.name: [
            dict(row._mapping) for row in await connection.execute(_rows(section, chat_id))
        ]
        for section in SECTIONS
    }


async def erase(connection: AsyncConnection, chat_id: int) -> dict[str, int]:
    """Forget a chat; return how many rows of each section that had any."""
    erased = {}
    for section in SECTIONS:
        if section.erased:
            count = await _erase(connection, section, chat_id)
            if count:
                erased[section.name] = count
    return erased


async def _erase(connection: AsyncConnection, section: Section, chat_id: int) -> int:
    if section.table is terms_table:
        return await terms.erase(connection, chat_id)
    is_theirs = section.table.c[section.column] == chat_id
    return (await connection.execute(delete(section.table).where(is_theirs))).rowcount


def _rows(section: Section, chat_id: int) -> Select[Any]:
    table = section.table
    is_theirs = table.c[section.column] == chat_id
    (key, *_) = table.primary_key
    if table is not deliveries:
        return select(table).where(is_theirs).order_by(key)
    message = [
        func.json_extract(payloads.c.message, f"$.{part}").label(part)
        for part in ("text", "blocks")
    ]
    joined = select(table, *message).join(payloads, payloads.c.id == table.c.payload_id)
    return joined.where(is_theirs).order_by(key)
