"""The buttons under an opened article."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from bot.features.articles.saved_views import build_save_button
from bot.features.articles.views import is_in_coverage
from bot.telegram.chats.deep_links import ArticleLink, build_payload
from bot.ui.articles import (
    VIEW_EMOJI,
    ArticleButtons,
    ArticleView,
    CoverageOrder,
    CoverageOrigin,
    OpenArticle,
    OpenCoverage,
    build_broadcast_button,
    build_coverage_button,
    build_edit_button,
    format_view,
)
from bot.ui.callbacks import unnest_callback
from bot.ui.document import Button, Rows, get_button_url
from news.model import Article
from service.i18n.translations import Translator

MAX_NAMES = 2
"""Names to follow or mute under an article, each in a row; the others are one tap away."""


@dataclass(frozen=True, slots=True)
class ArticlePage:
    """Which page of an article to show, and what its buttons offer.

    ``back``: the callback data of the list that it was opened from (`OpenArticle.back`).
    ``other_reports``: how many the story has. In a private chat their list replaces the article,
    which can be saved and shared. ``name_rows``: each follows and mutes a name; the page has the
    first ones, those with `ArticleButtons.CHOICES` all of them and the source.
    """

    view: ArticleView
    number: int = 0
    back: str = ""
    name_rows: Rows = ()
    source_buttons: tuple[Button, ...] = ()
    story_buttons: tuple[Button, ...] = ()
    may_broadcast: bool = False
    may_edit: bool = False
    other_reports: int = 0
    is_private: bool = True
    is_saved: bool = False
    buttons: ArticleButtons = ArticleButtons.READING


def build_article_buttons(
    t: Translator, article: Article, page: ArticlePage, page_count: int
) -> Rows:
    """Return the buttons under a page: other pages, the other view, the original, the story's other
    reports, to save and share, names to follow.

    The full text is a message of its own, so that reading begins at its top: from a summary it
    opens below, and its pages turn in place. With ``page.back`` a summary leads back to the list
    that it replaced, and each page of a full text has a button to the list. Editors can also
    broadcast and edit the article.
    """
    is_full, number, back = page.view is ArticleView.FULL, page.number, page.back
    shown = OpenArticle(article=article.id, view=page.view, in_place=True, back=back)
    if page.buttons is ArticleButtons.CHOICES:
        to_article = _build_page_button(f"◀️ {t('button-back')}", shown, page=number)
        return _drop_empty((*page.name_rows, page.source_buttons, (to_article,)))
    pages = list(_build_paging_buttons(t, shown, number, page_count)) if is_full else []
    other = ArticleView.BRIEF if is_full else ArticleView.FULL
    label = f"{VIEW_EMOJI[other]} {format_view(t, other)}"
    views = [_build_page_button(label, shown, view=other, in_place=is_full)]
    if original := get_button_url(article.url):
        views.append(Button(f"🔗 {t('button-original')}", url=original))
    editing = []
    if page.may_broadcast:
        editing.append(build_broadcast_button(t, article.id))
    if page.may_edit:
        editing.append(build_edit_button(t, article.id))
    rows = (
        pages,
        views,
        list(_build_story_buttons(t, article, page)),
        page.story_buttons,
        list(_build_keeping_buttons(t, article, page)),
        *page.name_rows[:MAX_NAMES],
        editing,
        list(_build_last_buttons(t, shown, page)),
    )
    return _drop_empty(rows)


def _build_last_buttons(t: Translator, shown: OpenArticle, page: ArticlePage) -> Iterator[Button]:
    """Yield the way back to the list and a button to all that can be followed and muted."""
    if page.back:
        is_full = page.view is ArticleView.FULL
        label = f"↩️ {t('button-to-list')}" if is_full else f"◀️ {t('button-back')}"
        yield Button(label, unnest_callback(page.back))
    if page.source_buttons or len(page.name_rows) > MAX_NAMES:
        label = f"🔔 {t('button-choices')}"
        yield _build_page_button(label, shown, page=page.number, buttons=ArticleButtons.CHOICES)


def _build_story_buttons(t: Translator, article: Article, page: ArticlePage) -> Iterator[Button]:
    """Yield a button to the story's reports, unless the article was opened from their list."""
    if page.other_reports and not is_in_coverage(page.back):
        is_full = page.view is ArticleView.FULL
        origin = CoverageOrigin.FULL if is_full else CoverageOrigin.BRIEF
        place = OpenCoverage(
            article=article.id,
            order=CoverageOrder.REPORTS,
            origin=origin if page.is_private else CoverageOrigin.ELSEWHERE,
            back=page.back,
        )
        yield build_coverage_button(t, page.other_reports, place)


def _build_keeping_buttons(t: Translator, article: Article, page: ArticlePage) -> Iterator[Button]:
    """Yield the buttons to save the article and to share it in any chat."""
    if page.is_private:
        yield build_save_button(t, article.id, is_saved=page.is_saved)
        query = build_payload(ArticleLink(article.id))
        yield Button(f"📤 {t('button-share')}", inline_query=query)


def _build_paging_buttons(
    t: Translator, shown: OpenArticle, number: int, page_count: int
) -> Iterator[Button]:
    """Yield buttons to the pages before and after, and between them which page this is."""
    if page_count == 1:
        return
    if number > 0:
        yield _build_page_button(f"◀️ {t('button-back')}", shown, page=number - 1)
    yield _build_page_button(f"{number + 1} / {page_count}", shown, page=number)
    if number + 1 < page_count:
        yield _build_page_button(f"▶️ {t('button-more')}", shown, page=number + 1)


def _build_page_button(label: str, data: OpenArticle, **other: object) -> Button:
    return Button(label, data.model_copy(update=other).pack())


def _drop_empty(rows: Iterable[Sequence[Button]]) -> Rows:
    return tuple(tuple(row) for row in rows if row)
