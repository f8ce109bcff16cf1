from __future__ import annotations

from dataclasses import replace

from bot.callbacks import View
from bot.following import Change, Outcome, Suggestion
from bot.handlers.read import article_page
from bot.translations import Translator
from bot.views import alert as alerts
from bot.views import digest
from bot.views import following as views
from bot.views.document import Document, page
from bot.views.message import Message
from news.model import Digest, Preferences, ReaderLanguage
from news.terms import TermFault
from news.topics import ALL
from storage.digests import Kept
from storage.terms import How, Kind, Term
from tests.golden.registry import screen
from tests.golden.samples import NOW, ZONE, bridge, rate, reader, story

_WORDS: dict[ReaderLanguage, tuple[str, ...]] = {
    "ru": ("Азербайджан", "железная дорога", "Ильхам Алиев", "гороскоп", "шоу-бизнес"),
    "uk": ("Азербайджан", "залізниця", "Ільхам Алієв", "гороскоп", "шоу-бізнес"),
    "en": ("Azerbaijan", "high-speed rail", "Ilham Aliyev", "horoscope", "celebrity gossip"),
}


@screen("follow-list")
def listed(t: Translator) -> Document:
    return views.term_list(t, _terms(t), "follow")


@screen("follow-list-second-page")
def second_page(t: Translator) -> Document:
    many = [_term(number, f"{number}", "follow") for number in range(20)]
    return views.term_list(t, many, "follow", 1)


@screen("follow-nothing")
def nothing(t: Translator) -> Document:
    return views.term_list(t, [], "follow")


@screen("follow-muted")
def muted(t: Translator) -> Document:
    return views.term_list(t, _terms(t), "mute")


@screen("follow-muted-nothing")
def nothing_muted(t: Translator) -> Document:
    return views.term_list(t, [], "mute")


@screen("follow-done")
def done(t: Translator) -> Document:
    """Everything that may become of what was asked for."""
    one, two, three, *_ = _WORDS[t.language]
    followed = [
        Outcome(one, "follow", Change.ADDED, "at_once"),
        Outcome(two, "follow", Change.ADDED, "at_once"),
        Outcome(three, "follow", Change.MOVED, "at_once"),
        Outcome(three, "follow", Change.KNOWN, "at_once"),
    ]
    faults = [*TermFault, Change.TOO_MANY]
    wrong = [Outcome("x" * 5, "follow", fault) for fault in faults]
    hidden = [Outcome(two, "mute", change) for change in (Change.ADDED, Change.MOVED, Change.KNOWN)]
    said = [
        *views.answer(t, followed, reader(t.language, state="new")),
        *views.answer(t, hidden, reader(t.language, state="paused")),
        *views.answer(t, followed[:1], reader(t.language, state="paused")),
        *views.answer(t, wrong, reader(t.language)),
    ]
    return page(*said)


@screen("follow-toasts")
def toasts(t: Translator) -> Document:
    """Telegram shows each at the top, for a moment: two hundred characters at the most."""
    terms = [replace(term, text=term.text.ljust(60, "x")) for term in _terms(t)]
    name, phrase = terms[2].text, "мост через реку".ljust(60, "x")
    known, new = reader(t.language), reader(t.language, state="new")
    paused = reader(t.language, state="paused")
    said = [
        views.toast(t, Outcome(name, "follow", Change.ADDED, "at_once"), known),
        views.toast(t, Outcome(phrase, "follow", Change.ADDED, "at_once"), known),
        views.toast(t, Outcome(name, "follow", Change.ADDED, "in_digest"), known),
        views.toast(t, Outcome(name, "follow", Change.ADDED, "in_digest"), new),
        views.toast(t, Outcome(phrase, "follow", Change.ADDED, "at_once"), paused),
        views.toast(t, Outcome(name, "follow", Change.TOO_MANY), known),
        views.taken_back(t, terms[0]),
        views.taken_back(t, terms[-1]),
        views.how_changed(t, terms[0], "at_once"),
        views.how_changed(t, terms[0], "in_digest"),
        t("toast-name-unfollowed", term=name),
        t("toast-not-followed"),
    ]
    assert all(len(one) <= 200 for one in said)
    return page(*said)


@screen("follow-names")
def names(t: Translator) -> list[Message]:
    one, _, three, *_ = _WORDS[t.language]
    buttons = [
        views.name_button(t, 7, Suggestion(0, three), followed=True),
        views.name_button(t, 7, Suggestion(1, one), followed=False),
    ]
    return [
        article_page(
            t,
            bridge(t.language),
            reader(t.language, style=style),
            View.BRIEF,
            0,
            NOW,
            names=buttons,
            for_editor=False,
        )
        for style in ("plain", "rich")
    ]


@screen("follow-alert")
def alert(t: Translator) -> Document:
    named = [(term.meaning_id, term.text) for term in _terms(t)[:3]]
    return alerts.alert(t, bridge(t.language), named, ZONE, NOW)


@screen("follow-alert-short")
def short_alert(t: Translator) -> Document:
    return alerts.alert(t, rate(t.language), [(1, _WORDS[t.language][0])], ZONE, NOW)


@screen("follow-gathered")
def gathered(t: Translator) -> Document:
    told = [bridge(t.language), rate(t.language)]
    return alerts.gathered(t, told, 0, ZONE, NOW)


@screen("follow-gathered-many")
def gathered_many(t: Translator) -> Document:
    return alerts.gathered(t, [bridge(t.language)] * 15, 6, ZONE, NOW)


@screen("follow-in-digest")
def in_digest(t: Translator) -> Document:
    told = story(bridge(t.language))
    followed = {told.id: _WORDS[t.language][:2]}
    kept = Kept(41, Digest(Preferences(), (told,), NOW, NOW, followed=followed))
    return digest.digest(t, kept, ALL, ZONE)


def _terms(t: Translator) -> list[Term]:
    one, two, three, four, five = _WORDS[t.language]
    return [
        _term(1, one, "follow", "at_once"),
        _term(2, two, "follow"),
        _term(3, three, "follow", "at_once"),
        _term(4, four, "mute"),
        _term(5, five, "mute"),
    ]


def _term(number: int, text: str, kind: Kind, how: How = "in_digest") -> Term:
    return Term(1, number, f"ru {number}", text, kind, how, "command", NOW)
