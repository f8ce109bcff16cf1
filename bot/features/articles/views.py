"""One article: its summary, or its full text in pages."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from datetime import datetime, time
from zoneinfo import ZoneInfo

from bot.features.articles.callbacks import (
    ArticleAction,
    ArticleCallback,
    ArticleView,
    BroadcastArticle,
    OpenArticle,
    OpenCoverage,
)
from bot.ui.document import (
    Button,
    Divider,
    Document,
    DocumentPart,
    Heading,
    ListItem,
    Paragraph,
    Picture,
    Quote,
    Rows,
    Span,
    build_paragraph,
    get_button_url,
    get_picture_url,
    is_public_url,
    split_evenly,
    truncate,
)
from bot.ui.phone_width import MAX_PER_ROW
from news.limits import MAX_ARTICLE_PICTURES
from news.model import Article, Block, BlockKind
from news.text.attribution import split_credit
from news.text.reading_time import estimate_minutes
from service.i18n.sanitize import sanitize_line
from service.i18n.translations import Translator
from storage.archive.coverage import Report

MAX_SOURCE_CHARS = 60
"""Characters of a source's name."""

MAX_BRIEF_CHARS = 3_000
"""Characters of a first paragraph that replaces a summary: it fits into one message."""

LONG_CHARS, LONG_BLOCKS = 40_000, 250
"""An article above one of these takes over 10 ms to build."""

GENERATED_MARK = "🤖"
"""Marks a summary that a language model wrote."""

VIEW_EMOJI = {ArticleView.FULL: "📖", ArticleView.BRIEF: "📝"}


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


def get_summary_text(article: Article) -> str:
    """Return the summary, or else the first paragraph, or else an empty string."""
    return " ".join(article.summary) or find_first_paragraph(article)


def find_first_paragraph(article: Article) -> str:
    """Return the first paragraph that does not repeat the title; else an empty string."""
    paragraphs = (b.text for b in article.blocks if b.kind is BlockKind.PARAGRAPH)
    return next((text for text in paragraphs if text != article.title), "")


def build_number_button(number: int, article: Article, view: ArticleView, back: str = "") -> Button:
    """Return a button under a list that opens item ``number``.

    A full text is a new message. A summary is one too, or with ``back`` (`OpenArticle.back`)
    replaces the list.
    """
    in_place = bool(back) and view is ArticleView.BRIEF
    opened = OpenArticle(article=article.id, view=view, in_place=in_place, back=back)
    return Button(format_keycap(number), opened.pack())


def split_numbers(numbers: Sequence[Button]) -> Rows:
    """Return the numbers below a list in as few even rows as possible."""
    return split_evenly(numbers, math.ceil(len(numbers) / MAX_PER_ROW))


def build_read_button(t: Translator, article: Article, view: ArticleView) -> Button:
    """Return a button under a message about one article that opens the article."""
    opened = OpenArticle(article=article.id, view=view, in_place=False)
    return Button(f"{VIEW_EMOJI[view]} {format_view(t, view)}", opened.pack())


def build_coverage_button(t: Translator, other_reports: int, place: OpenCoverage) -> Button:
    """Return a button to the other reports of a story."""
    return Button(f"📰 {t('button-coverage', count=other_reports)}", place.pack())


def is_in_coverage(back: str) -> bool:
    """Return whether this is the way back (`OpenArticle.back`) to the reports of a story."""
    return back.startswith(f"{OpenCoverage.__prefix__}~")


def build_broadcast_button(t: Translator, article: Article) -> Button:
    """Return a button that drafts a broadcast of an article."""
    return Button(f"🔴 {t('button-breaking')}", BroadcastArticle(article=article.id).pack())


def build_edit_button(t: Translator, article_id: int) -> Button:
    data = ArticleCallback(article=article_id, action=ArticleAction.SHOW)
    return Button(f"✏️ {t('button-edit')}", data.pack())


def format_view(t: Translator, view: ArticleView) -> str:
    """Return the label of the button that shows this view."""
    return t("button-read" if view is ArticleView.FULL else "button-brief")


def format_keycap(number: int) -> str:
    """Return a number as emoji: 1️⃣2️⃣ for 12."""
    return "".join(f"{digit}\ufe0f\u20e3" for digit in str(number))


def format_published(t: Translator, article: Article | Report, timezone: str, now: datetime) -> str:
    """Return an article's publication time in words (`format_moment`), or that of its arrival,
    called so."""
    if article.published_is_estimated:
        return t("moment-received", moment=t.format_datetime(article.published, timezone, now))
    return format_moment(t, article.published, timezone, now)


def format_moment(t: Translator, published: datetime, timezone: str, now: datetime) -> str:
    """Return a publication time in words; only the day where the source gave only the day."""
    if published.time() == time():
        day = published.astimezone(ZoneInfo("UTC")).date()
        return (
            t.format_date(day) if day.year == now.year else t.format_datetime(published, "UTC", now)
        )
    return t.format_datetime(published, timezone, now)


def format_byline(t: Translator, article: Article, timezone: str, now: datetime) -> str:
    """Return source and time, such as «Вестник · сегодня в 14:05», and whether the article is a
    follow-up of its story."""
    source = sanitize_line(truncate(article.source, MAX_SOURCE_CHARS))
    parts = (
        source,
        format_published(t, article, timezone, now),
        t("article-follow-up") if article.is_follow_up else "",
    )
    return " · ".join(filter(None, parts))


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
    picture = get_picture_url(article)
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
