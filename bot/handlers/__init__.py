"""One router a file, one file a thing people do."""

from __future__ import annotations

from aiogram import F, Router

from bot.handlers import (
    breaking,
    correcting,
    digest,
    editors_only,
    errors,
    helping,
    hour,
    language,
    mydata,
    own_topics,
    pause,
    read,
    search,
    settings,
    sources,
    start,
    stats,
    timezone,
    topics,
)


def build_router() -> Router:
    """Everything that people can do. The order matters at the end: plain text is a search once
    nothing else wanted it, and `helping` answers what is left."""
    root = Router(name="svodka")
    private = Router(name="private")
    private.message.filter(F.chat.type == "private")
    private.include_routers(
        start.router(),
        topics.router(),
        hour.router(),
        timezone.router(),
        language.router(),
        pause.router(),
        settings.router(),
        digest.router(),
        read.router(),
        breaking.router(),
        correcting.router(),
        sources.router(),
        own_topics.router(),
        stats.router(),
        editors_only.router(),
        mydata.router(),
        search.router(),
        helping.router(),
    )
    root.include_routers(errors.router(), private)
    return root
