from __future__ import annotations

from datetime import timedelta

from bot.translations import Translator
from bot.views import digest as views
from bot.views.document import Document
from news.model import Digest, Preferences, Story
from tests.golden.registry import screen
from tests.golden.samples import NOW, ZONE, bridge, rate, story


@screen("digest-two")
def two(t: Translator) -> Document:
    stories = (story(bridge(t.language), "Reuters", "УНН", "BBC", "DW"), story(rate(t.language)))
    return views.digest(t, _digest(stories, more=12), ZONE)


@screen("digest-empty")
def empty(t: Translator) -> Document:
    return views.empty(t)


def _digest(stories: tuple[Story, ...], more: int = 0) -> Digest:
    return Digest(Preferences(), stories, NOW - timedelta(days=1), NOW, more=more)
