"""Callback data of the buttons for followed and muted terms."""

from __future__ import annotations

from bot.ui.callbacks import Callback, Id


class FollowSearch(Callback, prefix="fq"):
    """Follow the words of a search."""

    search: Id


class TermsPage(Callback, prefix="fl"):
    """Show a page of the followed or muted terms, counted from 0."""

    mute: bool
    page: Id


class SetTermNotify(Callback, prefix="fh"):
    """Choose instant alerts or the digest for a followed term, and show this page of the list."""

    term_id: Id
    instant: bool
    page: Id


class RemoveTerm(Callback, prefix="fr"):
    """Unfollow or unmute a term, and show this page of its list."""

    term_id: Id
    mute: bool
    page: Id


class AddRelatives(Callback, prefix="fw"):
    """Let a followed or muted term mean its family too."""

    term_id: Id
    mute: bool


class FollowName(Callback, prefix="fn"):
    """Follow or unfollow one of an article's entities, given by its index."""

    article: Id
    entity_index: Id
    on: bool


class SetSourceChoice(Callback, prefix="fo"):
    """Follow or mute the source of an article, or stop it."""

    article: Id
    mute: bool
    on: bool


class RemoveSource(Callback, prefix="fx"):
    """Stop following or muting a source, named by its short hash."""

    source: str


class MuteName(Callback, prefix="fm"):
    """Mute or unmute one of an article's entities, given by its index."""

    article: Id
    entity_index: Id
    on: bool


class FollowStory(Callback, prefix="fy"):
    """Follow the story of an article, or stop it."""

    article: Id
    on: bool


class StoryList(Callback, prefix="fg"):
    """Show the followed stories."""


class SetStoryNotify(Callback, prefix="fv"):
    """Choose instant alerts or the digest for a followed story, in the list of them."""

    story: Id
    instant: bool


class RemoveStory(Callback, prefix="fd"):
    """Stop following a story, in the list of them."""

    story: Id


class UnfollowStory(Callback, prefix="fz"):
    """Stop following the story of an alert."""

    story: Id


class UnfollowTerm(Callback, prefix="fs"):
    """Unfollow a term of an alert. The message is shared, so it names no chat's follow."""

    term_id: Id
