"""`svodka demo`: the ordinary bot against a local sandbox of Telegram, in the browser."""

from __future__ import annotations

import asyncio
import contextlib
import tempfile
import webbrowser
from collections.abc import AsyncIterator, Iterator, Sequence
from pathlib import Path

import typer
from pydantic import SecretStr
from tzlocal import get_localzone_name

from bot.app import App
from bot.demo.casts import CASTS
from bot.demo.clock import DemoClock
from bot.demo.guide import add_tour
from bot.demo.pictures import publish_pictures
from bot.demo.places import DemoChats, add_bot
from bot.demo.world import WEEK, populate_sandbox, simulate_week
from bot.ops.terminal import explain_file_errors, show_progress
from news.errors import SvodkaError
from sandbox import Sandbox
from service.bootstrap import open_services
from service.config import Settings
from service.ops.api_tokens import Scope
from service.ops.clock import Clock
from storage.archive import articles
from storage.database.files import hold_service_lock
from storage.stats.audit_log import SERVICE_ACTOR

DEMO_TOKEN = "123456:demo-token"
DATABASE_NAME = "svodka.db"
API_TOKEN_NAME = "demo"


async def run_demo(*, port: int, open_browser: bool, keep: Path | None) -> None:
    """Serve until cancelled. Without ``keep``, no files are left."""
    clock = DemoClock()
    with _folder(keep) as folder, hold_service_lock(folder / DATABASE_NAME):
        async with _sandbox(port, clock) as sandbox:
            clock.freeze(clock() - WEEK)
            places = populate_sandbox(sandbox)
            clock.unfreeze()
            publish_pictures(sandbox)
            settings = build_demo_settings(sandbox.url, folder)
            async with open_services(settings, clock, monotonic=clock.monotonic) as services:
                app = App(services, is_alone=lambda: True)
                await _seed_week(sandbox, places, app, clock)
                add_tour(sandbox, app, clock)
                sandbox.limits.enforced = True
                typer.echo(
                    f"\n  Svodka is here:  {sandbox.page_url}\n"
                    f"  Its database:    DATABASE_URL={settings.database_url}\n"
                    "  Ctrl-C ends it.\n"
                )
                if open_browser:
                    webbrowser.open(sandbox.page_url)
                async with _print_api(app):
                    await app.run()


@contextlib.asynccontextmanager
async def _print_api(app: App) -> AsyncIterator[None]:
    """Print the address of the API, with a new token, once it is served."""
    tokens, now = app.services.api_tokens, app.services.clock()
    if any(token.name == API_TOKEN_NAME for token in await tokens.list_all()):
        await tokens.remove(API_TOKEN_NAME, SERVICE_ACTOR, now)
    token = await tokens.add(API_TOKEN_NAME, tuple(Scope), SERVICE_ACTOR, now)

    async def print_when_served() -> None:
        await app.web.started.wait()
        host, port = app.web.address
        typer.echo(f"  Its API:\n  export SVODKA=http://{host}:{port} TOKEN={token}\n")

    printing = asyncio.create_task(print_when_served())
    try:
        yield
    finally:
        printing.cancel()


async def _seed_week(
    sandbox: Sandbox, places: Sequence[DemoChats], app: App, clock: DemoClock
) -> None:
    """Create the sample week in a new database. A kept database has it already, but Telegram is
    new."""
    async with app.services.database.read() as connection:
        is_kept = bool(await articles.count(connection))
    if is_kept:
        for chats in places:
            add_bot(sandbox, chats)
        return
    with show_progress("living through a week of sample news"):
        await simulate_week(sandbox, places, app, clock, clock())


def build_demo_settings(api_url: str, folder: Path) -> Settings:
    """Return the settings of an ordinary bot with the sandbox's address, independent of the
    environment."""
    settings = Settings.model_construct()
    return settings.model_copy(
        update={
            "bot_token": SecretStr(DEMO_TOKEN),
            "admin_ids": frozenset(cast.editor.id for cast in CASTS),
            "database_url": f"sqlite:///{folder / DATABASE_NAME}",
            "telegram_api_url": api_url,
            "default_timezone": get_localzone_name() or settings.default_timezone,
            "http_port": 0,
            "backups_keep": 0,
            "public_feeds": True,
        }
    )


@contextlib.asynccontextmanager
async def _sandbox(port: int, clock: Clock) -> AsyncIterator[Sandbox]:
    sandbox = Sandbox(token=DEMO_TOKEN, port=port, clock=clock)
    try:
        await sandbox.start()
    except OSError as error:
        raise SvodkaError(
            f"port {port} is taken ({error.strerror}): stop that program, or try --port 0"
        ) from error
    try:
        yield sandbox
    finally:
        await sandbox.stop()


@contextlib.contextmanager
def _folder(keep: Path | None) -> Iterator[Path]:
    if keep is not None:
        with explain_file_errors(keep):
            keep.mkdir(parents=True, exist_ok=True)
        yield keep
        return
    with tempfile.TemporaryDirectory(prefix="svodka-demo-") as folder:
        yield Path(folder)
