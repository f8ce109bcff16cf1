"""Buttons on the screens of other features that follow and mute, or stop it."""

from __future__ import annotations

from collections.abc import Sequence

from bot.features.follows.callbacks import (
    FollowName,
    FollowSearch,
    FollowStory,
    MuteName,
    SetSourceChoice,
    UnfollowStory,
    UnfollowTerm,
)
from bot.ui.document import Button, Rows
from bot.ui.message import fits, shorten
from bot.ui.widgets import TICK
from service.follows.service import FollowSuggestion
from service.i18n.translations import Translator
from storage.chats.follows import FollowKind


def build_name_row(t: Translator, article: int, name: FollowSuggestion) -> tuple[Button, Button]:
    """Build the buttons that follow and mute a name in an article, or undo that. Each fits into
    half a row of a phone."""
    is_followed, is_muted = name.kind == "follow", name.kind == "mute"
    follow = FollowName(article=article, entity_index=name.entity_index, on=not is_followed)
    mute = MuteName(article=article, entity_index=name.entity_index, on=not is_muted)
    mute_label = f"{TICK} {t('button-name-muted')}" if is_muted else f"🔇 {t('button-mute-name')}"
    return (
        Button(_label_name(TICK if is_followed else "➕", name), follow.pack()),
        Button(mute_label, mute.pack()),
    )


def _label_name(mark: str, name: FollowSuggestion) -> str:
    """Return a label that fits into half a row: of a person's first name the initial if need be."""
    label = f"{mark} {name.name}"
    first, _, last = name.name.partition(" ")
    if name.is_person and last and not fits(label, 2):
        label = f"{mark} {first[0]}. {last}"
    return shorten(label, 2)


def build_name_rows(t: Translator, article: int, names: Sequence[FollowSuggestion]) -> Rows:
    """Build a row for each name in an article."""
    return tuple(build_name_row(t, article, name) for name in names)


def build_source_buttons(
    t: Translator, article: int, kind: FollowKind | None
) -> tuple[Button, ...]:
    """Build the buttons to follow and to mute the source of an article, or to stop it.

    ``kind``: what the chat chose before.
    """
    return (
        _build_source_button(t, article, mute=False, is_on=kind == "follow"),
        _build_source_button(t, article, mute=True, is_on=kind == "mute"),
    )


def _build_source_button(t: Translator, article: int, *, mute: bool, is_on: bool) -> Button:
    data = SetSourceChoice(article=article, mute=mute, on=not is_on).pack()
    if is_on:
        return Button(
            f"{TICK} {t('button-source-muted' if mute else 'button-source-followed')}", data
        )
    mark = "🔇" if mute else "⭐"
    return Button(f"{mark} {t('button-mute-source' if mute else 'button-follow-source')}", data)


def build_story_button(t: Translator, article_id: int, *, is_followed: bool) -> Button:
    """Build the button under an article that follows its story, or stops it."""
    data = FollowStory(article=article_id, on=not is_followed).pack()
    if is_followed:
        return Button(f"{TICK} {t('button-story-followed')}", data)
    return Button(f"📌 {t('button-follow-story')}", data)


def build_stop_button(t: Translator, story_id: int) -> Button:
    """Build the button under an alert that stops following its story."""
    return Button(f"📌 {t('button-stop-story')}", UnfollowStory(story=story_id).pack())


def build_unfollow_button(t: Translator, term_id: int, term: str) -> Button:
    """Build the button under an alert that unfollows the term that is its reason."""
    data = UnfollowTerm(term_id=term_id).pack()
    return Button(f"🔕 {t('button-stop-following', term=term)}", data)


def build_search_button(t: Translator, search_id: int) -> Button:
    """Build the button under the results of a search that follows its words."""
    return Button(f"🔔 {t('button-follow-search')}", FollowSearch(search=search_id).pack())
