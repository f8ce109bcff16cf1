"""The screens of the settings on which something is ticked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import time

from babel.dates import get_day_names

from bot.callbacks import (
    Flow,
    HoursChoice,
    LanguageChoice,
    LanguagesChoice,
    PauseChoice,
    PauseFor,
    ScreenName,
    WeekdaysChoice,
)
from bot.translations import Translator
from bot.views.document import Button, Document, Heading, Rows, in_rows, page
from bot.views.meeting import HOURS, LANGUAGE_NAMES, TICK
from bot.views.ways import back, done, screen
from news.model import READER_LANGUAGES, Language
from storage.subscribers import EVERY_DAY, Subscriber

MOST_HOURS = 3
WORKDAYS = frozenset({1, 2, 3, 4, 5})
WEEKEND = frozenset({6, 7})
ARTICLE_LANGUAGES: tuple[Language, ...] = (*READER_LANGUAGES, "und")
"""All that the desk tells apart; ``und`` is any other."""


def hours(t: Translator, reader: Subscriber, said: str, *, many: bool = False) -> Document:
    """One hour a day, of which the chosen one is ticked; or, with ``many``, up to three."""
    many = many or len(reader.hours) > 1
    shown = sorted({*HOURS, *reader.hours})
    buttons = [
        Button(
            _ticked(t.hour(at), at in reader.hours),
            HoursChoice(
                hours=_figures(_wished(reader.hours, at) if many else (at,)),
                flow=Flow.SETTINGS,
                many=many,
            ).pack(),
        )
        for at in shown
    ]
    more = screen(t("button-many-hours"), ScreenName.MANY_HOURS)
    return page(
        Heading(t("hours-title")),
        t("hours-hint-many" if many else "hours-hint"),
        said,
        buttons=(*in_rows(buttons, 4), *(((done(t),),) if many else ((more,), (back(t),)))),
    )


def _wished(now: Sequence[time], at: time) -> tuple[time, ...]:
    """What a press of this hour asks for."""
    return tuple(sorted({*now} ^ {at}))


def _figures(hours: Iterable[time]) -> str:
    return "-".join(f"{at:%H%M}" for at in hours)


def hours_in_words(t: Translator, hours: Sequence[time]) -> str:
    return ", ".join(map(t.hour, hours))


def weekdays(t: Translator, reader: Subscriber, said: str) -> Document:
    names = get_day_names("abbreviated", "stand-alone", locale=t.language)
    days = [
        Button(
            _ticked(names[day - 1], day in reader.weekdays),
            _weekdays(reader.weekdays ^ {day} or reader.weekdays),
        )
        for day in sorted(EVERY_DAY)
    ]
    presets = (
        Button(t("button-workdays"), _weekdays(WORKDAYS)),
        Button(t("button-every-day"), _weekdays(EVERY_DAY)),
    )
    return page(
        Heading(t("weekdays-title")),
        t("weekdays-hint"),
        said,
        buttons=(tuple(days[:4]), tuple(days[4:]), presets, (done(t),)),
    )


def _weekdays(days: Iterable[int]) -> str:
    return WeekdaysChoice(days=int("".join(map(str, sorted(days))))).pack()


def weekdays_in_words(t: Translator, days: frozenset[int]) -> str:
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


def language(t: Translator, said: str = "") -> Document:
    """The language that the bot speaks."""
    buttons = tuple(
        Button(
            _ticked(LANGUAGE_NAMES[language], language == t.language),
            LanguageChoice(language=language, flow=Flow.SETTINGS).pack(),
        )
        for language in READER_LANGUAGES
    )
    return page(*_said(said), t("language-ask"), buttons=(buttons, (done(t),)))


def languages(t: Translator, reader: Subscriber) -> Document:
    """The languages of articles; none ticked is their own."""
    buttons = [
        Button(
            _ticked(language_name(t, language), language in reader.languages),
            LanguagesChoice(languages="-".join(sorted(reader.languages ^ {language}))).pack(),
        )
        for language in ARTICLE_LANGUAGES
    ]
    return page(
        Heading(t("languages-title")),
        t("languages-hint"),
        buttons=(*in_rows(buttons, 2), (done(t),)),
    )


def languages_in_words(t: Translator, reader: Subscriber) -> str:
    if not reader.languages:
        return t("languages-own")
    named = [language_name(t, one) for one in ARTICLE_LANGUAGES if one in reader.languages]
    return t("languages-chosen", languages=", ".join(named))


def language_name(t: Translator, language: Language) -> str:
    return LANGUAGE_NAMES.get(language) or t("languages-other")


def pause(t: Translator, reader: Subscriber, said: str) -> Document:
    """Until when the digest stops, or that it comes again."""
    is_paused = reader.state == "paused"
    chosen = PauseFor.OPEN if is_paused and reader.paused_until is None else None
    choices = [
        Button(_ticked(t(key), lasts is chosen), PauseChoice(lasts=lasts).pack())
        for lasts, key in (
            (PauseFor.DAY, "button-pause-day"),
            (PauseFor.WEEK, "button-pause-week"),
            (PauseFor.OPEN, "button-pause-open"),
        )
    ]
    over = Button(f"▶️ {t('button-pause-over')}", PauseChoice(lasts=PauseFor.OVER).pack())
    rows: Rows = (tuple(choices[:2]), (choices[2],), *(((over,),) if is_paused else ()))
    return page(Heading(t("pause-title")), said, t("pause-hint"), buttons=(*rows, (back(t),)))


def _ticked(label: str, chosen: bool) -> str:
    return f"{TICK} {label}" if chosen else label


def _said(said: str) -> tuple[str, ...]:
    return (said,) if said else ()
