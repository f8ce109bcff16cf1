"""`svodka sources`: where the news comes from."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.ops.terminal import get_terminal_actor, open_database, show_progress_bar
from news.errors import SvodkaError
from news.model import SourceKind
from news.sources.addresses import normalize_source_url
from news.sources.channel import parse_channel_address
from news.sources.opml import Outline, read_opml, write_opml
from service.ops.clock import system_clock
from storage.archive import sources
from storage.stats import audit_log
from storage.stats.audit_log import AuditAction

app = typer.Typer(help="Where the news comes from.", no_args_is_help=True)


@app.command("list")
def show() -> None:
    """Each source with its health."""
    for source in asyncio.run(_list_sources()):
        told = ",".join(sorted(source.topics))
        typer.echo(
            "\t".join((_format_health(source), source.title or "-", source.url, told)).rstrip()
        )


@app.command("add")
def add(
    url: Annotated[str, typer.Argument(help="Address of a feed, or a Telegram @channel.")],
    topic: Annotated[
        list[str] | None, typer.Option(help="What its articles are about; may be repeated.")
    ] = None,
) -> None:
    """Add a source; it is read within a minute by a running bot, or by `svodka fetch`."""
    channel = parse_channel_address(url)
    kind: SourceKind = "channel" if channel else "feed"
    url = channel or normalize_source_url(url)
    added = asyncio.run(_add([Outline("", url)], ",".join(topic or []), kind))
    typer.echo(f"added {url}" if added else f"{url} is known already")


@app.command("topics")
def set_topics(
    url: Annotated[str, typer.Argument(help="Address as `list` shows it.")],
    topics: Annotated[
        str, typer.Argument(help="Ids or names of topics with commas between; '' takes them back.")
    ],
) -> None:
    """Say what a source's articles are about. It is evidence beside their words, from the next
    article on."""
    chosen = asyncio.run(_set_topics(normalize_source_url(url), topics))
    typer.echo(f"{url} is about {', '.join(sorted(chosen)) or 'what its articles say'}")


@app.command("remove")
def remove(url: Annotated[str, typer.Argument(help="Address as `list` shows it.")]) -> None:
    """Forget a source; its articles stay."""
    if not asyncio.run(_remove(url)):
        typer.echo(f"svodka: no source {url}", err=True)
        raise typer.Exit(1)
    typer.echo(f"removed {url}")


@app.command("import-opml")
def import_opml(
    path: Annotated[Path, typer.Argument(help="An OPML file.", exists=True, dir_okay=False)],
) -> None:
    """Add every feed of an OPML file."""
    outlines, refused = read_opml(path.read_bytes(), str(path))
    with show_progress_bar("adding", len(outlines)) as progress:
        added, known, more = asyncio.run(_add_outlines(outlines))
        progress(len(outlines))
    refused += more
    typer.echo(f"{added} added, {known} already known, {len(refused)} refused")
    for reason in refused:
        typer.echo(f"  refused: {reason}", err=True)


@app.command("export-opml")
def export_opml(path: Annotated[Path, typer.Argument(help="The file to write.")]) -> None:
    """Write every source into an OPML file."""
    known = asyncio.run(_list_sources())
    try:
        path.write_bytes(write_opml([Outline(source.title, source.url) for source in known]))
    except OSError as error:
        raise SvodkaError(f"{path} can not be written: {error.strerror}") from error
    typer.echo(f"{len(known)} sources in {path}")


def _format_health(source: sources.Source) -> str:
    if source.paused_reason is not None:
        return f"paused: {source.paused_reason}"
    if source.failures:
        return f"failing ({source.failures}): {source.failure_reason}"
    return "well" if source.last_success_at else "new"


async def _list_sources() -> list[sources.Source]:
    async with open_database() as database, database.read() as connection:
        return await sources.list_all(connection)


async def _add(outlines: list[Outline], topics: str = "", kind: SourceKind = "feed") -> int:
    added = 0
    async with open_database() as database, database.write() as connection:
        chosen = await _parse_topics(connection, topics)
        for outline in outlines:
            now = system_clock()
            new = await sources.add(
                connection,
                url=outline.url,
                title=outline.title,
                now=now,
                topics=chosen,
                kind=kind,
            )
            if new is not None:
                await audit_log.record(
                    connection,
                    AuditAction.SOURCE_ADDED,
                    get_terminal_actor(),
                    now,
                    text=outline.url,
                )
                added += 1
    return added


async def _add_outlines(outlines: list[Outline]) -> tuple[int, int, list[str]]:
    from service.sources.registration import register_outlines

    async with open_database() as database, database.write() as connection:
        return await register_outlines(connection, outlines, get_terminal_actor(), system_clock())


async def _set_topics(url: str, listed: str) -> frozenset[str]:
    async with open_database() as database, database.write() as connection:
        chosen = await _parse_topics(connection, listed)
        if not await sources.set_topics(connection, url, chosen):
            raise SvodkaError(f"no source {url}")
    return chosen


async def _parse_topics(connection: AsyncConnection, listed: str) -> frozenset[str]:
    """The ids of the topics that are listed by id or name. Raises UnknownTopic."""
    if not listed:
        return frozenset()
    from service.articles.topics import build_name_index, parse_topic_ids
    from service.i18n.translations import Translations
    from storage.archive import topics

    return parse_topic_ids(
        listed, build_name_index(Translations(), await topics.list_all(connection))
    )


async def _remove(url: str) -> bool:
    async with open_database() as database, database.write() as connection:
        removed = await sources.remove(connection, url)
        if removed:
            await audit_log.record(
                connection,
                AuditAction.SOURCE_REMOVED,
                get_terminal_actor(),
                system_clock(),
                text=url,
            )
        return removed
