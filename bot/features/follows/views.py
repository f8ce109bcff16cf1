"""Views of followed and muted terms: the list, results of changes, and names under an article."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.features.follows.callbacks import (
    AddRelatives,
    RemoveTerm,
    SetTermNotify,
    StoryList,
    TermsPage,
)
from bot.ui.callbacks import ScreenName
from bot.ui.document import (
    Button,
    ButtonStyle,
    Document,
    Heading,
    ListItem,
    Rows,
    build_document,
    truncate_line,
)
from bot.ui.widgets import build_paging_buttons, build_screen_button
from news.nlp.words import tokenize
from news.query.followed_terms import MAX_TERM_CHARS, MAX_TERM_WORDS, TermFault
from service.follows.service import (
    MAX_TERMS,
    FollowChange,
    FollowResult,
    RelativesOffer,
)
from service.follows.sources import MAX_SOURCES, ArticleSource
from service.i18n.translations import Translator
from storage.chats.follows import Follow, FollowKind, NotifyMode
from storage.chats.subscribers import Subscriber

PAGE_SIZE = 8
"""Terms a page."""

MAX_BUTTON_CHARS = 24
MAX_QUOTED_CHARS = 40
"""Characters of a term on a button (the first) and in a sentence."""

_RESULT_KEYS: dict[tuple[FollowKind, FollowChange], str] = {
    ("follow", FollowChange.ADDED): "follow-added",
    ("follow", FollowChange.SWITCHED): "follow-moved",
    ("follow", FollowChange.UNCHANGED): "follow-known",
    ("mute", FollowChange.ADDED): "mute-added",
    ("mute", FollowChange.SWITCHED): "mute-moved",
    ("mute", FollowChange.UNCHANGED): "mute-known",
}
NOTIFY_KEYS: dict[NotifyMode, str] = {"instant": "notify-instant", "digest": "notify-digest"}


def format_results(
    t: Translator, results: Sequence[FollowResult], subscriber: Subscriber
) -> list[str]:
    """Return one sentence for all terms with the same result, and a hint if nothing is sent now."""
    grouped: dict[tuple[FollowKind, FollowChange | TermFault], list[str]] = {}
    for result in results:
        grouped.setdefault((result.kind, result.change), []).append(result.text)
    lines = [_format_result(t, kind, change, texts) for (kind, change), texts in grouped.items()]
    is_following = any(result.is_saved and result.kind == "follow" for result in results)
    if is_following and subscriber.state != "active":
        lines.append(format_inactive(t, subscriber))
    return lines


def build_term_list(
    t: Translator,
    terms: Sequence[Follow],
    kind: FollowKind,
    page_number: int = 0,
    sentences: Iterable[str] = (),
    offers: Sequence[RelativesOffer] = (),
    story_count: int = 0,
) -> Document:
    """Build one page of the followed or muted terms, with buttons to change them.

    ``terms``: the chat's terms of both kinds; ``page_number``: from 0; ``sentences``: shown above;
    ``offers``: families that a term may mean too; ``story_count``: of the followed stories, which
    have a list of their own.
    """
    listed = [term for term in terms if term.kind == kind]
    page_number = min(page_number, max(0, (len(listed) - 1) // PAGE_SIZE))
    on_page = listed[page_number * PAGE_SIZE : (page_number + 1) * PAGE_SIZE]
    title = Heading(t("follow-title" if kind == "follow" else "mute-title"))
    sources = (build_screen_button(f"🗞 {t('chosen-sources-title')}", ScreenName.SOURCES),)
    stories = Button(f"📌 {t('button-stories', count=story_count)}", StoryList().pack())
    others = (stories,) if story_count and kind == "follow" else ()
    switch = (*_build_switch_button(t, terms, kind), *((others,) if others else ()), sources)
    if not listed:
        none = t("follow-none" if kind == "follow" else "mute-none")
        return build_document(*sentences, title, none, buttons=switch)
    items = [ListItem(_format_term(t, term)) for term in on_page]
    rows = [_build_term_buttons(t, term, page_number) for term in on_page]
    paging = _build_paging_buttons(t, kind, page_number, len(listed))
    hint = t("follow-hint" if kind == "follow" else "mute-hint")
    relatives = [_build_relatives_button(t, offer) for offer in offers]
    buttons = (*relatives, *rows, *paging, *switch)
    return build_document(*sentences, title, *items, hint, buttons=buttons)


def format_source_toast(t: Translator, chosen: ArticleSource) -> str:
    """Say what following or muting the source of an article changed."""
    name = truncate_line(chosen.name, MAX_QUOTED_CHARS)
    if chosen.is_full:
        return t("sources-full", most=MAX_SOURCES)
    if chosen.kind is None:
        return t("toast-source-neutral", source=name)
    return t(
        "toast-source-muted" if chosen.kind == "mute" else "toast-source-followed", source=name
    )


def format_toast(t: Translator, result: FollowResult, subscriber: Subscriber) -> str:
    """Say what a tap on a name or under a search did."""
    if not result.is_saved:
        return _format_result(t, result.kind, result.change, [result.text])
    term = truncate_line(result.text, MAX_QUOTED_CHARS)
    if result.kind == "mute":
        return t("toast-name-muted", term=term)
    if subscriber.state != "active":
        return f"{t('button-following', term=term)}. {format_inactive(t, subscriber)}"
    if result.notify == "digest":
        key = "toast-in-digest"
    else:
        key = "toast-instant" if len(tokenize(result.text)) == 1 else "toast-instant-phrase"
    return t(key, term=term)


def format_removed(t: Translator, term: Follow) -> str:
    """Say that a term was removed, and how to add it again."""
    return t("toast-unfollowed" if term.kind == "follow" else "toast-unmuted", term=term.text)


def format_notify_changed(t: Translator, term: Follow, notify: NotifyMode) -> str:
    """Return the text for the button: when a term's news arrives from now on."""
    return t(
        "toast-notify-instant" if notify == "instant" else "toast-notify-digest", term=term.text
    )


