"""`svodka migrate`, `backup` and `restore`: keeping what is remembered."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bot.clock import system_clock
from bot.commands.terminal import progress_bar
from bot.settings import load_settings
from storage import backup as copies
from storage.engine import sqlite_path
from storage.migrate import migrate as bring_up_to_date


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
