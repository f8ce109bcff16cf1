"""What a search found."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.callbacks import SearchPage, View
from bot.outside import one_line
from bot.translations import Translator
from bot.views.article import open_button, push_button, when
from bot.views.digest import sources
from bot.views.document import (
    Button,
    Document,
    Heading,
    Inline,
    Paragraph,
    Rows,
    Span,
    page,
    shortened,
)
from storage.search import Hit, Page

PAGE = 5
"""Stories a page."""

MOST_TITLE = 200
"""Characters of a title on a card: a page of results is always one message."""


def results(
    t: Translator,
    found: Page,
    snippets: Sequence[Inline],
    *,
    query: str,
    search_id: int,
    offset: int,
    timezone: str,
    now: datetime,
    for_editor: bool = False,
) -> Document:
    """Stories as cards, each with a button for the summary and one for the full text; for editors
    one that makes breaking news of it, too."""
    cards = [
        _card(t, offset + place, hit, snippet, timezone, now)
        for place, (hit, snippet) in enumerate(zip(found.hits, snippets, strict=True), start=1)
    ]
    return page(
        Heading(t("search-found", query=query, count=found.total)),
        *cards,
        buttons=_buttons(t, found, search_id, offset, for_editor),
    )


def nothing(t: Translator, query: str) -> Document:
    return page(t("search-nothing", query=query))


def _card(
    t: Translator, number: int, hit: Hit, snippet: Inline, timezone: str, now: datetime
) -> Paragraph:
    told_by = " · ".join(
        part for part in (sources(t, hit.story), when(t, hit.article, timezone, now)) if part
    )
    body = (*snippet, Span("\n")) if snippet else ()
    return Paragraph(
        (
            Span(f"{number}. {one_line(shortened(hit.article.title, MOST_TITLE))}\n", bold=True),
            *body,
            Span(told_by, italic=True),
        )
    )


def _buttons(t: Translator, found: Page, search_id: int, offset: int, for_editor: bool) -> Rows:
    rows: list[tuple[Button, ...]] = [
        (
            open_button(t, offset + place, hit.article, View.BRIEF),
            open_button(t, offset + place, hit.article, View.FULL),
            *((push_button(t, hit.article, offset + place),) if for_editor else ()),
        )
        for place, hit in enumerate(found.hits, start=1)
    ]
    turning = []
    if offset > 0:
        back = SearchPage(search=search_id, offset=max(0, offset - PAGE))
        turning.append(Button(f"◀️ {t('button-back')}", back.pack()))
    if offset + PAGE < found.total:
        more = SearchPage(search=search_id, offset=offset + PAGE)
        turning.append(Button(f"▶️ {t('button-more')}", more.pack()))
    return (*rows, tuple(turning)) if turning else tuple(rows)
