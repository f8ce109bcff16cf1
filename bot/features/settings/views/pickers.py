"""Settings screens on which options are ticked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import time

from babel.dates import get_day_names

from bot.features.settings.api import SUGGESTED_TIMES
from bot.features.settings.callbacks import (
    LanguageChoice,
    LanguagesChoice,
    PauseChoice,
    PauseFor,
    TimesChoice,
    WeekdaysChoice,
)
from bot.ui.callbacks import Flow, ScreenName
from bot.ui.document import Button, Document, Heading, Rows, build_document, split_rows
from bot.ui.widgets import (
    LANGUAGE_NAMES,
    TICK,
    build_back_button,
    build_done_button,
    build_screen_button,
)
from news.model import INTERFACE_LANGUAGES, Language
from service.i18n.translations import Translator
from storage.chats.subscribers import EVERY_DAY, Subscriber

WORKDAYS = frozenset({1, 2, 3, 4, 5})
WEEKEND = frozenset({6, 7})
ARTICLE_LANGUAGES: tuple[Language, ...] = (*INTERFACE_LANGUAGES, "und")
"""The languages that the analyzer detects; ``und`` is any other."""


def build_times_picker(
    t: Translator,
    subscriber: Subscriber,
    status: str,
    *,
    many: bool = False,
    free_time: Rows = (),
) -> Document:
    """Build the choice of one digest time, or with ``many`` of a few; ``free_time`` is the button
    that replaces a crowded one."""
    many = many or len(subscriber.digest_times) > 1
    choices = sorted({*SUGGESTED_TIMES, *subscriber.digest_times})
    buttons = [
        Button(
            _add_tick(t.format_time(at), at in subscriber.digest_times),
            TimesChoice(
                times=_pack_times(_toggle_time(subscriber.digest_times, at) if many else (at,)),
                flow=Flow.SETTINGS,
                multiple=many,
            ).pack(),
        )
        for at in choices
    ]
    more = build_screen_button(t("button-many-times"), ScreenName.MULTIPLE_TIMES)
    return build_document(
        Heading(t("digest-times-title")),
        t("digest-times-hint-many" if many else "digest-times-hint", chat=subscriber.kind),
        status,
        buttons=(
            *split_rows(buttons, 4),
            *free_time,
            *(((build_done_button(t),),) if many else ((more,), (build_back_button(t),))),
        ),
    )


def _toggle_time(times: Sequence[time], at: time) -> tuple[time, ...]:
    """Return the digest times after a press of this one."""
    return tuple(sorted({*times} ^ {at}))


def _pack_times(times: Iterable[time]) -> str:
    return "-".join(f"{at:%H%M}" for at in times)


def build_weekdays_picker(
    t: Translator, subscriber: Subscriber, status: str, toggles: tuple[Button, ...]
) -> Document:
    """Build the picker of weekdays with a digest; ``toggles`` are of what comes on some days."""
    names = get_day_names("abbreviated", "stand-alone", locale=t.language)
    days = [
        Button(
            _add_tick(names[day - 1], day in subscriber.weekdays),
            _pack_weekdays(subscriber.weekdays ^ {day} or subscriber.weekdays),
        )
        for day in sorted(EVERY_DAY)
    ]
    presets = (
        Button(t("button-workdays"), _pack_weekdays(WORKDAYS)),
        Button(t("button-every-day"), _pack_weekdays(EVERY_DAY)),
    )
    return build_document(
        Heading(t("weekdays-title")),
        t("weekdays-hint"),
        status,
        buttons=(
            tuple(days[:4]),
            tuple(days[4:]),
            presets,
            *((one,) for one in toggles),
            (build_done_button(t),),
        ),
    )


def _pack_weekdays(days: Iterable[int]) -> str:
    return WeekdaysChoice(days=int("".join(map(str, sorted(days))))).pack()


def format_weekdays(t: Translator, days: frozenset[int]) -> str:
    """«каждый день», «по будням», «пн, ср, пт»."""
    for named, key in (
        (EVERY_DAY, "weekdays-every"),
        (WORKDAYS, "weekdays-work"),
        (WEEKEND, "weekdays-end"),
    ):
        if days == named:
            return t(key)
    names = get_day_names("abbreviated", "stand-alone", locale=t.language)
    return ", ".join(names[day - 1] for day in sorted(days))


def build_language_picker(t: Translator, status: str = "") -> Document:
    """Build the choice of the language that the bot speaks."""
    buttons = tuple(
        Button(
            _add_tick(LANGUAGE_NAMES[language], language == t.language),
            LanguageChoice(language=language, flow=Flow.SETTINGS).pack(),
        )
        for language in INTERFACE_LANGUAGES
    )
    return build_document(
        *filter(None, [status]), t("language-ask"), buttons=(buttons, (build_done_button(t),))
    )


def build_article_languages_picker(t: Translator, subscriber: Subscriber) -> Document:
    """Build the choice of article languages; none ticked: the language of the bot."""
    buttons = [
        Button(
            _add_tick(format_article_language(t, language), language in subscriber.languages),
            LanguagesChoice(languages="-".join(sorted(subscriber.languages ^ {language}))).pack(),
        )
        for language in ARTICLE_LANGUAGES
    ]
    return build_document(
        Heading(t("languages-title")),
        t("languages-hint"),
        buttons=(*split_rows(buttons, 2), (build_done_button(t),)),
    )


def format_article_languages(t: Translator, subscriber: Subscriber) -> str:
    """Return the chosen article languages, or that only the own is."""
    if not subscriber.languages:
        return t("languages-own")
    named = [
        format_article_language(t, one) for one in ARTICLE_LANGUAGES if one in subscriber.languages
    ]
    return t("languages-chosen", languages=", ".join(named))


def format_article_language(t: Translator, language: Language) -> str:
    """Return the name of an article language."""
    return LANGUAGE_NAMES.get(language) or t("languages-other")


def build_pause_picker(t: Translator, subscriber: Subscriber, status: str) -> Document:
    """Build the choice of how long digests stop; a paused subscriber can resume."""
    is_paused = subscriber.state == "paused"
    chosen = PauseFor.OPEN if is_paused and subscriber.paused_until is None else None
    choices = [
        Button(_add_tick(t(key), lasts is chosen), PauseChoice(lasts=lasts).pack())
        for lasts, key in (
            (PauseFor.DAY, "button-pause-day"),
            (PauseFor.MONDAY, "button-pause-monday"),
            (PauseFor.WEEK, "button-pause-week"),
            (PauseFor.OPEN, "button-pause-open"),
        )
    ]
    over = Button(f"▶️ {t('button-pause-over')}", PauseChoice(lasts=PauseFor.OVER).pack())
    rows: Rows = (*split_rows(choices, 2), *(((over,),) if is_paused else ()))
    return build_document(
        Heading(t("pause-title" if is_paused else "pause-ask")),
        status,
        t("pause-hint", chat=subscriber.kind),
        buttons=(*rows, (build_back_button(t),)),
    )


def _add_tick(label: str, is_selected: bool) -> str:
    return f"{TICK} {label}" if is_selected else label
