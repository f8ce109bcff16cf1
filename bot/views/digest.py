"""A digest, and what is said when there is none."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from bot.callbacks import Ask, DigestPage, View
from bot.outside import one_line
from bot.translations import Translator
from bot.views.article import WRITTEN, first_paragraph, open_button, when
from bot.views.document import (
    Button,
    Document,
    Heading,
    Paragraph,
    Rows,
    Span,
    page,
    shortened,
)
from news.model import Digest, Story

SENTENCES = 2
"""Of a story's summary, in a digest."""

SOURCES_NAMED = 2
BUTTONS_A_ROW = 3
MOST_TITLE = 200
MOST_NAME = 60
MOST_LEAD = 300


def digest(t: Translator, digest: Digest, timezone: str, number: int = 0) -> Document:
    """The stories, best first, with a button to read each. ``number``: which page of the digest
    this is, from 0 on."""
    day = digest.until.astimezone(ZoneInfo(timezone)).date()
    first = number * digest.preferences.items + 1
    items = [
        story_item(t, place, story, timezone, digest.until)
        for place, story in enumerate(digest.stories, start=first)
    ]
    more = [t("digest-more", count=digest.more)] if digest.more else []
    return page(
        Heading(t("digest-title", day=t.weekday(day))),
        *items,
        *more,
        buttons=_buttons(t, digest, number, first),
    )


def story_item(t: Translator, number: int, story: Story, timezone: str, now: datetime) -> Paragraph:
    """Headline, one or two sentences, sources and time."""
    article = story.headline
    said = " ".join(article.summary[:SENTENCES]) or shortened(first_paragraph(article), MOST_LEAD)
    written = WRITTEN if article.summary_written else ""
    told_by = " · ".join(
        part for part in (sources(t, story), when(t, article, timezone, now), written) if part
    )
    spans = [Span(f"{number}. {one_line(shortened(article.title, MOST_TITLE))}\n", bold=True)]
    if said:
        spans.append(Span(said + "\n"))
    return Paragraph((*spans, Span(told_by, italic=True)))


def sources(t: Translator, story: Story) -> str:
    """«Reuters · УНН · ещё 3»."""
    named = [one_line(shortened(name, MOST_NAME)) for name in story.sources[:SOURCES_NAMED]]
    rest = len(story.sources) - len(named)
    return " · ".join([*named, t("sources-more", count=rest)] if rest else named)


def empty(t: Translator) -> Document:
    """The short line of a day without news, with the way to silence it."""
    quiet = Button(t("button-quiet-when-empty"), Ask(what="quiet").pack())
    return page(t("digest-empty"), buttons=((quiet,),))


def _buttons(t: Translator, digest: Digest, number: int, first: int) -> Rows:
    reads = [
        open_button(t, place, story.headline, View.FULL)
        for place, story in enumerate(digest.stories, start=first)
    ]
    rows = [
        tuple(reads[start : start + BUTTONS_A_ROW]) for start in range(0, len(reads), BUTTONS_A_ROW)
    ]
    if digest.more:
        rest = DigestPage(
            since=_milliseconds(digest.since), until=_milliseconds(digest.until), page=number + 1
        )
        rows.append((Button(f"▶️ {t('button-more')}", rest.pack()),))
    change = (
        Button(f"🗂 {t('button-topics')}", Ask(what="topics").pack()),
        Button(f"🕗 {t('button-hour')}", Ask(what="hour").pack()),
    )
    return (*rows, change)


def _milliseconds(moment: datetime) -> int:
    return round(moment.timestamp() * 1000)
