"""Compose digests: which stories a subscriber gets, and from when on."""

from __future__ import annotations

from collections.abc import Collection, Container, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from news.clustering.digest import (
    Ranking,
    ReportSource,
    choose_report,
    choose_stories,
    choose_version,
    has_language,
    rank_stories,
)
from news.model import Article, Digest, Preferences, Story
from news.query.followed_terms import TermNormalizer
from service.follows.term_matcher import TermMatcher
from service.subscribers.changes import FIRST_DIGEST_PERIOD, build_preferences
from storage.archive import articles, coverage, desk_choices, stories, story_headers
from storage.archive.desk_choices import DeskChoice, DeskChoiceKind
from storage.archive.stories import put_first
from storage.chats import follows as chats_follows
from storage.chats import source_choices
from storage.chats.subscribers import Subscriber
from storage.messaging import delivered_stories
from storage.messaging.outbox import Priority


def get_watermark(subscriber: Subscriber, now: datetime) -> datetime:
    """Return the moment after which stories are new to the subscriber."""
    return subscriber.watermark or now - FIRST_DIGEST_PERIOD


def rank_candidates(
    candidates: Sequence[Story],
    preferences: Preferences,
    since: datetime,
    until: datetime,
    mentions: Mapping[str, Container[int]] | None = None,
    pinned: Container[int] = frozenset(),
) -> Ranking:
    """Rank the stories in the preferred languages.

    Without any candidate in these, all languages count, unless the languages are strict.
    ``mentions``: for each followed or muted term, the ids of the stories that mention it;
    ``pinned``: the ids of those that lead.
    """
    is_any_readable = any(has_language(story, preferences.languages) for story in candidates)
    if not is_any_readable and not preferences.strict_languages:
        preferences = replace(preferences, languages=frozenset())
    return rank_stories(candidates, preferences, since, until, mentions=mentions, pinned=pinned)


async def get_known_story_ids(
    connection: AsyncConnection,
    chat_ids: Sequence[int],
    candidates: Sequence[Story],
    since: datetime,
    *,
    with_digests: bool = False,
) -> dict[int, frozenset[int]]:
    """Return, by chat, the stories that it got as breaking news, as alerts or on request.

    ``with_digests``: in digests too, which need no look where only what came after the last one is
    covered. Chats that know none are omitted.
    """
    ids = [story.id for story in candidates]
    priority = None if with_digests else Priority.ALERT
    known = await delivered_stories.get_delivered_story_ids(
        connection, chat_ids, ids, broadcasts_since=since, priority=priority
    )
    for chat_id, shown in (
        await delivered_stories.get_shown_story_ids(connection, chat_ids, since)
    ).items():
        known[chat_id] = known.get(chat_id, frozenset()) | shown
    return known


def exclude_known(candidates: Sequence[Story], known_ids: Container[int]) -> list[Story]:
    """Return the candidates that the subscriber does not know yet."""
    return [story for story in candidates if story.id not in known_ids]


async def compose_digest(
    connection: AsyncConnection,
    terms: TermNormalizer,
    subscriber: Subscriber,
    candidates: StoryCandidates,
    since: datetime,
    exclude: Container[int] = frozenset(),
) -> Digest:
    """Compose one subscriber's digest of the candidates since a moment, without some stories."""
    headers = await candidates.load_since(connection, since)
    follows = await chats_follows.list_for_chat(connection, subscriber.chat_id)
    sources = await source_choices.list_for_chat(connection, subscriber.chat_id)
    matcher = TermMatcher(terms)
    await matcher.load(connection, follows, since)
    preferences = build_preferences(subscriber, follows, sources)
    ranking = rank_candidates(
        exclude_known(headers, exclude),
        preferences,
        since,
        candidates.until,
        matcher.get_stories(follows),
        candidates.pinned_ids,
    )
    return await candidates.story_cache.choose(connection, ranking, preferences.muted_sources)


