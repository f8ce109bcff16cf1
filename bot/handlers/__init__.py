"""One router a file, one file a thing people do."""

from __future__ import annotations

from aiogram import F, Router
from aiogram.filters import MagicData

from bot.handlers import (
    added,
    breaking,
    confirming,
    correcting,
    digest,
    editors_only,
    errors,
    filing,
    group,
    helping,
    hour,
    language,
    log,
    mydata,
    own_topics,
    pause,
    previewing,
    quiet,
    read,
    scheduling,
    search,
    settings,
    source_add,
    source_card,
    sources,
    start,
    stats,
    steering,
    timezone,
    topics,
    weekdays,
)


def build_router() -> Router:
    """Everything that people can do, in private and in groups."""
    root = Router(name="svodka")
    root.include_routers(errors.router(), added.router(), _private(), _group())
    return root


def _private() -> Router:
    """The order matters at the end: plain text is a search once nothing else wanted it, and
    `helping` answers what is left."""
    private = Router(name="private")
    is_here = MagicData(F.reader.kind == "private")
    private.message.filter(is_here)
    private.callback_query.filter(is_here)
    private.include_routers(
        start.router(),
        topics.router(),
        hour.router(),
        timezone.router(),
        language.router(),
        weekdays.router(),
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
        source_add.router(),
        filing.router(),
        source_card.router(),
        own_topics.router(),
        stats.router(),
        log.router(),
        editors_only.router(),
        mydata.router(),
        search.router(),
        helping.router(),
        helping.rest(),
    )
    return private


def _group() -> Router:
    asking = Router(name="asking")
    asking.include_routers(digest.router(), read.router(), search.router(), helping.router())
    managing = Router(name="managing")
    managing.include_routers(
        start.router(),
        topics.router(),
        hour.router(),
        timezone.router(),
        language.router(),
        weekdays.router(),
        pause.router(),
        settings.router(),
        quiet.router(),
        mydata.router(),
        helping.stale_buttons(),
    )
    return group.router(asking, managing)
