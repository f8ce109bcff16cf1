from __future__ import annotations

from dataclasses import replace

from bot.callbacks import ArticleDo
from bot.translations import Translator
from bot.views import edit as views
from bot.views.document import Document
from news.model import TopicScore
from news.topics import ALL
from storage.corrections import Part
from tests.golden.registry import screen
from tests.golden.samples import NOW, ZONE, bridge


@screen("edit-card")
def card(t: Translator) -> list[Document]:
    """As it came, and with everything set by the editors."""
    article = replace(bridge(t.language), id=12, topics=(TopicScore("society", 0.9),))
    return [
        views.card(t, article, [], ALL, ZONE, NOW),
        views.card(t, article, list(Part), ALL, ZONE, NOW),
    ]


@screen("edit-questions")
def questions(t: Translator) -> list[Document]:
    article = replace(bridge(t.language), id=12)
    return [views.question(t, article, asked) for asked in (ArticleDo.TITLE, ArticleDo.TEXT)]


@screen("edit-topics")
def topics(t: Translator) -> Document:
    article = replace(bridge(t.language), id=12, topics=(TopicScore("society", 0.9),))
    return views.topic_choice(t, article, ALL)


@screen("edit-removal")
def removal(t: Translator) -> list[Document]:
    """Of an article that nobody was sent, and of one that was breaking news."""
    article = replace(bridge(t.language), id=12)
    return [
        views.removal(t, article, []),
        views.removal(t, article, [7]),
        views.removed(t, article, [7]),
    ]
