"""Duties: what only one process of the service does at a time, and who takes over when it ends.

Every process offers itself for every duty. It renews its row in the database every few seconds;
one whose row has not changed for `TAKE_OVER_SECONDS` is replaced. Each transaction of a duty checks
that the duty is still this process's (`storage.database.fencing`), so one that was suspended
commits nothing afterwards. How long a row has not changed is measured by the steady clock of the
process that looks, so clocks of machines may differ.

Where the database knows which processes are connected (`storage.database.fencing`), one that is
not any more is replaced after `GONE_SECONDS`. Its row says that it can be seen this way: a process
that was started after its end never saw it connected, and has to know. A connection may also be
lost by a process that lives and sends. So a process first relies on its duties only for
`PROOF_SECONDS` after its last proof, that it was connected or renewed its row, and only then lets
its row say that it can be seen. Why no two act:

- it counts as connected only in a session that was there before its last renewal;
- it counts as gone only if it is seen away after that renewal was seen, and has not renewed since.

So whoever is seen away had its last proof before that, and stops `GONE_SECONDS - PROOF_SECONDS`
before another one begins.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import secrets
import socket
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection

from news.errors import SvodkaError
from service.ops.clock import Clock, Monotonic
from storage import processes
from storage.database.engine import Database
from storage.database.errors import SchemaChanged
from storage.database.fencing import Listener, fenced
from storage.migrations.runner import get_head_revision, read_revision
from storage.processes import Duty, DutyRow, ProcessRow

log = logging.getLogger(__name__)

RENEW_SECONDS = 5.0
"""How often a process renews its row."""

TAKE_OVER_SECONDS = 15.0
"""How long a row must not have changed before another process takes over."""

TRUST_SECONDS = 12.0
"""How long after its last renewal a process relies on its duties; less than `TAKE_OVER_SECONDS`,
because clocks do not run equally fast."""

GONE_SECONDS = 4.0
"""How long a process must not be connected any more before another one takes over."""

PROOF_SECONDS = 3.0
"""How long a process that others can see connected relies on its duties after it was connected for
certain, or renewed its row; less than `GONE_SECONDS`."""

LOOK_SECONDS = 1.0
"""How often a process looks at the others, if there are any."""

LONG_PAST = timedelta(minutes=1)
"""A row that should have been renewed this long ago belongs to a process that ended while no other
was running. Clocks of machines may differ by less than this."""

SETTLE_SECONDS = 10.0
"""How long nobody counts as ended after looks that failed, from the first one that works. The
database may have been away for the others too, which find out later that it is back."""

ALL_DUTIES = frozenset(Duty)


class Role(StrEnum):
    """The part of the work that a process does, if it is not to do everything."""

    WEB = "web"
    SENDER = "sender"
    INGEST = "ingest"


DUTIES_OF_ROLES = {
    Role.WEB: frozenset({Duty.POLLING}),
    Role.SENDER: frozenset({Duty.CLOCK, Duty.RETENTION, Duty.SENDER}),
    Role.INGEST: frozenset({Duty.INGEST}),
}


class DutyLost(SvodkaError):
    """Another process has taken over what this one was doing."""

    key = "error-unexpected"


@dataclass(frozen=True, slots=True)
class Silence:
    """For how many seconds a process's row has not changed, and for how many of them it was seen
    not to be connected (0: it is, or it cannot be seen)."""

    unchanged: float = 0.0
    gone: float = 0.0


class Sightings:
    """Remembers since when each process has been silent, by this process's own clock."""

    def __init__(self) -> None:
        self._seen: dict[str, tuple[datetime, float]] = {}
        self._visible: set[str] = set()
        self._gone: dict[str, float] = {}

    @property
    def names(self) -> Collection[str]:
        """The processes whose rows were there at the last look."""
        return self._seen.keys()

    def note(self, rows: Sequence[ProcessRow], now: float) -> dict[str, Silence]:
        """Return for how long each process has been silent; ``now``: after the rows were read."""
        before = self._seen
        self._seen = {
            row.id: before[row.id]
            if row.id in before and before[row.id][0] == row.until
            else (row.until, now)
            for row in rows
        }
        self._visible = {row.id for row in rows if row.is_visible}
        # One that has renewed its row since was not gone, or is not any more.
        self._gone = {
            name: gone
            for name, gone in self._gone.items()
            if name in self._seen and self._seen[name] == before[name]
        }
        return {
            name: Silence(now - since, now - self._gone.get(name, now))
            for name, (_, since) in self._seen.items()
        }

    def note_connected(self, present: Collection[str], now: float) -> None:
        """Note which of the processes are connected; it was asked after their rows were read."""
        for name in self._seen:
            if name in present:
                self._gone.pop(name, None)
            elif name in self._visible:
                self._gone.setdefault(name, now)


