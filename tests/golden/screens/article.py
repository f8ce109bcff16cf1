from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from bot.features.articles.api import build_article_message
from bot.features.articles.buttons import ArticlePage
from bot.features.articles.coverage_views import build_coverage
from bot.features.articles.saved_views import build_saved_copy, build_saved_list
from bot.ui.articles import ArticleView, CoverageOrder, CoverageOrigin, OpenCoverage
from bot.ui.document import Document
from bot.ui.message import Message
from news.model import Article
from service.articles.coverage import CoveragePage
from service.articles.saved import SavedPage
from service.i18n.translations import Translator
from storage.archive.coverage import Report
from storage.chats.saved_articles import SavedArticle
from tests.golden.registry import screen
from tests.golden.samples import NOW, ZONE, bridge, long_article, news, rate, reader


@screen("article-brief")
def brief(t: Translator) -> list[Message]:
    return _in_both_styles(t, bridge(t.language), ArticleView.BRIEF)


@screen("article-brief-written")
def written(t: Translator) -> list[Message]:
    return _in_both_styles(t, replace(bridge(t.language), summary_written=True), ArticleView.BRIEF)


@screen("article-full")
def full(t: Translator) -> list[Message]:
    return _in_both_styles(t, bridge(t.language), ArticleView.FULL)


@screen("article-from-digest")
def from_digest(t: Translator) -> list[Message]:
    """With a picture; the way back; the middle page of a long one; an endless title."""
    (first, *_) = news(t.language)
    titled = replace(first.lead_article, title="🌉 " + "Очень длинный заголовок " * 20)
    return [
        _page(t, first.lead_article, ArticleView.FULL, "plain", 0, back="d~41~s"),
        _page(t, long_article(t.language), ArticleView.FULL, "plain", 1, back="d~41~s"),
        _page(t, titled, ArticleView.BRIEF, "plain", 0, back="d~41~s"),
        _page(t, first.lead_article, ArticleView.FULL, "rich", 0, back="d~41~s"),
    ]


@screen("article-right-to-left")
def right_to_left(t: Translator) -> list[Message]:
    (_, second, *_) = news(t.language)
    said = replace(
        second.lead_article,
        title="افتتاح جسر جديد",
        source="الجزيرة",
        attribution="الجزيرة",
        photo_credit="א. כהן",
    )
    return _in_both_styles(t, said)


@screen("article-full-pages")
def pages(t: Translator) -> list[Message]:
    """Three pages in the plain style, one message in the rich one."""
    article = long_article(t.language)
    plain = [_page(t, article, ArticleView.FULL, "plain", number) for number in range(3)]
    return [*plain, _page(t, article, ArticleView.FULL, "rich", 0)]


@screen("article-teaser")
def teaser(t: Translator) -> list[Message]:
    return _in_both_styles(
        t, replace(rate(t.language), is_teaser=True, url="https://example.org/x")
    )


@screen("article-coverage")
def coverage(t: Translator) -> list[Message | Document]:
    """The button under an article; a list that fits into one page; the longest list there can be,
    its second page, opened from a search with all filters."""
    article = bridge(t.language)
    few = CoveragePage(article.title, _list_reports(t, 4), 0, 4, 1)
    long = "Очень длинный заголовок " * 9
    reports = [
        replace(report, title=long, source=long, article_id=10**9 + report.article_id)
        for report in _list_reports(t, 10)
    ]
    many = CoveragePage(long, reports, 1, 35, 1, [f"Предложение. {long}"] * 9 + [""])
    search = "s~1000000000~295~w.uk.abcdef.abcdef"
    return [
        _page(t, article, ArticleView.BRIEF, "plain", 0, other_reports=3),
        build_coverage(t, few, _place(origin=CoverageOrigin.BRIEF), ZONE, NOW),
        build_coverage(t, few, _place(), ZONE, NOW),
        build_coverage(
            t,
            many,
            _place(
                origin=CoverageOrigin.LIST, page=1, back=search, order=CoverageOrder.DEVELOPMENTS
            ),
            ZONE,
            NOW,
        ),
    ]


@screen("article-coverage-developments")
def developments(t: Translator) -> Document:
    article = bridge(t.language)
    new_sentences = [*article.summary, ""]
    page = CoveragePage(article.title, _list_reports(t, 4)[::-1], 0, 4, 1, new_sentences)
    place = _place(origin=CoverageOrigin.FULL, order=CoverageOrder.DEVELOPMENTS)
    return build_coverage(t, page, place, ZONE, NOW)


@screen("article-saved")
def saved(t: Translator) -> list[Message | Document]:
    """None; a page of several, with the longest texts; an article that the archive has no more."""
    kept = SavedArticle(
        7,
        bridge(t.language).title,
        "https://example.org/news/bridge",
        bridge(t.language).source,
        " ".join(bridge(t.language).summary),
        bridge(t.language).published,
    )
    long = "Очень длинный заголовок " * 9
    endless = replace(kept, title=long, source=long, summary=long, url="")
    return [
        _page(t, bridge(t.language), ArticleView.BRIEF, "plain", 0, back="vl~0", is_saved=True),
        build_saved_list(t, SavedPage([], 0, 0), ZONE, NOW),
        build_saved_list(t, SavedPage([kept, replace(kept, url="")], 0, 2), ZONE, NOW),
        build_saved_list(t, SavedPage([kept] + [endless] * 9, 1, 35), ZONE, NOW),
        build_saved_copy(t, kept, 1, ZONE, NOW),
    ]


@screen("article-for-editor")
def for_editor(t: Translator) -> list[Message]:
    return [_page(t, bridge(t.language), ArticleView.BRIEF, "plain", 0, for_editor=True)]


def _list_reports(t: Translator, count: int) -> list[Report]:
    """Build the reports of the bridge, newest first; the first of all is number 1."""
    article = bridge(t.language)
    sources = ("Reuters", "BBC", "DW", article.source)
    return [
        Report(
            number,
            article.title,
            sources[number % 4],
            article.language,
            NOW - timedelta(hours=count - number + 1),
        )
        for number in range(count, 0, -1)
    ]


def _place(**values: Any) -> OpenCoverage:
    return OpenCoverage(**{"article": 7, "order": CoverageOrder.REPORTS, **values})


def _in_both_styles(
    t: Translator, article: Article, view: ArticleView = ArticleView.FULL
) -> list[Message]:
    return [_page(t, article, view, style, 0) for style in ("plain", "rich")]


def _page(
    t: Translator,
    article: Article,
    view: ArticleView,
    style: str,
    number: int,
    *,
    for_editor: bool = False,
    back: str = "",
    **values: Any,
) -> Message:
    subscriber = reader(t.language, style=style)
    page = ArticlePage(view, number, back, may_broadcast=for_editor, may_edit=for_editor, **values)
    return build_article_message(t, article, page, subscriber, NOW)
