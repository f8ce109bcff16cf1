"""`svodka migrate`, `backup`, `restore` and `doctor`: keeping it well."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from bot.clock import system_clock
from bot.commands.terminal import progress_bar
from bot.settings import Settings, load_settings
from news.errors import SvodkaError
from storage import backup as copies
from storage.engine import sqlite_path
from storage.migrate import migrate as bring_up_to_date

LEAST_FREE_BYTES = 200 * 1024**2


def migrate() -> None:
    """Create the database or bring it up to date."""
    settings = load_settings()
    revision = bring_up_to_date(settings.database_url)
    typer.echo(f"{sqlite_path(settings.database_url)} is at schema {revision}")


def backup(
    path: Annotated[Path, typer.Argument(help="The file to write; must not exist.")],
) -> None:
    """Copy the live database into one file, and read the copy back."""
    database = sqlite_path(load_settings().database_url)
    with progress_bar("copying", 100) as progress:
        done = 0

        def show(pages: int, total: int) -> None:
            nonlocal done
            now = 100 * pages // max(1, total)
            progress(now - done)
            done = now

        copies.backup(database, path, show)
    typer.echo(f"{database} is in {path} ({path.stat().st_size:,} bytes), read back and whole")


def restore(
    path: Annotated[Path, typer.Argument(help="A file that `svodka backup` wrote.")],
) -> None:
    """Put a backup in the place of the database. Stop the bot first."""
    database = sqlite_path(load_settings().database_url)
    kept = copies.restore(path, database, system_clock())
    typer.echo(f"{path} is now {database}")
    if kept is not None:
        typer.echo(f"what was there before is kept as {kept}")


def doctor() -> None:
    """Check settings, database, disk, token, Telegram and the summary server; say what to mend."""
    settings = load_settings()
    checks: list[tuple[str, Callable[[Settings], str]]] = [
        ("settings", lambda _: "every setting is well-formed"),
        ("database", _check_database),
        ("disk", _check_disk),
        ("telegram", _check_telegram),
        ("summaries", _check_summaries),
    ]
    failed = 0
    for name, check in checks:
        try:
            typer.echo(f"ok      {name}: {check(settings)}")
        except SvodkaError as error:
            failed += 1
            typer.echo(f"failed  {name}: {error}")
    if failed:
        raise typer.Exit(1)


def _check_database(settings: Settings) -> str:
    path = sqlite_path(settings.database_url)
    if not path.exists():
        return f"{path} is not there yet; `svodka migrate` or the first start makes it"
    revision = bring_up_to_date(settings.database_url)
    copies.verify(path)
    return f"{path} is whole, schema {revision}"


def _check_disk(settings: Settings) -> str:
    folder = sqlite_path(settings.database_url).absolute().parent
    while not folder.exists():
        folder = folder.parent
    free = shutil.disk_usage(folder).free
    if free < LEAST_FREE_BYTES:
        raise SvodkaError(f"only {free // 1024**2} MiB are free at {folder}")
    return f"{free // 1024**2:,} MiB are free"


def _check_telegram(settings: Settings) -> str:
    from aiogram.exceptions import TelegramAPIError

    from bot.delivery.pace import PaceKeeper
    from bot.delivery.session import open_bot

    async def ask() -> str:
        bot = open_bot(
            settings.require_token(), settings.telegram_api_url, PaceKeeper(settings.send_rate)
        )
        try:
            me = await bot.get_me()
        finally:
            await bot.session.close()
        return f"the token is of @{me.username}"

    try:
        return asyncio.run(ask())
    except TelegramAPIError as error:
        raise SvodkaError(f"{settings.telegram_api_url} says: {error.message}") from error


def _check_summaries(settings: Settings) -> str:
    from bot.summaries.server import open_server

    async def ask() -> None:
        async with open_server(settings) as server:
            await server.complete([{"role": "user", "content": "Answer with the word yes."}])

    if not settings.summary_api_url:
        return "off: summaries are the articles' own sentences"
    asyncio.run(ask())
    return f"{settings.summary_api_model} answers at {settings.summary_api_url}"
