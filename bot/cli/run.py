"""`svodka run` and `svodka demo`."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.telegram.client.lazy_aiogram import import_aiogram_lazily

if TYPE_CHECKING:
    from service.config import Settings

SWITCH_INTERVAL_SECONDS = 0.0005


def run() -> None:
    """Run the bot until it is stopped (Ctrl-C or SIGTERM)."""
    from service.config import load_settings
    from service.ops.logs import setup_logging

    settings = load_settings()
    settings.require_token()
    setup_logging(settings)
    asyncio.run(_run_until_signal(_serve(settings)))


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


async def _serve(settings: Settings) -> None:
    # What is loaded here stays: collecting garbage in it would be a tenth of the start time.
    gc.disable()
    import_aiogram_lazily()
    from bot.app import App
    from bot.ops.watchdog import end_if_stuck
    from service.bootstrap import open_services
    from storage.database.files import hold_service_lock

    with hold_service_lock(settings.state_path):
        async with end_if_stuck(), open_services(settings) as services:
            app = App(services, on_loaded=gc.freeze)
            tune_interpreter()
            await app.run()


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
