"""`@bot word` in any chat: articles to share there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from aiogram import Bot, Router
from aiogram.types import InlineQuery, InlineQueryResultsButton

from bot.finder import LONGEST_QUERY
from bot.links import ToSearch, payload
from bot.searching import Searching
from bot.translations import Translator
from bot.views import sharing
from bot.views.document import shortened
from news.digest import weigh
from news.model import Query
from storage.search import Hit
from storage.subscribers import Subscriber

PAGE = 10
"""Articles a page; the next comes when somebody scrolls to the end."""

FRESH = timedelta(days=1)
LOOKED_THROUGH = 50
"""Newest stories among which the main ones are looked for."""

CACHE_SECONDS = 60


@dataclass(frozen=True, slots=True)
class _Found:
    hits: tuple[Hit, ...]
    next_offset: str = ""


def router() -> Router:
    router = Router(name="inline")
    router.inline_query.register(answer)
    return router


async def answer(
    query: InlineQuery,
    bot: Bot,
    searching: Searching,
    reader: Subscriber,
    t: Translator,
    now: datetime,
) -> None:
    """Results are in the person's language and time, so Telegram keeps them for that person only;
    without any, the way into the bot, where the same search goes on."""
    text = shortened(" ".join(query.query.split()), LONGEST_QUERY)
    found = await _find(searching, reader, text, _offset(query.offset), now)
    button = None
    if text and not found.hits and not query.offset:
        button = InlineQueryResultsButton(
            text=t("inline-nothing"), start_parameter=payload(ToSearch(text))
        )
    await query.answer(
        sharing.results(t, found.hits, reader.timezone, (await bot.me()).username or ""),
        cache_time=CACHE_SECONDS,
        is_personal=True,
        next_offset=found.next_offset,
        button=button,
    )


async def _find(
    searching: Searching, reader: Subscriber, text: str, offset: int, now: datetime
) -> _Found:
    if not text:
        return await _main_stories(searching, reader, now)
    asked = await searching.query(text, now=now, timezone=reader.timezone)
    page = await searching.find(asked, now=now, offset=offset, limit=PAGE)
    if not page.total:
        likely = await searching.likely(text, asked, page, now=now, timezone=reader.timezone)
        if likely is not None:
            page = await searching.find(likely.query, now=now, offset=offset, limit=PAGE)
    more = offset + PAGE < page.total
    return _Found(page.hits, str(offset + PAGE) if more else "")


async def _main_stories(searching: Searching, reader: Subscriber, now: datetime) -> _Found:
    """The weightiest of the newest, in the person's language."""
    asked = Query(languages=frozenset({reader.language}), since=now - FRESH)
    newest = (await searching.find(asked, now=now, limit=LOOKED_THROUGH)).hits
    heaviest = sorted(
        newest,
        key=lambda hit: (
            -weigh(len(hit.story.sources), hit.story.published, now, hit.story.article_count)
        ),
    )
    return _Found(tuple(heaviest[:PAGE]))


def _offset(given: str) -> int:
    return int(given) if given.isascii() and given.isdigit() and len(given) < 6 else 0
