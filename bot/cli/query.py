"""`svodka search`, `digest`, `stats` and `audit`: read the database."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli.help import MAX_NUMBER
from bot.ops.terminal import NoDatabase, call_services, print_json, print_table
from news.errors import SvodkaError

if TYPE_CHECKING:
    from service.bootstrap import Services
    from storage.search.ranking import SearchHit
    from storage.stats.audit_log import AuditEntry


def search(
    query: Annotated[str, typer.Argument(metavar="QUERY", help="Words, in any form.")],
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
    limit: Annotated[
        int, typer.Option(metavar="N", help="How many at most, up to 300.", min=1, max=300)
    ] = 20,
) -> None:
    """Search for stories that contain all the words, newest and best first.

    "A phrase", -word, source:, topic:, language:, after:2026-01-31 and before: narrow it.
    """
    hits = call_services(lambda services: _search(services, query, limit), create=False)
    if not hits:
        typer.echo(f"nothing found for '{query}'", err=True)
    if as_json:
        for hit in hits:
            print_json(_hit_to_json(hit))
        return
    print_table(("published", "title", "sources"), map(_hit_to_row, hits))


async def _search(services: Services, query: str, limit: int) -> tuple[SearchHit, ...]:
    now, timezone = services.clock(), services.settings.default_timezone
    parsed = await services.search.parse_query(query, now=now, timezone=timezone)
    for fault in parsed.faults:
        typer.echo(f"not understood: '{fault.text}' is not a {fault.kind}", err=True)
    return (await services.search.find(parsed, now=now, limit=limit)).hits


class UnknownChat(SvodkaError):
    """A chat is not stored."""

    def __init__(self, chat: int) -> None:
        super().__init__(f"chat {chat} is unknown: it has never written to the bot")


def show_digest(
    chat: Annotated[
        int, typer.Option(metavar="ID", help="The chat's id.", min=-MAX_NUMBER, max=MAX_NUMBER)
    ],
    send: Annotated[bool, typer.Option(help="Put it into the outbox of the running bot.")] = False,
) -> None:
    """Show the digest that a chat would get now, or send it."""
    try:
        text = call_services(lambda services: _run_digest(services, chat, send), create=False)
    except NoDatabase as error:
        raise UnknownChat(chat) from error
    typer.echo(text)


async def _run_digest(services: Services, chat: int, send: bool) -> str:
    from bot.features.digest.renderer import build_renderers

    now = services.clock()
    renderers = build_renderers(services.translations)
    subscriber = await services.subscribers.get(chat)
    if subscriber is None:
        raise UnknownChat(chat)
    if send:
        await services.create_digest_dispatcher(renderers).enqueue_now(subscriber, now)
        return f"the digest of chat {chat} is in the outbox"
    renderer = renderers[subscriber.language]
    return (await services.digests.render_preview(subscriber, now, renderer)).text


def show_stats(
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
) -> None:
    """Count articles, stories, sources, subscribers and deliveries."""
    totals = call_services(lambda services: services.stats.collect_totals(), create=False)
    numbers = asdict(totals)
    if as_json:
        print_json(numbers)
        return
    rows = [(name, _format_number(value)) for name, value in numbers.items()]
    print_table(("", "number"), rows)


def _format_number(value: int | dict[str, int]) -> str:
    """Return a number, or several by state or language."""
    if isinstance(value, int):
        return str(value)
    return ", ".join(f"{name} {number}" for name, number in value.items()) or "0"


def show_audit_log(
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
    broadcast: Annotated[
        int | None,
        typer.Option(metavar="N", help="Only entries of this broadcast.", min=1, max=MAX_NUMBER),
    ] = None,
    limit: Annotated[
        int, typer.Option(metavar="N", help="How many at most, up to 10000.", min=1, max=10_000)
    ] = 50,
) -> None:
    """Show what editors did and when (UTC), newest first."""
    page = call_services(
        lambda services: services.stats.get_audit_page(limit, broadcast_id=broadcast), create=False
    )
    if as_json:
        for entry in page.entries:
            print_json(_entry_to_json(entry))
        return
    rows = map(_entry_to_row, page.entries)
    print_table(("time (UTC)", "who", "act", "text"), rows, "there is no entry")


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


def _entry_to_row(entry: AuditEntry) -> tuple[str, str, str, str]:
    who = f"{entry.editor} ({entry.editor_id})" if entry.editor_id else entry.editor or "-"
    number = f" № {entry.broadcast_id}" if entry.broadcast_id else ""
    return f"{entry.created_at:%Y-%m-%d %H:%M:%S}", who, f"{entry.action}{number}", entry.text


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


def _hit_to_row(hit: SearchHit) -> tuple[str, str, str]:
    published = f"{hit.article.published:%Y-%m-%d %H:%M}"
    return published, hit.article.title, ", ".join(hit.story.sources)
