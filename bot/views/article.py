"""One article: its summary, or its full text in pages."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time
from zoneinfo import ZoneInfo

from bot.callbacks import ArticleAct, ArticleDo, Open, Push, View
from bot.outside import one_line
from bot.translations import Translator
from bot.views.document import (
    Button,
    Document,
    Heading,
    Item,
    Paragraph,
    Part,
    Quote,
    Rows,
    Span,
    text,
)
from news.model import Article, Block, BlockKind

WRITTEN = "🤖"
"""Stands by a summary that no one wrote word for word."""

_EMOJI = {View.FULL: "📖", View.BRIEF: "📝"}


def full_text(t: Translator, article: Article, timezone: str, now: datetime) -> Document:
    """Everything that the article holds, in its own order."""
    return Document(
        (
            *_head(t, article, timezone, now),
            *_photo(t, article),
            *_body(article),
            *_attribution(t, article),
            *_teaser(t, article),
        )
    )


def brief(t: Translator, article: Article, timezone: str, now: datetime) -> Document:
    """The summary; the first paragraph where the text was too short for one."""
    said = " ".join(article.summary) or first_paragraph(article)
    body = (text(said),) if said else ()
    return Document((*_head(t, article, timezone, now), *body, *_written(t, article)))


def first_paragraph(article: Article) -> str:
    """What a text too short for a summary says first; empty where that is only the title."""
    paragraphs = (b.text for b in article.blocks if b.kind is BlockKind.PARAGRAPH)
    return next((said for said in paragraphs if said != article.title), "")


def buttons(
    t: Translator, article: Article, view: View, page: int, pages: int, *, for_editor: bool = False
) -> Rows:
    """Turning pages, changing between summary and full text, and the way to the original; editors
    can make breaking news of it, and change it."""
    turning = []
    if view is View.FULL and page > 0:
        turning.append(_open(f"◀️ {t('button-back')}", article, view, page - 1))
    if view is View.FULL and page + 1 < pages:
        turning.append(_open(f"▶️ {t('button-more')}", article, view, page + 1))
    other = View.BRIEF if view is View.FULL else View.FULL
    label = t("button-brief" if other is View.BRIEF else "button-read")
    last = [_open(f"{_EMOJI[other]} {label}", article, other, 0)]
    if article.url.startswith(("http://", "https://")):
        last.append(Button(f"🔗 {t('button-original')}", url=article.url))
    pushing = [push_button(t, article), edit_button(t, article.id)] if for_editor else []
    return tuple(tuple(row) for row in (turning, last, pushing) if row)


def open_button(t: Translator, number: int, article: Article, view: View) -> Button:
    """A button under a list that opens its item ``number`` in a message of its own."""
    label = t("button-read" if view is View.FULL else "button-brief")
    return Button(
        f"{keycap(number)} {label}", Open(article=article.id, view=view, here=False).pack()
    )


def push_button(t: Translator, article: Article, number: int | None = None) -> Button:
    """Makes breaking news of an article, of item ``number`` of a list if it stands in one."""
    mark = f"{keycap(number)} " if number is not None else "🔴 "
    return Button(mark + t("button-breaking"), Push(article=article.id).pack())


def edit_button(t: Translator, article_id: int) -> Button:
    data = ArticleAct(article=article_id, do=ArticleDo.SHOW)
    return Button(f"✏️ {t('button-edit')}", data.pack())


def keycap(number: int) -> str:
    """A number as emoji: 12 is 1️⃣2️⃣."""
    return "".join(f"{digit}\ufe0f\u20e3" for digit in str(number))


def when(t: Translator, article: Article, timezone: str, now: datetime) -> str:
    """Publication time in words; only the day where the source gave only the day."""
    if article.published.time() == time():
        zone = ZoneInfo("UTC")
        day = article.published.astimezone(zone).date()
        return t.day(day) if day.year == now.year else t.moment(article.published, "UTC", now)
    return t.moment(article.published, timezone, now)


def told_by(t: Translator, article: Article, timezone: str, now: datetime) -> str:
    """«Вестник · сегодня в 14:05»."""
    said = (one_line(article.source), when(t, article, timezone, now))
    return " · ".join(part for part in said if part)


def _open(label: str, article: Article, view: View, page: int) -> Button:
    return Button(label, Open(article=article.id, view=view, page=page, here=True).pack())


def _teaser(t: Translator, article: Article) -> Iterator[Part]:
    if article.teaser:
        yield text(Span(t("article-teaser"), italic=True))


def _head(t: Translator, article: Article, timezone: str, now: datetime) -> Iterator[Part]:
    yield Heading(one_line(article.title))
    yield Paragraph((Span(told_by(t, article, timezone, now), italic=True),))


def _written(t: Translator, article: Article) -> Iterator[Part]:
    if article.summary_written:
        yield Paragraph((Span(f"{WRITTEN} {t('summary-written')}", italic=True),))


def _photo(t: Translator, article: Article) -> Iterator[Part]:
    if article.photo_credit:
        yield Paragraph(
            (Span("📷 " + t("article-photo", credit=article.photo_credit), italic=True),)
        )


def _attribution(t: Translator, article: Article) -> Iterator[Part]:
    if article.attribution:
        said = t("article-attribution", attribution=article.attribution)
        yield Paragraph((Span(said, italic=True),))


def _body(article: Article) -> Iterator[Part]:
    for block in article.blocks:
        part = _part(block)
        if part is not None:
            yield part


def _part(block: Block) -> Part | None:
    if not block.text:
        return None
    match block.kind:
        case BlockKind.HEADING:
            return Heading(block.text)
        case BlockKind.QUOTE:
            return Quote(block.text)
        case BlockKind.LIST_ITEM:
            return Item(block.text)
        case BlockKind.IMAGE:
            return Paragraph((Span("🖼 " + block.text, italic=True),))
        case BlockKind.PARAGRAPH:
            return text(block.text)
