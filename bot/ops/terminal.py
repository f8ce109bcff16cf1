"""Shared by the commands: opening the services, progress bars, reports."""

from __future__ import annotations

import asyncio
import contextlib
import getpass
import os
from collections.abc import Callable, Coroutine, Iterator
from typing import TYPE_CHECKING, Any, TypeVar

import typer

if TYPE_CHECKING:
    from service.articles.importer import ImportReport
    from service.bootstrap import Services
    from service.config import Settings
    from service.sources.registration import OpmlReport
    from storage.stats.audit_log import Actor

MAX_ERRORS_SHOWN = 20

Result = TypeVar("Result")


def call_services(
    use_case: Callable[[Services], Coroutine[Any, Any, Result]],
    settings: Settings | None = None,
    *,
    upgrade: bool = True,
) -> Result:
    """Open the services, run one use case, close them and return its result.

    ``settings``: those of the environment by default. ``upgrade``: whether the schema is upgraded.
    """

    async def call() -> Result:
        from service.bootstrap import open_services
        from service.config import load_settings

        async with open_services(settings or load_settings(), upgrade=upgrade) as services:
            return await use_case(services)

    return asyncio.run(call())


def get_terminal_actor() -> Actor:
    """Return the user of the command line, for the audit log."""
    from storage.stats.audit_log import Actor

    try:
        return Actor(None, getpass.getuser())
    except (OSError, KeyError):
        # A container's user may have no name.
        return Actor(None, str(os.getuid()))


@contextlib.contextmanager
def show_progress_bar(what: str, total: int | None = None) -> Iterator[Callable[[int], None]]:
    """Show a bar on standard error; yields a function that advances it by a number of steps."""
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


def print_report(report: ImportReport | OpmlReport) -> None:
    """Print how many articles or sources were added, known and rejected, and why."""
    typer.echo(
        f"{report.added} added, {report.already_known} already known, "
        f"{len(report.rejected)} rejected"
    )
    for reason in report.rejected[:MAX_ERRORS_SHOWN]:
        typer.echo(f"  rejected: {reason}", err=True)
    if (hidden := len(report.rejected) - MAX_ERRORS_SHOWN) > 0:
        typer.echo(f"  and {hidden} more", err=True)
