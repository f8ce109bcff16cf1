from __future__ import annotations

from datetime import timedelta

from bot.features.onboarding import views
from bot.features.settings import api
from bot.ui.document import Document
from news.topics.scoring import FIXED_TOPICS
from service.i18n.translations import Translator
from tests.golden.registry import screen
from tests.golden.samples import NOW, reader

_TICKED = frozenset({"society", "sport"})


@screen("meeting-greeting")
def greeting(t: Translator) -> Document:
    known = reader(t.language, setup_step="topics", next_digest_at=NOW + timedelta(days=1))
    return api.build_greeting(t, FIXED_TOPICS, known, NOW)


@screen("meeting-topics")
def topics(t: Translator) -> Document:
    return api.build_topic_picker(t, FIXED_TOPICS, _TICKED)


@screen("meeting-topics-saved")
def topics_saved(t: Translator) -> list[Document]:
    return [
        api.build_topics_saved(t, FIXED_TOPICS, _TICKED),
        api.build_topics_saved(t, FIXED_TOPICS, frozenset()),
    ]


@screen("meeting-first-hour")
def first_hour(t: Translator) -> list[Document]:
    new = reader(t.language, setup_step="digest_time", topics=_TICKED)
    elsewhere = reader(t.language, setup_step="digest_time", timezone="America/Sao_Paulo")
    return [
        api.build_first_time_question(t, FIXED_TOPICS, new, NOW),
        api.build_first_time_question(t, FIXED_TOPICS, elsewhere, NOW),
    ]


@screen("meeting-subscribed")
def subscribed(t: Translator) -> list[Document]:
    """With a first digest, and where there is no news yet."""
    known = reader(t.language, next_digest_at=NOW + timedelta(days=1))
    return [
        api.build_subscribed(t, known, NOW, has_first_digest=follows) for follows in (True, False)
    ]


@screen("meeting-hello")
def hello(t: Translator) -> list[Document]:
    """To a subscriber, in a group, and to one who is not subscribed."""
    return [
        views.build_hello(t, in_private=in_private, is_new=is_new)
        for in_private, is_new in ((True, False), (False, False), (True, True))
    ]


@screen("meeting-home")
def home(t: Translator) -> list[Document]:
    moment = t("moment-tomorrow", clock="08:00")
    hellos = (t("next-digest", moment=moment), t("start-again", moment=moment))
    return [views.build_home(t, hello) for hello in hellos]


@screen("meeting-article-gone")
def article_gone(t: Translator) -> Document:
    return views.build_article_gone(t)


@screen("meeting-help")
def help_(t: Translator) -> list[Document]:
    """In a private chat, in a group, for an author."""
    name, commands = "svodka_bot", ("breaking", "add")
    return [
        views.build_help(t, in_private=True, username=name),
        views.build_help(t, in_private=False, username=name),
        views.build_help(t, in_private=True, username=name, commands=commands),
    ]


@screen("meeting-how-to-begin")
def how_to_begin(t: Translator) -> Document:
    known = reader(t.language, setup_step="topics", next_digest_at=NOW + timedelta(days=1))
    return api.build_short_greeting(t, known, NOW)
