"""`svodka run` and `svodka demo`."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import logging
import signal
import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.telegram.client.lazy_aiogram import import_aiogram_lazily

if TYPE_CHECKING:
    from service.config import Settings
    from storage.database.files import ServiceLock

log = logging.getLogger(__name__)

SWITCH_INTERVAL_SECONDS = 0.0005

JOIN_RETRY_SECONDS = 0.2


class Role(StrEnum):
    """What a process is for; the roles of `service.ops.duties`, which is slow to import."""

    WEB = "web"
    SENDER = "sender"
    INGEST = "ingest"


def run(
    only: Annotated[
        Role | None,
        typer.Option(
            help="Do only this part: web, sender or ingest. Without it, do everything that "
            "no other process does, and stand by for what another one does."
        ),
    ] = None,
) -> None:
    """Run the bot until it is stopped (Ctrl-C or SIGTERM)."""
    from service.config import load_settings
    from service.ops.logs import setup_logging

    settings = load_settings()
    settings.require_token()
    setup_logging(settings)
    asyncio.run(_run_until_signal(_serve(settings, only)))


def start_demo(
    port: Annotated[
        int,
        typer.Option(
            metavar="PORT",
            min=0,
            max=65535,
            help="Port of the chat page; 0 takes any free one.",
        ),
    ] = 8085,
    browser: Annotated[bool, typer.Option(help="Open the page in the browser.")] = True,
    keep: Annotated[
        Path | None,
        typer.Option(metavar="FOLDER", help="Keep the database in this folder.", file_okay=False),
    ] = None,
) -> None:
    """Try the bot in the browser: a local Telegram, sample news, no token, no network."""
    from bot.demo.run import run_demo

    asyncio.run(_run_until_signal(run_demo(port=port, open_browser=browser, keep=keep)))


async def _serve(settings: Settings, only: Role | None) -> None:
    # What is loaded here stays: collecting garbage in it would be a tenth of the start time.
    gc.disable()
    import_aiogram_lazily()
    from bot.app import App
    from bot.ops.watchdog import end_if_stuck
    from service.bootstrap import open_services
    from service.ops import duties
    from storage.database.files import ServiceLock

    role = None if only is None else duties.Role(only)
    with contextlib.closing(ServiceLock(settings.state_path)) as lock:
        is_first = await _join(lock, settings.database_url)
        async with end_if_stuck(), open_services(settings) as services:
            lock.share()  # the schema is upgraded
            # The lock knows of the processes of this machine only.
            is_shared = services.database.is_shared
            app = App(
                services,
                gc.freeze,
                only=role,
                is_alone=lambda: not is_shared and lock.is_alone(),
                is_first=is_first,
            )
            tune_interpreter()
            await app.run()


async def _join(lock: ServiceLock, database_url: str) -> bool:
    """Get the whole lock if no other service runs, else a part of it; return whether it is the
    whole.

    Raises DatabaseInUse if another one runs and the schema has to be upgraded, which would change
    it under the other.
    """
    from storage.database.engine import describe_database
    from storage.database.errors import DatabaseInUse
    from storage.migrations.runner import get_head_revision, get_revision

    if lock.lock_whole():
        return True
    name, has_said = describe_database(database_url), False
    while not lock.share():
        if not has_said:
            log.warning("another svodka upgrades %s, or keeps others off it: waiting", name)
            has_said = True
        await asyncio.sleep(JOIN_RETRY_SECONDS)
    if get_revision(database_url) != get_head_revision():
        raise DatabaseInUse(
            f"another svodka of another version runs on {name}; stop it first", path=name
        )
    return False


def tune_interpreter() -> None:
    """Tune garbage collection and thread switching for a busy event loop."""
    # Objects loaded by now, mostly dictionaries, live until the end. Without the freeze each full
    # collection would visit them and block the event loop. What is loaded after the start is frozen
    # too, by the callback of `App`. A collection before it is not worth the time: it takes a fifth
    # of a second and frees one block in a hundred.
    gc.freeze()
    gc.enable()
    # The database thread takes the interpreter's lock for each row and may wait this long for it.
    sys.setswitchinterval(SWITCH_INTERVAL_SECONDS)


async def _run_until_signal(work: object) -> None:
    """Run until done, or until SIGINT or SIGTERM asks to stop; then let it finish in order.

    Later signals change nothing: cancelling the stop would lose results of what is in flight.
    """
    assert asyncio.iscoroutine(work)
    task = asyncio.ensure_future(work)
    is_stopping = False

    def stop() -> None:
        nonlocal is_stopping
        if not is_stopping:
            is_stopping = True
            task.cancel()

    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop)
    with contextlib.suppress(asyncio.CancelledError):
        await task