class Proofs:
    """Remembers when this process was last known to count as living for the others.

    ``renewed_at``, ``asked_at``: when the last renewal of its row, and the last question whether it
    is connected, began that succeeded. ``is_visible``: the process's row says that the others may
    take it for gone when it is not connected, or is about to say so.
    """

    def __init__(self) -> None:
        self.renewed_at = float("-inf")
        self.is_visible = False
        self._asked_at = float("-inf")
        self._session: int | None = None
        self._session_seen_at = 0.0

    def forget(self) -> None:
        """Rely on nothing before the next renewal."""
        self.renewed_at = float("-inf")

    def note_connected(self, session: int, asked_at: float, now: float) -> None:
        """Note that this process was connected at some time between the two."""
        if session != self._session:
            self._session, self._session_seen_at = session, now
        self._asked_at = asked_at

    def is_trusted(self, now: float) -> bool:
        """Return whether nobody can have taken over since the last proof."""
        if self.is_visible and now - self._last_proof >= PROOF_SECONDS:
            return False
        return now - self.renewed_at < TRUST_SECONDS

    def is_due(self, now: float) -> bool:
        """Return whether the row has to be renewed."""
        is_proven_late = now - self._last_proof >= PROOF_SECONDS / 2
        if self.is_visible and (is_proven_late or not self._is_connection_a_proof):
            return True
        return now - self.renewed_at >= RENEW_SECONDS

    @property
    def _is_connection_a_proof(self) -> bool:
        return self._session is not None and self.renewed_at >= self._session_seen_at

    @property
    def _last_proof(self) -> float:
        asked_at = self._asked_at if self._is_connection_a_proof else self.renewed_at
        return max(self.renewed_at, asked_at)


@dataclass(frozen=True, slots=True)
class Plan:
    """What a process is to do after a look: remove the ``ended`` processes, take the ``free``
    duties."""

    ended: tuple[ProcessRow, ...]
    free: tuple[DutyRow, ...]


def is_ended(row: ProcessRow, silence: Silence, now: datetime) -> bool:
    """Return whether a process has ended, or is suspended."""
    is_silent = silence.unchanged >= TAKE_OVER_SECONDS or silence.gone >= GONE_SECONDS
    return is_silent or now - row.until > LONG_PAST


def make_plan(
    me: str,
    wanted: Collection[Duty],
    others: Sequence[ProcessRow],
    duties: Sequence[DutyRow],
    ended: Collection[str],
) -> Plan:
    """Decide which duties to take: those that are wanted and held by no living process."""
    living = {row.id for row in others if row.id not in ended} | {me}
    return Plan(
        tuple(row for row in others if row.id in ended),
        tuple(row for row in duties if row.duty in wanted and row.holder not in living),
    )


