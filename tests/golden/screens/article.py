from __future__ import annotations

from dataclasses import replace

from bot.callbacks import View
from bot.handlers.read import article_page
from bot.translations import Translator
from bot.views.message import Message
from news.model import Article
from tests.golden.registry import screen
from tests.golden.samples import NOW, bridge, long_article, news, rate, reader


@screen("article-brief")
def brief(t: Translator) -> list[Message]:
    return _in_both_styles(t, bridge(t.language), View.BRIEF)


@screen("article-brief-written")
def written(t: Translator) -> list[Message]:
    return _in_both_styles(t, replace(bridge(t.language), summary_written=True), View.BRIEF)


@screen("article-full")
def full(t: Translator) -> list[Message]:
    return _in_both_styles(t, bridge(t.language), View.FULL)


@screen("article-from-digest")
def from_digest(t: Translator) -> list[Message]:
    """With a picture; the way back; the middle page of a long one; an endless title."""
    (first, *_) = news(t.language)
    titled = replace(first.headline, title="🌉 " + "Очень длинный заголовок " * 20)
    return [
        _page(t, first.headline, View.FULL, "plain", 0, back="d~41~s"),
        _page(t, long_article(t.language), View.FULL, "plain", 1, back="d~41~s"),
        _page(t, titled, View.BRIEF, "plain", 0, back="d~41~s"),
        _page(t, first.headline, View.FULL, "rich", 0, back="d~41~s"),
    ]


@screen("article-right-to-left")
def right_to_left(t: Translator) -> list[Message]:
    (_, second, *_) = news(t.language)
    said = replace(
        second.headline,
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
    plain = [_page(t, article, View.FULL, "plain", number) for number in range(3)]
    return [*plain, _page(t, article, View.FULL, "rich", 0)]


@screen("article-teaser")
def teaser(t: Translator) -> list[Message]:
    return _in_both_styles(t, replace(rate(t.language), teaser=True, url="https://example.org/x"))


@screen("article-for-editor")
def for_editor(t: Translator) -> list[Message]:
    return [_page(t, bridge(t.language), View.BRIEF, "plain", 0, for_editor=True)]


def _in_both_styles(t: Translator, article: Article, view: View = View.FULL) -> list[Message]:
    return [_page(t, article, view, style, 0) for style in ("plain", "rich")]


def _page(
    t: Translator,
    article: Article,
    view: View,
    style: str,
    number: int,
    *,
    for_editor: bool = False,
    back: str = "",
) -> Message:
    someone = reader(t.language, style=style)
    return article_page(t, article, someone, view, number, NOW, for_editor=for_editor, back=back)
