"""`@bot word` in any chat: articles to share there, and an answer where the bot is no member."""

from __future__ import annotations

from collections.abc import Sequence

from aiogram import Router
from aiogram.types import InlineQuery, InlineQueryResultsButton, Message

from bot.features.search import inline_views
from bot.features.search.api import clean_query
from bot.telegram.chats.deep_links import ArticleLink, SearchLink, build_payload, parse_payload
from bot.telegram.context import Context
from news.query.chat_words import find_chat_intent
from storage.search.ranking import SearchHit

PAGE_SIZE = 10
"""Articles a page; Telegram asks for the next one when the person scrolls to the end."""

CACHE_SECONDS = 60

MAX_GUEST_HITS = 5
"""Articles in the answer to a mention."""


def router() -> Router:
    router = Router(name="inline")
    router.inline_query.register(on_inline_query)
    router.guest_message.register(on_guest_message)
    return router


async def on_inline_query(query: InlineQuery, ctx: Context) -> None:
    """Answer with articles; without results, with a button that starts the same search in the bot.

    Results are in the person's language and time zone, so Telegram caches them for that person.
    """
    text = clean_query(query.query)
    hits, next_offset = await _find_page(ctx, text, _parse_offset(query.offset))
    button = None
    if text and not hits and not query.offset:
        button = InlineQueryResultsButton(
            text=ctx.t("inline-nothing"), start_parameter=build_payload(SearchLink(text))
        )
    username = (await ctx.bot.me()).username or ""
    await query.answer(
        inline_views.build_results(ctx.t, hits, ctx.subscriber.timezone, username),
        cache_time=CACHE_SECONDS,
        is_personal=True,
        next_offset=next_offset,
        button=button,
    )


async def on_guest_message(message: Message, ctx: Context) -> None:
    """Answer a mention in a chat where the bot is no member (Bot API 10.0) with the results of an
    inline query, in one message; an everyday word asks for the top stories."""
    assert message.guest_query_id is not None
    username = (await ctx.bot.me()).username or ""
    mention = f"@{username}".lower()
    words = (message.text or "").split()
    text = clean_query(" ".join(w for w in words if w.rstrip(",.:!?").lower() != mention))
    if find_chat_intent(text, ctx.services.search.get_forms) is not None:
        text = ""
    hits, _ = await _find_page(ctx, text, 0)
    result = inline_views.build_guest_answer(
        ctx.t, text, hits[:MAX_GUEST_HITS], ctx.subscriber.timezone, username
    )
    await ctx.bot.answer_guest_query(message.guest_query_id, result)


async def _find_page(ctx: Context, text: str, offset: int) -> tuple[Sequence[SearchHit], str]:
    """Return a page of hits and the offset of the next page; without text, the top stories.

    The text of a button to share is the link to one article (`bot.features.articles.buttons`).
    """
    search, subscriber = ctx.services.search, ctx.subscriber
    if isinstance(link := parse_payload(text), ArticleLink):
        shared = await search.get_hit(link.article_id)
        return ([shared] if shared and not offset else []), ""
    if not text:
        return await search.list_top_stories(subscriber.language, ctx.now, PAGE_SIZE), ""
    found = await search.find_unstored(text, subscriber, ctx.now, offset=offset, limit=PAGE_SIZE)
    following = offset + PAGE_SIZE
    return found.hits, str(following) if following < found.total else ""


def _parse_offset(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 0
