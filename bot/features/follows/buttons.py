"""Follow or mute with one tap: names under an article, the words of a search, terms of alerts."""

from __future__ import annotations

from aiogram import Router
from aiogram.types import CallbackQuery

from bot.features.follows import api, views
from bot.features.follows.callbacks import (
    FollowName,
    FollowSearch,
    MuteName,
    SetSourceChoice,
    UnfollowTerm,
)
from bot.telegram.context import Context, replace_button, replace_buttons
from storage.chats.follows import FollowKind


def router() -> Router:
    router = Router(name="follow buttons")
    router.callback_query.register(toggle_name, FollowName.filter())
    router.callback_query.register(toggle_name, MuteName.filter())
    router.callback_query.register(toggle_source, SetSourceChoice.filter())
    router.callback_query.register(on_follow_search, FollowSearch.filter())
    router.callback_query.register(on_stop_following, UnfollowTerm.filter())
    return router


async def toggle_name(
    query: CallbackQuery, callback_data: FollowName | MuteName, ctx: Context
) -> None:
    """Follow or mute a name, or undo that; both buttons change, the message stays."""
    follows, article_id = ctx.services.follows, callback_data.article
    index = callback_data.entity_index
    kind: FollowKind = "mute" if isinstance(callback_data, MuteName) else "follow"
    if callback_data.on:
        toggled = await follows.add_name(ctx.subscriber, article_id, index, kind, ctx.now)
    else:
        toggled = await follows.remove_name(ctx.subscriber, article_id, index, kind)
    if toggled is None:
        ctx.answer_button(ctx.t("article-gone"))
        return
    if toggled.result is not None:
        ctx.answer_button(views.format_toast(ctx.t, toggled.result, ctx.subscriber))
    else:
        key = "toast-name-unfollowed" if kind == "follow" else "toast-name-unmuted"
        ctx.answer_button(ctx.t(key, term=toggled.name.name))
    buttons = api.build_name_row(ctx.t, article_id, toggled.name)
    replaced = {
        data(article=article_id, entity_index=index, on=is_on).pack(): button
        for data, button in zip((FollowName, MuteName), buttons, strict=True)
        for is_on in (False, True)
    }
    await replace_buttons(ctx.bot, query, replaced)


async def toggle_source(query: CallbackQuery, callback_data: SetSourceChoice, ctx: Context) -> None:
    """Follow or mute the source of an article, or stop it; both buttons change."""
    asked: FollowKind = "mute" if callback_data.mute else "follow"
    chosen = await ctx.services.source_follows.choose_of_article(
        ctx.subscriber, callback_data.article, asked if callback_data.on else None, ctx.now
    )
    if chosen is None:
        ctx.answer_button(ctx.t("article-gone"))
        return
    ctx.answer_button(views.format_source_toast(ctx.t, chosen))
    buttons = api.build_source_buttons(ctx.t, callback_data.article, chosen.kind)
    replaced = {
        SetSourceChoice(article=callback_data.article, mute=mute, on=is_on).pack(): buttons[mute]
        for mute in (False, True)
        for is_on in (False, True)
    }
    await replace_buttons(ctx.bot, query, replaced)


async def on_follow_search(query: CallbackQuery, callback_data: FollowSearch, ctx: Context) -> None:
    """Follow the words of a search with instant alerts, as /follow does; the results stay."""
    result = await ctx.services.follows.follow_search(ctx.subscriber, callback_data.search, ctx.now)
    if result is None:
        ctx.answer_button(ctx.t("search-forgotten"))
        return
    ctx.answer_button(views.format_toast(ctx.t, result, ctx.subscriber), alert=True)


async def on_stop_following(
    query: CallbackQuery, callback_data: UnfollowTerm, ctx: Context
) -> None:
    """Unfollow the term of an alert; the alert stays without the button."""
    outcome = await ctx.services.follows.remove(
        ctx.subscriber.chat_id, callback_data.term_id, "follow"
    )
    if outcome.changed is not None:
        ctx.answer_button(views.format_removed(ctx.t, outcome.changed))
    else:
        ctx.answer_button(ctx.t("toast-not-followed"))
    await replace_button(ctx.bot, query, None)
