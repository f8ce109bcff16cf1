"""One article: its summary, or its full text in pages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, time
from zoneinfo import ZoneInfo

from bot.features.articles.callbacks import ArticleView, OpenArticle
from bot.features.broadcasts.callbacks import BroadcastArticle
from bot.features.editorial.callbacks import ArticleAction, ArticleCallback
from bot.ui.callbacks import unnest_callback
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
    truncate,
)
from bot.ui.images import get_picture_url, is_public_url
from news.limits import MAX_ARTICLE_PICTURES
from news.model import Article, Block, BlockKind
from news.text.reading_time import estimate_minutes
from service.i18n.sanitize import sanitize_line
from service.i18n.translations import Translator

MAX_SOURCE_CHARS = 60
"""Characters of a source's name."""

MAX_BRIEF_CHARS = 3_000
"""Of a first paragraph that stands for a summary: with all around it, one message."""

LONG_CHARS, LONG_BLOCKS = 40_000, 250
"""What is longer takes over 10 ms to be shown."""

GENERATED_MARK = "🤖"
"""Stands by a summary that no one wrote word for word."""

_EMOJI = {ArticleView.FULL: "📖", ArticleView.BRIEF: "📝"}


def build_full_text(t: Translator, article: Article, timezone: str, now: datetime) -> Document:
    """Everything that the article holds, in its own order."""
    return Document(
        (
            *_build_header(t, article, timezone, now),
            *_build_photo(t, article),
            *_build_body(article),
            *_build_footer(t, article),
        )
    )


def build_summary(t: Translator, article: Article, timezone: str, now: datetime) -> Document:
    """The summary; the first paragraph where the text was too short for one."""
    said = truncate(get_summary_text(article), MAX_BRIEF_CHARS)
    body = (build_paragraph(said),) if said else ()
    return Document(
        (
            *_build_header(t, article, timezone, now),
            *_build_photo(t, article),
            *body,
            *_build_generated_note(t, article),
        )
    )


def is_long(article: Article) -> bool:
    """Whether it takes too long to show the article while others wait."""
    return (
        len(article.blocks) > LONG_BLOCKS
        or sum(len(block.text) for block in article.blocks) > LONG_CHARS
    )


def get_summary_text(article: Article) -> str:
    """The summary; the first paragraph where the text was too short for one; else empty."""
    return " ".join(article.summary) or find_first_paragraph(article)


def find_first_paragraph(article: Article) -> str:
    """What a text too short for a summary says first; empty where that is only the title."""
    paragraphs = (b.text for b in article.blocks if b.kind is BlockKind.PARAGRAPH)
    return next((said for said in paragraphs if said != article.title), "")


def build_article_buttons(
    t: Translator,
    article: Article,
    view: ArticleView,
    page: int,
    pages: int,
    *,
    back: str = "",
    names: Iterable[Button] = (),
    for_editor: bool = False,
) -> Rows:
    """Turning pages, changing between summary and full text, and the way to the original; names in
    it that can be followed; editors can make breaking news of it, and change it. With ``back``
    (`Open.back`), the way to the list that the article was opened from: a step back from the first
    page, and from any other at once."""
    here = OpenArticle(article=article.id, view=view, in_place=True, back=back)
    turning, away = [], []
    if view is ArticleView.FULL and page > 0:
        turning.append(_build_page_button(f"◀️ {t('button-back')}", here, page=page - 1))
        away = [Button(f"↩️ {t('button-to-list')}", unnest_callback(back))] if back else []
    elif back:
        turning.append(Button(f"◀️ {t('button-back')}", unnest_callback(back)))
    if view is ArticleView.FULL and page + 1 < pages:
        turning.append(_build_page_button(f"▶️ {t('button-more')}", here, page=page + 1))
    other = ArticleView.BRIEF if view is ArticleView.FULL else ArticleView.FULL
    label = t("button-brief" if other is ArticleView.BRIEF else "button-read")
    last = [_build_page_button(f"{_EMOJI[other]} {label}", here, view=other)]
    if article.url.startswith(("http://", "https://")):
        last.append(Button(f"🔗 {t('button-original')}", url=article.url))
    pushing = (
        [build_broadcast_button(t, article), build_edit_button(t, article.id)] if for_editor else []
    )
    return tuple(tuple(row) for row in (turning, last, list(names), away, pushing) if row)


