"""/start: subscribe and greet, continue a setup, welcome one back; or open what a link names."""

from __future__ import annotations

from dataclasses import replace

from aiogram import F, Router
from aiogram.filters import CommandObject, CommandStart
from aiogram.types import CallbackQuery, Message

from bot.features.articles.api import build_opened_article, send_article
from bot.features.editors.api import accept_invite
from bot.features.onboarding import views
from bot.features.onboarding.help import add_missing_sources
from bot.features.search.api import build_first_page
from bot.features.settings import api as settings_api
from bot.features.settings.api import format_next_digest
from bot.telegram.chats.deep_links import (
    ArticleLink,
    JoinLink,
    SearchLink,
    TopicLink,
    parse_payload,
)
from bot.telegram.context import Context
from bot.ui.articles import ArticleView
from bot.ui.callbacks import RunCommand
from bot.ui.document import Document, build_document
from service.subscribers.changes import is_setup_open
from service.subscribers.service import TopicAdded, TopicChange
from storage.stats.daily_counters import DailyCounter

_TOPIC_KEYS = {
    TopicChange.ADDED: "link-topic-added",
    TopicChange.UNCHANGED: "link-topic-known",
    TopicChange.COVERED: "link-topic-of-all",
}


def router() -> Router:
    router = Router(name="start")
    router.message.register(on_deep_link, CommandStart(deep_link=True, ignore_case=True))
    router.message.register(on_start_command, CommandStart(ignore_case=True))
    router.callback_query.register(on_setup_continued, RunCommand.filter(F.command == "setup"))
    return router


async def on_start_command(message: Message, ctx: Context) -> None:
    """Subscribe a new chat and begin its setup; others keep the settings they chose."""
    await ctx.send(await add_missing_sources(ctx, await _start(ctx)))


async def on_setup_continued(query: CallbackQuery, ctx: Context) -> None:
    """Show the open question of the setup; without one, what an active subscriber sees."""
    await ctx.send(await _start(ctx))


async def _start(ctx: Context) -> Document:
    started = await ctx.services.setup.start(ctx.subscriber, ctx.now)
    subscriber, t = started.subscriber, ctx.t
    if is_setup_open(subscriber, ctx.now):
        if subscriber.setup_step == "digest_time":
            return settings_api.build_first_time_question(t, started.topics, subscriber, ctx.now)
        return settings_api.build_greeting(t, started.topics, subscriber, ctx.now)
    if ctx.subscriber.state == "active":
        return views.build_home(t, format_next_digest(t, subscriber, ctx.now))
    assert subscriber.next_digest_at is not None
    moment = t.format_datetime(subscriber.next_digest_at, subscriber.timezone, ctx.now)
    return views.build_home(t, t("start-again", moment=moment))


async def on_deep_link(message: Message, command: CommandObject, ctx: Context) -> None:
    """Open what the link names. It subscribes a new chat, as /start does: a topic or a dead link
    begins the setup, anything else is shown first, with a short greeting below it. An invitation
    to the editors subscribes nobody: people open it to work."""
    match parse_payload(command.args or ""):
        case TopicLink(topic_id) if added := await ctx.services.subscribers.add_topic(
            ctx.subscriber, topic_id
        ):
            if ctx.subscriber.state == "new":
                stored = replace(ctx, subscriber=added.subscriber, is_on_record=True)
                await on_start_command(message, stored)
            else:
                await _show_topics(ctx, added)
            return
        case ArticleLink(article_id):
            await _show_article(ctx, article_id)
        case JoinLink(secret):
            await ctx.send(await accept_invite(ctx, secret))
            return
        case SearchLink(text):
            await ctx.send(await build_first_page(ctx, text))
        case _:
            await ctx.send(ctx.t("link-unclear"))
            await on_start_command(message, ctx)
            return
    if ctx.subscriber.state == "new":
        started = await ctx.services.setup.start(ctx.subscriber, ctx.now)
        await ctx.send(settings_api.build_short_greeting(ctx.t, started.subscriber, ctx.now))


async def _show_topics(ctx: Context, added: TopicAdded) -> None:
    """Answer what the link to a topic changed, with the grid to change it."""
    text = ctx.t(_TOPIC_KEYS[added.change], topic=ctx.t.get_topic_name(added.topic))
    await ctx.send(build_document(text))
    await ctx.send(settings_api.build_topic_picker(ctx.t, added.topics, added.subscriber.topics))


async def _show_article(ctx: Context, number: int) -> None:
    opened = await ctx.services.articles.open(number, ctx.subscriber, ctx.now)
    if opened is None:
        await ctx.send(views.build_article_gone(ctx.t))
        return
    message = await build_opened_article(ctx, opened, ArticleView.FULL)
    await send_article(ctx, opened.article, message)
    ctx.runtime.stats.count(DailyCounter.OPENED)
