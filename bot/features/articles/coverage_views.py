"""All reports of a story as a list, and the buttons that lead to it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from bot.ui.articles import (
    ArticleButtons,
    ArticleView,
    CoverageOrder,
    CoverageOrigin,
    OpenArticle,
    OpenCoverage,
    format_keycap,
    format_published,
)
from bot.ui.callbacks import nest_callback, unnest_callback
from bot.ui.document import (
    Button,
    Document,
    Heading,
    Paragraph,
    Span,
    build_document,
    build_paragraph,
    format_line,
    split_rows,
    truncate,
)
from service.articles.coverage import PAGE_SIZE, CoveragePage
from service.i18n.translations import Translator
from storage.archive.coverage import Report

MAX_TITLE_CHARS, MAX_SENTENCE_CHARS, MAX_SOURCE_CHARS = 100, 170, 40
"""Characters of a report's texts: ten reports must fit into one message."""

NUMBERS_PER_ROW = 5

_LONG_DATA = {"page": 99, "buttons": ArticleButtons.CHOICES}
"""What makes the data of an article's buttons longest: a late page of its text, and these."""

_ARTICLE_VIEWS = {CoverageOrigin.BRIEF: ArticleView.BRIEF, CoverageOrigin.FULL: ArticleView.FULL}


def build_coverage(
    t: Translator, page: CoveragePage, place: OpenCoverage, timezone: str, now: datetime
) -> Document:
    """Return a page of a story's reports, each with a button to open it.

    ``place``: the callback data of this page.
    """
    new_sentences: Sequence[str | None] = page.new_sentences or [None] * len(page.reports)
    numbered = list(enumerate(page.reports, page.number * PAGE_SIZE + 1))
    items = [
        _build_item(t, number, report, sentence, report.article_id == page.first_id, timezone, now)
        for (number, report), sentence in zip(numbered, new_sentences, strict=True)
    ]
    is_list = place.order is CoverageOrder.REPORTS
    count = t("coverage-reports" if is_list else "coverage-developments", count=page.total)
    numbers = [
        Button(format_keycap(number), _pack_report(report, place)) for number, report in numbered
    ]
    return build_document(
        Heading(format_line(page.title, MAX_TITLE_CHARS)),
        build_paragraph(Span(count, italic=True)),
        *items,
        buttons=(*split_rows(numbers, NUMBERS_PER_ROW), *_build_paging(t, page, place)),
    )


def _build_item(
    t: Translator,
    number: int,
    report: Report,
    sentence: str | None,
    is_first: bool,
    timezone: str,
    now: datetime,
) -> Paragraph:
    """Build a report; ``sentence``: what it added, empty if nothing, None in the plain list."""
    source = format_line(report.source, MAX_SOURCE_CHARS)
    first = t("coverage-first") if is_first else ""
    moment = format_published(t, report, timezone, now)
    mark = t("article-follow-up") if report.is_follow_up else first
    byline = " · ".join(part for part in (moment, source, mark) if part)
    title = format_line(report.title, MAX_TITLE_CHARS)
    spans = [Span(f"{number}. {title}\n", bold=True)]
    if sentence is not None:
        added = truncate(sentence, MAX_SENTENCE_CHARS) or t("coverage-nothing-new")
        spans.append(Span(f"{added}\n"))
    return Paragraph((*spans, Span(byline, italic=True)))


def _build_paging(
    t: Translator, page: CoveragePage, place: OpenCoverage
) -> Iterator[tuple[Button, ...]]:
    """Yield the buttons to other pages, to the other order, and to where the list was opened."""
    origin = _find_origin(place)
    if page.number > 0:
        pages = [_build_turn(f"◀️ {t('button-back')}", place, page=page.number - 1)]
    else:
        pages = [Button(f"◀️ {t('button-back')}", origin)] if origin else []
    if page.number + 1 < page.page_count:
        pages.append(_build_turn(f"▶️ {t('button-more')}", place, page=page.number + 1))
    if pages:
        yield tuple(pages)
    if place.order is CoverageOrder.REPORTS:
        label, order = f"🕓 {t('button-developments')}", CoverageOrder.DEVELOPMENTS
    else:
        label, order = f"📰 {t('button-all-reports')}", CoverageOrder.REPORTS
    yield (_build_turn(label, place, page=0, order=order),)
    if origin and page.number > 0:
        key = "button-to-article" if place.origin in _ARTICLE_VIEWS else "button-to-list"
        yield (Button(f"↩️ {t(key)}", origin),)


def _build_turn(label: str, place: OpenCoverage, **other: object) -> Button:
    return Button(label, place.model_copy(update=other).pack())


def _find_origin(place: OpenCoverage) -> str:
    """Return the callback data of what the list replaced; empty if it replaced nothing."""
    if view := _ARTICLE_VIEWS.get(place.origin):
        article = OpenArticle(article=place.article, view=view, in_place=True, back=place.back)
        return article.pack()
    return unnest_callback(place.back) if place.origin is CoverageOrigin.LIST else ""


def _pack_report(report: Report, place: OpenCoverage) -> str:
    """Return the data that opens a report, with the way back to this page and from there on.

    Where that is too long for a button, the filters of a search are left out, which come last.
    """
    for back in (place.back, place.back.rpartition("~")[0], ""):
        way = nest_callback(place.model_copy(update={"back": back}))
        opened = OpenArticle(
            article=report.article_id, view=ArticleView.BRIEF, in_place=True, back=way
        )
        try:
            opened.model_copy(update=_LONG_DATA).pack()
        except ValueError:
            continue
        return opened.pack()
    raise ValueError(f"no way back fits beside article {report.article_id}")
