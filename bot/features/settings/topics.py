"""The choice of topics: a grid of buttons with a tick on each selected topic."""

from __future__ import annotations

from aiogram import F, Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message

from bot.features.settings import api
from bot.features.settings.callbacks import TopicChoice, TopicsAll, TopicsBack, TopicsDone
from bot.features.settings.views.menu import build_settings
from bot.telegram.context import Context
from bot.ui.callbacks import Flow, OpenScreen, RunCommand, ScreenName
from bot.ui.document import Document
from service.subscribers.service import SubscriberTopics


def router() -> Router:
    router = Router(name="topics")
    router.message.register(send_topics, Command("topics", ignore_case=True))
    router.callback_query.register(send_topics, RunCommand.filter(F.command == "topics"))
    router.callback_query.register(
        show_topics_screen, OpenScreen.filter(F.name == ScreenName.TOPICS)
    )
    router.callback_query.register(toggle_topic, TopicChoice.filter())
    router.callback_query.register(toggle_all_topics, TopicsAll.filter())
    router.callback_query.register(on_first_topics_done, TopicsDone.filter(F.flow == Flow.FIRST))
    router.callback_query.register(
        on_topics_screen_done, TopicsDone.filter(F.flow == Flow.SETTINGS)
    )
    router.callback_query.register(on_topics_done, TopicsDone.filter())
    router.callback_query.register(on_back_to_topics, TopicsBack.filter())
    return router


async def send_topics(event: Message | CallbackQuery, ctx: Context) -> None:
    """Send the topic picker as a new message."""
    choice = await ctx.services.subscribers.get_topics(ctx.subscriber)
    await ctx.send(_build_grid(ctx, choice, Flow.LATER))


async def show_topics_screen(query: CallbackQuery, ctx: Context) -> None:
    """Show the topic picker in the settings message."""
    choice = await ctx.services.subscribers.get_topics(ctx.subscriber)
    await ctx.edit(query, _build_grid(ctx, choice, Flow.SETTINGS))


async def toggle_topic(query: CallbackQuery, callback_data: TopicChoice, ctx: Context) -> None:
    """Select or deselect the topic of the button."""
    saved = await ctx.services.subscribers.set_topic(
        ctx.subscriber, callback_data.topic, is_selected=callback_data.on
    )
    await ctx.edit(query, _build_grid(ctx, saved, callback_data.flow))


async def toggle_all_topics(query: CallbackQuery, callback_data: TopicsAll, ctx: Context) -> None:
    """Select or deselect all topics."""
    saved = await ctx.services.subscribers.set_all_topics(
        ctx.subscriber, is_selected=callback_data.on
    )
    await ctx.edit(query, _build_grid(ctx, saved, callback_data.flow))


async def on_topics_done(query: CallbackQuery, ctx: Context) -> None:
    """Show the saved topics in the place of the grid."""
    choice = await ctx.services.subscribers.get_topics(ctx.subscriber)
    await ctx.edit(query, _build_saved(ctx, choice))


async def on_first_topics_done(query: CallbackQuery, ctx: Context) -> None:
    """Ask for the digest time in a first setup; an old button asks nothing."""
    saved = await ctx.services.setup.finish_topics(ctx.subscriber, ctx.now)
    if saved.subscriber.setup_step:
        question = api.build_first_time_question(ctx.t, saved.topics, saved.subscriber, ctx.now)
        await ctx.edit(query, question)
    else:
        await ctx.edit(query, _build_saved(ctx, saved))


async def on_topics_screen_done(query: CallbackQuery, ctx: Context) -> None:
    """Return from the topics to the settings menu."""
    default_size = ctx.services.settings.digest_items
    await ctx.edit(query, build_settings(ctx.t, ctx.subscriber, ctx.now, default_size))


async def on_back_to_topics(query: CallbackQuery, ctx: Context) -> None:
    """Return from the digest time to the topics during onboarding."""
    saved = await ctx.services.setup.reopen_topics(ctx.subscriber, ctx.now)
    await ctx.edit(query, _build_grid(ctx, saved, Flow.FIRST))


def _build_grid(ctx: Context, choice: SubscriberTopics, flow: Flow) -> Document:
    if flow is Flow.FIRST:
        return api.build_greeting(ctx.t, choice.topics, choice.subscriber, ctx.now)
    return api.build_topic_picker(ctx.t, choice.topics, choice.subscriber.topics, flow)


def _build_saved(ctx: Context, choice: SubscriberTopics) -> Document:
    return api.build_topics_saved(ctx.t, choice.topics, choice.subscriber.topics)
