"""`svodka search`, `digest` and `stats`: questions to the database."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import Annotated, Any

import typer

from bot.clock import system_clock
from bot.commands.terminal import open_database
from bot.people import newcomer
from bot.settings import Settings, load_settings
from news.errors import SvodkaError
from storage import audit as storage_audit
from storage import statistics, subscribers
from storage.audit import Entry
from storage.search import Hit


def search(
    query: Annotated[str, typer.Argument(help="Words, in any form.")],
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
    limit: Annotated[int, typer.Option(min=1, max=300)] = 20,
) -> None:
    """Stories that hold all the words, newest and best first.

    "A phrase", -word, source:, topic:, language:, after:2026-01-31 and before: narrow it.
    """
    hits = asyncio.run(_search(query, limit))
    if not hits:
        typer.echo(f"nothing found for {query!r}", err=True)
    for hit in hits:
        typer.echo(json.dumps(_found(hit), ensure_ascii=False) if as_json else _line(hit))


async def _search(query: str, limit: int) -> tuple[Hit, ...]:
    from bot.metrics import Metrics
    from bot.searching import Searching
    from bot.translations import Translations
    from news.language.lemmas import Lemmatizer

    settings, now = load_settings(), system_clock()
    async with open_database() as database:
        searching = Searching(
            database, Lemmatizer(), Translations(), Metrics(), settings.search_days
        )
        asked = await searching.query(query, now=now, timezone=settings.default_timezone)
        for fault in asked.faults:
            typer.echo(f"not understood: {fault.text!r} is no {fault.kind}", err=True)
        return (await searching.find(asked, now=now, limit=limit)).hits


def digest(
    chat: Annotated[int, typer.Option(help="The chat's id.", min=-(2**52), max=2**52)],
    send: Annotated[bool, typer.Option(help="Put it into the outbox of the running bot.")] = False,
) -> None:
    """Show the digest that a chat would get now, or send it."""
    typer.echo(asyncio.run(_digest(load_settings(), chat, send)))


async def _digest(settings: Settings, chat: int, send: bool) -> str:
    # Views bring aiogram, which takes seconds to import.
    from bot import digest_pages
    from bot.jobs.digests import send_now, since
    from bot.translations import Translations
    from news.language.lemmas import Lemmatizer
    from news.terms import Terms

    translations, now = Translations(), system_clock()
    terms = Terms(Lemmatizer())
    async with open_database() as database:
        async with database.read() as connection:
            known = await subscribers.get(connection, chat)
        if known is None and send:
            raise SvodkaError(f"chat {chat} is no subscriber; nothing was sent")
        reader = known or newcomer(settings, chat, "private", settings.default_language, now)
        if send:
            await send_now(database, terms, translations, reader, now)
            return f"the digest of chat {chat} is in the outbox"
        t = translations[reader.language]
        async with database.read() as connection:
            look = await digest_pages.look_of(connection, t, reader)
            return await digest_pages.peek(connection, terms, look, reader, since(reader, now), now)


def stats(
    as_json: Annotated[bool, typer.Option("--json", help="As one JSON object.")] = False,
) -> None:
    """How much there is of everything."""
    numbers = asdict(asyncio.run(_stats()))
    if as_json:
        typer.echo(json.dumps(numbers, ensure_ascii=False))
        return
    for name, value in numbers.items():
        shown = (
            ", ".join(f"{k} {v}" for k, v in value.items()) if isinstance(value, dict) else value
        )
        typer.echo(f"{name:12} {shown}")


async def _stats() -> statistics.Statistics:
    async with open_database() as database, database.read() as connection:
        return await statistics.collect(connection)


def audit(
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
    broadcast: Annotated[int | None, typer.Option(help="Only of this broadcast.", min=1)] = None,
    limit: Annotated[int, typer.Option(min=1, max=10_000)] = 50,
) -> None:
    """What editors did, newest first: who pushed, corrected, took back what, and when (UTC)."""
    for entry in asyncio.run(_audit(broadcast, limit)):
        if as_json:
            typer.echo(json.dumps(asdict(entry) | {"at": entry.at.isoformat()}, ensure_ascii=False))
        else:
            typer.echo(_act(entry))


async def _audit(broadcast: int | None, limit: int) -> Sequence[Entry]:
    async with open_database() as database, database.read() as connection:
        return await storage_audit.page(connection, limit=limit, broadcast_id=broadcast)


def _act(entry: Entry) -> str:
    who = f"{entry.editor} ({entry.editor_id})" if entry.editor_id else entry.editor or "-"
    number = f" № {entry.broadcast_id}" if entry.broadcast_id else ""
    text = " ".join(entry.text.split())
    return f"{entry.at:%Y-%m-%d %H:%M:%S}  {who}  {entry.act}{number}  {text}".rstrip()


def _found(hit: Hit) -> dict[str, Any]:
    article = hit.article
    return {
        "id": article.id,
        "story": hit.story.id,
        "title": article.title,
        "url": article.url,
        "language": article.language,
        "published": article.published.isoformat(),
        "sources": list(hit.story.sources),
        "topics": [topic.id for topic in article.topics],
        "summary": list(article.summary),
        "summary_written": article.summary_written,
    }


def _line(hit: Hit) -> str:
    told_by = ", ".join(hit.story.sources)
    return f"{hit.article.published:%Y-%m-%d %H:%M}  {hit.article.title}  ({told_by})"
