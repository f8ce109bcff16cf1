"""What other features need of the editors."""

from __future__ import annotations

import logging

from aiogram.exceptions import TelegramAPIError

from bot.features.editors import views
from bot.telegram.chats.command_menu import set_editor_menu
from bot.telegram.context import Context
from bot.ui.document import Document, build_document

log = logging.getLogger(__name__)


async def accept_invite(ctx: Context, secret: str) -> Document:
    """Give the person the role of an invitation; return what to answer."""
    answer = await _accept(ctx, secret)
    hints = [ctx.t("join-subscribe")] if ctx.subscriber.state == "new" else []
    return build_document(*answer, *hints)


async def _accept(ctx: Context, secret: str) -> list[str]:
    services, actor = ctx.services, ctx.editor
    accepted = await services.editors.accept_invite(secret, actor, ctx.now)
    if accepted is None:
        return [ctx.t("join-dead")]
    role = views.format_role(ctx.t, accepted.role)
    if not accepted.is_new:
        unused = [ctx.t("join-unused")] if accepted.is_unused else []
        return [ctx.t("join-known", role=role), *unused]
    assert actor.id is not None
    # The service writes to them from now on: in their language, and with the times of their zone.
    await services.subscribers.remember(ctx.subscriber)
    log.info("%d is now an editor: %s", actor.id, accepted.role.value)
    try:
        await set_editor_menu(ctx.bot, services.translations, actor.id, accepted.role)
    except TelegramAPIError as error:
        log.warning("the menu of editor %d is not set: %s", actor.id, error)
    return [ctx.t("joined", role=role)]
