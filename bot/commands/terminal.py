"""What the commands share: settings, and a bar that shows how far long work has come."""

from __future__ import annotations

import asyncio
import contextlib
import getpass
import os
from collections.abc import AsyncIterator, Callable, Iterator
from typing import TYPE_CHECKING

import typer

from bot.settings import load_settings
from storage.audit import Actor
from storage.engine import Database
from storage.migrate import migrate

if TYPE_CHECKING:
    from bot.jobs.ingest import Report

MOST_REFUSALS_SHOWN = 20


@contextlib.asynccontextmanager
async def open_database() -> AsyncIterator[Database]:
    """The database of the settings, brought up to date."""
    settings = load_settings()
    await asyncio.to_thread(migrate, settings.database_url)
    database = Database(settings.database_url)
    try:
        yield database
    finally:
        await database.close()


def at_the_terminal() -> Actor:
    """Whoever types, for the audit log."""
    try:
        return Actor(None, getpass.getuser())
    except (OSError, KeyError):
        # A container's user may have no name.
        return Actor(None, str(os.getuid()))


@contextlib.contextmanager
def progress_bar(what: str, total: int | None = None) -> Iterator[Callable[[int], None]]:
    """A bar on standard error; yields a function that moves it on by so many."""
    # Imported here, as only long work wants it.
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn

    with Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        console=Console(stderr=True),
        transient=True,
    ) as bar:
        task = bar.add_task(what, total=total)
        yield lambda count: bar.update(task, advance=count)


def print_report(report: Report) -> None:
    """Added, already known, refused and why."""
    typer.echo(f"{report.added} added, {report.known} already known, {len(report.refused)} refused")
    for refusal in report.refused[:MOST_REFUSALS_SHOWN]:
        typer.echo(f"  refused: {refusal}", err=True)
    if (hidden := len(report.refused) - MOST_REFUSALS_SHOWN) > 0:
        typer.echo(f"  and {hidden} more", err=True)
