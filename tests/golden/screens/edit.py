from __future__ import annotations

from dataclasses import replace

from bot.features.editorial import edit_views
from bot.ui.articles import ArticleAction
from bot.ui.document import Document
from news.model import TopicScore
from news.topics.scoring import FIXED_TOPICS
from service.articles.service import ArticleRemoval, EditableArticle
from service.i18n.translations import Translator
from storage.archive.overrides import OverridableField
from tests.golden.registry import screen
from tests.golden.samples import NOW, ZONE, bridge


@screen("edit-card")
def card(t: Translator) -> list[Document]:
    """As it came, and with everything set by the editors."""
    article = replace(bridge(t.language), id=12, topics=(TopicScore("society", 0.9),))
    return [
        edit_views.build_card(t, EditableArticle(article, fields, FIXED_TOPICS), ZONE, NOW)
        for fields in (frozenset[OverridableField](), frozenset(OverridableField))
    ]


@screen("edit-questions")
def questions(t: Translator) -> list[Document]:
    article = replace(bridge(t.language), id=12)
    return [
        edit_views.build_question(t, article, asked)
        for asked in (ArticleAction.TITLE, ArticleAction.TEXT)
    ]


@screen("edit-topics")
def topics(t: Translator) -> Document:
    article = replace(bridge(t.language), id=12, topics=(TopicScore("society", 0.9),))
    return edit_views.build_topic_picker(t, EditableArticle(article, frozenset(), FIXED_TOPICS))


@screen("edit-removal")
def removal(t: Translator) -> list[Document]:
    """Of an article without deliveries, and of one that was breaking news."""
    article = replace(bridge(t.language), id=12)
    return [
        edit_views.build_removal_question(t, ArticleRemoval(article, [])),
        edit_views.build_removal_question(t, ArticleRemoval(article, [7])),
        edit_views.build_removed(t, ArticleRemoval(article, [7])),
    ]
