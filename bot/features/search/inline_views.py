"""Articles to share: the results of `@bot word` in any chat, and the messages that they become."""

from __future__ import annotations

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from aiogram.types import (
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQueryResultArticle,
    InlineQueryResultUnion,
    InputTextMessageContent,
    LinkPreviewOptions,
    MessageEntity,
)

from bot.telegram.chats.deep_links import ArticleLink, SearchLink, build_link
from bot.ui import plain
from bot.ui.articles import format_keycap, format_sources, get_summary_text
from bot.ui.document import (
    Document,
    Heading,
    Paragraph,
    Span,
    build_document,
    build_paragraph,
    format_line,
    get_picture_url,
    truncate,
)
from bot.ui.message import Message
from news.model import Article
from service.i18n.translations import Translator
from storage.search.ranking import SearchHit

MAX_TITLE_CHARS, MAX_DESCRIPTION_CHARS, MAX_LEAD_CHARS = 120, 200, 900


def build_results(
    t: Translator, hits: Sequence[SearchHit], timezone: str, username: str
) -> list[InlineQueryResultUnion]:
    """Build an inline result for each found article."""
    return [_build_result(t, hit, timezone, username) for hit in hits]


def build_shared_article(t: Translator, hit: SearchHit, timezone: str) -> Document:
    """Return the message for others: with a date, because it is read later."""
    article = hit.article
    summary = truncate(get_summary_text(article), MAX_LEAD_CHARS)
    return build_document(
        Heading(format_line(article.title, MAX_DESCRIPTION_CHARS)),
        *((summary,) if summary else ()),
        build_paragraph(Span(_format_byline(t, hit, timezone), italic=True)),
    )


def build_guest_answer(
    t: Translator, query: str, hits: Sequence[SearchHit], timezone: str, username: str
) -> InlineQueryResultUnion:
    """Return the one message that answers a mention: a shared article, or a list with a link each.

    ``query``: what was searched for; empty for the top stories.
    """
    if len(hits) == 1:
        return _build_result(t, hits[0], timezone, username)
    if not hits:
        text = t("search-nothing", query=query) if query else t("inline-no-news")
        opened = build_link(username, SearchLink(query)) if query else f"https://t.me/{username}"
        buttons = [InlineKeyboardButton(text=t("button-open-in-bot"), url=opened)]
        return _build_article_result("none", build_document(text), [buttons])
    items = [_build_item(t, number, hit, timezone) for number, hit in enumerate(hits, start=1)]
    reads = [
        InlineKeyboardButton(
            text=format_keycap(number), url=build_link(username, ArticleLink(hit.article.id))
        )
        for number, hit in enumerate(hits, start=1)
    ]
    return _build_article_result("list", build_document(*items), [reads])


def _build_item(t: Translator, number: int, hit: SearchHit, timezone: str) -> Paragraph:
    title = format_line(hit.article.title, MAX_TITLE_CHARS)
    byline = Span(_format_byline(t, hit, timezone), italic=True)
    return build_paragraph(Span(f"{number}. {title}\n", bold=True), byline)


def _build_article_result(
    identifier: str, document: Document, rows: list[list[InlineKeyboardButton]]
) -> InlineQueryResultArticle:
    message = plain.render(document)
    return InlineQueryResultArticle(
        id=identifier,
        title=truncate(message.text, MAX_TITLE_CHARS),
        input_message_content=_build_content(message),
        reply_markup=InlineKeyboardMarkup(inline_keyboard=rows),
    )


def _build_content(message: Message) -> InputTextMessageContent:
    return InputTextMessageContent(
        message_text=message.text,
        entities=[MessageEntity.model_validate(entity) for entity in message.entities],
        parse_mode=None,
        link_preview_options=LinkPreviewOptions(is_disabled=True),
    )


def _format_day(t: Translator, article: Article, timezone: str) -> str:
    day = t.format_date(article.published.astimezone(ZoneInfo(timezone)).date())
    return t("moment-received", moment=day) if article.published_is_estimated else day


def _format_byline(t: Translator, hit: SearchHit, timezone: str) -> str:
    day = _format_day(t, hit.article, timezone)
    return " · ".join(part for part in (format_sources(t, hit.story), day) if part)


def _build_result(
    t: Translator, hit: SearchHit, timezone: str, username: str
) -> InlineQueryResultArticle:
    article = hit.article
    message = plain.render(build_shared_article(t, hit, timezone))
    day = _format_day(t, article, timezone)
    description = " · ".join(
        part for part in (article.source, day, get_summary_text(article)) if part
    )
    read = InlineKeyboardButton(
        text=f"📖 {t('button-read')}", url=build_link(username, ArticleLink(article.id))
    )
    return InlineQueryResultArticle(
        id=str(article.id),
        title=truncate(article.title, MAX_TITLE_CHARS),
        description=truncate(description, MAX_DESCRIPTION_CHARS),
        thumbnail_url=get_picture_url(article) or None,
        input_message_content=_build_content(message),
        reply_markup=InlineKeyboardMarkup(inline_keyboard=[[read]]),
    )