class StoryCache:
    """Cache complete stories: the chosen ones are few, however many subscribers there are."""

    def __init__(self) -> None:
        self._stories: dict[int, Story] = {}
        self._versions: dict[int, Article] = {}
        self._reports: dict[int, Sequence[ReportSource]] = {}

    async def choose(
        self, connection: AsyncConnection, ranking: Ranking, muted_sources: frozenset[str]
    ) -> Digest:
        """Return the digest of a ranking with complete stories.

        Others take the place of stories that have no report to show.
        """
        unavailable: set[int] = set()
        while True:
            digest = choose_stories(ranking, muted_sources, unavailable)
            complete = await self._fill(connection, digest)
            if len(complete.stories) == len(digest.stories):
                return complete
            shown = {story.id for story in complete.stories}
            unavailable |= {story.id for story in digest.stories} - shown

    async def _fill(self, connection: AsyncConnection, digest: Digest) -> Digest:
        """Return the digest with complete stories, each with the report in a language that the
        subscribers read and not of a source that they muted.

        Leaves out those deleted since it was composed, and those without such a report.
        """
        missing = [story.id for story in digest.stories if story.id not in self._stories]
        if missing:
            self._stories |= await stories.get_many(connection, missing)
        versions = {story.id: choose_version(story, digest.preferences) for story in digest.stories}
        unread = [one for one in versions.values() if one and one not in self._versions]
        if unread:
            self._versions |= await articles.get_many(connection, unread)
        built = (self._build_story(story.id, versions[story.id]) for story in digest.stories)
        found = [story for story in built if story is not None]
        if digest.preferences.muted_sources:
            found = await self._replace_muted_leads(connection, found, digest.preferences)
        return replace(digest, stories=tuple(found))

    async def _replace_muted_leads(
        self, connection: AsyncConnection, found: Sequence[Story], preferences: Preferences
    ) -> list[Story]:
        """Return the stories with reports of other sources where the lead's source is muted."""
        muted = preferences.muted_sources
        unread = {story.id for story in found if story.lead_article.source in muted}
        if missing := unread - self._reports.keys():
            for story_id, reports in (
                await coverage.list_report_sources(connection, missing)
            ).items():
                self._reports[story_id] = [ReportSource(*report) for report in reports]
        chosen = {one: choose_report(self._reports.get(one, ()), preferences) for one in unread}
        if texts := {one for one in chosen.values() if one and one not in self._versions}:
            self._versions |= await articles.get_many(connection, list(texts))
        others = {one: self._build_story(one, report) for one, report in chosen.items() if report}
        led = (others.get(story.id) if story.id in unread else story for story in found)
        return [story for story in led if story is not None]

    def _build_story(self, story_id: int, version: int | None) -> Story | None:
        story = self._stories.get(story_id)
        article = self._versions.get(version or 0)
        if story is None or article is None:
            return story
        sources = put_first(article.source, story.sources)
        return replace(story, lead_article=article, sources=sources)


class StoryCandidates:
    """The stories up to one moment: headers of all but those that editors hid, and the complete
    texts of the chosen ones."""

    def __init__(self, until: datetime) -> None:
        self.until = until
        self.story_cache = StoryCache()
        self._since = until
        self._headers: list[Story] = []
        self._older: dict[int, Story] = {}
        self._choices: dict[int, DeskChoice] | None = None

    @property
    def pinned_ids(self) -> frozenset[int]:
        """The ids of the stories that editors pinned; known once stories are loaded."""
        return frozenset(desk_choices.select_ids(self._choices or {}, DeskChoiceKind.PIN))

    async def load_since(self, connection: AsyncConnection, since: datetime) -> Sequence[Story]:
        """Return at least the headers of all stories after `since`, newest first."""
        hidden = await self._load_hidden(connection)
        if since < self._since:
            pages = story_headers.iter_story_headers(connection, since, self._since)
            self._headers += [
                story async for page in pages for story in page if story.id not in hidden
            ]
            self._since = since
        return self._headers

    async def load_stories(
        self, connection: AsyncConnection, story_ids: Collection[int]
    ) -> Sequence[Story]:
        """Return the headers of stories, whenever they were opened."""
        hidden = await self._load_hidden(connection)
        missing = [one for one in story_ids if one not in self._older and one not in hidden]
        if missing:
            found = await story_headers.get_headers(connection, missing)
            self._older |= {story.id: story for story in found}
        return [self._older[one] for one in story_ids if one in self._older]

    async def _load_hidden(self, connection: AsyncConnection) -> frozenset[int]:
        if self._choices is None:
            self._choices = await desk_choices.list_active(connection, self.until)
        return frozenset(desk_choices.select_ids(self._choices, DeskChoiceKind.HIDE))
