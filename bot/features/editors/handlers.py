"""/editors: owners list, invite, change and remove the editors."""

from __future__ import annotations

import logging

from aiogram import Router
from aiogram.exceptions import TelegramAPIError
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message

from bot.features.editors import views
from bot.features.editors.callbacks import ChangeEditor, EditorAction, InviteEditor
from bot.telegram.chats.command_menu import set_editor_menu
from bot.telegram.chats.deep_links import JoinLink, build_link
from bot.telegram.context import Context
from bot.telegram.filters import May
from bot.ui import plain
from bot.ui.document import Document, build_document
from service.editors.rights import Right
from service.editors.service import FixedOwnerError, LastOwnerError
from storage.chats.editors import Editor, Role

log = logging.getLogger(__name__)


def router() -> Router:
    router = Router(name="editors")
    router.message.filter(May(Right.EDITORS))
    router.callback_query.filter(May(Right.EDITORS))
    router.message.register(on_editors_command, Command("editors", ignore_case=True))
    router.callback_query.register(on_role_chosen, InviteEditor.filter())
    router.callback_query.register(on_editor_action, ChangeEditor.filter())
    return router


async def on_editors_command(message: Message, ctx: Context) -> None:
    """List the editors."""
    await ctx.send(await _build_list(ctx))


async def on_role_chosen(query: CallbackQuery, callback_data: InviteEditor, ctx: Context) -> None:
    """Show a new link for an editor of this role in place of the list."""
    invite = await ctx.services.editors.invite(callback_data.role, ctx.editor, ctx.now)
    username = (await ctx.bot.me()).username or ""
    link = build_link(username, JoinLink(invite.secret))
    await ctx.edit(query, views.build_invite(ctx.t, invite, link, ctx.subscriber.timezone, ctx.now))


async def on_editor_action(query: CallbackQuery, callback_data: ChangeEditor, ctx: Context) -> None:
    """Do what a button says, and show the editor or the list as it is then."""
    try:
        document = await _run_action(ctx, callback_data)
    except (FixedOwnerError, LastOwnerError) as error:
        ctx.answer_button(ctx.t.format_error(error), alert=True)
        return
    await ctx.edit(query, document)


async def _run_action(ctx: Context, data: ChangeEditor) -> Document:
    service, t = ctx.services.editors, ctx.t
    match data.action:
        case EditorAction.LIST:
            return await _build_list(ctx)
        case EditorAction.SET_ROLE if data.role in set(Role):
            before = await service.get(data.user, ctx.editor)
            editor = await service.set_role(data.user, Role(data.role), ctx.editor, ctx.now)
            if editor is not None and editor != before:
                await _show_rights(ctx, editor.user_id, editor.role)
        case EditorAction.CONFIRM_REMOVE:
            removed = await service.remove(data.user, ctx.editor, ctx.now)
            if removed is None:
                return views.build_notice(t, t("editor-gone"))
            await _show_rights(ctx, removed.user_id, None)
            return views.build_notice(t, t("editor-removed", name=views.format_name(removed)))
        case _:
            editor = await service.get(data.user, ctx.editor)
    if editor is None:
        return views.build_notice(t, t("editor-gone"))
    if data.action is EditorAction.REMOVE:
        return views.build_removal_question(t, editor)
    return _build_card(ctx, editor)


async def _build_list(ctx: Context) -> Document:
    return views.build_editor_list(ctx.t, await ctx.services.editors.list_all(ctx.editor))


def _build_card(ctx: Context, editor: Editor) -> Document:
    return views.build_editor_card(ctx.t, editor, ctx.subscriber.timezone, ctx.now)


async def _show_rights(ctx: Context, user_id: int, role: Role | None) -> None:
    """Tell a person that their role changed, and change their command menu.

    The change is stored already, so it counts also if the message does not reach them.
    """
    services = ctx.services
    known = await services.subscribers.get(user_id)
    t = services.translations[known.language if known else services.settings.default_language]
    text = t("role-changed", role=views.format_role(t, role)) if role else t("role-removed")
    try:
        await ctx.bot(plain.render(build_document(text)).send(user_id))
        await set_editor_menu(ctx.bot, services.translations, user_id, role)
    except TelegramAPIError as error:
        log.info("editor %d is not told of the new role: %s", user_id, error)
