"""Signals to the other processes: something has changed in the database that one of them waits for.

A signal is sent by the transaction that makes the change, and arrives when it is committed, where
the engine has a means for it (`Database.listen`). It carries no data: the receiver reads what has
changed. Nothing depends on its arrival, because everybody looks into the database by themselves.
"""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database.dialect import SIGNALS_MISSED, notify


class Signal(StrEnum):
    """What a receiver has to look at; one that it does not know is of another version.

    ``OUTBOX``: there are new deliveries. ``WITHDRAWN``: deliveries that are leased may not be sent
    any more, as their chat was erased or their broadcast changed. ``DUTIES``: a process has come or
    gone. ``MISSED``: any of them may have been missed; nobody sends this one.
    """

    OUTBOX = "outbox"
    WITHDRAWN = "withdrawn"
    DUTIES = "duties"
    MISSED = SIGNALS_MISSED


async def send(connection: AsyncConnection, signal: Signal) -> None:
    """Send a signal when the transaction is committed; several of a kind arrive as one."""
    await connection.execute(_STATEMENTS[signal])


# Built once: every few seconds one is sent.
_STATEMENTS = {signal: select(notify(signal)) for signal in Signal}
