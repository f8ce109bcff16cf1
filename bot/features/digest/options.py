"""The options of a digest: a longer or shorter one, and the other style."""

from __future__ import annotations

import logging
from dataclasses import replace

from aiogram import F, Router
from aiogram.exceptions import TelegramBadRequest, TelegramNotFound
from aiogram.types import CallbackQuery

from bot.features.digest.callbacks import DigestAction, DigestCallback
from bot.features.digest.renderer import DigestMessages
from bot.telegram.context import Context

log = logging.getLogger(__name__)


def router() -> Router:
    router = Router(name="changes of a digest")
    router.callback_query.register(
        show_options, DigestCallback.filter(F.action == DigestAction.OPTIONS)
    )
    sizes = F.action.in_({DigestAction.LONGER, DigestAction.SHORTER})
    router.callback_query.register(on_digest_size_chosen, DigestCallback.filter(sizes))
    router.callback_query.register(
        on_rich_style_chosen, DigestCallback.filter(F.action == DigestAction.RICH)
    )
    router.callback_query.register(
        on_plain_style_chosen, DigestCallback.filter(F.action == DigestAction.PLAIN)
    )
    return router


async def show_options(query: CallbackQuery, callback_data: DigestCallback, ctx: Context) -> None:
    """Show the options in place of the buttons; the digest stays above them."""
    page = await ctx.services.digests.get_page(ctx.subscriber, callback_data.digest)
    if page is None:
        ctx.answer_button(ctx.t("digest-gone"))
        return
    await ctx.show(query, DigestMessages(ctx.t).render_options(page, ctx.subscriber.style))


async def on_digest_size_chosen(
    query: CallbackQuery, callback_data: DigestCallback, ctx: Context
) -> None:
    """Save the size for all later digests, and show this one in it."""
    renderer = DigestMessages(ctx.t)
    changed = await ctx.services.digests.change_size(
        ctx.subscriber,
        callback_data.digest,
        ctx.now,
        longer=callback_data.action is DigestAction.LONGER,
        renderer=renderer,
    )
    if changed is None:
        ctx.answer_button(ctx.t("digest-gone"))
        return
    ctx.answer_button(ctx.t("digest-size-saved", count=changed.digest_size))
    if changed.page is not None:
        await ctx.show(query, renderer.render(changed.page, ctx.subscriber.style))


async def on_rich_style_chosen(
    query: CallbackQuery, callback_data: DigestCallback, ctx: Context
) -> None:
    """Show the digest in rich style, and save the style only if the server accepted it.

    Some clients display nothing of a rich message: `StyleOfferMiddleware` sends a way back.
    """
    page = await ctx.services.digests.get_page(ctx.subscriber, callback_data.digest)
    if page is None:
        ctx.answer_button(ctx.t("digest-gone"))
        return
    try:
        await ctx.show(query, replace(DigestMessages(ctx.t).render(page, "rich"), plain=None))
    except (TelegramNotFound, TelegramBadRequest) as error:
        log.warning("the server does not support rich messages: %s", error)
        ctx.answer_button(ctx.t("style-impossible"), alert=True)
        return
    await ctx.services.digests.set_style(ctx.subscriber, "rich", callback_data.digest)


async def on_plain_style_chosen(
    query: CallbackQuery, callback_data: DigestCallback, ctx: Context
) -> None:
    """Return to plain style and render the same digest in it."""
    page = await ctx.services.digests.set_style(ctx.subscriber, "plain", callback_data.digest)
    ctx.answer_button(ctx.t("digest-plain-saved"))
    if page is not None:
        await ctx.show(query, DigestMessages(ctx.t).render(page, "plain"))
