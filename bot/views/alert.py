"""An alert: one story that mentions what a reader follows, or what gathered in an hour."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.callbacks import Ask, StopFollowing, View
from bot.outside import one_line
from bot.translations import Translator
from bot.views.article import first_paragraph, open_button, read_button, told_by
from bot.views.digest import BUTTONS_A_ROW, MOST_TITLE
from bot.views.document import (
    Button,
    Document,
    Heading,
    Paragraph,
    Span,
    in_rows,
    page,
    shortened,
    text,
)
from news.model import Article

SENTENCES = 2
MOST_LEAD = 300

MOST_STOPS = 2
"""Buttons to stop following: who follows more that one article mentions has the list."""

MOST_GATHERED_TITLE = 150


def alert(
    t: Translator,
    article: Article,
    terms: Sequence[tuple[int, str]],
    timezone: str,
    now: datetime,
) -> Document:
    """What is followed, the headline, when and by whom, two sentences. ``terms``: ids of meanings,
    and how the reader wrote them."""
    said = " ".join(article.summary[:SENTENCES]) or shortened(first_paragraph(article), MOST_LEAD)
    followed = ", ".join(name for _, name in terms)
    stops = [
        Button(f"🔕 {t('button-stop-following', term=name)}", StopFollowing(meaning=number).pack())
        for number, name in terms[:MOST_STOPS]
    ]
    return page(
        text(Span(f"🔔 {t('alert-because', terms=followed)}", italic=True)),
        Heading(one_line(shortened(article.title, MOST_TITLE))),
        *([said] if said else []),
        text(Span(told_by(t, article, timezone, now), italic=True)),
        buttons=((read_button(t, article, View.FULL),), *((stop,) for stop in stops)),
    )


def gathered(
    t: Translator, articles: Sequence[Article], more: int, timezone: str, now: datetime
) -> Document:
    """Several headlines in one message, with a button to read each. ``more``: how many others
    there were."""
    items = [
        Paragraph(
            (
                Span(
                    f"{number}. {one_line(shortened(article.title, MOST_GATHERED_TITLE))}\n",
                    bold=True,
                ),
                Span(told_by(t, article, timezone, now), italic=True),
            )
        )
        for number, article in enumerate(articles, start=1)
    ]
    reads = [
        open_button(t, number, article, View.FULL)
        for number, article in enumerate(articles, start=1)
    ]
    change = Button(f"🔔 {t('button-followed')}", Ask(what="follow").pack())
    return page(
        Heading(f"🔔 {t('alert-gathered', count=len(articles) + more)}"),
        *items,
        *([t("alert-more", count=more)] if more else []),
        buttons=(*in_rows(reads, BUTTONS_A_ROW), (change,)),
    )
