"""One router a file, one file a thing people do."""

from __future__ import annotations

from aiogram import F, Router

from bot.handlers import (
    breaking,
    confirming,
    correcting,
    digest,
    editors_only,
    errors,
    helping,
    hour,
    language,
    log,
    mydata,
    pause,
    previewing,
    quiet,
    read,
    scheduling,
    search,
    settings,
    sources,
    start,
    stats,
    steering,
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
        quiet.router(),
        digest.router(),
        read.router(),
        breaking.router(),
        previewing.router(),
        confirming.router(),
        scheduling.router(),
        steering.router(),
        correcting.router(),
        sources.router(),
        stats.router(),
        log.router(),
        editors_only.router(),
        mydata.router(),
        search.router(),
        helping.router(),
    )
    root.include_routers(errors.router(), private)
    return root
