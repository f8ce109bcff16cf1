from __future__ import annotations

from bot.callbacks import Flow
from bot.translations import Translator
from bot.views import meeting as views
from bot.views.document import Document, Heading, page
from news.topics import ALL
from tests.golden.registry import screen
from tests.golden.samples import ZONE

_TICKED = frozenset({"society", "sport"})


@screen("meeting-greeting")
def greeting(t: Translator) -> Document:
    return views.greeting(t, ALL, frozenset())


@screen("meeting-greeting-group")
def group_greeting(t: Translator) -> Document:
    return views.group_greeting(t, "08:00")


@screen("meeting-topics")
def topics(t: Translator) -> Document:
    return views.topic_choice(t, ALL, _TICKED)


@screen("meeting-topics-saved")
def topics_saved(t: Translator) -> list[Document]:
    return [views.topics_saved(t, ALL, _TICKED), views.topics_saved(t, ALL, frozenset())]


@screen("meeting-hour")
def hour(t: Translator) -> Document:
    return views.hour_choice(t, ZONE, Flow.FIRST)


@screen("meeting-first-digest-comes")
def first_digest(t: Translator) -> Document:
    return views.first_digest_comes(t, t("moment-tomorrow", clock="08:00"))


@screen("meeting-zone")
def zone(t: Translator) -> Document:
    return views.zone_choice(t, ZONE)


@screen("meeting-language")
def language(t: Translator) -> Document:
    return views.language_choice(t)


@screen("meeting-help")
def help_(t: Translator) -> list[Document]:
    bodies = ("help-body", "help-body-group")
    return [page(Heading(t("help-title")), t(body)) for body in bodies]
