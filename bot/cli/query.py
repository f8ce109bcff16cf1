"""`svodka search`, `digest`, `stats` and `audit`: read the database."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.ops.terminal import call_services
from news.errors import SvodkaError

if TYPE_CHECKING:
    from service.bootstrap import Services
    from storage.search.ranking import SearchHit
    from storage.stats.audit_log import AuditEntry


def search(
    query: Annotated[str, typer.Argument(help="Words, in any form.")],
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
    limit: Annotated[int, typer.Option(min=1, max=300)] = 20,
) -> None:
    """Search for stories that contain all the words, newest and best first.

    "A phrase", -word, source:, topic:, language:, after:2026-01-31 and before: narrow it.
    """
    hits = call_services(lambda services: _search(services, query, limit))
    if not hits:
        typer.echo(f"nothing found for {query!r}", err=True)
    for hit in hits:
        typer.echo(
            json.dumps(_hit_to_json(hit), ensure_ascii=False) if as_json else _format_hit(hit)
        )


async def _search(services: Services, query: str, limit: int) -> tuple[SearchHit, ...]:
    now, timezone = services.clock(), services.settings.default_timezone
    parsed = await services.search.parse_query(query, now=now, timezone=timezone)
    for fault in parsed.faults:
        typer.echo(f"not understood: {fault.text!r} is no {fault.kind}", err=True)
    return (await services.search.find(parsed, now=now, limit=limit)).hits


def show_digest(
    chat: Annotated[int, typer.Option(help="The chat's id.", min=-(2**52), max=2**52)],
    send: Annotated[bool, typer.Option(help="Put it into the outbox of the running bot.")] = False,
) -> None:
    """Show the digest that a chat would get now, or send it."""
    typer.echo(call_services(lambda services: _run_digest(services, chat, send)))


async def _run_digest(services: Services, chat: int, send: bool) -> str:
    from bot.features.digest.renderer import build_renderers

    now = services.clock()
    renderers = build_renderers(services.translations)
    subscriber = await services.subscribers.get(chat)
    if subscriber is None:
        raise SvodkaError(f"chat {chat} is unknown: it has never written to the bot")
    if send:
        await services.create_digest_dispatcher(renderers).enqueue_now(subscriber, now)
        return f"the digest of chat {chat} is in the outbox"
    renderer = renderers[subscriber.language]
    return (await services.digests.render_preview(subscriber, now, renderer)).text


def show_stats(
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
) -> None:
    """Count articles, stories, sources, subscribers and deliveries."""
    numbers = asdict(call_services(lambda services: services.stats.collect_totals()))
    if as_json:
        typer.echo(json.dumps(numbers, ensure_ascii=False))
        return
    for name, value in numbers.items():
        text = ", ".join(f"{k} {v}" for k, v in value.items()) if isinstance(value, dict) else value
        typer.echo(f"{name:12} {text}")


def show_audit_log(
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
    broadcast: Annotated[
        int | None, typer.Option(help="Only entries of this broadcast.", min=1)
    ] = None,
    limit: Annotated[int, typer.Option(min=1, max=10_000)] = 50,
) -> None:
    """Show what editors did and when (UTC), newest first."""
    page = call_services(
        lambda services: services.stats.get_audit_page(limit, broadcast_id=broadcast)
    )
    for entry in page.entries:
        if as_json:
            typer.echo(json.dumps(_entry_to_json(entry), ensure_ascii=False))
        else:
            typer.echo(_format_entry(entry))


def _entry_to_json(entry: AuditEntry) -> dict[str, Any]:
    """Return the documented keys, which are not the names of the columns."""
    return {
        "id": entry.id,
        "at": entry.created_at.isoformat(),
        "act": entry.action,
        "editor_id": entry.editor_id,
        "editor": entry.editor,
        "broadcast_id": entry.broadcast_id,
        "text": entry.text,
    }


def _format_entry(entry: AuditEntry) -> str:
    who = f"{entry.editor} ({entry.editor_id})" if entry.editor_id else entry.editor or "-"
    number = f" № {entry.broadcast_id}" if entry.broadcast_id else ""
    text = " ".join(entry.text.split())
    return f"{entry.created_at:%Y-%m-%d %H:%M:%S}  {who}  {entry.action}{number}  {text}".rstrip()


def _hit_to_json(hit: SearchHit) -> dict[str, Any]:
    article = hit.article
    return {
        "id": article.id,
        "story": hit.story.id,
        "title": article.title,
        "url": article.url,
        "language": article.language,
        "published": article.published.isoformat(),
        "published_is_estimated": article.published_is_estimated,
        "sources": list(hit.story.sources),
        "topics": [topic.id for topic in article.topics],
        "summary": list(article.summary),
        "summary_written": article.summary_written,
        "is_follow_up": article.is_follow_up,
    }


def _format_hit(hit: SearchHit) -> str:
    sources = ", ".join(hit.story.sources)
    return f"{hit.article.published:%Y-%m-%d %H:%M}  {hit.article.title}  ({sources})"
