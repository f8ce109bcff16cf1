"""The pace keeper: every message waits here for its turn, replies first.

One queue in order of urgency, then of arrival, and one timer. Who is next but may not go yet, since
its chat is to rest, steps aside until then and holds up nobody.
"""

from __future__ import annotations

import asyncio
import contextlib
import heapq
import itertools
from collections.abc import Awaitable, Callable, Iterator
from contextvars import ContextVar
from dataclasses import dataclass
from time import monotonic

from bot.delivery.rates import Chats, Evenly
from news.errors import SvodkaError
from storage.outbox import Priority

PAID_ECHO = 1.0
"""Paid messages use up the free ones of the same second first. For so long after the last of them,
nothing else can count on going free."""

NAP = 0.003
"""Seconds between two looks at the least: at a thousand a second, several go at once."""

WITNESSES, WITHIN = 3, 1.0
"""A 429 names no culprit. So many chats refused within so many seconds mean the bot as a whole."""


class Withdrawn(SvodkaError):
    """A send was called back before its turn: nothing has gone out."""

    key = "error-unexpected"


@dataclass(slots=True)
class Ticket:
    """One send on its way. Until its turn comes, it can be called back."""

    priority: Priority
    turn: asyncio.Future[bool] | None = None
    is_withdrawn: bool = False

    def withdraw(self) -> None:
        """Have the send raise `Withdrawn`; if its turn has been, nothing happens."""
        self.is_withdrawn = True
        if self.turn is not None and not self.turn.done():
            self.turn.set_exception(Withdrawn("called back before its turn"))


_ticket: ContextVar[Ticket | None] = ContextVar("ticket", default=None)


@contextlib.contextmanager
def urgency(priority: Priority) -> Iterator[Ticket]:
    """What is sent within is of this priority; without it, everything is a reply."""
    ticket = Ticket(priority)
    token = _ticket.set(ticket)
    try:
        yield ticket
    finally:
        _ticket.reset(token)


def is_from_outbox() -> bool:
    """Whether what is sent here is no reply."""
    return _ticket.get() is not None


@dataclass(slots=True, eq=False)
class _Waiter:
    priority: Priority
    number: int
    chat_id: int
    is_edit: bool
    may_pay: bool
    turn: asyncio.Future[bool]

    def __lt__(self, other: _Waiter) -> bool:
        return (self.priority, self.number) < (other.priority, other.number)


