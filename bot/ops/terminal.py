"""Shared by the commands: opening the services, tables, progress, reports.

Rich is imported only where something is drawn: it takes a tenth of a second.
"""

from __future__ import annotations

import asyncio
import contextlib
import getpass
import json
import os
import sys
from collections.abc import Callable, Coroutine, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

import typer

from news.errors import SourceError, SvodkaError

if TYPE_CHECKING:
    from pathlib import Path

    from rich.console import Console

    from service.articles.importer import ImportReport
    from service.bootstrap import Services
    from service.config import Settings
    from service.sources.registration import OpmlReport
    from storage.stats.audit_log import Actor

MAX_ERRORS_SHOWN = 5
MIN_LINE_STEP = 100
"""Steps between two lines of progress where there are no bars."""

Result = TypeVar("Result")


class NoDatabase(SvodkaError):
    """There is no database to read. Details: ``path``."""


def call_services(
    use_case: Callable[[Services], Coroutine[Any, Any, Result]],
    settings: Settings | None = None,
    *,
    upgrade: bool = True,
    create: bool = True,
) -> Result:
    """Open the services, run one use case, close them and return its result.

    ``settings``: those of the environment by default. ``upgrade``: whether the schema is upgraded.
    ``create``: whether a database is created where there is none, with a line that says so; else
    NoDatabase is raised.
    """

    async def call() -> Result:
        from service.bootstrap import open_services

        async with open_services(known, upgrade=upgrade) as services:
            if is_new:
                typer.echo(f"created the database {name}", err=True)
            return await use_case(services)

    from service.config import load_settings
    from storage.database.engine import describe_database
    from storage.migrations.runner import get_revision

    known = settings or load_settings()
    name = describe_database(known.database_url)
    is_new = get_revision(known.database_url) is None
    if is_new and not create:
        raise NoDatabase(
            f"nothing found: there is no database {name} yet; "
            "`svodka run` and `svodka import` create it",
            path=name,
        )
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
def explain_file_errors(path: Path) -> Iterator[None]:
    """Raise SvodkaError, in words, where a file or folder that a person named cannot be read or
    written in the block, which does nothing else."""
    try:
        yield
    except OSError as error:
        raise SvodkaError(f"{path}: {error.strerror or error}") from error


def print_error(line: str) -> None:
    """Print an error, in the one voice that all commands have."""
    typer.echo(f"svodka: {line}", err=True)


def describe_source_error(error: SourceError) -> str:
    """Return why a source cannot be read, in words, with what the network said."""
    from service.i18n.translations import Translations

    reason = str(error.details["reason"])
    words = Translations()["en"].format_reason(reason)
    start = f"{error.details['url']}: {reason.replace('_', ' ')}"
    return words + str(error).removeprefix(start) if str(error).startswith(start) else words


def print_json(value: Mapping[str, Any]) -> None:
    """Print an object as one line of JSON."""
    typer.echo(json.dumps(value, ensure_ascii=False))


def create_console(*, stderr: bool = False) -> Console:
    """Return what draws on a terminal; without any colours and styles if NO_COLOR is set."""
    from rich.console import Console

    return Console(stderr=stderr, color_system=None if os.environ.get("NO_COLOR") else "auto")


def print_table(columns: Sequence[str], rows: Iterable[Sequence[object]], empty: str = "") -> None:
    """Print a table on a terminal; elsewhere lines with tabs between, without a head.

    ``empty``: what to say on standard error if there are no rows.
    """
    rows = list(rows)
    if empty and not rows:
        typer.echo(empty, err=True)
    if not sys.stdout.isatty():
        for row in rows:
            typer.echo("\t".join(" ".join(str(cell).split()) for cell in row))
        return
    from rich.box import SIMPLE_HEAD
    from rich.table import Table
    from rich.text import Text

    table = Table(*columns, box=SIMPLE_HEAD, header_style="bold", pad_edge=False)
    for row in rows:
        table.add_row(*(cell if isinstance(cell, Text) else Text(str(cell)) for cell in row))
    if table.row_count:
        create_console().print(table)


class Advance(Protocol):
    """Advances a progress by a number of steps; ``total``: how many there are, where it is known
    only now."""

    def __call__(self, count: int, /, total: int | None = None) -> None: ...


@contextlib.contextmanager
def show_progress(what: str, total: int | None = None) -> Iterator[Advance]:
    """Show progress on standard error: a bar on a terminal, else lines."""
    if sys.stderr.isatty():
        with _show_bar(what, total) as advance:
            yield advance
        return
    lines = _ProgressLines(what, total)
    yield lines
    lines.finish()


@contextlib.contextmanager
def _show_bar(what: str, total: int | None) -> Iterator[Advance]:
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn

    with Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        console=create_console(stderr=True),
        transient=True,
    ) as bar:
        task = bar.add_task(what, total=total)

        def advance(count: int, /, total: int | None = None) -> None:
            bar.update(task, advance=count, total=total)

        yield advance


class _ProgressLines:
    """A line each tenth of the way, for files and pipes."""

    def __init__(self, what: str, total: int | None) -> None:
        self._what = what
        self._total = total
        self._done = self._shown = 0

    def __call__(self, count: int, /, total: int | None = None) -> None:
        self._done += count
        self._total = total or self._total
        if self._done - self._shown >= max(MIN_LINE_STEP, (self._total or 0) // 10):
            self._print()

    def finish(self) -> None:
        """Print the last line, if it says more than the one before it."""
        if self._done > self._shown:
            self._print()

    def _print(self) -> None:
        self._shown = self._done
        rest = f" of {self._total:,}" if self._total else ""
        typer.echo(f"{self._what}: {self._done:,}{rest}", err=True)


def print_report(report: ImportReport | OpmlReport) -> None:
    """Print how many articles or sources were added, known and rejected, and why."""
    typer.echo(
        f"{report.added} added, {report.already_known} already known, "
        f"{len(report.rejected)} rejected"
    )
    print_rejected(report.rejected)


def print_expiring(report: ImportReport) -> None:
    """Print how many of the added articles are deleted the next night, unless none is."""
    if report.expiring:
        typer.echo(
            f"{report.expiring} of the added are older than RETENTION_DAYS and are deleted "
            "the next night; to keep an archive, set a larger number",
            err=True,
        )


def print_rejected(reasons: Sequence[object]) -> None:
    """Print why the first few articles or sources were rejected, and how many others were."""
    for reason in reasons[:MAX_ERRORS_SHOWN]:
        typer.echo(f"  rejected: {reason}", err=True)
    if (hidden := len(reasons) - MAX_ERRORS_SHOWN) > 0:
        typer.echo(f"  and {hidden} more", err=True)
