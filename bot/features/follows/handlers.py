"""/follow and /mute with words, phrases and names; without any, the list of them."""

from __future__ import annotations

from collections.abc import Sequence

from aiogram import F, Router
from aiogram.filters import Command, CommandObject
from aiogram.types import CallbackQuery, Message

from bot.features.follows import source_views, views
from bot.features.follows.callbacks import (
    AddRelatives,
    RemoveSource,
    RemoveTerm,
    SetTermNotify,
    TermsPage,
)
from bot.telegram.context import Context
from bot.ui.callbacks import OpenScreen, RunCommand, ScreenName
from news.query.followed_terms import split, split_sources
from service.follows.service import DEFAULT_NOTIFY, MAX_TERMS, FollowsUpdated
from storage.chats.follows import Follow, FollowKind, NotifyMode


def router() -> Router:
    router = Router(name="follow")
    router.message.register(on_follow_command, Command("follow", ignore_case=True))
    router.message.register(on_mute_command, Command("mute", ignore_case=True))
    router.callback_query.register(
        on_follows_requested, RunCommand.filter(F.command.in_({"follow", "mute"}))
    )
    router.callback_query.register(show_follows_page, TermsPage.filter())
    router.callback_query.register(on_notify_chosen, SetTermNotify.filter())
    router.callback_query.register(on_follow_removed, RemoveTerm.filter())
    router.callback_query.register(on_relatives_added, AddRelatives.filter())
    router.callback_query.register(
        show_sources_screen, OpenScreen.filter(F.name == ScreenName.SOURCES)
    )
    router.callback_query.register(on_source_removed, RemoveSource.filter())
    return router


async def on_follow_command(message: Message, command: CommandObject, ctx: Context) -> None:
    """Follow the terms of ``/follow Азербайджан, "железная дорога"``; without any, list them."""
    sources, terms = split_sources(_parse_terms(command))
    await _choose_sources(ctx, sources, "follow")
    if terms or not sources:
        updated = await ctx.services.follows.follow(ctx.subscriber, terms, DEFAULT_NOTIFY, ctx.now)
        await _send_results(ctx, updated, "follow")


async def on_mute_command(message: Message, command: CommandObject, ctx: Context) -> None:
    """Mute the terms of ``/mute гороскоп, source:Вестник``; without any, list them."""
    sources, terms = split_sources(_parse_terms(command))
    await _choose_sources(ctx, sources, "mute")
    if terms or not sources:
        updated = await ctx.services.follows.mute(ctx.subscriber, terms, ctx.now)
        await _send_results(ctx, updated, "mute")


async def on_follows_requested(
    query: CallbackQuery, callback_data: RunCommand, ctx: Context
) -> None:
    """Send the list as a new message: the button is below news."""
    kind: FollowKind = "mute" if callback_data.command == "mute" else "follow"
    follows = await ctx.services.follows.list_follows(ctx.subscriber.chat_id)
    count = await _count_stories(ctx)
    await ctx.send(views.build_term_list(ctx.t, follows, kind, story_count=count))


async def show_follows_page(query: CallbackQuery, callback_data: TermsPage, ctx: Context) -> None:
    """Show another page of followed or muted terms in place."""
    follows = await ctx.services.follows.list_follows(ctx.subscriber.chat_id)
    await _edit_list(query, ctx, follows, _get_kind(callback_data.mute), callback_data.page)


async def on_notify_chosen(
    query: CallbackQuery, callback_data: SetTermNotify, ctx: Context
) -> None:
    """Set the notify mode and show the list as it is now, even if the term is not followed."""
    notify: NotifyMode = "instant" if callback_data.instant else "digest"
    outcome = await ctx.services.follows.set_notify(
        ctx.subscriber.chat_id, callback_data.term_id, notify
    )
    if outcome.changed is not None:
        ctx.answer_button(views.format_notify_changed(ctx.t, outcome.changed, notify))
    await _edit_list(query, ctx, outcome.follows, "follow", callback_data.page)


async def on_follow_removed(query: CallbackQuery, callback_data: RemoveTerm, ctx: Context) -> None:
    """Remove a term from the list that the button belongs to."""
    kind = _get_kind(callback_data.mute)
    outcome = await ctx.services.follows.remove(ctx.subscriber.chat_id, callback_data.term_id, kind)
    if outcome.changed is not None:
        ctx.answer_button(views.format_removed(ctx.t, outcome.changed))
    await _edit_list(query, ctx, outcome.follows, kind, callback_data.page)


async def on_relatives_added(
    query: CallbackQuery, callback_data: AddRelatives, ctx: Context
) -> None:
    """Let the term mean its family, and show the list without the offer."""
    kind = _get_kind(callback_data.mute)
    outcome = await ctx.services.follows.add_relatives(
        ctx.subscriber.chat_id, callback_data.term_id, kind, ctx.now
    )
    if outcome.changed is not None:
        ctx.answer_button(views.format_relatives_added(ctx.t, outcome.changed))
    await _edit_list(query, ctx, outcome.follows, kind, 0)


async def show_sources_screen(query: CallbackQuery, ctx: Context) -> None:
    """Show the sources that the chat follows or mutes."""
    choices = await ctx.services.source_follows.list_choices(ctx.subscriber.chat_id)
    await ctx.edit(query, source_views.build_source_list(ctx.t, choices))


async def on_source_removed(
    query: CallbackQuery, callback_data: RemoveSource, ctx: Context
) -> None:
    """Neither follow nor mute a source any longer, and show the list without it."""
    updated = await ctx.services.source_follows.remove(ctx.subscriber.chat_id, callback_data.source)
    for removed in updated.typed:
        ctx.answer_button(ctx.t("toast-source-neutral", source=removed.text))
    await ctx.edit(query, source_views.build_source_list(ctx.t, updated.choices))


async def _choose_sources(ctx: Context, texts: Sequence[str], kind: FollowKind) -> None:
    if texts:
        service = ctx.services.source_follows
        updated = await service.choose_typed(ctx.subscriber, texts, kind, ctx.now)
        sentences = source_views.format_typed_sources(ctx.t, updated.typed, kind)
        await ctx.send(source_views.build_source_list(ctx.t, updated.choices, sentences))


async def _send_results(ctx: Context, updated: FollowsUpdated, kind: FollowKind) -> None:
    sentences = views.format_results(ctx.t, updated.results, ctx.subscriber)
    offers = await ctx.services.follows.offer_relatives(updated)
    await ctx.send(
        views.build_term_list(
            ctx.t,
            updated.follows,
            kind,
            sentences=sentences,
            offers=offers,
            story_count=await _count_stories(ctx),
        )
    )


async def _edit_list(
    query: CallbackQuery, ctx: Context, follows: Sequence[Follow], kind: FollowKind, page: int
) -> None:
    count = await _count_stories(ctx)
    document = views.build_term_list(ctx.t, follows, kind, page, story_count=count)
    await ctx.edit(query, document, ctx.subscriber.style)


async def _count_stories(ctx: Context) -> int:
    chat_id = ctx.subscriber.chat_id
    return len(await ctx.services.story_follows.list_stories(chat_id, ctx.now))


def _parse_terms(command: CommandObject) -> Sequence[str]:
    """Split the arguments; one more term than allowed is enough to report that."""
    return split(command.args or "")[: MAX_TERMS + 1]


def _get_kind(mute: bool) -> FollowKind:
    return "mute" if mute else "follow"
