from __future__ import annotations

from datetime import timedelta

from bot.translations import Translator
from bot.views import meeting as views
from bot.views.document import Document
from news.topics import ALL
from tests.golden.registry import screen
from tests.golden.samples import NOW, reader

_TICKED = frozenset({"society", "sport"})


@screen("meeting-greeting")
def greeting(t: Translator) -> Document:
    return views.greeting(t, ALL, frozenset())


@screen("meeting-topics")
def topics(t: Translator) -> Document:
    return views.topic_choice(t, ALL, _TICKED)


@screen("meeting-topics-saved")
def topics_saved(t: Translator) -> list[Document]:
    return [views.topics_saved(t, ALL, _TICKED), views.topics_saved(t, ALL, frozenset())]


@screen("meeting-first-hour")
def first_hour(t: Translator) -> list[Document]:
    new = reader(t.language, state="new", topics=_TICKED)
    elsewhere = reader(t.language, state="new", timezone="America/Sao_Paulo")
    return [views.first_hour(t, ALL, new, NOW), views.first_hour(t, ALL, elsewhere, NOW)]


@screen("meeting-subscribed")
def subscribed(t: Translator) -> list[Document]:
    """With a first digest, and where there is no news yet."""
    known = reader(t.language, next_digest_at=NOW + timedelta(days=1))
    return [views.subscribed(t, known, NOW, digest_follows=follows) for follows in (True, False)]


@screen("meeting-home")
def home(t: Translator) -> list[Document]:
    moment = t("moment-tomorrow", clock="08:00")
    hellos = (t("next-digest", moment=moment), t("start-again", moment=moment))
    return [views.home(t, hello) for hello in hellos]


@screen("meeting-help")
def help_(t: Translator) -> list[Document]:
    return [views.help_page(t, in_private=p, username="svodka_bot") for p in (True, False)]


@screen("meeting-how-to-begin")
def how_to_begin(t: Translator) -> Document:
    return views.how_to_begin(t)
