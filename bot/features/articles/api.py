"""An opened article as a message, for this feature and for links to articles."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import datetime
from functools import partial

from bot.features.articles import views
from bot.features.articles.buttons import ArticlePage, build_article_buttons
from bot.features.articles.callbacks import ArticleView
from bot.features.follows.views import build_name_button
from bot.telegram.context import Context
from bot.ui import renderer
from bot.ui.message import Message
from news.model import Article
from service.articles.service import OpenedArticle
from service.i18n.translations import Translator
from storage.chats.subscribers import Style, Subscriber


async def build_opened_article(
    ctx: Context, opened: OpenedArticle, view: ArticleView, number: int = 0, *, back: str = ""
) -> Message:
    """Return page ``number`` of an article with its buttons; ``back`` as in `OpenArticle`."""
    article = opened.article
    names = tuple(
        build_name_button(ctx.t, article.id, name, is_followed=False) for name in opened.names
    )
    page = ArticlePage(
        view,
        number,
        back,
        names,
        ctx.is_editor,
        opened.other_reports,
        is_private=ctx.subscriber.kind == "private",
        is_saved=opened.is_saved,
    )
    return await build_article_page(ctx.t, article, page, ctx.subscriber, ctx.now)


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
