"""`svodka sources`: manage the sources of articles."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli.help import MAX_NUMBER, add_command, create_group
from bot.ops.terminal import (
    call_services,
    describe_source_error,
    explain_file_errors,
    get_terminal_actor,
    print_error,
    print_json,
    print_report,
    print_table,
    show_progress,
)
from service.ops.clock import system_clock

if TYPE_CHECKING:
    from service.sources.registration import SourceCandidate, SourceReading
    from storage.archive.sources import Source

app = create_group("Manage the sources of articles.", "svodka sources list")

Address = Annotated[
    str, typer.Argument(metavar="URL", help="Address as `list` shows it, or a @channel.")
]

Headers = Annotated[
    list[str] | None,
    typer.Option(
        metavar="HEADER",
        help="'Name: value' to send with each request; may be repeated; no value removes it.",
    ),
]


@add_command(app, "list", "svodka sources list --json")
def show(
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
) -> None:
    """List the sources with their health."""
    listed = call_services(lambda services: services.sources.list_all(), create=False)
    if as_json:
        for source in listed:
            print_json(_source_to_json(source))
        return
    rows = (
        (
            _format_health(one),
            one.own_title or one.title or "-",
            one.url,
            ",".join(sorted(one.topics)),
        )
        for one in listed
    )
    empty = "there is no source yet; `svodka sources add URL` adds one"
    print_table(("health", "title", "address", "topics"), rows, empty)


@add_command(app, "add", "svodka sources add example.org --topic sport")
def add(
    url: Annotated[
        str,
        typer.Argument(
            metavar="URL", help="Address of a feed or of a site, or a Telegram @channel."
        ),
    ],
    topic: Annotated[
        list[str] | None,
        typer.Option(metavar="TOPIC", help="A topic of its articles; may be repeated."),
    ] = None,
    feed: Annotated[
        int | None,
        typer.Option(
            metavar="N",
            help="The number of the feed to add, if a site has several.",
            min=1,
            max=MAX_NUMBER,
        ),
    ] = None,
    header: Headers = None,
) -> None:
    """Read a source and add it. The feed of a site is found; a running bot fetches it within a
    minute.

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
            headers=header or [],
        )
    )
    if not isinstance(found, Registered):
        _print_candidates(url, found, feed)
        raise typer.Exit(2)
    candidate = found.candidate
    typer.echo(f"added {candidate.url}" if found.is_new else f"{candidate.url} is known already")
    if candidate.reading:
        _print_reading(found.details.source.name, candidate.reading)
    if candidate.problem:
        problem = describe_source_error(candidate.problem)
        typer.echo(f"it could not be read yet: {candidate.url}: {problem}", err=True)


def _print_reading(name: str, reading: SourceReading) -> None:
    typer.echo(f"title: {name}")
    typer.echo(f"language: {reading.language}")
    typer.echo(f"articles: {reading.article_count}")
    for headline in reading.headlines:
        typer.echo(f"- {headline}")


@add_command(app, "set", "svodka sources set https://example.org/rss --title Вестник --language uk")
def configure(
    url: Address,
    title: Annotated[
        str | None, typer.Option(metavar="NAME", help="Its name; '' is the source's own.")
    ] = None,
    language: Annotated[
        str | None,
        typer.Option(metavar="LANGUAGE", help="ru, uk or en; '' detects it from each text."),
    ] = None,
    header: Headers = None,
) -> None:
    """Set the name, the language or headers of a source, from its next article on."""
    from service.sources.service import SourceChanges

    changes = SourceChanges(title, language, header or ())
    if changes == SourceChanges():
        print_error("name what to set: --title, --language or --header")
        raise typer.Exit(2)
    changed = call_services(
        lambda services: services.sources.configure(
            url, changes, get_terminal_actor(), system_clock()
        ),
        create=False,
    ).source
    headers = ", ".join(changed.headers) or "none"
    language = changed.language or "detected"
    typer.echo(f"{changed.url}: title {changed.name}; language {language}; headers {headers}")


@add_command(app, "topics", "svodka sources topics https://example.org/rss sport,culture")
def set_topics(
    url: Address,
    topics: Annotated[
        str,
        typer.Argument(
            metavar="TOPICS", help="Ids or names of topics with commas between; '' removes them."
        ),
    ],
) -> None:
    """Set the topics of a source: evidence besides the words of its next articles."""
    saved = call_services(
        lambda services: services.sources.set_topics(
            url, topics, get_terminal_actor(), system_clock()
        ),
        create=False,
    )
    names = ", ".join(sorted(saved.topic_ids)) or "what its articles say"
    typer.echo(f"{saved.url} is about {names}")


@add_command(app, "remove", "svodka sources remove https://example.org/rss")
def remove(
    url: Address,
) -> None:
    """Remove a source; keep its articles."""
    removed = call_services(
        lambda services: services.sources.remove_address(url, get_terminal_actor(), system_clock()),
        create=False,
    )
    typer.echo(f"removed {removed.url}")


@add_command(app, "import-opml", "svodka sources import-opml feeds.opml")
def import_opml(
    path: Annotated[
        Path, typer.Argument(metavar="FILE", help="An OPML file.", exists=True, dir_okay=False)
    ],
) -> None:
    """Add every feed of an OPML file."""
    with explain_file_errors(path):
        body = path.read_bytes()
    with show_progress("adding") as progress:
        report = call_services(
            lambda services: services.sources.import_opml(
                body, str(path), get_terminal_actor(), system_clock(), progress
            )
        )
    print_report(report)


@add_command(app, "export-opml", "svodka sources export-opml feeds.opml")
def export_opml(
    path: Annotated[Path, typer.Argument(metavar="FILE", help="The file to write.")],
) -> None:
    """Write every source into an OPML file."""
    body, count = call_services(
        lambda services: services.sources.export_opml(only_feeds=False), create=False
    )
    with explain_file_errors(path):
        path.write_bytes(body)
    typer.echo(f"{count} sources in {path}")


def _print_candidates(url: str, candidates: Sequence[SourceCandidate], feed: int | None) -> None:
    problem = f"there is no feed {feed} at {url}" if feed else f"{url} has several feeds"
    print_error(f"{problem}; choose one with --feed N")
    rows = ((number, one.title or "-", one.url) for number, one in enumerate(candidates, 1))
    print_table(("feed", "title", "address"), rows)


def _source_to_json(source: Source) -> dict[str, Any]:
    return {
        "url": source.url,
        "kind": source.kind,
        "title": source.own_title or source.title,
        "health": _format_health(source),
        "topics": sorted(source.topics),
        "language": source.language,
        "headers": sorted(source.headers),
        "last_success_at": source.last_success_at and source.last_success_at.isoformat(),
        "next_fetch_at": source.next_fetch_at.isoformat(),
    }


def _format_health(source: Source) -> str:
    if source.paused_reason is not None:
        return f"paused: {source.paused_reason}"
    if source.failures:
        return f"failing ({source.failures}): {source.failure_reason}"
    return "ok" if source.last_success_at else "new"