def format_relatives_added(t: Translator, term: Follow) -> str:
    """Return the text for the button: a term includes related words from now on."""
    return t("toast-relatives", term=truncate_line(term.text, MAX_QUOTED_CHARS))


def _format_result(
    t: Translator, kind: FollowKind, change: FollowChange | TermFault, texts: Sequence[str]
) -> str:
    named = ", ".join(t("quoted", text=truncate_line(text, MAX_QUOTED_CHARS)) for text in texts)
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


def format_inactive(t: Translator, subscriber: Subscriber) -> str:
    """Say that nothing is sent while the subscriber is not active."""
    return t("follow-paused" if subscriber.state == "paused" else "follow-not-subscribed")


def _format_term(t: Translator, term: Follow) -> str:
    return f"{term.text} — {t(NOTIFY_KEYS[term.notify])}" if term.kind == "follow" else term.text


def _build_relatives_button(t: Translator, offer: RelativesOffer) -> tuple[Button, ...]:
    words = truncate_line(", ".join(offer.words), MAX_QUOTED_CHARS)
    data = AddRelatives(term_id=offer.term_id, mute=offer.kind == "mute")
    return (Button(f"🧩 {t('button-relatives', words=words)}", data.pack()),)


def _build_term_buttons(t: Translator, term: Follow, number: int) -> tuple[Button, ...]:
    name = truncate_line(term.text, MAX_BUTTON_CHARS)
    is_muted = term.kind == "mute"
    remove = RemoveTerm(term_id=term.term_id, mute=is_muted, page=number).pack()
    if is_muted:
        return (
            Button(f"✖️ {t('button-remove-term', term=name)}", remove, style=ButtonStyle.DANGER),
        )
    how = SetTermNotify(term_id=term.term_id, instant=term.notify != "instant", page=number)
    mark = "🔔" if term.notify == "instant" else "🗞"
    return (
        Button(f"{mark} {name}: {t(NOTIFY_KEYS[term.notify])}", how.pack()),
        Button(f"✖️ {t('button-remove-term', term=name)}", remove, style=ButtonStyle.DANGER),
    )


def _build_paging_buttons(t: Translator, kind: FollowKind, number: int, total: int) -> Rows:
    mute, has_more = kind == "mute", (number + 1) * PAGE_SIZE < total
    row = build_paging_buttons(
        t,
        TermsPage(mute=mute, page=number - 1) if number else None,
        TermsPage(mute=mute, page=number + 1) if has_more else None,
    )
    return (row,) if row else ()


def _build_switch_button(t: Translator, terms: Sequence[Follow], kind: FollowKind) -> Rows:
    """Return a button to the list of the other kind, unless that is empty."""
    if all(term.kind == kind for term in terms):
        return ()
    if kind == "follow":
        muted = TermsPage(mute=True, page=0)
        return ((Button(f"🔇 {t('button-muted')}", muted.pack()),),)
    return ((Button(f"🔔 {t('button-followed')}", TermsPage(mute=False, page=0).pack()),),)
