"""Articles to pass on: what `@bot word` offers in any chat, and what is sent when one is chosen."""

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

from bot.links import ToArticle, link
from bot.outside import one_line
from bot.translations import Translator
from bot.views import plain
from bot.views.article import gist
from bot.views.digest import sources
from bot.views.document import Document, Heading, Span, page, shortened, text
from bot.views.pictures import picture_of
from storage.search import Hit

MOST_TITLE, MOST_DESCRIPTION, MOST_LEAD = 120, 200, 900


def results(
    t: Translator, hits: Sequence[Hit], timezone: str, username: str
) -> list[InlineQueryResultUnion]:
    return [_result(t, hit, timezone, username) for hit in hits]


def shared(t: Translator, hit: Hit, timezone: str) -> Document:
    """An article as others get it: in words that are still right when they read them."""
    article = hit.article
    said = shortened(gist(article), MOST_LEAD)
    day = t.day(article.published.astimezone(ZoneInfo(timezone)).date())
    told_by = " · ".join(part for part in (sources(t, hit.story), day) if part)
    return page(
        Heading(one_line(shortened(article.title, MOST_DESCRIPTION))),
        *((said,) if said else ()),
        text(Span(told_by, italic=True)),
    )


def _result(t: Translator, hit: Hit, timezone: str, username: str) -> InlineQueryResultArticle:
    article = hit.article
    sent = plain.render(shared(t, hit, timezone))
    day = t.day(article.published.astimezone(ZoneInfo(timezone)).date())
    described = " · ".join(part for part in (article.source, day, gist(article)) if part)
    read = InlineKeyboardButton(
        text=f"📖 {t('button-read')}", url=link(username, ToArticle(article.id))
    )
    return InlineQueryResultArticle(
        id=str(article.id),
        title=shortened(article.title, MOST_TITLE),
        description=shortened(described, MOST_DESCRIPTION),
        thumbnail_url=picture_of(article) or None,
        input_message_content=InputTextMessageContent(
            message_text=sent.text,
            entities=[MessageEntity.model_validate(entity) for entity in sent.entities],
            parse_mode=None,
            link_preview_options=LinkPreviewOptions(is_disabled=True),
        ),
        reply_markup=InlineKeyboardMarkup(inline_keyboard=[[read]]),
    )
