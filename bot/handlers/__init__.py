"""One router a file, one file a thing people do."""

from __future__ import annotations

from aiogram import F, Router
from aiogram.filters import MagicData

from bot.handlers import (
    added,
    blocked,
    breaking,
    channels,
    confirming,
    correcting,
    deep_links,
    digest,
    digest_changes,
    edit,
    editors_only,
    errors,
    filing,
    follow,
    group,
    helping,
    here,
    hour,
    inline,
    language,
    log,
    moving,
    mydata,
    names,
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


def routers() -> tuple[Router, ...]:
    """Everything that people can do, in private, in groups, and from afar. Each is asked in turn,
    which takes its time, so the busiest comes first."""
    return (
        _private(),
        _from_afar(),
        inline.router(),
        added.router(),
        blocked.router(),
        moving.router(),
        _group(),
        errors.router(),
    )


def _from_afar() -> Router:
    """A group or channel set up from its admin's private chat."""
    router = _managing("from afar")
    router.include_router(helping.rest())
    for observer in (router.message, router.callback_query):
        observer.filter(MagicData(F.on_behalf))
    return router


def _private() -> Router:
    """The order matters at the end: plain text is a search once nothing else wanted it, and
    `helping` answers what is left."""
    private = Router(name="private")
    is_here = MagicData(F.reader.kind == "private")
    private.message.filter(is_here)
    private.callback_query.filter(is_here)
    private.include_routers(
        deep_links.router(),
        start.router(),
        topics.router(),
        follow.router(),
        names.router(),
        hour.router(),
        timezone.router(),
        language.router(),
        weekdays.router(),
        pause.router(),
        settings.router(),
        channels.router(),
        quiet.router(),
        digest.router(),
        digest_changes.router(),
        read.router(),
        breaking.router(),
        previewing.router(),
        confirming.router(),
        scheduling.router(),
        steering.router(),
        correcting.router(),
        sources.router(),
        source_add.router(),
        edit.router(),
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
    managing = _managing("managing")
    managing.include_routers(here.router(), helping.stale_buttons())
    return group.router(asking, managing)


def _managing(name: str) -> Router:
    """What an admin chooses for a group or channel."""
    managing = Router(name=name)
    managing.include_routers(
        topics.router(),
        follow.router(),
        names.router(),
        hour.router(),
        timezone.router(),
        language.router(),
        weekdays.router(),
        pause.router(),
        settings.router(),
        digest_changes.router(),
        quiet.router(),
        mydata.router(),
    )
    return managing
