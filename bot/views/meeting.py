"""Getting to know each other: one message that becomes the next question with each answer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time
from functools import lru_cache
from zoneinfo import ZoneInfo

from bot.callbacks import (
    Ask,
    Flow,
    HoursChoice,
    LanguageChoice,
    TopicChoice,
    TopicsAll,
    TopicsBack,
    TopicsDone,
    ZoneChoice,
    ZonePage,
)
from bot.translations import Translator
from bot.views.document import Button, Document, Heading, Rows, in_rows, page
from bot.zones import city, likely
from news.model import READER_LANGUAGES, Topic
from storage.subscribers import Subscriber

TICK = "✅"
HOURS = (time(7), time(8), time(9), time(12), time(18), time(20), time(21), time(22))
LANGUAGE_NAMES: dict[str, str] = {"ru": "Русский", "uk": "Українська", "en": "English"}
ZONES_AT_ONCE = 3


def greeting(t: Translator, topics: Sequence[Topic], ticked: frozenset[str]) -> Document:
    others = tuple(
        Button(LANGUAGE_NAMES[language], LanguageChoice(language=language, flow=Flow.FIRST).pack())
        for language in READER_LANGUAGES
        if language != t.language
    )
    return page(
        Heading(t("start-greeting")),
        t("start-what"),
        t("start-topics"),
        buttons=(*topic_grid(t, topics, ticked, Flow.FIRST), others),
    )


def how_to_begin(t: Translator) -> Document:
    """A short word to somebody new who came by a link for something else."""
    return page(Heading(t("start-greeting")), t("link-begin"))


def home(t: Translator, hello: str) -> Document:
    """For who is back: what comes next, and where everything is."""
    buttons = (
        (Button(f"📰 {t('button-digest-now')}", Ask(what="digest").pack()),),
        (
            Button(f"🗂 {t('button-topics')}", Ask(what="topics").pack()),
            Button(f"⚙️ {t('button-settings')}", Ask(what="settings").pack()),
        ),
    )
    return page(hello, t("start-ask"), buttons=buttons)


def help_page(t: Translator, *, in_private: bool, username: str) -> Document:
    """What the bot can do; ``username`` is what it is called in other chats."""
    body = t("help-body", bot=username) if in_private else t("help-body-group")
    return page(Heading(t("help-title")), body)


def topic_choice(
    t: Translator, topics: Sequence[Topic], ticked: frozenset[str], flow: Flow = Flow.LATER
) -> Document:
    return page(
        Heading(t("topics-title")),
        t("topics-hint"),
        buttons=topic_grid(t, topics, ticked, flow),
    )


def topic_grid(t: Translator, topics: Sequence[Topic], ticked: frozenset[str], flow: Flow) -> Rows:
    """Two topics a row; a tick stands where the topic's own emoji would."""
    buttons = [
        Button(
            f"{TICK if topic.id in ticked else topic.emoji} {t.topic(topic)}",
            _tick(topic.id, topic.id not in ticked, flow),
        )
        for topic in topics
    ]
    every = Button(
        t("button-no-topics" if ticked else "button-all-topics"),
        TopicsAll(on=not ticked, flow=flow).pack(),
    )
    done = Button(t("button-done"), TopicsDone(flow=flow).pack())
    return (*in_rows(buttons, 2), (every, done))


@lru_cache(1024)
def _tick(topic: str, on: bool, flow: Flow) -> str:
    return TopicChoice(topic=topic, on=on, flow=flow).pack()


def topics_in_words(t: Translator, topics: Sequence[Topic], ticked: frozenset[str]) -> str:
    names = ", ".join(t.topic(topic) for topic in topics if topic.id in ticked)
    return t("topics-saved", topics=names) if names else t("topics-saved-all")


def topics_saved(t: Translator, topics: Sequence[Topic], ticked: frozenset[str]) -> Document:
    return page(topics_in_words(t, topics, ticked))


def first_hour(
    t: Translator, topics: Sequence[Topic], reader: Subscriber, now: datetime
) -> Document:
    """The one question that has no good answer unasked. The time zone stands below it, and is right
    for most."""
    hours = [
        Button(t.hour(at), HoursChoice(hours=f"{at:%H%M}", flow=Flow.FIRST).pack()) for at in HOURS
    ]
    zones = [
        Button(
            zone_label(t, zone, now, chosen=zone == reader.timezone),
            ZoneChoice(zone=zone, flow=Flow.FIRST).pack(),
        )
        for zone in likely(t.language, reader.timezone, ZONES_AT_ONCE)
    ]
    other = Button(
        f"🌍 {t('button-other-zone')}", ZonePage(region="", page=0, flow=Flow.FIRST).pack()
    )
    return page(
        topics_in_words(t, topics, reader.topics),
        Heading(t("hour-ask")),
        t("hour-ask-typed"),
        t("hour-zone", zone=city(reader.timezone, t.language), clock=clock_in(t, reader, now)),
        buttons=(
            *in_rows(hours, 4),
            *in_rows([*zones, other], 2),
            (Button(f"◀️ {t('button-back')}", TopicsBack().pack()),),
        ),
    )


def zone_label(t: Translator, zone: str, now: datetime, *, chosen: bool) -> str:
    """«✅ Киев, 12:00»: its own clock is what people know a zone by."""
    clock = t.hour(now.astimezone(ZoneInfo(zone)).time())
    return f"{TICK if chosen else ''} {city(zone, t.language)}, {clock}".strip()


def clock_in(t: Translator, reader: Subscriber, now: datetime) -> str:
    return t.hour(now.astimezone(ZoneInfo(reader.timezone)).time())


def subscribed(
    t: Translator, reader: Subscriber, now: datetime, *, digest_follows: bool
) -> Document:
    """The hour is chosen. Either the last day's news follows at once, or there is none yet."""
    assert reader.next_digest_at is not None
    moment = t.moment(reader.next_digest_at, reader.timezone, now)
    settings = Button(f"⚙️ {t('button-settings')}", Ask(what="settings").pack())
    said = (
        [t("hour-next", moment=moment), t("hour-here-it-is")]
        if digest_follows
        else [t("hour-first", moment=moment), t("hour-meanwhile")]
    )
    return page(*said, buttons=((settings,),))
