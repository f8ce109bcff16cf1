"""Compose the digests that a run needs; equal ones are composed once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial

from sqlalchemy.ext.asyncio import AsyncConnection

from news.clustering.digest import Ranking
from news.model import Digest, InterfaceLanguage, Preferences, Story
from service.digests.composer import (
    StoryCandidates,
    exclude_known,
    get_known_story_ids,
    get_watermark,
    rank_candidates,
)
from service.follows.term_matcher import TermMatcher
from service.subscribers.changes import build_preferences
from storage.chats import followed_stories, source_choices
from storage.chats import follows as chats_follows
from storage.chats.follows import Follow
from storage.chats.subscribers import Style, Subscriber
from storage.messaging import digests
from storage.messaging.outbox import Priority


@dataclass(frozen=True, slots=True)
class DigestVariant:
    """What a digest depends on: subscribers with equal variants share one payload."""

    preferences: Preferences
    since: datetime
    language: InterfaceLanguage
    style: Style
    timezone: str
    excluded_story_ids: frozenset[int]
    term_ids: frozenset[int]
    """Followed and muted terms: two chats may have written the same text for different ones."""


@dataclass(slots=True)
class PreparedDigest:
    """A composed digest; both ids are None until the first subscriber gets it.

    ``lead_sources`` are those of its stories as composed: one message may have no room for all of
    them, and ``digest`` then becomes shorter. ``is_all_known``: there is news, and the subscribers
    know all of it.
    """

    digest: Digest
    lead_sources: tuple[str, ...]
    is_all_known: bool = False
    payload_id: int | None = None
    digest_id: int | None = None

    @property
    def story_ids(self) -> frozenset[int]:
        """The ids of its stories."""
        return frozenset(story.id for story in self.digest.stories)


@dataclass(frozen=True, slots=True)
class DigestRun:
    """What the batches of one run share."""

    now: datetime
    candidates: StoryCandidates
    term_matcher: TermMatcher
    priority: Priority = Priority.DIGEST
    prepared: dict[DigestVariant, PreparedDigest] = field(default_factory=dict)
    rankings: dict[DigestVariant, Ranking] = field(default_factory=dict)


async def prepare(
    connection: AsyncConnection, due: Sequence[Subscriber], run: DigestRun
) -> dict[DigestVariant, list[Subscriber]]:
    """Group subscribers by variant and compose the digests that the run does not have yet."""
    earliest = min(get_watermark(one, run.now) for one in due)
    headers = await run.candidates.load_since(connection, earliest)
    known = await _get_known_story_ids(connection, due, headers, run.now)
    follows = await load_follows(connection, due, run)
    sources = await source_choices.list_for_chats(connection, [one.chat_id for one in due])
    watermarks = {one.chat_id: get_watermark(one, run.now) for one in due}
    updated = await followed_stories.list_updated(connection, watermarks, run.now)
    older = await run.candidates.load_stories(connection, frozenset().union(*updated.values()))
    headers = [*headers, *older]
    groups: dict[DigestVariant, list[Subscriber]] = defaultdict(list)
    for one in due:
        terms, chosen = follows.get(one.chat_id, ()), sources.get(one.chat_id, ())
        stories = updated.get(one.chat_id, frozenset())
        excluded = known.get(one.chat_id, frozenset()) - stories
        followed = [choice for choice in chosen if choice.kind == "follow"]
        preferences = build_preferences(one, terms, followed, stories)
        variant = _build_variant(one, preferences, excluded, terms, run.now)
        muted = frozenset(choice.source for choice in chosen if choice.kind == "mute")
        compose = partial(_compose, connection, headers, terms, run)
        groups[await _prepare_variant(variant, muted, compose, run)].append(one)
    return groups


async def _get_known_story_ids(
    connection: AsyncConnection, due: Sequence[Subscriber], headers: Sequence[Story], now: datetime
) -> dict[int, frozenset[int]]:
    """Return, by chat, the stories that its digest omits.

    Where a digest was not sent, the watermark went back to before it, perhaps to before later ones
    that were sent: the stories of these are omitted too.
    """
    earliest = min(get_watermark(one, now) for one in due)
    last_ids = {one.last_digest_id for one in due if one.last_digest_id is not None}
    covered = await digests.get_ends(connection, last_ids)
    chats_by_repetition: dict[bool, list[int]] = defaultdict(list)
    for one in due:
        end = covered.get(one.last_digest_id or 0)
        is_repeating = end is not None and end > get_watermark(one, now)
        chats_by_repetition[is_repeating].append(one.chat_id)
    known: dict[int, frozenset[int]] = {}
    for with_digests, chats in chats_by_repetition.items():
        known |= await get_known_story_ids(
            connection, chats, headers, earliest, with_digests=with_digests
        )
    return known


async def _prepare_variant(
    variant: DigestVariant,
    muted_sources: frozenset[str],
    compose: Callable[[DigestVariant], Awaitable[PreparedDigest]],
    run: DigestRun,
) -> DigestVariant:
    """Compose a digest unless the run has it; return its variant, with those of the muted sources
    that change it.

    Most muted sources are in no digest of the day: with only the others in the variant, most
    subscribers still share a digest. A muted source that no chosen story begins with changes
    nothing, so the digest is the same as without all muted sources.
    """
    while True:
        if variant not in run.prepared:
            run.prepared[variant] = await compose(variant)
        muted_leads = muted_sources.intersection(run.prepared[variant].lead_sources)
        if not muted_leads:
            return variant
        changing = variant.preferences.muted_sources | muted_leads
        preferences = replace(variant.preferences, muted_sources=changing)
        variant = replace(variant, preferences=preferences)


def _rank(
    headers: Sequence[Story], terms: Sequence[Follow], run: DigestRun, variant: DigestVariant
) -> Ranking:
    """Rank the stories for a variant; those that differ in their muted sources share a ranking."""
    preferences = replace(variant.preferences, muted_sources=frozenset())
    key = replace(variant, preferences=preferences, language="ru", style="plain", timezone="")
    if key not in run.rankings:
        mentions = run.term_matcher.get_stories(terms)
        unknown = exclude_known(headers, variant.excluded_story_ids)
        run.rankings[key] = rank_candidates(
            unknown,
            preferences,
            variant.since,
            run.candidates.until,
            mentions,
            run.candidates.pinned_ids,
        )
    return run.rankings[key]


async def _compose(
    connection: AsyncConnection,
    headers: Sequence[Story],
    terms: Sequence[Follow],
    run: DigestRun,
    variant: DigestVariant,
) -> PreparedDigest:
    muted, excluded = variant.preferences.muted_sources, variant.excluded_story_ids
    cache = run.candidates.story_cache
    digest = await cache.choose(connection, _rank(headers, terms, run, variant), muted)
    is_all_known = False
    if excluded and not digest.stories:
        everything = _rank(headers, terms, run, replace(variant, excluded_story_ids=frozenset()))
        is_all_known = bool((await cache.choose(connection, everything, muted)).stories)
    leads = tuple(story.lead_article.source for story in digest.stories)
    return PreparedDigest(digest, leads, is_all_known)


async def load_follows(
    connection: AsyncConnection, due: Sequence[Subscriber], run: DigestRun
) -> dict[int, list[Follow]]:
    """Return follows and mutes by chat, after the stories that mention them are looked up."""
    follows = await chats_follows.list_for_chats(connection, [one.chat_id for one in due])
    if follows:
        earliest = min(get_watermark(one, run.now) for one in due)
        every = (term for mine in follows.values() for term in mine)
        await run.term_matcher.load(connection, every, earliest)
    return follows


def _build_variant(
    subscriber: Subscriber,
    preferences: Preferences,
    excluded_story_ids: frozenset[int],
    follows: Sequence[Follow],
    now: datetime,
) -> DigestVariant:
    """Return what decides a subscriber's digest; the preferences are without muted sources."""
    return DigestVariant(
        preferences,
        get_watermark(subscriber, now),
        subscriber.language,
        subscriber.style,
        subscriber.timezone,
        excluded_story_ids,
        frozenset(term.term_id for term in follows),
    )
