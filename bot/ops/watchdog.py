"""Watches the event loop: logs what holds it, and ends the process if it stays stuck."""

from __future__ import annotations

import asyncio
import contextlib
import faulthandler
import logging
import os
import socket
import sys
import threading
import traceback
from collections.abc import AsyncIterator
from dataclasses import dataclass
from types import FrameType

from service.ops.clock import Monotonic

log = logging.getLogger(__name__)

HELD_SECONDS = 1.0
"""A step of the event loop that takes longer is logged."""

BEAT_SECONDS = 0.25
"""How often the loop and the thread that watches it wake."""

STUCK_SECONDS = 60.0
"""The process ends if the event loop does not turn for this long; a supervisor starts it again."""

PROOF_SECONDS = 5.0
"""How often the loop proves that it turns."""

MAX_STACK_FRAMES = 12
"""Frames of a stack that are logged."""

SHOWN_CALLS = 3
"""Frames of it that `/healthz` shows."""


@dataclass(frozen=True, slots=True)
class HeldLoop:
    """The last time that the event loop was held: until when (monotonic), how long, and by what."""

    until: float
    seconds: float
    place: str


class LoopWatchdog:
    """A thread that logs the stack of whatever holds the event loop for over `HELD_SECONDS`.

    ``last_held`` is the last such time; None if there was none. While the loop is held by C code
    that keeps the interpreter lock (a regular expression), the thread cannot run; it gets the lock
    at the first instruction afterwards, when the frame is still the same.
    """

    def __init__(self, monotonic: Monotonic) -> None:
        self.last_held: HeldLoop | None = None
        self._monotonic = monotonic
        self._beat_at = monotonic()
        self._held_place = ""
        self._stopped = threading.Event()

    @contextlib.asynccontextmanager
    async def watch(self) -> AsyncIterator[None]:
        """Watch the running event loop during the block."""
        self._beat_at = self._monotonic()
        beating = asyncio.create_task(self._beat(), name="watchdog")
        thread = threading.Thread(
            target=self._look, args=(threading.get_ident(),), name="watchdog", daemon=True
        )
        thread.start()
        try:
            yield
        finally:
            self._stopped.set()
            beating.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await beating

    async def _beat(self) -> None:
        while True:
            now, before = self._monotonic(), self._beat_at
            self._beat_at = now
            if self._held_place:
                seconds = max(now - before, HELD_SECONDS)
                self.last_held = HeldLoop(now, seconds, self._held_place)
                log.warning("the event loop turns again after %.1f s", seconds)
                self._held_place = ""
            await asyncio.sleep(BEAT_SECONDS)

    def _look(self, loop_thread: int) -> None:
        while not self._stopped.wait(BEAT_SECONDS):
            is_late = self._monotonic() - self._beat_at > HELD_SECONDS
            frame = sys._current_frames().get(loop_thread) if is_late else None
            if frame is not None and not self._held_place:
                self._held_place = _describe(frame)
                stack = "".join(traceback.format_stack(frame)[-MAX_STACK_FRAMES:])
                log.warning("the event loop is held for over %g s here:\n%s", HELD_SECONDS, stack)


def _describe(frame: FrameType) -> str:
    """Return where a frame is: itself and its nearest callers, outermost first."""
    calls: list[str] = []
    current: FrameType | None = frame
    while current is not None and len(calls) < SHOWN_CALLS:
        name = current.f_globals.get("__name__", "?")
        calls.append(f"{name}.{current.f_code.co_name}:{current.f_lineno}")
        current = current.f_back
    return " > ".join(reversed(calls))


@contextlib.asynccontextmanager
async def end_if_stuck() -> AsyncIterator[None]:
    """End the process with a traceback if the event loop does not turn for `STUCK_SECONDS`.

    The timer is a thread of the interpreter that needs no interpreter lock, and the process exits
    by itself, because in a container no signal of a process inside ends the first one. Where
    systemd watches the service (``WatchdogSec``), it gets a sign that the loop turns too.
    """
    proving = asyncio.create_task(_prove(), name="proof")
    try:
        yield
    finally:
        proving.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await proving
        faulthandler.cancel_dump_traceback_later()


async def _prove() -> None:
    while True:
        faulthandler.dump_traceback_later(STUCK_SECONDS, exit=True)
        _notify_systemd("WATCHDOG=1")
        await asyncio.sleep(PROOF_SECONDS)


def _notify_systemd(state: str) -> None:
    """Send a state to systemd; it names its socket in the environment of a unit (sd_notify)."""
    address = os.environ.get("NOTIFY_SOCKET", "")
    if not address:
        return
    if address.startswith("@"):
        address = "\0" + address[1:]
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as channel:
            channel.setblocking(False)
            channel.sendto(state.encode(), address)
    except OSError as error:
        log.warning("systemd cannot be told that the service works: %s", error)