def build_open_button(
    t: Translator, number: int, article: Article, view: ArticleView, back: str = ""
) -> Button:
    """A button under a list that opens its item ``number``: in a message of its own, or with
    ``back`` (`Open.back`) in the place of the list. «1️⃣ Читать» fits thrice into a row."""
    label = t("button-read" if view is ArticleView.FULL else "button-brief")
    opened = OpenArticle(article=article.id, view=view, in_place=bool(back), back=back)
    return Button(f"{format_keycap(number)} {label}", opened.pack())


def build_read_button(t: Translator, article: Article, view: ArticleView) -> Button:
    """The same under a message that tells of one article."""
    label = t("button-read" if view is ArticleView.FULL else "button-brief")
    return Button(
        f"{_EMOJI[view]} {label}", OpenArticle(article=article.id, view=view, in_place=False).pack()
    )


def build_broadcast_button(t: Translator, article: Article, number: int | None = None) -> Button:
    """Makes breaking news of an article, of item ``number`` of a list if it stands in one."""
    mark = f"{format_keycap(number)} " if number is not None else "🔴 "
    return Button(mark + t("button-breaking"), BroadcastArticle(article=article.id).pack())


def build_edit_button(t: Translator, article_id: int) -> Button:
    data = ArticleCallback(article=article_id, action=ArticleAction.SHOW)
    return Button(f"✏️ {t('button-edit')}", data.pack())


def format_keycap(number: int) -> str:
    """A number as emoji: 12 is 1️⃣2️⃣."""
    return "".join(f"{digit}\ufe0f\u20e3" for digit in str(number))


def format_published(t: Translator, article: Article, timezone: str, now: datetime) -> str:
    """Publication time in words; only the day where the source gave only the day."""
    if article.published.time() == time():
        zone = ZoneInfo("UTC")
        day = article.published.astimezone(zone).date()
        return (
            t.format_date(day)
            if day.year == now.year
            else t.format_datetime(article.published, "UTC", now)
        )
    return t.format_datetime(article.published, timezone, now)


def format_byline(t: Translator, article: Article, timezone: str, now: datetime) -> str:
    """«Вестник · сегодня в 14:05»."""
    named = sanitize_line(truncate(article.source, MAX_SOURCE_CHARS))
    said = (named, format_published(t, article, timezone, now))
    return " · ".join(part for part in said if part)


def _build_page_button(label: str, data: OpenArticle, **other: object) -> Button:
    return Button(label, data.model_copy(update=other).pack())


def _build_footer(t: Translator, article: Article) -> Iterator[DocumentPart]:
    """What is not the article's own words, set apart from these."""
    said = (*_build_attribution(t, article), *_build_teaser_note(t, article))
    if said:
        yield Divider()
        yield from said


def _build_teaser_note(t: Translator, article: Article) -> Iterator[DocumentPart]:
    if article.is_teaser:
        yield build_paragraph(Span(t("article-teaser"), italic=True))


def _build_header(
    t: Translator, article: Article, timezone: str, now: datetime
) -> Iterator[DocumentPart]:
    yield Heading(sanitize_line(article.title))
    takes = t.format_reading_time(estimate_minutes(block.text for block in article.blocks))
    told = f"{format_byline(t, article, timezone, now)} · {takes}"
    yield Paragraph((Span(told, italic=True),))


def _build_generated_note(t: Translator, article: Article) -> Iterator[DocumentPart]:
    if article.summary_written:
        yield Paragraph((Span(f"{GENERATED_MARK} {t('summary-written')}", italic=True),))


def _build_photo(t: Translator, article: Article) -> Iterator[DocumentPart]:
    """The picture with whose it is; that alone, where there is no picture to show."""
    credit = t("article-photo", credit=sanitize_line(article.photo_credit))
    picture = get_picture_url(article)
    if picture:
        yield Picture(picture, credit if article.photo_credit else "")
    elif article.photo_credit:
        yield Paragraph((Span(f"📷 {credit}", italic=True),))


def _build_attribution(t: Translator, article: Article) -> Iterator[DocumentPart]:
    if article.attribution:
        said = t("article-attribution", attribution=sanitize_line(article.attribution))
        yield Paragraph((Span(said, italic=True),))


def _build_body(article: Article) -> Iterator[DocumentPart]:
    """The blocks; a picture that stands above them already does not come again, and of too many
    only the captions do."""
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
