"""The first setup, which onboarding begins and settings continue: one message that becomes the next
question with each answer. Also the texts for digest times that other features show."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel.lists import format_list

from bot.features.settings.callbacks import (
    LanguageChoice,
    TimesChoice,
    TopicChoice,
    TopicsAll,
    TopicsBack,
    TopicsDone,
    ZoneChoice,
    ZonePage,
)
from bot.ui.callbacks import Flow, RunCommand
from bot.ui.document import (
    Button,
    ButtonStyle,
    Document,
    Heading,
    Rows,
    build_document,
    split_rows,
)
from bot.ui.widgets import LANGUAGE_NAMES, TICK
from news.model import INTERFACE_LANGUAGES, Topic
from service.digests.sending_windows import SendingPlan, SendingWindow
from service.i18n.city_names import format_place
from service.i18n.timezones import get_city_name, suggest_timezones
from service.i18n.translations import Translator
from storage.chats.subscribers import Subscriber

SUGGESTED_TIMES = (time(7), time(8), time(9), time(12), time(18), time(20), time(21), time(22))
MAX_SUGGESTED_ZONES = 3


def build_greeting(
    t: Translator, topics: Sequence[Topic], subscriber: Subscriber, now: datetime
) -> Document:
    """Build the greeting: what the subscriber gets from now on, and the topics to choose from."""
    others = tuple(
        Button(LANGUAGE_NAMES[language], LanguageChoice(language=language, flow=Flow.FIRST).pack())
        for language in INTERFACE_LANGUAGES
        if language != t.language
    )
    return build_document(
        Heading(t("start-greeting")),
        t("start-what"),
        *([_format_subscription(t, subscriber, now)] if subscriber.next_digest_at else []),
        t("start-topics"),
        buttons=(*build_topic_grid(t, topics, subscriber.topics, Flow.FIRST), others),
    )


def build_short_greeting(t: Translator, subscriber: Subscriber, now: datetime) -> Document:
    """Build the greeting below what a link has opened: what the subscriber gets from now on, and
    how to change or end it."""
    return build_document(
        Heading(t("start-greeting")),
        _format_subscription(t, subscriber, now),
        t("link-refine"),
        buttons=((build_continue_button(t),),),
    )


def _format_subscription(t: Translator, subscriber: Subscriber, now: datetime) -> str:
    assert subscriber.next_digest_at is not None
    return t(
        "start-subscribed",
        clock=t.format_time(subscriber.digest_times[0]),
        zone=format_place(subscriber.city, subscriber.timezone, t.language),
        moment=t.format_datetime(subscriber.next_digest_at, subscriber.timezone, now),
    )


def build_continue_button(t: Translator) -> Button:
    """Build the button that shows the open question of the first setup."""
    return Button(f"⚙️ {t('button-continue-setup')}", RunCommand(command="setup").pack())


def build_topic_picker(
    t: Translator, topics: Sequence[Topic], selected_ids: frozenset[str], flow: Flow = Flow.LATER
) -> Document:
    """Build the topic picker of a subscriber."""
    return build_document(
        Heading(t("topics-title")),
        t("topics-hint"),
        buttons=build_topic_grid(t, topics, selected_ids, flow),
    )


def build_topic_grid(
    t: Translator, topics: Sequence[Topic], selected_ids: frozenset[str], flow: Flow
) -> Rows:
    """Build two topics per row; a tick replaces the emoji of a selected topic."""
    buttons = [
        Button(
            f"{TICK if topic.id in selected_ids else topic.emoji} {t.get_topic_name(topic)}",
            _pack_topic(topic.id, topic.id not in selected_ids, flow),
        )
        for topic in topics
    ]
    toggle_all = Button(
        t("button-no-topics" if selected_ids else "button-all-topics"),
        TopicsAll(on=not selected_ids, flow=flow).pack(),
    )
    done = Button(t("button-done"), TopicsDone(flow=flow).pack(), style=ButtonStyle.SUCCESS)
    return (*split_rows(buttons, 2), (toggle_all, done))


@lru_cache(1024)
def _pack_topic(topic: str, on: bool, flow: Flow) -> str:
    return TopicChoice(topic=topic, on=on, flow=flow).pack()


def format_topics(t: Translator, topics: Sequence[Topic], selected_ids: frozenset[str]) -> str:
    """Return the selected topics in one line, or that all are selected."""
    names = ", ".join(t.get_topic_name(topic) for topic in topics if topic.id in selected_ids)
    return t("topics-saved", topics=names) if names else t("topics-saved-all")


def build_topics_saved(
    t: Translator, topics: Sequence[Topic], selected_ids: frozenset[str]
) -> Document:
    """Build the line that replaces the topic picker."""
    return build_document(format_topics(t, topics, selected_ids))


def build_first_time_question(
    t: Translator,
    topics: Sequence[Topic],
    subscriber: Subscriber,
    now: datetime,
) -> Document:
    """Build the question for the digest time, with the guessed or typed time zone below."""
    times = [
        Button(t.format_time(at), TimesChoice(times=f"{at:%H%M}", flow=Flow.FIRST).pack())
        for at in SUGGESTED_TIMES
    ]
    zones = [
        Button(
            format_zone(t, zone, now, is_selected=zone == subscriber.timezone),
            ZoneChoice(zone=zone, flow=Flow.FIRST).pack(),
        )
        for zone in suggest_timezones(t.language, subscriber.timezone, MAX_SUGGESTED_ZONES)
    ]
    other = Button(
        f"🌍 {t('button-other-zone')}", ZonePage(region="", page=0, flow=Flow.FIRST).pack()
    )
    return build_document(
        format_topics(t, topics, subscriber.topics),
        Heading(t("digest-times-ask")),
        t("digest-times-ask-typed"),
        t(
            "digest-times-zone",
            zone=format_place(subscriber.city, subscriber.timezone, t.language),
            clock=format_local_time(t, subscriber, now),
        ),
        buttons=(
            *split_rows(times, 4),
            *split_rows([*zones, other], 2),
            (Button(f"◀️ {t('button-back')}", TopicsBack().pack()),),
        ),
    )


def format_zone(t: Translator, zone: str, now: datetime, *, is_selected: bool) -> str:
    """«✅ Киев, 12:00»: people recognize a zone by its clock."""
    clock = t.format_time(now.astimezone(ZoneInfo(zone)).time())
    return f"{TICK if is_selected else ''} {get_city_name(zone, t.language)}, {clock}".strip()


def format_local_time(t: Translator, subscriber: Subscriber, now: datetime) -> str:
    """Return the subscriber's time of day."""
    return t.format_time(now.astimezone(ZoneInfo(subscriber.timezone)).time())


