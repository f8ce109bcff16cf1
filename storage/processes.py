"""Processes of the service, and which of them has which duty.

A process renews its row while it runs. One whose row stays as it is was killed or suspended:
another process removes the row, and takes over. ``until`` is for people, and for a database that
was not used for long; otherwise a process counts as alive while its row changes, because the clocks
of two machines may differ.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import bindparam, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import signals
from storage.database.dialect import insert_new
from storage.schema.tables import duties, processes
from storage.schema.types import UtcTime
from storage.signals import Signal

NOBODY = ""
"""The holder of a duty that was given up."""


class Duty(StrEnum):
    """What only one process does at a time."""

    CLOCK = "clock"
    INGEST = "ingest"
    POLLING = "polling"
    RETENTION = "retention"
    SENDER = "sender"


@dataclass(frozen=True, slots=True)
class ProcessRow:
    """A process: when its row is renewed next at the latest, how many messages a second it sends,
    and how long it holds all messages because of a 429. ``is_visible``: whether it counts as gone
    when the database shows that it is not connected."""

    id: str
    until: datetime
    sent: float = 0.0
    hold_seconds: float = 0.0
    is_visible: bool = False


@dataclass(frozen=True, slots=True)
class DutyRow:
    """A duty and who holds it; ``epoch`` grows whenever the holder changes."""

    duty: Duty
    holder: str
    epoch: int
    until: datetime


# Built once: they run every few seconds, and the last one in each batch of what is sent.
_LIST_PROCESSES = select(processes).order_by(processes.c.id)
_LIST_DUTIES = select(duties).where(duties.c.name.in_(list(Duty)))
_RENEW = update(processes).where(processes.c.id == bindparam("of_id"))
_RENEW_DUTIES = (
    update(duties)
    .where(duties.c.holder == bindparam("of_holder"))
    .values(until=bindparam("again_until", type_=UtcTime))
)
_HOLDS = (
    select(duties.c.epoch)
    .where(
        duties.c.name == bindparam("of_name"),
        duties.c.holder == bindparam("of_holder"),
        duties.c.epoch == bindparam("of_epoch"),
    )
    .with_for_update()
)
_IS_REGISTERED = select(processes.c.id).where(processes.c.id == bindparam("of_id"))


async def list_processes(connection: AsyncConnection) -> list[ProcessRow]:
    """Return all processes that are not known to have ended, in the order of their names."""
    return [ProcessRow(**row) for row in (await connection.execute(_LIST_PROCESSES)).mappings()]


async def list_duties(connection: AsyncConnection) -> list[DutyRow]:
    """Return the duties, in the order of their names; one that was never held is missing."""
    rows = await connection.execute(_LIST_DUTIES)
    found = [DutyRow(Duty(row.name), row.holder, row.epoch, row.until) for row in rows]
    return sorted(found, key=lambda row: row.duty)


async def register(connection: AsyncConnection, process: ProcessRow) -> None:
    """Add a process, and the duties that are not in the table yet. No other process may write at
    the same time."""
    await connection.execute(insert(processes), asdict(process))
    rows = [
        {"name": duty.value, "holder": NOBODY, "epoch": 0, "until": process.until} for duty in Duty
    ]
    await connection.execute(insert_new(duties), rows)
    await signals.send(connection, Signal.DUTIES)


async def renew(connection: AsyncConnection, process: ProcessRow) -> bool:
    """Renew a process and its duties. Return False if another one has removed it."""
    values = {name: value for name, value in asdict(process).items() if name != "id"}
    renewed = await connection.execute(_RENEW, {"of_id": process.id, **values})
    if not renewed.rowcount:
        return False
    await connection.execute(_RENEW_DUTIES, {"of_holder": process.id, "again_until": process.until})
    return True


async def remove(connection: AsyncConnection, process: ProcessRow) -> bool:
    """Remove a process that is as it was seen, and so has ended. Return whether it was."""
    removed = await connection.execute(
        delete(processes).where(
            processes.c.id == process.id,
            processes.c.until == process.until,
        )
    )
    return bool(removed.rowcount)


async def leave(connection: AsyncConnection, process_id: str, now: datetime) -> None:
    """Give up the duties of a process that ends, and remove it."""
    await connection.execute(
        update(duties).where(duties.c.holder == process_id).values(holder=NOBODY, until=now)
    )
    await connection.execute(delete(processes).where(processes.c.id == process_id))
    await signals.send(connection, Signal.DUTIES)


async def take(
    connection: AsyncConnection, free: DutyRow, process_id: str, until: datetime
) -> bool:
    """Take over a duty, if it is still as it was seen; return whether it is."""
    taken = await connection.execute(
        update(duties)
        .where(
            duties.c.name == free.duty.value,
            duties.c.holder == free.holder,
            duties.c.epoch == free.epoch,
        )
        .values(holder=process_id, epoch=free.epoch + 1, until=until)
    )
    return bool(taken.rowcount)


async def is_held(connection: AsyncConnection, duty: Duty, holder: str, epoch: int) -> bool:
    """Return whether this process holds a duty since this epoch. Until the end of the transaction
    no other process can take it over."""
    params = {"of_name": duty.value, "of_holder": holder, "of_epoch": epoch}
    return (await connection.execute(_HOLDS, params)).first() is not None


async def is_registered(connection: AsyncConnection, process_id: str) -> bool:
    """Return whether a process is still in the table: no other one has removed it."""
    return (await connection.execute(_IS_REGISTERED, {"of_id": process_id})).first() is not None