class DutyKeeper:
    """Knows which duties this process has. Before its first look it has all: a part of the
    service that is used alone has no other process beside it.

    ``wanted``: those that it takes. ``is_alone``: whether no other process can be on this database,
    so that nothing needs to be waited for after a kill. ``get_load``: what to publish of this
    process: messages a second, and for how long it holds all messages.
    """

    def __init__(
        self,
        database: Database,
        clock: Clock,
        wanted: Collection[Duty] = ALL_DUTIES,
        *,
        is_alone: Callable[[], bool] = lambda: False,
        monotonic: Monotonic = time.monotonic,
    ) -> None:
        self.id = build_process_id()
        self.others: Sequence[ProcessRow] = ()
        self.get_load: Callable[[], tuple[float, float]] = lambda: (0.0, 0.0)
        self.on_look: list[Callable[[], None]] = []
        self.on_removed: list[Callable[[], Awaitable[None]]] = []
        self.on_ended: list[Callable[[], Awaitable[None]]] = []
        self._database = database
        self._clock = clock
        self._wanted = frozenset(wanted)
        self._is_alone = is_alone
        self._monotonic = monotonic
        self._sightings = Sightings()
        self._epochs: dict[Duty, int] = {}
        self._has_begun = self._is_registered = False
        self._listener: Listener | None = None
        self._proofs = Proofs()
        self._published = (0.0, 0.0)
        self._is_blind = False
        self._settles_at = float("-inf")
        self._has_news_of_end = False
        self._change = asyncio.Event()
        self._signal = asyncio.Event()
        self._has_said: str | None = None
        self._revision = get_head_revision()
        self._schema_change: SchemaChanged | None = None

    @property
    def held(self) -> list[Duty]:
        """The duties that this process has, in the order of their names."""
        return sorted(duty for duty in self._epochs if self.get_epoch(duty) is not None)

    def holds(self, duty: Duty) -> bool:
        """Return whether this process has a duty, as far as it can know without the database."""
        return self.get_epoch(duty) is not None

    def get_epoch(self, duty: Duty) -> int | None:
        """Return the epoch in which this process has a duty; None if it has not."""
        if not self._has_begun:
            return 0
        return self._epochs.get(duty) if self._is_trusted else None

    @property
    def _is_trusted(self) -> bool:
        """Whether the last proof is so recent that nobody can have taken over since."""
        return self._proofs.is_trusted(self._monotonic())

    @contextlib.contextmanager
    def acting(self, duty: Duty) -> Iterator[None]:
        """Check in each write transaction within the block that the duty is this process's."""

        async def check(connection: AsyncConnection) -> None:
            if not self._has_begun:
                return
            epoch = self._epochs.get(duty)
            if epoch is None or not await processes.is_held(connection, duty, self.id, epoch):
                self._lose(duty)
                raise DutyLost(f"another process has taken over: {duty}")

        with fenced(check):
            yield

    async def check_registered(self, connection: AsyncConnection) -> None:
        """Raise DutyLost if another process has removed this one: a fence for what each process
        does. The database is asked only after a silence, when it can have happened."""
        if not self._has_begun or self._is_trusted:
            return
        if not await processes.is_registered(connection, self.id):
            raise DutyLost("another process has taken over from this one")

    def run_if_held(
        self,
        duty: Duty,
        job: Callable[[], Awaitable[object]],
        otherwise: Callable[[], Awaitable[object]] | None = None,
    ) -> Callable[[], Awaitable[None]]:
        """Return a job that does its work only in the process that has the duty, and something else
        in the others."""

        async def run() -> None:
            if self.holds(duty):
                with self.acting(duty):
                    await job()
            elif otherwise is not None:
                await otherwise()

        return run

    async def wait_until(self, duty: Duty, *, held: bool) -> None:
        """Return when this process has a duty, or has it no more."""
        while (duty in self._epochs) is not held:
            await self._change.wait()

    async def wait_for_schema_change(self) -> None:
        """Raise SchemaChanged when another version of the program has changed the tables. This one
        then has no duties any more, and has to end."""
        while self._schema_change is None:
            await self._change.wait()
        raise self._schema_change

    @contextlib.asynccontextmanager
    async def keep(self, listener: Listener | None = None) -> AsyncIterator[None]:
        """Take and renew duties during the block; give them up at its end. ``listener``: a
        connection that is open for longer, where the engine has one."""
        self._listener = listener
        await self.look()
        keeping = asyncio.create_task(self._keep_looking(), name="duties")
        try:
            yield
        finally:
            keeping.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await keeping
            await self._leave()

    async def look(self) -> None:
        """Renew this process's row if it is time to, and take over duties that no process has."""
        try:
            await self._look()
        except SQLAlchemyError:
            self._is_blind = True
            raise

    async def _look(self) -> None:
        self._has_begun = True
        before, load = {row.id for row in self.others}, self.get_load()
        is_becoming_visible = self._is_connected and not self._proofs.is_visible
        is_due = self._proofs.is_due(self._monotonic()) or self._signal.is_set()
        self._signal.clear()
        if is_due or is_becoming_visible or (before and load != self._published):
            await self._renew_and_take(load)
        elif before:
            async with self._database.read(inline=True) as connection:
                plan, _ = await self._decide(connection)
            if plan.ended or plan.free:
                await self._renew_and_take(load)
        for call in self.on_look:
            call()
        self._has_news_of_end |= bool(before - {row.id for row in self.others})
        if self._has_news_of_end:
            for end in self.on_ended:
                await end()
            self._has_news_of_end = False

    async def check_in(self) -> None:
        """Show the others that this process is connected, and see which of them are; not during a
        look."""
        if self._listener is None or not self._is_connected or not self._is_registered:
            return
        me, names, asked_at = self.id, self._sightings.names, self._monotonic()
        found = await self._listener.check_in(me, names)
        if found is None or me != self.id:
            return
        now = self._monotonic()
        if me in found.present:
            self._proofs.note_connected(found.session, asked_at, now)
        self._sightings.note_connected(found.present, now)

    def look_soon(self) -> None:
        """Look at the others now instead of in a second: one of them has come or gone."""
        self._signal.set()

    @property
    def _is_connected(self) -> bool:
        return self._listener is not None and self._listener.is_connected

    async def _renew_and_take(self, load: tuple[float, float]) -> None:
        started, until = self._monotonic(), self._clock() + timedelta(seconds=TAKE_OVER_SECONDS)
        # Once its row says so, the others may take this process for gone: the row may be stored
        # although the answer to the commit is lost.
        self._proofs.is_visible |= self._is_connected
        row = ProcessRow(self.id, until, *load, is_visible=self._proofs.is_visible)
        # The first time it adds rows that another process may add too.
        async with self._database.write(inline=self._is_registered) as connection:
            await self._check_schema(connection)
            was_removed = not await self._renew(connection, row)
            if not was_removed:
                plan, duties = await self._decide(connection)
                removed = [row for row in plan.ended if await processes.remove(connection, row)]
                free = [row for row in plan.free if row.holder not in _get_ids(plan.ended, removed)]
                taken = [
                    row for row in free if await processes.take(connection, row, self.id, until)
                ]
        if was_removed:
            await self._start_again()
            return
        self._is_registered, self._proofs.renewed_at, self._published = True, started, load
        held = {row.duty: row.epoch for row in duties if row.holder == self.id}
        self._set_epochs(held | {row.duty: row.epoch + 1 for row in taken})
        self._say(duties)
        if removed:
            log.warning("did not sign off: %s", ", ".join(row.id for row in removed))

    async def _check_schema(self, connection: AsyncConnection) -> None:
        revision = await read_revision(connection)
        if revision != self._revision:
            raise SchemaChanged(
                f"another version of Svodka changed the tables (schema {revision}, here "
                f"{self._revision}): this process stops; start that version",
                path=str(self._database.path),
                revision=revision or "",
            )

    async def _renew(self, connection: AsyncConnection, row: ProcessRow) -> bool:
        if self._is_registered:
            return await processes.renew(connection, row)
        await processes.register(connection, row)
        return True

    async def _decide(self, connection: AsyncConnection) -> tuple[Plan, list[DutyRow]]:
        rows = await processes.list_processes(connection)
        duties = await processes.list_duties(connection)
        others = [row for row in rows if row.id != self.id]
        silences = self._sightings.note(others, self._monotonic())
        now = self._clock()
        ended: set[str] = set()
        if self._is_blind:
            self._is_blind, self._settles_at = False, self._monotonic() + SETTLE_SECONDS
        if self._monotonic() >= self._settles_at:
            ended = {row.id for row in others if is_ended(row, silences[row.id], now)}
        is_waiting = any(
            row.duty in self._wanted and row.holder not in (self.id, processes.NOBODY)
            for row in duties
        )
        if others and is_waiting and self._is_alone():
            ended = {row.id for row in others}
        self.others = [row for row in others if row.id not in ended]
        return make_plan(self.id, self._wanted, others, duties, ended), duties

    async def _start_again(self) -> None:
        """Give up all duties and register anew: another process considered this one ended."""
        log.warning("this process was silent for too long, another one has taken over")
        self._set_epochs({})
        self.id, self._is_registered, self._proofs = build_process_id(), False, Proofs()
        for call in self.on_removed:
            await call()
        await self._renew_and_take(self.get_load())
        # What it stored under its old name since then, nobody has taken over.
        self._has_news_of_end = True

    def _lose(self, duty: Duty) -> None:
        """Rely on no duty until the next look."""
        self._proofs.forget()
        self._set_epochs({one: epoch for one, epoch in self._epochs.items() if one is not duty})

    def _set_epochs(self, epochs: dict[Duty, int]) -> None:
        if epochs == self._epochs:
            return
        self._epochs = epochs
        self._notify()

    def _notify(self) -> None:
        self._change.set()
        self._change = asyncio.Event()

    def _say(self, duties: Sequence[DutyRow]) -> None:
        """Log what this process does, whenever it changes while there are others."""
        holders = {row.holder for row in duties if row.duty in self._wanted} - {self.id}
        holders &= {row.id for row in self.others}
        if self._epochs:
            said = f"this process now does: {', '.join(sorted(self._epochs))}"
        elif holders:
            who = ", ".join(sorted(holders))
            said = f"another svodka ({who}) runs on this database: this one stands by"
        else:
            return
        is_news = said != self._has_said and (self._has_said is not None or not self._epochs)
        self._has_said = said
        if is_news:
            log.warning("%s", said)

    async def _keep_looking(self) -> None:
        while True:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._signal.wait(), LOOK_SECONDS)
            try:
                await self.look()
                await self.check_in()
            except SQLAlchemyError as error:
                known = self._database.availability
                known.log(log, "duties cannot be renewed, next attempt in a second: %s", error)
            except SchemaChanged as change:
                self._epochs, self._schema_change = {}, change
                self._notify()
                return
            except Exception:
                log.exception("duties cannot be renewed, next attempt in a second")

    async def _leave(self) -> None:
        if not self._is_registered:
            return
        self._set_epochs({})
        try:
            async with self._database.write(inline=True) as connection:
                await processes.leave(connection, self.id, self._clock())
        except SQLAlchemyError as error:
            log.error("duties cannot be given up, others take them over by themselves: %s", error)


async def list_all(database: Database) -> tuple[list[ProcessRow], list[DutyRow]]:
    """Return the processes and the duties as they are stored."""
    async with database.read() as connection:
        return await processes.list_processes(connection), await processes.list_duties(connection)


def build_process_id() -> str:
    """Return a unique name for this process: its host, its process id and a random number."""
    return f"{socket.gethostname()}-{os.getpid()}-{secrets.token_hex(3)}"


def _get_ids(seen: Sequence[ProcessRow], removed: Sequence[ProcessRow]) -> set[str]:
    """Return the ids of the processes that seemed to have ended and were not removed."""
    return {row.id for row in seen} - {row.id for row in removed}
