"""`svodka demo`: the ordinary bot against a Telegram of one's own, in the browser."""

from __future__ import annotations

import contextlib
import tempfile
import webbrowser
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import typer
from pydantic import SecretStr
from tzlocal import get_localzone_name

from bot.app import App
from bot.clock import Clock
from bot.commands.terminal import progress_bar
from bot.demo.clock import DemoClock
from bot.demo.guide import guide
from bot.demo.pictures import publish
from bot.demo.places import Places, add_the_bot
from bot.demo.samples import sample_articles
from bot.demo.world import ANNA, live_through_the_week, settle_in
from bot.newsroom import open_newsroom
from bot.settings import Settings
from news.errors import SvodkaError
from sandbox import Sandbox
from storage import articles

TOKEN = "123456:demo-token"


async def run_demo(*, port: int, open_browser: bool, keep: Path | None) -> None:
    """Serve until cancelled. Without ``keep``, nothing is left behind."""
    clock = DemoClock()
    with _folder(keep) as folder:
        async with _sandbox(port, clock) as sandbox:
            places = settle_in(sandbox)
            publish(sandbox)
            settings = demo_settings(sandbox.url, folder)
            async with open_newsroom(settings, clock) as newsroom:
                app = App(newsroom)
                guide(sandbox.controls, app, clock)
                await _make_the_week(sandbox, places, app, clock)
                sandbox.limits.enforced = True
                typer.echo(
                    f"\n  Svodka is here:  {sandbox.page_url}\n"
                    f"  Its database:    DATABASE_URL={settings.database_url}\n"
                    "  Ctrl-C ends it.\n"
                )
                if open_browser:
                    webbrowser.open(sandbox.page_url)
                await app.run()


async def _make_the_week(sandbox: Sandbox, places: Places, app: App, clock: DemoClock) -> None:
    """Once for a database: one that was kept has its week behind it, in a Telegram that is new."""
    async with app.newsroom.database.read() as connection:
        is_kept = bool(await articles.count(connection))
    if is_kept:
        add_the_bot(sandbox, places)
        return
    now = clock()
    with progress_bar("living through a week of sample news"):
        samples = list(sample_articles(now))
        await live_through_the_week(sandbox, places, app, clock, samples, now)


def demo_settings(api_url: str, folder: Path) -> Settings:
    """The settings of an ordinary bot, but for where its Telegram is. The environment of whoever
    tries the demo does not matter to it."""
    settings = Settings.model_construct()
    return settings.model_copy(
        update={
            "bot_token": SecretStr(TOKEN),
            "admin_ids": frozenset({ANNA}),
            "database_url": f"sqlite:///{folder / 'svodka.db'}",
            "telegram_api_url": api_url,
            "default_timezone": get_localzone_name() or settings.default_timezone,
            "http_port": 0,
            "backups_keep": 0,
        }
    )


@contextlib.asynccontextmanager
async def _sandbox(port: int, clock: Clock) -> AsyncIterator[Sandbox]:
    sandbox = Sandbox(token=TOKEN, port=port, clock=clock)
    try:
        await sandbox.start()
    except OSError as error:
        raise SvodkaError(
            f"port {port} is taken ({error.strerror}): end what is there, or try --port 0"
        ) from error
    try:
        yield sandbox
    finally:
        await sandbox.stop()


@contextlib.contextmanager
def _folder(keep: Path | None) -> Iterator[Path]:
    if keep is not None:
        keep.mkdir(parents=True, exist_ok=True)
        yield keep
        return
    with tempfile.TemporaryDirectory(prefix="svodka-demo-") as folder:
        yield Path(folder)
