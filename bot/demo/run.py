"""`svodka demo`: the ordinary bot against a Telegram of one's own, in the browser."""

from __future__ import annotations

import contextlib
import tempfile
import webbrowser
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import typer
from pydantic import SecretStr

from bot.app import App
from bot.clock import Clock, system_clock
from bot.commands.terminal import progress_bar
from bot.demo.samples import sample_articles
from bot.newsroom import open_newsroom
from bot.settings import Settings
from news.errors import SvodkaError
from sandbox import Sandbox

TOKEN = "123456:demo-token"
EDITOR_ID = 1003


async def run_demo(*, port: int, open_browser: bool, keep: Path | None) -> None:
    """Serve until cancelled. Without ``keep``, nothing is left behind."""
    clock = system_clock
    with _folder(keep) as folder:
        async with _sandbox(port, clock) as sandbox:
            sandbox.limits.enforced = True
            sandbox.add_person("Оля", language_code="ru", username="olya", id=1001)
            sandbox.add_person("Тарас", language_code="uk", username="taras", id=1002)
            sandbox.add_person("Редактор Анна", language_code="ru", username="anna", id=EDITOR_ID)
            await _serve(sandbox, demo_settings(sandbox.url, folder), clock, open_browser)


def demo_settings(api_url: str, folder: Path) -> Settings:
    """The settings of an ordinary bot, but for where its Telegram is. The environment of whoever
    tries the demo does not matter to it."""
    settings = Settings.model_construct()
    return settings.model_copy(
        update={
            "bot_token": SecretStr(TOKEN),
            "admin_ids": frozenset({EDITOR_ID}),
            "database_url": f"sqlite:///{folder / 'svodka.db'}",
            "telegram_api_url": api_url,
            "http_port": 0,
        }
    )


async def _serve(sandbox: Sandbox, settings: Settings, clock: Clock, open_browser: bool) -> None:
    async with open_newsroom(settings, clock) as newsroom:
        articles = list(sample_articles(clock()))
        with progress_bar("loading sample news", len(articles)) as progress:
            await newsroom.ingest.take(articles, progress)
        typer.echo(
            f"\n  Svodka is here:  {sandbox.page_url}\n"
            f"  Its database:    DATABASE_URL={settings.database_url}\n"
            "  Ctrl-C ends it.\n"
        )
        if open_browser:
            webbrowser.open(sandbox.page_url)
        await App(newsroom).run()


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
