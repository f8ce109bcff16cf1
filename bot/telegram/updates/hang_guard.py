"""Records which update has the event loop, in a file that survives a crash of the process."""

from __future__ import annotations

import asyncio
import faulthandler
import logging
import mmap
import os
import signal
import struct
from collections.abc import Coroutine, Generator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

log = logging.getLogger(__name__)

HANG_SECONDS = 15.0
"""The event loop hangs if one step takes longer."""

REARM_SECONDS = 1.0

MAX_TRACEBACK_BYTES = 4_000

_NUMBER = struct.Struct("<Bq")
_AT_WORK = ".at-work"


@dataclass(frozen=True, slots=True)
class LastEnd:
    """How the previous run of the process ended.

    ``died``: without `HangGuard.close`. ``suspect``: the update that had the event loop then, if
    any. ``is_proven``: the loop hung or the process crashed in it; after a kill from outside this
    is false.
    """

    died: bool = False
    suspect: int | None = None
    is_proven: bool = False


class HangGuard:
    """A file beside the database that exists while a process runs, mapped into memory.

    The kernel keeps its pages however the process ends, so a record costs no system call.

    Of many handlers only one has the event loop at a time. The one that has it when the process
    dies is the suspect: it may have caused that. Handlers that wait for the network, the disk or a
    thread are not. A second file holds the traceback of a hang or a crash: `faulthandler` writes
    it from the handler of an alarm, without the GIL, which a running regular expression never
    releases. (Its own timer, of which there is only one, ends a process that stays stuck.)

    ``process_id``: names the files of one of several processes.
    """

    def __init__(self, database: Path, process_id: str | None = None) -> None:
        self._path, self._traceback_path = _name_files(database, process_id)
        self._traceback: BinaryIO | None = None
        self._rearming: asyncio.TimerHandle | None = None
        self._record: mmap.mmap | None = None
        self._is_open = False

    def open(self) -> None:
        """Start recording, unless it records already. Call it on the event loop."""
        if self._is_open:
            return
        self._is_open = True
        try:
            with self._path.open("w+b") as file:
                file.write(bytes(_NUMBER.size))  # a full disk raises here
                file.flush()
                self._record = mmap.mmap(file.fileno(), _NUMBER.size)
            self._traceback = self._traceback_path.open("w+b", buffering=0)
            faulthandler.enable(self._traceback)
            faulthandler.register(signal.SIGALRM, self._traceback)
            self._rearm()
        except OSError as error:
            log.warning("the update being handled cannot be recorded: %s", error)

    def _rearm(self) -> None:
        """Schedule a traceback that is written unless this is called again in time."""
        if self._traceback is None:
            return
        # Not by its name: a process that took over from this one, suspended, has deleted the file.
        if os.fstat(self._traceback.fileno()).st_size:
            self._traceback.seek(0)
            hung = self._traceback.read(MAX_TRACEBACK_BYTES).decode(errors="replace")
            self._traceback.seek(0)
            self._traceback.truncate()
            log.error("the event loop hung for over %.0f s here:\n%s", HANG_SECONDS, hung)
        signal.setitimer(signal.ITIMER_REAL, HANG_SECONDS)
        self._rearming = asyncio.get_running_loop().call_later(REARM_SECONDS, self._rearm)

    def close(self) -> None:
        """Stop recording: this run ends as it should."""
        if self._rearming is not None:
            self._rearming.cancel()
            self._rearming = None
        if self._traceback is not None:
            signal.setitimer(signal.ITIMER_REAL, 0)
            faulthandler.unregister(signal.SIGALRM)
            faulthandler.disable()
            self._traceback.close()
            self._traceback = None
            self._traceback_path.unlink(missing_ok=True)
        if self._record is not None:
            self._record.close()
            self._record = None
        if self._is_open:  # else it is the previous run's, and not read yet
            self._path.unlink(missing_ok=True)
            self._is_open = False

    def run(self, number: int, handling: Coroutine[Any, Any, None]) -> _Steps:
        """Return an awaitable that runs a coroutine, recording its update while it has the loop."""
        return _Steps(self, number, handling)

    def note(self, number: int) -> None:
        """Record that an update's handler has the event loop."""
        if self._record is not None:
            _NUMBER.pack_into(self._record, 0, 1, number)

    def note_none(self) -> None:
        """Record that no handler has the event loop."""
        if self._record is not None:
            self._record[0] = 0


class _Steps:
    """Runs a coroutine step by step, as ``await`` does."""

    def __init__(self, guard: HangGuard, number: int, inner: Coroutine[Any, Any, None]) -> None:
        self._guard = guard
        self._number = number
        self._inner = inner

    def __await__(self) -> Generator[Any, Any, None]:
        guard, number, inner = self._guard, self._number, self._inner
        failure: BaseException | None = None
        while True:
            guard.note(number)
            try:
                waits_for = inner.send(None) if failure is None else inner.throw(failure)
            except StopIteration:
                return
            finally:
                guard.note_none()
            try:
                yield waits_for
                failure = None
            except GeneratorExit:
                inner.close()
                raise
            except BaseException as error:  # noqa: BLE001 - passed on to the coroutine
                failure = error


def read_last_end(database: Path, process_id: str | None = None) -> LastEnd:
    """Return how a process that no longer runs ended, and delete its files."""
    path, traceback_path = _name_files(database, process_id)
    died, suspect, traceback = False, None, ""
    try:
        if traceback_path.exists():
            with traceback_path.open("rb") as file:
                traceback = file.read(MAX_TRACEBACK_BYTES).decode(errors="replace").strip()
        if path.exists():
            died, record = True, path.read_bytes()
            if len(record) == _NUMBER.size:
                is_running, number = _NUMBER.unpack(record)
                suspect = number if is_running else None
        for old in (path, traceback_path):
            old.unlink(missing_ok=True)
    except OSError as error:
        log.warning("how the previous run ended cannot be read: %s", error)
    if traceback:
        log.error("the previous run hung or crashed here:\n%s", traceback)
    return LastEnd(died, suspect, is_proven=died and bool(traceback))


def list_recorded(database: Path) -> set[str]:
    """Return the processes that have files beside a database."""
    start, end = f"{database.name}.", _AT_WORK
    names = (path.name for path in database.parent.glob(f"{database.name}.*{_AT_WORK}"))
    return {name.removeprefix(start).removesuffix(end) for name in names}


def _name_files(database: Path, process_id: str | None) -> tuple[Path, Path]:
    stem = database.name if process_id is None else f"{database.name}.{process_id}"
    return database.with_name(stem + _AT_WORK), database.with_name(stem + ".traceback")
