"""One article: its summary, or its full text in pages."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time
from zoneinfo import ZoneInfo

from bot.callbacks import DigestAct, DigestDo, FromDigest, Open, Push, View
from bot.translations import Translator
from bot.views.document import (
    Button,
    Divider,
    Document,
    Heading,
    Item,
    Paragraph,
    Part,
    Picture,
    Quote,
    Rows,
    Span,
    isolated,
    text,
)
from bot.views.pictures import may_be_shown, picture_of
from news.model import Article, Block, BlockKind
from news.reading import minutes

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
            *_foot(t, article),
        )
    )


def brief(t: Translator, article: Article, timezone: str, now: datetime) -> Document:
    """The summary; the first paragraph where the text was too short for one."""
    said = " ".join(article.summary) or first_paragraph(article)
    body = (text(said),) if said else ()
    return Document(
        (
            *_head(t, article, timezone, now),
            *_photo(t, article),
            *body,
            *_written(t, article),
        )
    )


def first_paragraph(article: Article) -> str:
    """What a text too short for a summary says first; empty where that is only the title."""
    paragraphs = (b.text for b in article.blocks if b.kind is BlockKind.PARAGRAPH)
    return next((said for said in paragraphs if said != article.title), "")


def buttons(
    t: Translator,
    article: Article,
    view: View,
    page: int,
    pages: int,
    *,
    for_editor: bool = False,
    digest: int = 0,
) -> Rows:
    """Turning pages, changing between summary and full text, and the way to the original; editors
    can make breaking news of it. ``digest`` is the one to go back to, if it came from one."""

    def show(label: str, view: View, page: int) -> Button:
        return Button(label, _showing(article, view, page, digest))

    turning = []
    if view is View.FULL and page > 0:
        # «Назад» is the way to the digest, where there is one.
        back = f"{page}/{pages}" if digest else t("button-back")
        turning.append(show(f"◀️ {back}", view, page - 1))
    if view is View.FULL and page + 1 < pages:
        turning.append(show(f"▶️ {t('button-more')}", view, page + 1))
    other = View.BRIEF if view is View.FULL else View.FULL
    label = t("button-brief" if other is View.BRIEF else "button-read")
    last = [show(f"{_EMOJI[other]} {label}", other, 0)]
    if article.url.startswith(("http://", "https://")):
        last.append(Button(f"🔗 {t('button-original')}", url=article.url))
    pushing = [push_button(t, article)] if for_editor else []
    leaving = [_to_digest(t, digest)] if digest else []
    return tuple(tuple(row) for row in (turning, last, pushing, leaving) if row)


def open_button(t: Translator, number: int, article: Article, view: View) -> Button:
    """A button under a list that opens its item ``number`` in a message of its own."""
    return Button(
        view_label(t, number, view), Open(article=article.id, view=view, here=False).pack()
    )


def view_label(t: Translator, number: int, view: View) -> str:
    """«1️⃣ Читать»: a short word that fits thrice into a row, beside the number of what it is."""
    return f"{keycap(number)} {t('button-read' if view is View.FULL else 'button-brief')}"


def push_button(t: Translator, article: Article, number: int | None = None) -> Button:
    """Makes breaking news of an article, of item ``number`` of a list if it stands in one."""
    mark = f"{keycap(number)} " if number is not None else "🔴 "
    return Button(mark + t("button-breaking"), Push(article=article.id).pack())


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


def _showing(article: Article, view: View, page: int, digest: int) -> str:
    """Shows a page of the article in the place of what is there now."""
    if digest:
        return FromDigest(article=article.id, view=view, page=page, digest=digest).pack()
    return Open(article=article.id, view=view, page=page, here=True).pack()


def _to_digest(t: Translator, digest: int) -> Button:
    return Button(f"↩️ {t('button-back')}", DigestAct(digest=digest, do=DigestDo.SHOW).pack())


def _foot(t: Translator, article: Article) -> Iterator[Part]:
    """What is not the article's own words, set apart from these."""
    said = (*_attribution(t, article), *_teaser(t, article))
    if said:
        yield Divider()
        yield from said


def _teaser(t: Translator, article: Article) -> Iterator[Part]:
    if article.teaser:
        yield text(Span(t("article-teaser"), italic=True))


def _head(t: Translator, article: Article, timezone: str, now: datetime) -> Iterator[Part]:
    yield Heading(article.title)
    takes = t.reading(minutes(block.text for block in article.blocks))
    told = (isolated(article.source), when(t, article, timezone, now), takes)
    yield Paragraph((Span(" · ".join(part for part in told if part), italic=True),))


def _written(t: Translator, article: Article) -> Iterator[Part]:
    if article.summary_written:
        yield Paragraph((Span(f"{WRITTEN} {t('summary-written')}", italic=True),))


def _photo(t: Translator, article: Article) -> Iterator[Part]:
    """The picture with whose it is; that alone, where there is no picture to show."""
    credit = t("article-photo", credit=isolated(article.photo_credit))
    picture = picture_of(article)
    if picture:
        yield Picture(picture, credit if article.photo_credit else "")
    elif article.photo_credit:
        yield Paragraph((Span(f"📷 {credit}", italic=True),))


def _attribution(t: Translator, article: Article) -> Iterator[Part]:
    if article.attribution:
        said = t("article-attribution", attribution=isolated(article.attribution))
        yield Paragraph((Span(said, italic=True),))


def _body(article: Article) -> Iterator[Part]:
    """The blocks; a picture that stands above them already does not come again."""
    for block in article.blocks:
        part = _part(block)
        if part is not None and part != Picture(article.image, block.text):
            yield part


def _part(block: Block) -> Part | None:
    if block.kind is BlockKind.IMAGE and may_be_shown(block.url):
        return Picture(block.url, block.text)
    if not block.text:
        return None
    match block.kind:
        case BlockKind.HEADING:
            return Heading(block.text, level=2)
        case BlockKind.QUOTE:
            return Quote(block.text)
        case BlockKind.LIST_ITEM:
            return Item(block.text)
        case BlockKind.IMAGE:
            return Paragraph((Span("🖼 " + block.text, italic=True),))
        case BlockKind.PARAGRAPH:
            return text(block.text)
