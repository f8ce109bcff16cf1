"""`svodka search`, `digest` and `stats`: questions to the database."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from dataclasses import asdict, replace
from typing import Annotated, Any

import typer

from bot.ops.terminal import open_database
from news.errors import SvodkaError
from service.config import Settings, load_settings
from service.ops.clock import system_clock
from service.subscribers.service import build_default_subscriber
from storage.chats import subscribers
from storage.search.ranking import SearchHit
from storage.stats import audit_log, totals
from storage.stats.audit_log import AuditEntry


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
        typer.echo(
            json.dumps(_hit_to_json(hit), ensure_ascii=False) if as_json else _format_hit(hit)
        )


async def _search(query: str, limit: int) -> tuple[SearchHit, ...]:
    from news.nlp.lemmas import Lemmatizer
    from service.i18n.translations import Translations
    from service.ops.metrics import Metrics
    from service.search.service import SearchService

    settings, now = load_settings(), system_clock()
    async with open_database() as database:
        searching = SearchService(
            database, Lemmatizer(), Translations(), Metrics(), settings.search_days
        )
        asked = await searching.parse_query(query, now=now, timezone=settings.default_timezone)
        for fault in asked.faults:
            typer.echo(f"not understood: {fault.text!r} is no {fault.kind}", err=True)
        return (await searching.find(asked, now=now, limit=limit)).hits


def show_digest(
    chat: Annotated[int, typer.Option(help="The chat's id.", min=-(2**52), max=2**52)],
    send: Annotated[bool, typer.Option(help="Put it into the outbox of the running bot.")] = False,
) -> None:
    """Show the digest that a chat would get now, or send it."""
    typer.echo(asyncio.run(_run_digest(load_settings(), chat, send)))


async def _run_digest(settings: Settings, chat: int, send: bool) -> str:
    # Views bring aiogram, which takes seconds to import.
    from bot.features.digest.renderer import build_renderers
    from news.nlp.lemmas import Lemmatizer
    from news.query.followed_terms import TermNormalizer
    from service.digests.dispatch import DigestDispatcher
    from service.digests.service import DigestService
    from service.i18n.translations import Translations

    renderers, now = build_renderers(Translations()), system_clock()
    terms = TermNormalizer(Lemmatizer())
    async with open_database() as database:
        async with database.read() as connection:
            known = await subscribers.get(connection, chat)
        if known is None and send:
            raise SvodkaError(f"chat {chat} is no subscriber; nothing was sent")
        reader = known or build_default_subscriber(
            settings, chat, "private", settings.default_language, now
        )
        if send:
            await DigestDispatcher(database, terms, renderers).enqueue_now(reader, now)
            return f"the digest of chat {chat} is in the outbox"
        renderer = renderers[reader.language]
        page = await DigestService(database, terms, settings.digest_items).build_preview(
            reader, now
        )
        if page is None:
            return renderer.render_empty("plain").text
        return renderer.render(replace(page, stored=renderer.fit(page)), "plain").text


def show_stats(
    as_json: Annotated[bool, typer.Option("--json", help="As one JSON object.")] = False,
) -> None:
    """How much there is of everything."""
    numbers = asdict(asyncio.run(_collect_stats()))
    if as_json:
        typer.echo(json.dumps(numbers, ensure_ascii=False))
        return
    for name, value in numbers.items():
        shown = (
            ", ".join(f"{k} {v}" for k, v in value.items()) if isinstance(value, dict) else value
        )
        typer.echo(f"{name:12} {shown}")


async def _collect_stats() -> totals.Statistics:
    async with open_database() as database, database.read() as connection:
        return await totals.collect(connection)


def show_audit_log(
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
    broadcast: Annotated[int | None, typer.Option(help="Only of this broadcast.", min=1)] = None,
    limit: Annotated[int, typer.Option(min=1, max=10_000)] = 50,
) -> None:
    """What editors did, newest first: who pushed, corrected, took back what, and when (UTC)."""
    for entry in asyncio.run(_load_audit_log(broadcast, limit)):
        if as_json:
            typer.echo(json.dumps(asdict(entry) | {"at": entry.at.isoformat()}, ensure_ascii=False))
        else:
            typer.echo(_format_entry(entry))


async def _load_audit_log(broadcast: int | None, limit: int) -> Sequence[AuditEntry]:
    async with open_database() as database, database.read() as connection:
        return await audit_log.list_page(connection, limit=limit, broadcast_id=broadcast)


def _format_entry(entry: AuditEntry) -> str:
    who = f"{entry.editor} ({entry.editor_id})" if entry.editor_id else entry.editor or "-"
    number = f" № {entry.broadcast_id}" if entry.broadcast_id else ""
    text = " ".join(entry.text.split())
    return f"{entry.at:%Y-%m-%d %H:%M:%S}  {who}  {entry.act}{number}  {text}".rstrip()


def _hit_to_json(hit: SearchHit) -> dict[str, Any]:
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


def _format_hit(hit: SearchHit) -> str:
    told_by = ", ".join(hit.story.sources)
    return f"{hit.article.published:%Y-%m-%d %H:%M}  {hit.article.title}  ({told_by})"
