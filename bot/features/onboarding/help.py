"""/help, and a short answer to updates that no other handler takes."""

from __future__ import annotations

from dataclasses import replace

from aiogram import F, Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message

from bot.features.onboarding import views
from bot.telegram.chats.command_menu import list_editor_commands
from bot.telegram.context import Context
from bot.telegram.filters import SyncFilter
from bot.ui.document import Document, build_paragraph
from service.editors.rights import Right


def router() -> Router:
    router = Router(name="help")
    router.message.register(on_help_command, Command("help", ignore_case=True))
    return router


def fallback_router() -> Router:
    """Build the router for what no other handler of a private chat takes."""
    router = Router(name="fallback")
    router.message.register(on_unknown_command, SyncFilter(F.text.startswith("/")))
    router.message.register(on_non_text, SyncFilter(F.content_type.in_(_USER_CONTENT_TYPES)))
    router.include_router(stale_button_router())
    return router


def stale_button_router() -> Router:
    """Answer buttons that no other router handles; must be the last one."""
    router = Router(name="stale buttons")
    router.callback_query.register(on_stale_button)
    return router


_USER_CONTENT_TYPES = {
    "animation",
    "audio",
    "contact",
    "dice",
    "document",
    "location",
    "photo",
    "poll",
    "sticker",
    "venue",
    "video",
    "video_note",
    "voice",
}
"""Content types that are answered; service messages are not."""


async def on_help_command(message: Message, ctx: Context) -> None:
    """Send the help text for this kind of chat."""
    username = (await ctx.bot.me()).username or ""
    in_private = ctx.subscriber.kind == "private"
    commands = list_editor_commands(ctx.role) if in_private else ()
    shown = views.build_help(ctx.t, in_private=in_private, username=username, commands=commands)
    await ctx.send(await add_missing_sources(ctx, shown))


async def add_missing_sources(ctx: Context, document: Document) -> Document:
    """Add to a document that the bot has no sources, if it has none and an editor reads it."""
    is_theirs = ctx.subscriber.kind == "private" and ctx.may(Right.SOURCES)
    if not is_theirs or not await ctx.services.sources.is_needed():
        return document
    return replace(document, parts=(*document.parts, build_paragraph(ctx.t("sources-needed"))))


async def on_unknown_command(message: Message, ctx: Context) -> None:
    """Say that the command does not exist, and where the help is."""
    await ctx.send(ctx.t("help-unknown-command"))


async def on_non_text(message: Message, ctx: Context) -> None:
    """Explain that only text is understood."""
    await ctx.send(ctx.t("help-text-only"))


async def on_stale_button(query: CallbackQuery, ctx: Context) -> None:
    """Answer a button that no handler knows any more."""
    ctx.answer_button(ctx.t("stale-button"))
