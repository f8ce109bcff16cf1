"""The inbox: updates from Telegram, with their bodies until they are handled."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Row,
    Select,
    Text,
    bindparam,
    case,
    or_,
    select,
    text,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database import bulk
from storage.database.dialect import insert_new
from storage.schema.tables import inbox, processes

MAX_KNOWN_IDS = 100_000
"""Update ids that are remembered. Telegram repeats an unanswered update within a minute or two, or
first of all after a downtime."""

MAX_TRIES_TOGETHER = 3
"""Process runs that handle an update beside all others. After that it is handled alone."""

ALONE = MAX_TRIES_TOGETHER + 1
"""The attempts of an update that is to be handled alone and was not started yet."""

MAX_TRIES = ALONE + 2
"""Attempts after which an update is set aside: two processes crashed while they handled nothing
else."""


@dataclass(frozen=True, slots=True)
class UnhandledUpdate:
    """An update that was not handled completely. ``is_alone``: it may be what crashes the process,
    and is handled while nothing else is."""

    update_id: int
    body: dict[str, Any]
    is_alone: bool
    received_at: datetime


@dataclass(frozen=True, slots=True)
class Owner:
    """The process that handles updates, and of which chat each is (`has_earlier`)."""

    process_id: str | None = None
    chat_keys: Mapping[int, int | None] = field(default_factory=dict)


NOBODY = Owner()


# Built once: they run at every poll, often for a single update.
_IDS = bulk.values_table(bindparam("ids", type_=Text))
_IS_AMONG = inbox.c.update_id.in_(select(bulk.column(_IDS, 0, BigInteger)).select_from(_IDS))
_SELECT_KNOWN = bulk.as_json_rows(select(inbox.c.update_id).where(_IS_AMONG))
_INSERT = insert_new(inbox)
_DELETE_OLD = text(
    "DELETE FROM inbox WHERE id <= (SELECT max(id) FROM inbox) - :kept AND body IS NULL"
)
_SELECT_OWNED = bulk.as_json_rows(
    select(inbox.c.update_id).where(
        _IS_AMONG, inbox.c.owner == bindparam("process"), inbox.c.body.is_not(None)
    )
)
_EARLIER = inbox.alias()
_SELECT_EARLIER = (
    select(_EARLIER.c.id)
    .join(inbox, _EARLIER.c.id < inbox.c.id)
    .where(
        inbox.c.update_id == bindparam("number"),
        _EARLIER.c.body.is_not(None),
        _EARLIER.c.chat_key == bindparam("chat"),
        # An update that a process gave up has no owner until another one takes it; then NULL would
        # make the comparison by != unknown.
        _EARLIER.c.owner.is_distinct_from(inbox.c.owner),
    )
    .limit(1)
)
_MARK_HANDLED = update(inbox).where(_IS_AMONG).values(body=None, owner=None, chat_key=None)

_RELEASE_ORDER = update(inbox).where(_IS_AMONG).values(chat_key=None)


async def find_known(connection: AsyncConnection, ids: Iterable[int]) -> set[int]:
    """Return which of these updates are known already."""
    found = await bulk.fetch(connection, _SELECT_KNOWN, ids=_encode(ids))
    return {update_id for (update_id,) in found}


async def add_updates(
    connection: AsyncConnection,
    bodies: Mapping[int, Mapping[str, Any] | None],
    now: datetime,
    owner: Owner = NOBODY,
) -> None:
    """Store updates by id as ``owner``'s; without a body those that are handled already.

    A known update stays as it is: the process that stored it first handles it. The oldest ids are
    deleted.
    """
    await connection.execute(
        _INSERT,
        [
            {
                "update_id": number,
                "body": body,
                "received_at": now,
                "attempts": 1,
                "owner": owner.process_id,
                "chat_key": None if body is None else owner.chat_keys.get(number),
            }
            for number, body in bodies.items()
        ],
    )
    await connection.execute(_DELETE_OLD, {"kept": MAX_KNOWN_IDS})


async def find_owned(connection: AsyncConnection, ids: Iterable[int], process_id: str) -> set[int]:
    """Return which of these unhandled updates a process has to handle."""
    found = await bulk.fetch(connection, _SELECT_OWNED, ids=_encode(ids), process=process_id)
    return {update_id for (update_id,) in found}


async def has_earlier(connection: AsyncConnection, update_id: int, chat_key: int) -> bool:
    """Return whether an unhandled update of the same chat that came before is another process's, or
    nobody's since its process gave it up.

    The process of the later update may take over the earlier one: then this is false, and the
    later one, which has its chat's turn already, is handled first.
    """
    params = {"number": update_id, "chat": chat_key}
    return (await connection.execute(_SELECT_EARLIER, params)).first() is not None


async def release_order(connection: AsyncConnection, ids: Iterable[int]) -> None:
    """Have `has_earlier` pass over updates that are handled later than their turn."""
    await connection.execute(_RELEASE_ORDER, {"ids": _encode(ids)})


async def list_unhandled(
    connection: AsyncConnection, process_id: str | None
) -> list[UnhandledUpdate]:
    """Return the updates that a process has to handle, in the order of arrival."""
    is_own = inbox.c.body.is_not(None) & inbox.c.owner.is_not_distinct_from(process_id)
    return [_to_unhandled(row) for row in await connection.execute(_read(is_own))]


async def mark_handled(connection: AsyncConnection, ids: Iterable[int]) -> None:
    """Delete the bodies and owners of updates; only their ids are kept."""
    await connection.execute(_MARK_HANDLED, {"ids": _encode(ids)})


def _encode(ids: Iterable[int]) -> str:
    return bulk.encode_rows((update_id,) for update_id in ids)


async def list_gone_owners(connection: AsyncConnection) -> list[str | None]:
    """Return the processes that have ended and left updates unhandled; None stands for those that
    gave them up at their end."""
    is_gone = or_(inbox.c.owner.is_(None), inbox.c.owner.not_in(select(processes.c.id)))
    found = await connection.execute(
        select(inbox.c.owner).where(inbox.c.body.is_not(None), is_gone).distinct()
    )
    return list(found.scalars())


async def give_up(connection: AsyncConnection, process_id: str) -> None:
    """Remove the owner of the unhandled updates of a process that ends: any other may take them."""
    await connection.execute(
        update(inbox)
        .where(inbox.c.body.is_not(None), inbox.c.owner == process_id)
        .values(owner=None)
    )


async def claim_unhandled(
    connection: AsyncConnection,
    *,
    died: bool,
    suspect: int | None = None,
    is_proven: bool = False,
    owner: str | None = None,
    new_owner: str | None = None,
) -> tuple[list[UnhandledUpdate], list[UnhandledUpdate]]:
    """Return unhandled updates in the order of arrival, those to be handled alone last, and the
    updates that are set aside from now on.

    ``died``: their process crashed, so one more attempt is counted for each. ``suspect``: the
    update that had the event loop then. It is handled alone, and set aside if it was alone already
    or if it ``is_proven`` that it hung or crashed the process. ``owner``: the process that
    had them; from now on ``new_owner`` has them.
    """
    is_left = inbox.c.body.is_not(None) & inbox.c.owner.is_not_distinct_from(owner)
    under_suspicion = inbox.c.update_id == suspect
    is_guilty = under_suspicion if is_proven else under_suspicion & _begun_alone()
    aside = (
        [
            _to_unhandled(row)
            for row in await connection.execute(
                _read(is_left, (inbox.c.attempts >= MAX_TRIES) | is_guilty)
            )
        ]
        if died
        else []
    )
    await mark_handled(connection, [one.update_id for one in aside])
    if not died:  # an update that was handled alone crashed nothing
        await connection.execute(
            update(inbox).where(is_left, _begun_alone()).values(attempts=inbox.c.attempts - 1)
        )
    else:
        tries = case((under_suspicion, ALONE), else_=inbox.c.attempts + 1)
        await connection.execute(
            update(inbox).where(is_left, inbox.c.attempts < ALONE).values(attempts=tries)
        )
    left = [_to_unhandled(row) for row in await connection.execute(_read(is_left))]
    if new_owner != owner:
        await connection.execute(update(inbox).where(is_left).values(owner=new_owner))
    return left, aside


async def mark_handled_alone(connection: AsyncConnection, update_id: int) -> None:
    """Record that an update is about to be handled alone."""
    await connection.execute(
        update(inbox).where(inbox.c.update_id == update_id).values(attempts=inbox.c.attempts + 1)
    )


def _begun_alone() -> ColumnElement[bool]:
    return inbox.c.attempts > ALONE


def _read(*which: ColumnElement[bool]) -> Select[Any]:
    """Select updates; of those to be handled alone, the least tried first, so that one that
    crashes each process comes last."""
    rank = case((inbox.c.attempts < ALONE, 0), else_=inbox.c.attempts)
    return (
        select(inbox.c.update_id, inbox.c.body, inbox.c.attempts, inbox.c.received_at)
        .where(*which)
        .order_by(rank, inbox.c.id)
    )


def _to_unhandled(row: Row[Any]) -> UnhandledUpdate:
    return UnhandledUpdate(row.update_id, row.body, row.attempts >= ALONE, row.received_at)
