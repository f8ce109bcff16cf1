"""Everyday words: «привет», «спасибо», and those that mean a command, such as «новости»."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from aiogram import F, Router
from aiogram.filters import Command
from aiogram.types import Message

from bot.features.onboarding import views
from bot.telegram.context import Context
from bot.telegram.filters import SyncFilter
from news.query.chat_words import ChatIntent, find_chat_intent

MessageHandler = Callable[[Message, Context], Awaitable[None]]


def router(commands: Mapping[ChatIntent, MessageHandler]) -> Router:
    """Build the router of a private chat; ``commands``: the handlers of words that mean one.

    It must come after all handlers that a text may be an answer to, and before the search.
    """
    handlers = {ChatIntent.HELLO: on_hello, ChatIntent.THANKS: on_thanks, **commands}

    async def on_chat_word(message: Message, intent: ChatIntent, ctx: Context) -> None:
        await handlers[intent](message, ctx)

    router = Router(name="everyday words")
    router.message.register(on_chat_word, SyncFilter(F.text), _parse_chat_word)
    router.include_router(courtesy_router())
    return router


def courtesy_router() -> Router:
    """Answer greetings and thanks as commands: that is what those addressed to the bot in a group
    become."""
    router = Router(name="courtesies")
    router.message.register(on_hello, Command(ChatIntent.HELLO, ignore_case=True))
    router.message.register(on_thanks, Command(ChatIntent.THANKS, ignore_case=True))
    return router


async def on_hello(message: Message, ctx: Context) -> None:
    """Answer a greeting; a private chat that never subscribed is shown how to begin."""
    in_private = ctx.subscriber.kind == "private"
    is_new = in_private and ctx.subscriber.state == "new"
    await ctx.send(views.build_hello(ctx.t, in_private=in_private, is_new=is_new))


async def on_thanks(message: Message, ctx: Context) -> None:
    await ctx.send(ctx.t("thanks-answer"))


async def _parse_chat_word(message: Message, ctx: Context) -> bool | dict[str, ChatIntent]:
    """Pass what an everyday word means to the handler as ``intent``."""
    intent = find_chat_intent(message.text or "", ctx.services.search.get_forms)
    return {"intent": intent} if intent is not None else False
