from __future__ import annotations

from dataclasses import replace

from bot.features.articles.api import build_article_message
from bot.features.articles.callbacks import ArticleView
from bot.features.articles.views import ArticlePage
from bot.ui.message import Message
from news.model import Article
from service.i18n.translations import Translator
from tests.golden.registry import screen
from tests.golden.samples import NOW, bridge, long_article, news, rate, reader


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


@screen("article-for-editor")
def for_editor(t: Translator) -> list[Message]:
    return [_page(t, bridge(t.language), ArticleView.BRIEF, "plain", 0, for_editor=True)]


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
) -> Message:
    subscriber = reader(t.language, style=style)
    page = ArticlePage(view, number, back, for_editor=for_editor)
    return build_article_message(t, article, page, subscriber, NOW)
