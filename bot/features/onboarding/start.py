"""/start: greet a new subscriber, continue an unfinished setup, or welcome one back."""

from __future__ import annotations

from aiogram import Router
from aiogram.filters import CommandStart
from aiogram.types import Message

from bot.features.settings.views import onboarding as views
from bot.features.settings.views.menu import format_next_digest
from bot.telegram.context import Context
from bot.ui.document import Document


def router() -> Router:
    router = Router(name="start")
    router.message.register(on_start_command, CommandStart(ignore_case=True))
    return router


async def on_start_command(message: Message, ctx: Context) -> None:
    """Ask only new subscribers; others keep the settings they chose in any state."""
    await ctx.send(await _start(ctx))


async def _start(ctx: Context) -> Document:
    started = await ctx.services.subscribers.start(
        ctx.subscriber, ctx.now, is_on_record=ctx.is_on_record
    )
    subscriber, t = started.subscriber, ctx.t
    if subscriber.state != "new":
        if ctx.subscriber.state == "active":
            return views.build_home(t, format_next_digest(t, subscriber, ctx.now))
        assert subscriber.next_digest_at is not None
        moment = t.format_datetime(subscriber.next_digest_at, subscriber.timezone, ctx.now)
        return views.build_home(t, t("start-again", moment=moment))
    if subscriber.pending_prompt:
        return views.build_first_time_question(t, started.topics, subscriber, ctx.now)
    return views.build_greeting(t, started.topics, subscriber.topics)
