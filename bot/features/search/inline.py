"""`@bot word` in any chat: articles to share there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from aiogram import Bot, Router
from aiogram.types import InlineQuery, InlineQueryResultsButton

from bot.features.search import inline_views
from bot.features.search.presenter import MAX_QUERY_CHARS
from bot.telegram.chats.deep_links import SearchLink, build_payload
from bot.ui.document import truncate
from news.digest import compute_weight
from news.model import Query
from service.i18n.translations import Translator
from service.search.service import SearchService
from storage.chats.subscribers import Subscriber
from storage.search.ranking import SearchHit

PAGE_SIZE = 10
"""Articles a page; the next comes when somebody scrolls to the end."""

MAX_STORY_AGE = timedelta(days=1)
MAX_CANDIDATES = 50
"""Newest stories among which the main ones are looked for."""

CACHE_SECONDS = 60


@dataclass(frozen=True, slots=True)
class _InlinePage:
    hits: tuple[SearchHit, ...]
    next_offset: str = ""


def router() -> Router:
    router = Router(name="inline")
    router.inline_query.register(on_inline_query)
    return router


async def on_inline_query(
    query: InlineQuery,
    bot: Bot,
    searching: SearchService,
    reader: Subscriber,
    t: Translator,
    now: datetime,
) -> None:
    """Results are in the person's language and time, so Telegram keeps them for that person only;
    without any, the way into the bot, where the same search goes on."""
    text = truncate(" ".join(query.query.split()), MAX_QUERY_CHARS)
    found = await _find_page(searching, reader, text, _parse_offset(query.offset), now)
    button = None
    if text and not found.hits and not query.offset:
        button = InlineQueryResultsButton(
            text=t("inline-nothing"), start_parameter=build_payload(SearchLink(text))
        )
    await query.answer(
        inline_views.build_results(t, found.hits, reader.timezone, (await bot.me()).username or ""),
        cache_time=CACHE_SECONDS,
        is_personal=True,
        next_offset=found.next_offset,
        button=button,
    )


async def _find_page(
    searching: SearchService, reader: Subscriber, text: str, offset: int, now: datetime
) -> _InlinePage:
    if not text:
        return await _list_main_stories(searching, reader, now)
    asked = await searching.parse_query(text, now=now, timezone=reader.timezone)
    page = await searching.find(asked, now=now, offset=offset, limit=PAGE_SIZE)
    if not page.total:
        likely = await searching.suggest(text, asked, page, now=now, timezone=reader.timezone)
        if likely is not None:
            page = await searching.find(likely.query, now=now, offset=offset, limit=PAGE_SIZE)
    more = offset + PAGE_SIZE < page.total
    return _InlinePage(page.hits, str(offset + PAGE_SIZE) if more else "")


async def _list_main_stories(
    searching: SearchService, reader: Subscriber, now: datetime
) -> _InlinePage:
    """The weightiest of the newest, in the person's language."""
    asked = Query(languages=frozenset({reader.language}), since=now - MAX_STORY_AGE)
    newest = (await searching.find(asked, now=now, limit=MAX_CANDIDATES)).hits
    heaviest = sorted(
        newest,
        key=lambda hit: (
            -compute_weight(
                len(hit.story.sources), hit.story.published, now, hit.story.article_count
            )
        ),
    )
    return _InlinePage(tuple(heaviest[:PAGE_SIZE]))


def _parse_offset(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 0
