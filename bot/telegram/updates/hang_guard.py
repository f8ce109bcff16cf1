"""Which update is being worked on this instant, where a death of the process leaves it readable."""

from __future__ import annotations

import asyncio
import faulthandler
import logging
import mmap
import struct
from collections.abc import Coroutine, Generator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

log = logging.getLogger(__name__)

HANG_SECONDS = 15.0
"""An event loop that does nothing else for so long hangs."""

REARM_SECONDS = 1.0

MAX_TRACEBACK_BYTES = 4_000

_NUMBER = struct.Struct("<Bq")


@dataclass(frozen=True, slots=True)
class LastEnd:
    """How the last life of the process ended.

    ``died``: without `AtWork.close`. ``suspect``: the update that had the event loop then, if any.
    ``is_proven``: the loop hung in it, or the process crashed in it; a kill from outside does not
    look like that.
    """

    died: bool = False
    suspect: int | None = None
    is_proven: bool = False


class AtWork:
    """A file beside the database that is there while a service runs, mapped into memory. Whatever
    ends the process, its pages stay with the kernel: a note costs no call to it.

    Of many handlers only one has the event loop at a time. The one that has it when the process
    dies is under suspicion: it may be what hangs or kills it. Whoever waits for the network, the
    disk or a thread then is not. A second file holds the traceback of a loop that hangs or of a
    crash: `faulthandler` writes it from a thread of its own that needs no GIL, which a regular
    expression never gives back.
    """

    def __init__(self, database: Path) -> None:
        self._path = database.with_name(database.name + ".at-work")
        self._traceback_path = database.with_name(database.name + ".traceback")
        self._traceback: BinaryIO | None = None
        self._rearming: asyncio.TimerHandle | None = None
        self._noted: mmap.mmap | None = None
        self._is_open = False

    def open(self) -> LastEnd:
        """Begin to note; return how the last life ended. Call it on the event loop."""
        died, suspect, traceback = False, None, ""
        self._is_open = True
        try:
            if self._traceback_path.exists():
                with self._traceback_path.open("rb") as file:
                    traceback = file.read(MAX_TRACEBACK_BYTES).decode(errors="replace").strip()
            if self._path.exists():
                died, left = True, self._path.read_bytes()
                if len(left) == _NUMBER.size:
                    is_at_work, number = _NUMBER.unpack(left)
                    suspect = number if is_at_work else None
            with self._path.open("w+b") as file:
                file.write(bytes(_NUMBER.size))  # so that a full disk says so here
                file.flush()
                self._noted = mmap.mmap(file.fileno(), _NUMBER.size)
            self._traceback = self._traceback_path.open("w+b", buffering=0)
            faulthandler.enable(self._traceback)
            self._rearm()
        except OSError as error:
            log.warning("which update is at work can not be noted: %s", error)
        if traceback:
            log.error("the last life of the process hung or crashed here:\n%s", traceback)
        return LastEnd(died, suspect, is_proven=died and bool(traceback))

    def _rearm(self) -> None:
        """Have a traceback written unless this is called again in time."""
        if self._traceback is None:
            return
        if self._traceback.tell() or self._traceback_path.stat().st_size:
            self._traceback.seek(0)
            hung = self._traceback.read(MAX_TRACEBACK_BYTES).decode(errors="replace")
            self._traceback.seek(0)
            self._traceback.truncate()
            log.error("the event loop hung for over %.0f s here:\n%s", HANG_SECONDS, hung)
        faulthandler.dump_traceback_later(HANG_SECONDS, file=self._traceback)
        self._rearming = asyncio.get_running_loop().call_later(REARM_SECONDS, self._rearm)

    def close(self) -> None:
        """Note no more: this life ends as it should."""
        if self._rearming is not None:
            self._rearming.cancel()
            self._rearming = None
        if self._traceback is not None:
            faulthandler.cancel_dump_traceback_later()
            faulthandler.disable()
            self._traceback.close()
            self._traceback = None
            self._traceback_path.unlink(missing_ok=True)
        if self._noted is not None:
            self._noted.close()
            self._noted = None
        if self._is_open:  # or else it is what the last life left, and nobody has read it
            self._path.unlink(missing_ok=True)
            self._is_open = False

    def run(self, number: int, handling: Coroutine[Any, Any, None]) -> _Steps:
        """Await this to run a coroutine for an update: it is noted whenever it has the loop."""
        return _Steps(self, number, handling)

    def note(self, number: int) -> None:
        if self._noted is not None:
            _NUMBER.pack_into(self._noted, 0, 1, number)

    def note_none(self) -> None:
        if self._noted is not None:
            self._noted[0] = 0


class _Steps:
    """Drives a coroutine step by step, as ``await`` does."""

    def __init__(self, at_work: AtWork, number: int, inner: Coroutine[Any, Any, None]) -> None:
        self._at_work = at_work
        self._number = number
        self._inner = inner

    def __await__(self) -> Generator[Any, Any, None]:
        at_work, number, inner = self._at_work, self._number, self._inner
        failure: BaseException | None = None
        while True:
            at_work.note(number)
            try:
                waits_for = inner.send(None) if failure is None else inner.throw(failure)
            except StopIteration:
                return
            finally:
                at_work.note_none()
            try:
                yield waits_for
                failure = None
            except GeneratorExit:
                inner.close()
                raise
            except BaseException as error:  # noqa: BLE001 - the coroutine gets whatever it is
                failure = error
