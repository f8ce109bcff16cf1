"""Callback data of the buttons of follows."""

from __future__ import annotations

from bot.ui.callbacks import Callback, Id


class FollowSearch(Callback, prefix="fq"):
    """Follow what was searched for."""

    search: Id


class TermsPage(Callback, prefix="fl"):
    """A page of what is followed (``mute`` false) or muted, from 0."""

    mute: bool
    page: Id


class SetTermNotify(Callback, prefix="fh"):
    """Tell a followed term at once, or in the digest; ``page`` of the list is shown then."""

    term_id: Id
    instant: bool
    page: Id


class RemoveTerm(Callback, prefix="fr"):
    """Follow or mute a term no more; ``page`` of its list is shown then."""

    term_id: Id
    mute: bool
    page: Id


class FollowName(Callback, prefix="fn"):
    """Follow, or no more, the name at a place among an article's entities."""

    article: Id
    entity_index: Id
    on: bool


class UnfollowTerm(Callback, prefix="fs"):
    """Under an alert, which many chats share: the meaning, not the chat's own term."""

    term_id: Id
