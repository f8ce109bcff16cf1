"""Which update is being worked on this instant, where a death of the process leaves it readable."""

from __future__ import annotations

import logging
import mmap
import struct
from collections.abc import Coroutine, Generator
from pathlib import Path
from typing import Any

log = logging.getLogger(__name__)

_NUMBER = struct.Struct("<Bq")


class AtWork:
    """A file beside the database that is there while a service runs, mapped into memory. Whatever
    ends the process, its pages stay with the kernel: a note costs no call to it.

    Of many handlers only one has the event loop at a time. The one that has it when the process
    dies is under suspicion: it may be what hangs or kills it. Whoever waits for the network, the
    disk or a thread then is not.
    """

    def __init__(self, database: Path) -> None:
        self._path = database.with_name(database.name + ".at-work")
        self._noted: mmap.mmap | None = None
        self._is_open = False

    def open(self) -> tuple[bool, int | None]:
        """Begin to note. Return whether the last life ended without `close`, and the update that
        had the event loop then, if any."""
        died, suspect = False, None
        self._is_open = True
        try:
            if self._path.exists():
                died, left = True, self._path.read_bytes()
                if len(left) == _NUMBER.size:
                    is_at_work, number = _NUMBER.unpack(left)
                    suspect = number if is_at_work else None
            with self._path.open("w+b") as file:
                file.write(bytes(_NUMBER.size))  # so that a full disk says so here
                file.flush()
                self._noted = mmap.mmap(file.fileno(), _NUMBER.size)
        except OSError as error:
            log.warning("which update is at work can not be noted: %s", error)
        return died, suspect

    def close(self) -> None:
        """Note no more: this life ends as it should."""
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
