"""An opened article as a message, and the buttons under posts that open one in public."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any

from aiogram.exceptions import TelegramBadRequest

from bot.features.articles import views
from bot.features.articles.buttons import ArticlePage, build_article_buttons
from bot.features.follows.api import build_name_rows, build_source_buttons, build_story_button
from bot.telegram.context import Context
from bot.ui import renderer
from bot.ui.articles import ArticleButtons, ArticleView, OpenArticle, OpenCoverage
from bot.ui.document import Button, get_button_url, get_photo_id
from bot.ui.message import Message
from news.model import Article
from service.articles.service import OpenedArticle
from service.editors.rights import Right
from service.i18n.translations import Translator
from storage.chats.subscribers import Style, Subscriber

log = logging.getLogger(__name__)


async def build_opened_article(
    ctx: Context,
    opened: OpenedArticle,
    view: ArticleView,
    number: int = 0,
    *,
    back: str = "",
    buttons: ArticleButtons = ArticleButtons.READING,
) -> Message:
    """Return page ``number`` of an article with its buttons; ``back`` as in `OpenArticle`."""
    article = opened.article
    names = build_name_rows(ctx.t, article.id, opened.names)
    is_private = ctx.subscriber.kind == "private"
    sources = build_source_buttons(ctx.t, article.id, opened.source_choice)
    story = build_story_button(ctx.t, article.id, is_followed=opened.is_story_followed)
    page = ArticlePage(
        view,
        number,
        back,
        names,
        source_buttons=sources if is_private and article.source else (),
        story_buttons=(story,) if is_private else (),
        may_broadcast=ctx.may(Right.DRAFT),
        may_edit=ctx.may(Right.EDIT_ARTICLE),
        other_reports=opened.other_reports,
        is_private=is_private,
        is_saved=opened.is_saved,
        buttons=buttons,
    )
    return await build_article_page(ctx.t, article, page, ctx.subscriber, ctx.now)


async def send_article(ctx: Context, article: Article, message: Message) -> None:
    """Send an opened article as a new message. A photo that an editor sent with it comes first
    where the message is plain: a caption would be too short for the text."""
    if not message.blocks and (photo := get_photo_id(article)):
        try:
            await ctx.bot(Message(media="photo", file_id=photo).send(ctx.subscriber.chat_id))
        except TelegramBadRequest as error:  # of another bot: the token was changed
            log.warning("article %d is sent without its photo: %s", article.id, error)
    await ctx.bot(message.send(ctx.subscriber.chat_id))


async def build_article_page(
    t: Translator, article: Article, page: ArticlePage, subscriber: Subscriber, now: datetime
) -> Message:
    """Return a page of an article; build that of a long article outside the event loop."""
    build = partial(build_article_message, t, article, page, subscriber, now)
    return await asyncio.to_thread(build) if views.is_long(article) else build()


def build_article_message(
    t: Translator, article: Article, page: ArticlePage, subscriber: Subscriber, now: datetime
) -> Message:
    """Return a page of an article with its buttons, in the subscriber's style."""
    show = views.build_full_text if page.view is ArticleView.FULL else views.build_summary
    document = show(t, article, subscriber.timezone, now)
    render = renderer.page if views.is_long(article) else renderer.remembered_page

    def render_page(style: Style, number: int) -> Message:
        message, count = render(document, style, number)
        shown = replace(page, number=min(max(number, 0), count - 1))
        return renderer.with_buttons(message, build_article_buttons(t, article, shown, count))

    message = render_page(subscriber.style, page.number)
    return replace(message, plain=render_page("plain", 0)) if message.blocks else message


async def build_public_article(
    ctx: Context, article: Article, view: ArticleView, link: str
) -> Message:
    """Return the first page of an article for a group, in plain style: further pages and all other
    buttons are in the bot, which ``link`` opens."""
    build = views.build_full_text if view is ArticleView.FULL else views.build_summary

    def build_page() -> Message:
        document = build(ctx.t, article, ctx.subscriber.timezone, ctx.now)
        return renderer.page(document, "plain", 0)[0]

    message = await asyncio.to_thread(build_page) if views.is_long(article) else build_page()
    buttons = [Button(f"📖 {ctx.t('button-open-in-bot')}", url=link)]
    if original := get_button_url(article.url):
        buttons.append(Button(f"🔗 {ctx.t('button-original')}", url=original))
    return renderer.with_buttons(message, (tuple(buttons),))


_KeyboardButton = dict[str, Any]


def to_public_post(message: Message, keep: Collection[str] = ()) -> Message:
    """Return a message as a post for everyone in a group or channel, without private controls.

    Links, buttons that open an article and those to all reports of a story stay; other buttons only
    if the prefix of their callback data is in ``keep``.
    """
    kept = (OpenArticle.__prefix__, OpenCoverage.__prefix__, *keep)
    rows = (
        tuple(
            _build_public_button(button)
            for button in row
            if "url" in button or button.get("callback_data", "").partition(":")[0] in kept
        )
        for row in message.keyboard
    )
    plain = message.plain and to_public_post(message.plain, keep)
    return replace(message, keyboard=tuple(row for row in rows if row), plain=plain)


def _build_public_button(button: _KeyboardButton) -> _KeyboardButton:
    """Return the button without the way back to the list, which is private."""
    data = button.get("callback_data", "")
    if not data.startswith(f"{OpenArticle.__prefix__}:"):
        return button
    given = OpenArticle.unpack(data)
    opened = OpenArticle(article=given.article, view=ArticleView.FULL, origin=given.origin)
    return {**button, "callback_data": opened.pack()}
