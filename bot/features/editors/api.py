"""What other features need of the editors."""

from __future__ import annotations

import logging

from aiogram.exceptions import TelegramAPIError

from bot.features.editors import views
from bot.telegram.chats.command_menu import set_editor_menu
from bot.telegram.context import Context

log = logging.getLogger(__name__)


async def accept_invite(ctx: Context, secret: str) -> str:
    """Give the person the role of an invitation; return what to answer."""
    services, actor = ctx.services, ctx.editor
    accepted = await services.editors.accept_invite(secret, actor, ctx.now)
    if accepted is None:
        return ctx.t("join-dead")
    role = views.format_role(ctx.t, accepted.role)
    if not accepted.is_new:
        return ctx.t("join-known", role=role)
    assert actor.id is not None
    log.info("%d is now an editor: %s", actor.id, accepted.role.value)
    try:
        await set_editor_menu(ctx.bot, services.translations, actor.id, accepted.role)
    except TelegramAPIError as error:
        log.warning("the menu of editor %d is not set: %s", actor.id, error)
    return ctx.t("joined", role=role)
