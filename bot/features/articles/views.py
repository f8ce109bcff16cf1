"""One article: its summary, or its full text in pages."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from bot.ui.articles import OpenCoverage, format_byline, get_summary_text
from bot.ui.document import (
    Divider,
    Document,
    DocumentPart,
    Heading,
    ListItem,
    Paragraph,
    Picture,
    Quote,
    Span,
    build_paragraph,
    get_button_url,
    get_photo_id,
    get_picture_url,
    is_public_url,
    truncate,
)
from news.limits import MAX_ARTICLE_PICTURES
from news.model import Article, Block, BlockKind
from news.text.attribution import split_credit
from news.text.reading_time import estimate_minutes
from service.i18n.translations import Translator, sanitize_line

MAX_BRIEF_CHARS = 3_000
"""Characters of a first paragraph that replaces a summary: it fits into one message."""

LONG_CHARS, LONG_BLOCKS = 40_000, 250
"""An article above one of these takes over 10 ms to build."""

GENERATED_MARK = "🤖"
"""Marks a summary that a language model wrote."""


def build_full_text(t: Translator, article: Article, timezone: str, now: datetime) -> Document:
    """Return the whole article."""
    return Document(
        (
            *_build_header(t, article, timezone, now),
            *_build_photo(t, article),
            *_build_body(article),
            *_build_footer(t, article),
        )
    )


def build_summary(t: Translator, article: Article, timezone: str, now: datetime) -> Document:
    """Return the summary; the first paragraph where the text was too short for one."""
    text = truncate(get_summary_text(article), MAX_BRIEF_CHARS)
    body = (build_paragraph(text),) if text else ()
    return Document(
        (
            *_build_header(t, article, timezone, now),
            *_build_photo(t, article),
            *body,
            *_build_generated_note(t, article),
            *_build_address(article),
        )
    )


def is_long(article: Article) -> bool:
    """Return whether building a page takes too long for the event loop."""
    return (
        len(article.blocks) > LONG_BLOCKS
        or sum(len(block.text) for block in article.blocks) > LONG_CHARS
    )


def is_in_coverage(back: str) -> bool:
    """Return whether this is the way back (`OpenArticle.back`) to the reports of a story."""
    return back.startswith(f"{OpenCoverage.__prefix__}~")


def _build_footer(t: Translator, article: Article) -> Iterator[DocumentPart]:
    """Yield the notes that are not part of the article's text, below a divider."""
    notes = (
        *_build_attribution(t, article),
        *_build_teaser_note(t, article),
        *_build_address(article),
    )
    if notes:
        yield Divider()
        yield from notes


def _build_address(article: Article) -> Iterator[DocumentPart]:
    """Yield the address of the original as text where it cannot be a button."""
    if article.url and not get_button_url(article.url):
        yield build_paragraph(f"🔗 {sanitize_line(article.url)}")


def _build_teaser_note(t: Translator, article: Article) -> Iterator[DocumentPart]:
    if article.is_teaser:
        yield build_paragraph(Span(t("article-teaser"), italic=True))


def _build_header(
    t: Translator, article: Article, timezone: str, now: datetime
) -> Iterator[DocumentPart]:
    yield Heading(sanitize_line(article.title))
    minutes = t.format_reading_time(estimate_minutes(block.text for block in article.blocks))
    byline = f"{format_byline(t, article, timezone, now)} · {minutes}"
    yield Paragraph((Span(byline, italic=True),))


def _build_generated_note(t: Translator, article: Article) -> Iterator[DocumentPart]:
    if article.summary_written:
        yield Paragraph((Span(f"{GENERATED_MARK} {t('summary-written')}", italic=True),))


def _build_photo(t: Translator, article: Article) -> Iterator[DocumentPart]:
    """Yield the picture with its credit; only the credit where there is no picture to show."""
    credit = t("article-photo", credit=sanitize_line(article.photo_credit))
    picture = get_photo_id(article) or get_picture_url(article)
    if picture:
        yield Picture(picture, credit if article.photo_credit else "")
    elif article.photo_credit:
        yield Paragraph((Span(f"📷 {credit}", italic=True),))


def _build_attribution(t: Translator, article: Article) -> Iterator[DocumentPart]:
    origin, carrier = map(sanitize_line, split_credit(article.attribution))
    if origin:
        note = (
            t("article-attribution-via", origin=origin, carrier=carrier)
            if carrier
            else t("article-attribution", origin=origin)
        )
        yield Paragraph((Span(note, italic=True),))


def _build_body(article: Article) -> Iterator[DocumentPart]:
    """Yield the blocks without the picture of the header; of pictures beyond the limit, only the
    captions."""
    pictures = 0
    for block in article.blocks:
        is_picture = block.kind is BlockKind.IMAGE
        pictures += is_picture
        if is_picture and pictures <= MAX_ARTICLE_PICTURES and is_public_url(block.url):
            if block.url != article.image:
                yield Picture(block.url, block.text)
        elif block.text:
            yield _build_part(block)


def _build_part(block: Block) -> DocumentPart:
    match block.kind:
        case BlockKind.HEADING:
            return Heading(block.text, level=2)
        case BlockKind.QUOTE:
            return Quote(block.text)
        case BlockKind.LIST_ITEM:
            return ListItem(block.text)
        case BlockKind.IMAGE:
            return Paragraph((Span("🖼 " + block.text, italic=True),))
        case BlockKind.PARAGRAPH:
            return build_paragraph(block.text)
