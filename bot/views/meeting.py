"""Getting to know each other: topics, hour, time zone, language."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import time

from bot.callbacks import (
    Ask,
    Flow,
    HourChoice,
    LanguageChoice,
    TopicChoice,
    TopicsAll,
    TopicsDone,
    ZoneChoice,
)
from bot.translations import Translator
from bot.views.document import Button, Document, Heading, Rows, page
from news.model import READER_LANGUAGES, Topic

TICK = "✅"
HOURS = (time(7), time(8), time(9), time(12), time(18), time(20), time(21), time(22))
ZONES = (
    "Europe/Kyiv",
    "Europe/Warsaw",
    "Europe/Berlin",
    "Europe/London",
    "Europe/Chisinau",
    "Asia/Baku",
    "Asia/Tbilisi",
    "Asia/Almaty",
)
LANGUAGE_NAMES: dict[str, str] = {"ru": "Русский", "uk": "Українська", "en": "English"}


def greeting(t: Translator, topics: Sequence[Topic], ticked: frozenset[str]) -> Document:
    return page(
        Heading(t("start-greeting")),
        t("start-what"),
        t("start-topics"),
        buttons=topic_grid(t, topics, ticked, Flow.FIRST),
    )


def how_to_begin(t: Translator) -> Document:
    """A short word to somebody new who came by a link for something else."""
    return page(Heading(t("start-greeting")), t("link-begin"))


def group_greeting(t: Translator, clock: str) -> Document:
    return page(t("group-greeting", clock=clock))


def topic_choice(t: Translator, topics: Sequence[Topic], ticked: frozenset[str]) -> Document:
    return page(
        Heading(t("topics-title")),
        t("topics-hint"),
        buttons=topic_grid(t, topics, ticked, Flow.LATER),
    )


def topic_grid(t: Translator, topics: Sequence[Topic], ticked: frozenset[str], flow: Flow) -> Rows:
    """Two topics a row; a tick stands where the topic's own emoji would."""
    buttons = [
        Button(
            f"{TICK if topic.id in ticked else topic.emoji} {t.topic(topic)}",
            TopicChoice(topic=topic.id, on=topic.id not in ticked, flow=flow).pack(),
        )
        for topic in topics
    ]
    rows = [tuple(buttons[start : start + 2]) for start in range(0, len(buttons), 2)]
    every = Button(
        t("button-no-topics" if ticked else "button-all-topics"),
        TopicsAll(on=not ticked, flow=flow).pack(),
    )
    done = Button(t("button-done"), TopicsDone(flow=flow).pack())
    return (*rows, (every, done))


def topics_saved(t: Translator, topics: Sequence[Topic], ticked: frozenset[str]) -> Document:
    names = ", ".join(t.topic(topic) for topic in topics if topic.id in ticked)
    return page(t("topics-saved", topics=names) if names else t("topics-saved-all"))


def hour_choice(t: Translator, zone: str, flow: Flow) -> Document:
    buttons = [
        Button(t.hour(at), HourChoice(at=at.strftime("%H%M"), flow=flow).pack()) for at in HOURS
    ]
    rows = tuple(tuple(buttons[start : start + 4]) for start in range(0, len(buttons), 4))
    return page(t("hour-ask"), t("hour-zone", zone=zone), buttons=rows)


def first_digest_comes(t: Translator, moment: str) -> Document:
    return page(
        t("hour-first", moment=moment),
        t("hour-meanwhile"),
        buttons=((Button(t("button-digest-now"), Ask(what="digest").pack()),),),
    )


def zone_choice(t: Translator, zone: str) -> Document:
    buttons = [Button(name.split("/")[-1], ZoneChoice(zone=name).pack()) for name in ZONES]
    rows = tuple(tuple(buttons[start : start + 2]) for start in range(0, len(buttons), 2))
    return page(t("timezone-ask", zone=zone), buttons=rows)


def language_choice(t: Translator) -> Document:
    buttons = tuple(
        Button(LANGUAGE_NAMES[language], LanguageChoice(language=language).pack())
        for language in READER_LANGUAGES
    )
    return page(t("language-ask"), buttons=(buttons,))