class PaceKeeper:
    """Says when a message may go. ``rate`` is messages a second overall, ``paid_rate`` those of
    breaking news where that is paid for (0: it is not); ``now`` and ``sleep`` are in seconds."""

    def __init__(
        self,
        rate: float,
        paid_rate: float = 0,
        *,
        now: Callable[[], float] = monotonic,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        self._now = now
        self._sleep = sleep
        self._free = Evenly(rate, now())
        self._paid = Evenly(paid_rate, now()) if paid_rate > 0 else None
        self._paid_at = float("-inf")
        self._chats = Chats()
        self._held_until: dict[int | None, float] = {}
        self._refused_at: dict[int, float] = {}
        self._free_queue: list[_Waiter] = []
        self._paid_queue: list[_Waiter] = []
        self._aside: list[tuple[float, _Waiter]] = []
        self._numbers = itertools.count()
        self._timer: asyncio.Task[None] | None = None
        self._fires_at = float("inf")

    async def turn(self, chat_id: int, *, is_edit: bool = False, may_pay: bool = False) -> bool:
        """Return when a message to this chat may go; it then counts as sent. True: it is to be
        paid for, which only one that ``may_pay`` is.

        An edit counts overall, but not as one of the chat's new messages.
        Raises Withdrawn if the ticket was.
        """
        ticket = _ticket.get() or Ticket(Priority.REPLY)
        turn: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        ticket.turn = turn
        if ticket.is_withdrawn:
            ticket.withdraw()
        waiter = _Waiter(ticket.priority, next(self._numbers), chat_id, is_edit, may_pay, turn)
        heapq.heappush(self._queue_of(waiter), waiter)
        self._let_go()
        return await turn

    def hold(self, seconds: float, chat_id: int | None = None) -> None:
        """Telegram said 429: nothing to this chat, or with None to anybody, for so long."""
        now = self._now()
        self._held_until = {key: until for key, until in self._held_until.items() if until > now}
        self._held_until[chat_id] = max(now + seconds, self._held_until.get(chat_id, 0))

    def rested(self) -> None:
        """As much time has passed as every chat needs to be written to anew."""
        self._chats = Chats()

    def refused(self, seconds: float, chat_id: int) -> None:
        """Telegram said 429 to a message to this chat: hold the chat, or everything where other
        chats have just been refused as well."""
        self.hold(seconds, chat_id)
        now = self._now()
        recent = {chat: at for chat, at in self._refused_at.items() if now - at < WITHIN}
        self._refused_at = {**recent, chat_id: now}
        if len(self._refused_at) >= WITNESSES:
            self.hold(seconds)

    def _queue_of(self, waiter: _Waiter) -> list[_Waiter]:
        pays = waiter.priority is Priority.BREAKING and waiter.may_pay and self._paid is not None
        return self._paid_queue if pays else self._free_queue

    def _let_go(self) -> None:
        """Everybody who may go now goes; the timer is set for who may be next."""
        now = self._now()
        while self._aside and self._aside[0][0] <= now:
            waiter = heapq.heappop(self._aside)[1]
            heapq.heappush(self._queue_of(waiter), waiter)
        upcoming = min(
            self._serve(self._free_queue, now),
            self._serve(self._paid_queue, now),
            self._aside[0][0] if self._aside else float("inf"),
        )
        self._set_timer(upcoming, now)

    def _serve(self, queue: list[_Waiter], now: float) -> float:
        """Let go from a queue what may go; return when to look again."""
        while queue:
            waiter = queue[0]
            if waiter.turn.done():  # cancelled meanwhile
                heapq.heappop(queue)
                continue
            pace, ready_at = self._pace_for(waiter, now)
            if ready_at > now:
                return ready_at
            heapq.heappop(queue)
            rested_at = self._rested_at(waiter, now)
            if rested_at > now:
                heapq.heappush(self._aside, (rested_at, waiter))
                continue
            pace.take(now)
            if not waiter.is_edit:
                self._chats.take(waiter.chat_id, now)
            if pace is self._paid:
                self._paid_at = now
            waiter.turn.set_result(pace is self._paid)
        return float("inf")

    def _pace_for(self, waiter: _Waiter, now: float) -> tuple[Evenly, float]:
        """By which pace the first of a queue goes, and when that lets it."""
        pace, from_then_on = self._free, self._held_until.get(None, now)
        if self._paid is not None and not waiter.is_edit and waiter.may_pay:
            echo_ends = self._paid_at + PAID_ECHO
            if waiter.priority is Priority.BREAKING:
                pace = self._paid
            elif now < echo_ends and waiter.priority is Priority.REPLY:
                pace = self._paid  # it pays its way past a paid broadcast
            elif now < echo_ends:
                from_then_on = max(from_then_on, echo_ends)
        return pace, max(pace.ready_at(), from_then_on)

    def _rested_at(self, waiter: _Waiter, now: float) -> float:
        """When the chat may get this."""
        rested_at = now if waiter.is_edit else self._chats.ready_at(waiter.chat_id, now)
        return max(rested_at, self._held_until.get(waiter.chat_id, now))

    def _set_timer(self, at: float, now: float) -> None:
        if at >= self._fires_at or at == float("inf"):
            return
        if self._timer is not None:
            self._timer.cancel()
        self._fires_at = at
        self._timer = asyncio.get_running_loop().create_task(self._fire(at - now), name="pace")

    async def _fire(self, seconds: float) -> None:
        await self._sleep(max(seconds, NAP))
        self._timer, self._fires_at = None, float("inf")
        self._let_go()
