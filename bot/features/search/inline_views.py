"""Articles to share: the results of `@bot word` in any chat, and the message that one sends."""

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

from bot.features.articles.views import get_summary_text
from bot.features.digest.views import format_sources
from bot.telegram.chats.deep_links import ArticleLink, build_link
from bot.ui import plain
from bot.ui.document import (
    Document,
    Heading,
    Span,
    build_document,
    build_paragraph,
    get_picture_url,
    truncate,
)
from service.i18n.sanitize import sanitize_line
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
    day = t.format_date(article.published.astimezone(ZoneInfo(timezone)).date())
    byline = " · ".join(part for part in (format_sources(t, hit.story), day) if part)
    return build_document(
        Heading(sanitize_line(truncate(article.title, MAX_DESCRIPTION_CHARS))),
        *((summary,) if summary else ()),
        build_paragraph(Span(byline, italic=True)),
    )


def _build_result(
    t: Translator, hit: SearchHit, timezone: str, username: str
) -> InlineQueryResultArticle:
    article = hit.article
    message = plain.render(build_shared_article(t, hit, timezone))
    day = t.format_date(article.published.astimezone(ZoneInfo(timezone)).date())
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
        input_message_content=InputTextMessageContent(
            message_text=message.text,
            entities=[MessageEntity.model_validate(entity) for entity in message.entities],
            parse_mode=None,
            link_preview_options=LinkPreviewOptions(is_disabled=True),
        ),
        reply_markup=InlineKeyboardMarkup(inline_keyboard=[[read]]),
    )
