"""`svodka sources`: manage the sources of articles."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.ops.terminal import call_services, get_terminal_actor, print_report, show_progress_bar
from news.errors import SvodkaError
from service.ops.clock import system_clock

if TYPE_CHECKING:
    from service.sources.registration import SourceCandidate
    from storage.archive.sources import Source

app = typer.Typer(help="Manage the sources of articles.", no_args_is_help=True)


@app.command("list")
def show() -> None:
    """List the sources with their health."""
    for source in call_services(lambda services: services.sources.list_all()):
        topics = ",".join(sorted(source.topics))
        typer.echo(
            "\t".join((_format_health(source), source.title or "-", source.url, topics)).rstrip()
        )


@app.command("add")
def add(
    url: Annotated[
        str, typer.Argument(help="Address of a feed or of a site, or a Telegram @channel.")
    ],
    topic: Annotated[
        list[str] | None, typer.Option(help="A topic of its articles; may be repeated.")
    ] = None,
    feed: Annotated[
        int | None,
        typer.Option(help="The number of the feed to add, if a site has several.", min=1),
    ] = None,
) -> None:
    """Add a source. The feed of a site is found; a running bot fetches it within a minute.

    If the site has several feeds, list them; the exit code is 2.
    """
    from service.sources.service import Registered

    found = call_services(
        lambda services: services.sources.register_address(
            url,
            get_terminal_actor(),
            system_clock(),
            topics=",".join(topic or []),
            choice=feed or 0,
        )
    )
    if not isinstance(found, Registered):
        _print_candidates(url, found, feed)
        raise typer.Exit(2)
    candidate = found.candidate
    typer.echo(f"added {candidate.url}" if found.is_new else f"{candidate.url} is known already")
    if candidate.problem:
        typer.echo(f"it could not be read yet: {candidate.problem}", err=True)


@app.command("topics")
def set_topics(
    url: Annotated[str, typer.Argument(help="Address as `list` shows it, or a @channel.")],
    topics: Annotated[
        str, typer.Argument(help="Ids or names of topics with commas between; '' removes them.")
    ],
) -> None:
    """Set the topics of a source: evidence besides the words of its next articles."""
    saved = call_services(lambda services: services.sources.set_topics(url, topics))
    names = ", ".join(sorted(saved.topic_ids)) or "what its articles say"
    typer.echo(f"{saved.url} is about {names}")


@app.command("remove")
def remove(
    url: Annotated[str, typer.Argument(help="Address as `list` shows it, or a @channel.")],
) -> None:
    """Remove a source; keep its articles."""
    removed = call_services(
        lambda services: services.sources.remove_address(url, get_terminal_actor(), system_clock())
    )
    typer.echo(f"removed {removed.url}")


@app.command("import-opml")
def import_opml(
    path: Annotated[Path, typer.Argument(help="An OPML file.", exists=True, dir_okay=False)],
) -> None:
    """Add every feed of an OPML file."""
    with show_progress_bar("adding"):
        report = call_services(
            lambda services: services.sources.import_opml(
                path.read_bytes(), str(path), get_terminal_actor(), system_clock()
            )
        )
    print_report(report)


@app.command("export-opml")
def export_opml(path: Annotated[Path, typer.Argument(help="The file to write.")]) -> None:
    """Write every source into an OPML file."""
    body, count = call_services(lambda services: services.sources.export_opml(only_feeds=False))
    try:
        path.write_bytes(body)
    except OSError as error:
        raise SvodkaError(f"{path} cannot be written: {error.strerror}") from error
    typer.echo(f"{count} sources in {path}")


def _print_candidates(url: str, candidates: Sequence[SourceCandidate], feed: int | None) -> None:
    problem = f"there is no feed {feed} at {url}" if feed else f"{url} has several feeds"
    typer.echo(f"svodka: {problem}; choose one with --feed N", err=True)
    for number, candidate in enumerate(candidates, 1):
        typer.echo(f"{number}\t{candidate.title or '-'}\t{candidate.url}")


def _format_health(source: Source) -> str:
    if source.paused_reason is not None:
        return f"paused: {source.paused_reason}"
    if source.failures:
        return f"failing ({source.failures}): {source.failure_reason}"
    return "ok" if source.last_success_at else "new"
