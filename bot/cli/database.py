"""`svodka migrate`, `backup` and `restore`: the database file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bot.ops.terminal import show_progress_bar
from service.config import load_settings
from service.ops.clock import system_clock
from storage.database import backup as database_backup
from storage.database.engine import parse_sqlite_path
from storage.migrations.runner import migrate as runner_migrate


def migrate() -> None:
    """Create the database or upgrade its schema."""
    settings = load_settings()
    revision = runner_migrate(settings.database_url)
    typer.echo(f"{parse_sqlite_path(settings.database_url)} is at schema {revision}")


def backup(
    path: Annotated[Path, typer.Argument(help="The file to write; must not exist.")],
) -> None:
    """Copy the live database into one file and verify the copy."""
    database = parse_sqlite_path(load_settings().database_url)
    with show_progress_bar("copying", 100) as progress:
        done = 0

        def show(pages: int, total: int) -> None:
            nonlocal done
            now = 100 * pages // max(1, total)
            progress(now - done)
            done = now

        database_backup.create_backup(database, path, show)
    typer.echo(f"{database} is copied to {path} ({path.stat().st_size:,} bytes) and verified")


def restore(
    path: Annotated[Path, typer.Argument(help="A file that `svodka backup` wrote.")],
) -> None:
    """Replace the database by a backup. Stop the bot first."""
    database = parse_sqlite_path(load_settings().database_url)
    previous = database_backup.restore(path, database, system_clock())
    typer.echo(f"{path} is now {database}")
    if previous is not None:
        typer.echo(f"the previous database is kept as {previous}")
