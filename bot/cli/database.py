"""`svodka migrate`, `backup`, `restore` and `copy`: the whole database."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from bot.ops.terminal import print_table, show_progress
from service.ops.clock import system_clock


def migrate() -> None:
    """Create the database or upgrade its schema."""
    from service.config import load_settings
    from storage.database.engine import describe_database
    from storage.migrations import runner

    url = load_settings().database_url
    revision = runner.migrate(url)
    typer.echo(f"{describe_database(url)} is at schema {revision}")


def backup(
    path: Annotated[
        Path, typer.Argument(metavar="FILE", help="The file to write; must not exist.")
    ],
) -> None:
    """Copy the live database into one file and verify the copy."""
    from service.config import load_settings
    from service.ops import backups
    from storage.database.engine import describe_database

    settings = load_settings()
    with show_progress("copying, pages") as progress:
        done = 0

        def show(pages: int, total: int) -> None:
            nonlocal done
            progress(pages - done, total=total)
            done = pages

        backups.create_backup(settings, path, show)
    name, size = describe_database(settings.database_url), path.stat().st_size
    typer.echo(f"{name} is copied to {path} ({size:,} bytes) and verified")


def restore(
    path: Annotated[
        Path, typer.Argument(metavar="FILE", help="A file that `svodka backup` wrote.")
    ],
) -> None:
    """Replace the database by a backup. Stop the bot first."""
    from service.config import load_settings
    from service.ops import backups
    from storage.database.engine import describe_database

    settings = load_settings()
    previous = backups.restore(settings, path, system_clock())
    typer.echo(f"{path} is now {describe_database(settings.database_url)}")
    if previous is not None:
        typer.echo(f"the previous database is kept as {previous}")


def copy(
    source: Annotated[
        str, typer.Option("--from", metavar="URL", help="The database to copy; it is only read.")
    ],
    target: Annotated[
        str | None,
        typer.Option("--to", metavar="URL", help="An empty database; DATABASE_URL by default."),
    ] = None,
) -> None:
    """Copy everything into another database, and compare the two. Stop the bot first.

    After an interruption the same command goes on where it was.
    """
    from service.config import load_settings
    from service.ops.copying import copy_database

    with show_progress("copying and comparing, rows") as progress:
        counts = asyncio.run(
            copy_database(
                source,
                target or load_settings().database_url,
                lambda count, total: progress(count, total=total),
            )
        )
    print_table(("table", "rows"), [(name, count) for name, count in counts.items() if count])
    typer.echo(f"{sum(counts.values()):,} rows are copied and compared")
