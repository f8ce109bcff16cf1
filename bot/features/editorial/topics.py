"""/topic: custom topics, defined by words."""

from __future__ import annotations

from aiogram import Router
from aiogram.filters import Command, CommandObject
from aiogram.types import Message

from bot.features.editorial import views
from bot.telegram.context import Context
from bot.telegram.filters import May
from bot.ui.document import build_document
from news.model import TOPIC_IDS
from service.editors.rights import Right


def router() -> Router:
    router = Router(name="custom topics")
    router.message.filter(May(Right.TOPICS))
    router.message.register(on_topic_command, Command("topic", ignore_case=True))
    return router


async def on_topic_command(message: Message, command: CommandObject, ctx: Context) -> None:
    """Add, change or remove a topic (``/topic add LINE``, ``/topic remove NAME``), or list them."""
    verb, text = (*(command.args or "").split(maxsplit=1), "", "")[:2]
    match verb.lower():
        case "add" if text:
            answer = build_document(await _add(ctx, text))
        case "remove" if text:
            is_removed = await ctx.services.topics.remove(text, ctx.editor, ctx.now)
            key = "topic-removed" if is_removed else "topic-none-of-ours"
            answer = build_document(ctx.t(key, name=text))
        case _:
            topics = await ctx.services.topics.list_with_custom_words()
            answer = views.build_custom_topic_list(ctx.t, [one for one in topics if one.words])
    await ctx.send(answer)


async def _add(ctx: Context, line: str) -> str:
    ((topic, is_new),) = await ctx.services.topics.save([line], ctx.editor, ctx.now)
    name = ctx.t.get_topic_name(topic)
    if topic.id in TOPIC_IDS:
        return ctx.t("topic-words-changed", topic=name)
    key = "topic-added" if is_new else "topic-changed"
    return ctx.t(key, topic=f"{topic.emoji} {name}")