def build_subscribed(
    t: Translator,
    subscriber: Subscriber,
    now: datetime,
    *,
    has_first_digest: bool,
    crowd: SendingWindow | None = None,
    free_time: Rows = (),
) -> Document:
    """Build the end of the setup: a first digest follows now, or the first is at its time.

    ``crowd``: the window of a crowded time, in which digests come early; ``free_time``: the button
    that sets another one.
    """
    assert subscriber.next_digest_at is not None
    moment = t.format_datetime(subscriber.next_digest_at, subscriber.timezone, now)
    settings = Button(f"⚙️ {t('button-settings')}", RunCommand(command="settings").pack())
    lines = (
        [t("digest-times-next", moment=moment), t("digest-times-here-it-is")]
        if has_first_digest
        else [t("digest-times-first", moment=moment), t("digest-times-meanwhile")]
    )
    if crowd is not None:
        earliest = t.format_datetime(crowd.starts_at, subscriber.timezone, now)
        lines.insert(1, t("digest-times-crowded", earliest=earliest))
    return build_document(*lines, buttons=(*free_time, (settings,)))


def format_next_digest(
    t: Translator, subscriber: Subscriber, now: datetime, plan: SendingPlan | None = None
) -> str:
    """Return when the next digest comes, or that digests are paused; by ``plan`` also from when on
    the digest of a crowded time may come."""
    if subscriber.next_digest_at is None:
        return t("next-paused" if subscriber.state == "paused" else "next-none")
    moment = t.format_datetime(subscriber.next_digest_at, subscriber.timezone, now)
    window = plan.find_crowded(subscriber.next_digest_at) if plan else None
    if window is not None and subscriber.state == "active":
        earliest = t.format_datetime(window.starts_at, subscriber.timezone, now)
        return t("next-digest-crowded", moment=moment, earliest=earliest)
    return t("next-after-pause" if subscriber.state == "paused" else "next-digest", moment=moment)


def format_times(t: Translator, times: Sequence[time]) -> str:
    """Return the digest times in one line."""
    return ", ".join(map(t.format_time, times))


def list_times(t: Translator, times: Sequence[time]) -> str:
    """Return the digest times as a sentence has them: «08:00, 13:00 и 21:00»."""
    return format_list([t.format_time(one) for one in times], locale=t.language)
