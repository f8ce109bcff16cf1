"""What a reader follows and mutes: the list with its buttons, what became of a wish, and the names
under an article."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.callbacks import FollowName, TermHow, TermRemove, TermsPage
from bot.following import MOST_TERMS, Change, Outcome, Suggestion
from bot.translations import Translator
from bot.views.document import Button, Document, Heading, Item, Rows, page, quoted
from bot.views.meeting import TICK
from news.language.words import tokens
from news.terms import MOST_CHARACTERS, MOST_WORDS, TermFault
from storage.subscribers import Subscriber
from storage.terms import How, Kind, Term

PAGE = 8
"""Terms a page."""

MOST_ON_BUTTON = 24
MOST_NAMED = 40
"""Characters of a term on a button, and in a sentence."""

_SAID: dict[tuple[Kind, Change], str] = {
    ("follow", Change.ADDED): "follow-added",
    ("follow", Change.MOVED): "follow-moved",
    ("follow", Change.KNOWN): "follow-known",
    ("mute", Change.ADDED): "mute-added",
    ("mute", Change.MOVED): "mute-moved",
    ("mute", Change.KNOWN): "mute-known",
}
_HOW: dict[How, str] = {"at_once": "how-at-once", "in_digest": "how-in-digest"}


def answer(t: Translator, outcomes: Sequence[Outcome], reader: Subscriber) -> list[str]:
    """What became of each wish, those alike in one sentence."""
    alike: dict[tuple[Kind, Change | TermFault], list[str]] = {}
    for outcome in outcomes:
        alike.setdefault((outcome.kind, outcome.change), []).append(outcome.text)
    lines = [_sentence(t, kind, change, texts) for (kind, change), texts in alike.items()]
    follows = any(outcome.stands and outcome.kind == "follow" for outcome in outcomes)
    if follows and reader.state != "active":
        lines.append(_unheard(t, reader))
    return lines


def term_list(
    t: Translator, terms: Sequence[Term], kind: Kind, number: int = 0, said: Iterable[str] = ()
) -> Document:
    """One page, ``number`` from 0, of what is followed or muted, with buttons to change it.
    ``terms``: all of both. ``said``: sentences to stand above it."""
    shown = [term for term in terms if term.kind == kind]
    number = min(number, max(0, (len(shown) - 1) // PAGE))
    mine = shown[number * PAGE : (number + 1) * PAGE]
    title = Heading(t("follow-title" if kind == "follow" else "mute-title"))
    rest = _switch(t, terms, kind)
    if not shown:
        none = t("follow-none" if kind == "follow" else "mute-none")
        return page(*said, title, none, buttons=rest)
    items = [Item(_line(t, term)) for term in mine]
    rows = [_row(t, term, number) for term in mine]
    paging = _paging(t, kind, number, len(shown))
    hint = t("follow-hint" if kind == "follow" else "mute-hint")
    return page(*said, title, *items, hint, buttons=(*rows, *paging, *rest))


def name_button(t: Translator, article: int, name: Suggestion, *, followed: bool) -> Button:
    """A name in an article: follow it, or take that back."""
    label = quoted(name.name, MOST_ON_BUTTON)
    data = FollowName(article=article, place=name.place, on=not followed)
    if followed:
        return Button(f"{TICK} {t('button-following', term=label)}", data.pack())
    return Button(f"➕ {t('button-follow-name', term=label)}", data.pack())


def toast(t: Translator, outcome: Outcome, reader: Subscriber) -> str:
    """What a tap on a name or under a search did, and how it is undone."""
    if not outcome.stands:
        return _sentence(t, outcome.kind, outcome.change, [outcome.text])
    term = quoted(outcome.text, MOST_NAMED)
    if reader.state != "active":
        return f"{t('button-following', term=term)}. {_unheard(t, reader)}"
    if outcome.how == "in_digest":
        key = "toast-in-digest"
    else:
        key = "toast-at-once" if len(tokens(outcome.text)) == 1 else "toast-at-once-phrase"
    return t(key, term=term)


def taken_back(t: Translator, term: Term) -> str:
    """It is gone, and this is how it comes back."""
    return t("toast-unfollowed" if term.kind == "follow" else "toast-unmuted", term=term.text)


def how_changed(t: Translator, term: Term, how: How) -> str:
    return t("toast-how-at-once" if how == "at_once" else "toast-how-in-digest", term=term.text)


def _sentence(t: Translator, kind: Kind, change: Change | TermFault, texts: Sequence[str]) -> str:
    named = ", ".join(f"«{quoted(text, MOST_NAMED)}»" for text in texts)
    match change:
        case Change.TOO_MANY:
            return t("term-too-many", terms=named, most=MOST_TERMS)
        case TermFault.EMPTY:
            return t("term-empty", terms=named)
        case TermFault.SHORT:
            return t("term-short", terms=named)
        case TermFault.LONG:
            return t("term-long", terms=named, words=MOST_WORDS, characters=MOST_CHARACTERS)
        case TermFault.COMMON:
            return t("term-common", terms=named)
        case Change():
            return t(_SAID[kind, change], terms=named)


def _unheard(t: Translator, reader: Subscriber) -> str:
    """To somebody who is not active: that nothing comes for now."""
    return t("follow-paused" if reader.state == "paused" else "follow-not-subscribed")


def _line(t: Translator, term: Term) -> str:
    return f"{term.text} — {t(_HOW[term.how])}" if term.kind == "follow" else term.text


def _row(t: Translator, term: Term, number: int) -> tuple[Button, ...]:
    name = quoted(term.text, MOST_ON_BUTTON)
    is_muted = term.kind == "mute"
    remove = TermRemove(meaning=term.meaning_id, mute=is_muted, page=number).pack()
    if is_muted:
        return (Button(f"✖️ {t('button-remove-term', term=name)}", remove),)
    how = TermHow(meaning=term.meaning_id, at_once=term.how != "at_once", page=number)
    mark = "🔔" if term.how == "at_once" else "🗞"
    return (
        Button(f"{mark} {name}: {t(_HOW[term.how])}", how.pack()),
        Button(f"✖️ {t('button-remove-term', term=name)}", remove),
    )


def _paging(t: Translator, kind: Kind, number: int, total: int) -> Rows:
    mute = kind == "mute"
    turning = []
    if number > 0:
        back = TermsPage(mute=mute, page=number - 1)
        turning.append(Button(f"◀️ {t('button-back')}", back.pack()))
    if (number + 1) * PAGE < total:
        more = TermsPage(mute=mute, page=number + 1)
        turning.append(Button(f"▶️ {t('button-more')}", more.pack()))
    return (tuple(turning),) if turning else ()


def _switch(t: Translator, terms: Sequence[Term], kind: Kind) -> Rows:
    """The way to the other list, where there is something in it."""
    if all(term.kind == kind for term in terms):
        return ()
    if kind == "follow":
        muted = TermsPage(mute=True, page=0)
        return ((Button(f"🔇 {t('button-muted')}", muted.pack()),),)
    return ((Button(f"🔔 {t('button-followed')}", TermsPage(mute=False, page=0).pack()),),)
