"""/desk: the stories that the next digests lead with; editors pin, hide, split and join them."""

from __future__ import annotations

from aiogram import Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message

from bot.features.editorial import desk_views
from bot.features.editorial.callbacks import DeskAction, DeskCallback
from bot.telegram.context import Context
from bot.telegram.filters import May
from bot.ui.document import Document
from service.digests.desk import DeskStory
from service.editors.rights import Right
from storage.archive.desk_choices import DeskChoiceKind

_CHOICES = {
    DeskAction.PIN: DeskChoiceKind.PIN,
    DeskAction.HIDE: DeskChoiceKind.HIDE,
    DeskAction.RELEASE: None,
}


def router() -> Router:
    router = Router(name="desk")
    router.message.filter(May(Right.DESK))
    router.callback_query.filter(May(Right.DESK))
    router.message.register(on_desk_command, Command("desk", ignore_case=True))
    router.callback_query.register(on_desk_action, DeskCallback.filter())
    return router


async def on_desk_command(message: Message, ctx: Context) -> None:
    """Show the stories that the next digests lead with."""
    await ctx.send(await _build_desk(ctx))


async def on_desk_action(query: CallbackQuery, callback_data: DeskCallback, ctx: Context) -> None:
    """Do what a button says, and show the story or the list as it is then."""
    document = await _run_action(ctx, callback_data)
    if document is None:
        ctx.answer_button(ctx.t("desk-changed"), alert=True)
        return
    await ctx.edit(query, document)


async def _run_action(ctx: Context, data: DeskCallback) -> Document | None:
    """Return the next screen; None where the story is not as it was when the button was made."""
    service, t, editor, now = ctx.services.desk, ctx.t, ctx.editor, ctx.now
    match data.action:
        case DeskAction.LIST:
            return await _build_desk(ctx)
        case DeskAction.PIN | DeskAction.HIDE | DeskAction.RELEASE:
            kind = _CHOICES[data.action]
            return _build_card(ctx, await service.choose(data.story, kind, editor, now))
        case DeskAction.SPLIT:
            split = await service.split_report(data.story, data.other, editor, now)
            return _build_card(ctx, split, t("desk-split"))
        case DeskAction.JOIN:
            joined = await service.join(data.story, data.other, editor, now)
            return _build_card(ctx, joined, t("desk-joined"))
    shown = await service.get_story(data.story, editor, now)
    if shown is None:
        return None
    match data.action:
        case DeskAction.CHOOSE_REPORT:
            reports = await service.list_reports(data.story, editor)
            return desk_views.build_report_choice(
                t, shown.story, reports, ctx.subscriber.timezone, now
            )
        case DeskAction.CHOOSE_STORY:
            desk = await service.list_stories(editor, now)
            return desk_views.build_story_choice(t, shown.story, desk)
        case _:
            return _build_card(ctx, shown)


async def _build_desk(ctx: Context) -> Document:
    return desk_views.build_desk(ctx.t, await ctx.services.desk.list_stories(ctx.editor, ctx.now))


def _build_card(ctx: Context, shown: DeskStory | None, done: str = "") -> Document | None:
    """Return the card of a story, after what was done to it; None without one."""
    if shown is None:
        return None
    return desk_views.build_story_card(ctx.t, shown, ctx.subscriber.timezone, ctx.now, done)
