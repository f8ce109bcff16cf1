"""What a reader follows and mutes: the list with its buttons, what became of a wish, and the names
under an article."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.features.follows.callbacks import FollowName, RemoveTerm, SetTermNotify, TermsPage
from bot.ui.document import Button, Document, Heading, ListItem, Rows, build_document, truncate_line
from bot.ui.widgets import TICK
from news.nlp.words import tokenize
from news.query.followed_terms import MAX_TERM_CHARS, MAX_TERM_WORDS, TermFault
from service.follows.service import MAX_TERMS, FollowChange, FollowResult, FollowSuggestion
from service.i18n.translations import Translator
from storage.chats.follows import Follow, FollowKind, NotifyMode
from storage.chats.subscribers import Subscriber

PAGE_SIZE = 8
"""Terms a page."""

MAX_BUTTON_CHARS = 24
MAX_QUOTED_CHARS = 40
"""Characters of a term on a button, and in a sentence."""

_RESULT_KEYS: dict[tuple[FollowKind, FollowChange], str] = {
    ("follow", FollowChange.ADDED): "follow-added",
    ("follow", FollowChange.SWITCHED): "follow-moved",
    ("follow", FollowChange.UNCHANGED): "follow-known",
    ("mute", FollowChange.ADDED): "mute-added",
    ("mute", FollowChange.SWITCHED): "mute-moved",
    ("mute", FollowChange.UNCHANGED): "mute-known",
}
_NOTIFY_KEYS: dict[NotifyMode, str] = {"at_once": "how-at-once", "in_digest": "how-in-digest"}


def format_results(
    t: Translator, results: Sequence[FollowResult], subscriber: Subscriber
) -> list[str]:
    """What became of each wish, those alike in one sentence."""
    alike: dict[tuple[FollowKind, FollowChange | TermFault], list[str]] = {}
    for outcome in results:
        alike.setdefault((outcome.kind, outcome.change), []).append(outcome.text)
    lines = [_format_result(t, kind, change, texts) for (kind, change), texts in alike.items()]
    follows = any(outcome.is_saved and outcome.kind == "follow" for outcome in results)
    if follows and subscriber.state != "active":
        lines.append(_format_inactive(t, subscriber))
    return lines


def build_term_list(
    t: Translator,
    terms: Sequence[Follow],
    kind: FollowKind,
    page_number: int = 0,
    sentences: Iterable[str] = (),
) -> Document:
    """One page, ``number`` from 0, of what is followed or muted, with buttons to change it.
    ``terms``: all of both. ``said``: sentences to stand above it."""
    shown = [term for term in terms if term.kind == kind]
    page_number = min(page_number, max(0, (len(shown) - 1) // PAGE_SIZE))
    mine = shown[page_number * PAGE_SIZE : (page_number + 1) * PAGE_SIZE]
    title = Heading(t("follow-title" if kind == "follow" else "mute-title"))
    rest = _build_switch_button(t, terms, kind)
    if not shown:
        none = t("follow-none" if kind == "follow" else "mute-none")
        return build_document(*sentences, title, none, buttons=rest)
    items = [ListItem(_format_term(t, term)) for term in mine]
    rows = [_build_term_buttons(t, term, page_number) for term in mine]
    paging = _build_paging_buttons(t, kind, page_number, len(shown))
    hint = t("follow-hint" if kind == "follow" else "mute-hint")
    return build_document(*sentences, title, *items, hint, buttons=(*rows, *paging, *rest))


def build_name_button(
    t: Translator, article: int, name: FollowSuggestion, *, is_followed: bool
) -> Button:
    """A name in an article: follow it, or take that back."""
    label = truncate_line(name.name, MAX_BUTTON_CHARS)
    data = FollowName(article=article, entity_index=name.entity_index, on=not is_followed)
    if is_followed:
        return Button(f"{TICK} {t('button-following', term=label)}", data.pack())
    return Button(f"➕ {t('button-follow-name', term=label)}", data.pack())


def format_toast(t: Translator, result: FollowResult, subscriber: Subscriber) -> str:
    """What a tap on a name or under a search did, and how it is undone."""
    if not result.is_saved:
        return _format_result(t, result.kind, result.change, [result.text])
    term = truncate_line(result.text, MAX_QUOTED_CHARS)
    if subscriber.state != "active":
        return f"{t('button-following', term=term)}. {_format_inactive(t, subscriber)}"
    if result.notify == "in_digest":
        key = "toast-in-digest"
    else:
        key = "toast-at-once" if len(tokenize(result.text)) == 1 else "toast-at-once-phrase"
    return t(key, term=term)


def format_removed(t: Translator, term: Follow) -> str:
    """It is gone, and this is how it comes back."""
    return t("toast-unfollowed" if term.kind == "follow" else "toast-unmuted", term=term.text)


def format_notify_changed(t: Translator, term: Follow, notify: NotifyMode) -> str:
    return t("toast-how-at-once" if notify == "at_once" else "toast-how-in-digest", term=term.text)


def _format_result(
    t: Translator, kind: FollowKind, change: FollowChange | TermFault, texts: Sequence[str]
) -> str:
    named = ", ".join(f"«{truncate_line(text, MAX_QUOTED_CHARS)}»" for text in texts)
    match change:
        case FollowChange.TOO_MANY:
            return t("term-too-many", terms=named, most=MAX_TERMS)
        case TermFault.EMPTY:
            return t("term-empty", terms=named)
        case TermFault.SHORT:
            return t("term-short", terms=named)
        case TermFault.LONG:
            return t("term-long", terms=named, words=MAX_TERM_WORDS, characters=MAX_TERM_CHARS)
        case TermFault.COMMON:
            return t("term-common", terms=named)
        case FollowChange():
            return t(_RESULT_KEYS[kind, change], terms=named)


def _format_inactive(t: Translator, subscriber: Subscriber) -> str:
    """To somebody who is not active: that nothing comes for now."""
    return t("follow-paused" if subscriber.state == "paused" else "follow-not-subscribed")


def _format_term(t: Translator, term: Follow) -> str:
    return f"{term.text} — {t(_NOTIFY_KEYS[term.how])}" if term.kind == "follow" else term.text


def _build_term_buttons(t: Translator, term: Follow, number: int) -> tuple[Button, ...]:
    name = truncate_line(term.text, MAX_BUTTON_CHARS)
    is_muted = term.kind == "mute"
    remove = RemoveTerm(term_id=term.meaning_id, mute=is_muted, page=number).pack()
    if is_muted:
        return (Button(f"✖️ {t('button-remove-term', term=name)}", remove),)
    how = SetTermNotify(term_id=term.meaning_id, instant=term.how != "at_once", page=number)
    mark = "🔔" if term.how == "at_once" else "🗞"
    return (
        Button(f"{mark} {name}: {t(_NOTIFY_KEYS[term.how])}", how.pack()),
        Button(f"✖️ {t('button-remove-term', term=name)}", remove),
    )


def _build_paging_buttons(t: Translator, kind: FollowKind, number: int, total: int) -> Rows:
    mute = kind == "mute"
    turning = []
    if number > 0:
        back = TermsPage(mute=mute, page=number - 1)
        turning.append(Button(f"◀️ {t('button-back')}", back.pack()))
    if (number + 1) * PAGE_SIZE < total:
        more = TermsPage(mute=mute, page=number + 1)
        turning.append(Button(f"▶️ {t('button-more')}", more.pack()))
    return (tuple(turning),) if turning else ()


def _build_switch_button(t: Translator, terms: Sequence[Follow], kind: FollowKind) -> Rows:
    """The way to the other list, where there is something in it."""
    if all(term.kind == kind for term in terms):
        return ()
    if kind == "follow":
        muted = TermsPage(mute=True, page=0)
        return ((Button(f"🔇 {t('button-muted')}", muted.pack()),),)
    return ((Button(f"🔔 {t('button-followed')}", TermsPage(mute=False, page=0).pack()),),)
