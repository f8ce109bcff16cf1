"""Follow a story from its article, and the list of followed stories."""

from __future__ import annotations

from aiogram import Router
from aiogram.types import CallbackQuery

from bot.features.follows import api, story_views
from bot.features.follows.callbacks import (
    FollowStory,
    RemoveStory,
    SetStoryNotify,
    StoryList,
    UnfollowStory,
)
from bot.telegram.context import Context, replace_button


def router() -> Router:
    router = Router(name="followed stories")
    router.callback_query.register(toggle_story, FollowStory.filter())
    router.callback_query.register(show_stories, StoryList.filter())
    router.callback_query.register(on_story_notify_chosen, SetStoryNotify.filter())
    router.callback_query.register(on_story_removed, RemoveStory.filter())
    router.callback_query.register(on_stop_following_story, UnfollowStory.filter())
    return router


async def toggle_story(query: CallbackQuery, callback_data: FollowStory, ctx: Context) -> None:
    """Follow the story of an article or stop it; the button changes, the message stays."""
    service, article_id = ctx.services.story_follows, callback_data.article
    followed = (
        await service.follow(ctx.subscriber, article_id, ctx.now)
        if callback_data.on
        else await service.unfollow_of_article(ctx.subscriber.chat_id, article_id)
    )
    if followed is None:
        ctx.answer_button(ctx.t("article-gone"))
        return
    ctx.answer_button(story_views.format_story_toast(ctx.t, followed, ctx.subscriber))
    button = api.build_story_button(ctx.t, article_id, is_followed=followed.is_on)
    await replace_button(ctx.bot, query, button)


async def show_stories(query: CallbackQuery, ctx: Context) -> None:
    """Show the followed stories in place of the list of terms."""
    stories = await ctx.services.story_follows.list_stories(ctx.subscriber.chat_id, ctx.now)
    await ctx.edit(query, story_views.build_story_list(ctx.t, stories), ctx.subscriber.style)


async def on_story_notify_chosen(
    query: CallbackQuery, callback_data: SetStoryNotify, ctx: Context
) -> None:
    """Announce reports of a story at once or in the digest, and show the list again."""
    await ctx.services.story_follows.set_notify(
        ctx.subscriber.chat_id,
        callback_data.story,
        "instant" if callback_data.instant else "digest",
    )
    await show_stories(query, ctx)


async def on_story_removed(query: CallbackQuery, callback_data: RemoveStory, ctx: Context) -> None:
    """Stop following a story and show the list again."""
    if await ctx.services.story_follows.unfollow(ctx.subscriber.chat_id, callback_data.story):
        ctx.answer_button(ctx.t("toast-story-unfollowed"))
    await show_stories(query, ctx)


async def on_stop_following_story(
    query: CallbackQuery, callback_data: UnfollowStory, ctx: Context
) -> None:
    """Stop following the story of an alert; the alert stays without the button."""
    story_follows = ctx.services.story_follows
    is_removed = await story_follows.unfollow(ctx.subscriber.chat_id, callback_data.story)
    ctx.answer_button(ctx.t("toast-story-unfollowed" if is_removed else "toast-not-followed"))
    await replace_button(ctx.bot, query, None)
