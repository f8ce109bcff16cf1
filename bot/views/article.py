"""One article: its summary, or its full text in pages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, time
from zoneinfo import ZoneInfo

from bot.callbacks import ArticleAct, ArticleDo, Open, Push, View, as_data
from bot.outside import one_line
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
    shortened,
    text,
)
from bot.views.pictures import may_be_shown, picture_of
from news.limits import MAX_ARTICLE_PICTURES
from news.model import Article, Block, BlockKind
from news.reading import minutes

MOST_NAME = 60
"""Characters of a source's name."""

MAX_BRIEF_CHARS = 3_000
"""Of a first paragraph that stands for a summary: with all around it, one message."""

LONG_CHARS, LONG_BLOCKS = 40_000, 250
"""What is longer takes over 10 ms to be shown."""

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
    said = shortened(gist(article), MAX_BRIEF_CHARS)
    body = (text(said),) if said else ()
    return Document(
        (
            *_head(t, article, timezone, now),
            *_photo(t, article),
            *body,
            *_written(t, article),
        )
    )


def is_long(article: Article) -> bool:
    """Whether it takes too long to show the article while others wait."""
    return (
        len(article.blocks) > LONG_BLOCKS
        or sum(len(block.text) for block in article.blocks) > LONG_CHARS
    )


def gist(article: Article) -> str:
    """The summary; the first paragraph where the text was too short for one; else empty."""
    return " ".join(article.summary) or first_paragraph(article)


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
    back: str = "",
    names: Iterable[Button] = (),
    for_editor: bool = False,
) -> Rows:
    """Turning pages, changing between summary and full text, and the way to the original; names in
    it that can be followed; editors can make breaking news of it, and change it. With ``back``
    (`Open.back`), the way to the list that the article was opened from: a step back from the first
    page, and from any other at once."""
    here = Open(article=article.id, view=view, here=True, back=back)
    turning, away = [], []
    if view is View.FULL and page > 0:
        turning.append(_open(f"◀️ {t('button-back')}", here, page=page - 1))
        away = [Button(f"↩️ {t('button-to-list')}", as_data(back))] if back else []
    elif back:
        turning.append(Button(f"◀️ {t('button-back')}", as_data(back)))
    if view is View.FULL and page + 1 < pages:
        turning.append(_open(f"▶️ {t('button-more')}", here, page=page + 1))
    other = View.BRIEF if view is View.FULL else View.FULL
    label = t("button-brief" if other is View.BRIEF else "button-read")
    last = [_open(f"{_EMOJI[other]} {label}", here, view=other)]
    if article.url.startswith(("http://", "https://")):
        last.append(Button(f"🔗 {t('button-original')}", url=article.url))
    pushing = [push_button(t, article), edit_button(t, article.id)] if for_editor else []
    return tuple(tuple(row) for row in (turning, last, list(names), away, pushing) if row)


def open_button(t: Translator, number: int, article: Article, view: View, back: str = "") -> Button:
    """A button under a list that opens its item ``number``: in a message of its own, or with
    ``back`` (`Open.back`) in the place of the list. «1️⃣ Читать» fits thrice into a row."""
    label = t("button-read" if view is View.FULL else "button-brief")
    opened = Open(article=article.id, view=view, here=bool(back), back=back)
    return Button(f"{keycap(number)} {label}", opened.pack())


def read_button(t: Translator, article: Article, view: View) -> Button:
    """The same under a message that tells of one article."""
    label = t("button-read" if view is View.FULL else "button-brief")
    return Button(f"{_EMOJI[view]} {label}", Open(article=article.id, view=view, here=False).pack())


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
    named = one_line(shortened(article.source, MOST_NAME))
    said = (named, when(t, article, timezone, now))
    return " · ".join(part for part in said if part)


def _open(label: str, here: Open, **other: object) -> Button:
    return Button(label, here.model_copy(update=other).pack())


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
    yield Heading(one_line(article.title))
    takes = t.reading(minutes(block.text for block in article.blocks))
    told = f"{told_by(t, article, timezone, now)} · {takes}"
    yield Paragraph((Span(told, italic=True),))


def _written(t: Translator, article: Article) -> Iterator[Part]:
    if article.summary_written:
        yield Paragraph((Span(f"{WRITTEN} {t('summary-written')}", italic=True),))


def _photo(t: Translator, article: Article) -> Iterator[Part]:
    """The picture with whose it is; that alone, where there is no picture to show."""
    credit = t("article-photo", credit=one_line(article.photo_credit))
    picture = picture_of(article)
    if picture:
        yield Picture(picture, credit if article.photo_credit else "")
    elif article.photo_credit:
        yield Paragraph((Span(f"📷 {credit}", italic=True),))


def _attribution(t: Translator, article: Article) -> Iterator[Part]:
    if article.attribution:
        said = t("article-attribution", attribution=one_line(article.attribution))
        yield Paragraph((Span(said, italic=True),))


def _body(article: Article) -> Iterator[Part]:
    """The blocks; a picture that stands above them already does not come again, and of too many
    only the captions do."""
    pictures = 0
    for block in article.blocks:
        is_picture = block.kind is BlockKind.IMAGE
        pictures += is_picture
        if is_picture and pictures <= MAX_ARTICLE_PICTURES and may_be_shown(block.url):
            if block.url != article.image:
                yield Picture(block.url, block.text)
        elif block.text:
            yield _part(block)


def _part(block: Block) -> Part:
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
