"""Stories that editors pinned or hid in the digests, for a time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import delete, insert, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.schema.tables import desk_choices


class DeskChoiceKind(StrEnum):
    """``PIN``: it leads the digests of those who get it; ``HIDE``: it is in no digest."""

    PIN = "pin"
    HIDE = "hide"


@dataclass(frozen=True, slots=True)
class DeskChoice:
    """What editors chose for a story, until then."""

    kind: DeskChoiceKind
    expires_at: datetime


async def list_active(connection: AsyncConnection, now: datetime) -> dict[int, DeskChoice]:
    """Return the choices that hold at a moment or were made after it, by story."""
    rows = await connection.execute(
        select(desk_choices)
        .where(desk_choices.c.expires_at > now)
        .order_by(desk_choices.c.expires_at.desc())
    )
    return {row.story_id: DeskChoice(DeskChoiceKind(row.kind), row.expires_at) for row in rows}


def select_ids(choices: Mapping[int, DeskChoice], kind: DeskChoiceKind) -> list[int]:
    """Return the ids of the stories with a choice of this kind, in the order of the choices."""
    return [story_id for story_id, choice in choices.items() if choice.kind is kind]


async def save(
    connection: AsyncConnection, story_id: int, choice: DeskChoice | None, now: datetime
) -> None:
    """Replace the choice for a story, or remove it; delete those that ended."""
    await connection.execute(
        delete(desk_choices).where(
            or_(desk_choices.c.story_id == story_id, desk_choices.c.expires_at <= now)
        )
    )
    if choice is not None:
        await connection.execute(
            insert(desk_choices).values(
                story_id=story_id, kind=choice.kind.value, expires_at=choice.expires_at
            )
        )
