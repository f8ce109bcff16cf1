"""Choose and order the stories of a digest. Pure: equal arguments give an equal digest."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import islice
from math import exp, log1p

from news.model import Digest, Language, Preferences, Story

MAX_STORY_AGE = timedelta(days=3)
"""A story whose headline article is older than this before the watermark is not news."""

MAX_STORIES_PER_TOPIC = 3
FOLLOWED_STORY = ""
"""Means the story itself in the list of the followed terms of a story."""

_DECAY_HOURS = 48.0
"""Within the day that a digest covers, reports weigh more than hours: four independent ones of
yesterday lead over a single one of today, two are equal to it."""

_CREDITING_SOURCE_WEIGHT, _EXTRA_ARTICLE_WEIGHT = 0.3, 0.1

TOPIC_WEIGHTS = {
    "conflict": 1.3,
    "politics": 1.25,
    "disaster": 1.25,
    "energy": 1.15,
    "economy": 1.1,
    "health": 1.05,
    "culture": 0.85,
    "sport": 0.8,
    "lifestyle": 0.6,
}
"""The weights of stories by their best topic; other topics weigh 1."""

_NO_TOPIC_WEIGHT = 0.75


def compute_weight(story: Story, now: datetime) -> float:
    """Return the weight of a story, above 0.

    It grows with the logarithm of the number of independent sources (a source that credits another
    one adds a third as much, a further article of the same source a tenth), with the weight of the
    topic and the importance of the lead article, and decays to 1/e in 48 hours.
    """
    hours = max(0.0, (now - story.published) / timedelta(hours=1))
    topic = TOPIC_WEIGHTS.get(story.topics[0], 1.0) if story.topics else _NO_TOPIC_WEIGHT
    importance = topic * story.lead_article.importance
    return log1p(_count_reports(story)) * importance * exp(-hours / _DECAY_HOURS)


def _count_reports(story: Story) -> float:
    """Return the number of reports, where those that are not independent count less."""
    sources = len(story.sources)
    origins = min(story.origin_count or sources, sources)
    crediting = _CREDITING_SOURCE_WEIGHT * (sources - origins)
    extra = _EXTRA_ARTICLE_WEIGHT * max(0, story.article_count - sources)
    return max(origins + crediting + extra, 0.1)


StoryIdsByTerm = Mapping[str, Container[int]]
"""For each followed or muted term, the ids of the stories that mention it in any form. The caller
looks them up in the search index."""


@dataclass(frozen=True, slots=True)
class Ranking:
    """The stories that fit the preferences, whatever sources are muted, best first: pinned ones,
    followed ones, then the others. ``reasons``: by id of a followed story, the followed terms and
    sources in it; ``by_lead_source``: the stories by the source of their lead article."""

    preferences: Preferences
    since: datetime
    until: datetime
    fitting: Sequence[Story]
    reasons: Mapping[int, tuple[str, ...]]
    by_lead_source: Mapping[str, Sequence[Story]]


def rank_stories(
    stories: Iterable[Story],
    preferences: Preferences,
    since: datetime,
    until: datetime,
    *,
    mentions: StoryIdsByTerm | None = None,
    pinned: Container[int] = frozenset(),
    with_decay: bool = True,
) -> Ranking:
    """Rank the stories opened in ``(since, until]`` that fit the preferences.

    A story fits if its language is accepted, it mentions no muted term, and it has a chosen topic,
    a followed term or a followed source (with no topics chosen every story fits). A followed story
    with new reports fits whenever it was opened. Pinned stories come first, then followed
    ones, then the heaviest. Without ``with_decay`` every story weighs what it did when it was new.
    """
    fitting: list[Story] = []
    reasons: dict[int, tuple[str, ...]] = {}
    for story in _dedupe(stories):
        is_updated = story.id in preferences.followed_stories
        is_new = since < story.opened_at <= until and story.published >= since - MAX_STORY_AGE
        if not is_new and not is_updated:
            continue
        followed: tuple[str, ...] = (FOLLOWED_STORY,) if is_updated else ()
        followed += _find_mentioned_terms(mentions, preferences.followed_terms, story)
        if preferences.followed_sources:
            followed += tuple(
                name for name in story.sources if name in preferences.followed_sources
            )
        muted = _find_mentioned_terms(mentions, preferences.muted_terms, story)
        if muted or not _matches(preferences, story, bool(followed)):
            continue
        if followed:
            reasons[story.id] = followed
        fitting.append(story)
    now = until if with_decay else None
    fitting.sort(
        key=lambda one: (one.id not in pinned, one.id not in reasons, *_rank_key(one, now))
    )
    by_lead_source: dict[str, list[Story]] = defaultdict(list)
    for story in fitting:
        if story.sources:
            by_lead_source[story.sources[0]].append(story)
    return Ranking(preferences, since, until, fitting, reasons, by_lead_source)


def choose_stories(
    ranking: Ranking, muted_sources: frozenset[str], unavailable: Set[int] = frozenset()
) -> Digest:
    """Return the digest of the best ranked stories, without those that only muted sources report.

    A topic gives a fourth story only where no other topic has one left. ``unavailable``: ids of
    further ranked stories to leave out.
    """
    preferences = replace(ranking.preferences, muted_sources=muted_sources)
    reasons = ranking.reasons
    led = (story for name in muted_sources for story in ranking.by_lead_source.get(name, ()))
    hidden = unavailable | {story.id for story in led if _is_muted(story, muted_sources)}
    fitting = (story for story in ranking.fitting if story.id not in hidden)
    chosen = _limit_per_topic(fitting, reasons, preferences)
    followed_terms = {story.id: reasons[story.id] for story in chosen if story.id in reasons}
    return Digest(
        preferences,
        chosen,
        ranking.since,
        ranking.until,
        remaining_count=len(ranking.fitting) - len(hidden) - len(chosen),
        followed_terms=followed_terms,
    )


def has_language(story: Story, languages: Container[Language]) -> bool:
    """Return whether one of these is the language of the story's headline or of another report."""
    return any(one in languages for one in (story.lead_article.language, *story.versions))


def choose_version(story: Story, preferences: Preferences) -> int | None:
    """Return the id of the article to show instead of the headline; None to keep the headline.

    A subscriber sees the report in their own language, or else in another that they read.
    """
    present = (story.lead_article.language, *story.versions)
    readable = [one for one in present if one in (preferences.languages or present)]
    if preferences.own_language in readable:
        return story.versions.get(preferences.own_language)
    return story.versions.get(readable[0]) if readable else None


@dataclass(frozen=True, slots=True)
class ReportSource:
    """The source and the language of a report: which one can stand for its story."""

    article_id: int
    language: Language
    source: str


def choose_report(reports: Sequence[ReportSource], preferences: Preferences) -> int | None:
    """Return the id of the report that stands for a story whose lead is of a muted source.

    That is the first one of another source in the subscriber's own language, or else in another
    that they read; None if there is none.
    """
    languages = preferences.languages
    readable = [
        report
        for report in reports
        if report.source not in preferences.muted_sources
        and (not languages or report.language in languages)
    ]
    own = (report for report in readable if report.language == preferences.own_language)
    first = next(own, None) or (readable[0] if readable else None)
    return None if first is None else first.article_id


@dataclass(frozen=True, slots=True)
class DigestSection:
    """The stories of one topic, best first; ``topic`` is empty for stories without one."""

    topic: str
    stories: tuple[Story, ...]


def group_by_topic(
    stories: Iterable[Story], preferences: Preferences, known_topics: Container[str]
) -> tuple[DigestSection, ...]:
    """Group the stories by their best chosen topic (with none chosen: by their best topic).

    ``stories`` come best first, and sections are in the order of their best story; stories on none
    of the known topics come last.
    """
    grouped: dict[str, list[Story]] = {}
    for story in stories:
        topic = _get_leading_topic(story, preferences)
        grouped.setdefault(topic if topic in known_topics else "", []).append(story)
    others = grouped.pop("", [])
    sections = [*grouped.items(), *([("", others)] if others else [])]
    return tuple(DigestSection(topic, tuple(found)) for topic, found in sections)


def _rank_key(story: Story, now: datetime | None) -> tuple[float, float, int]:
    """Return the sort key: heaviest first, then newest. With ``now`` None there is no decay."""
    at = now or story.published
    return -compute_weight(story, at), -story.published.timestamp(), story.id


def _dedupe(stories: Iterable[Story]) -> Iterable[Story]:
    return {story.id: story for story in stories}.values()


def _is_muted(story: Story, muted_sources: Container[str]) -> bool:
    """Return whether only muted sources report the story."""
    return bool(story.sources) and all(name in muted_sources for name in story.sources)


def _matches(preferences: Preferences, story: Story, is_followed: bool) -> bool:
    if preferences.languages and not has_language(story, preferences.languages):
        return False
    return is_followed or not preferences.topics or not preferences.topics.isdisjoint(story.topics)


def _find_mentioned_terms(
    mentions: StoryIdsByTerm | None, terms: Iterable[str], story: Story
) -> tuple[str, ...]:
    """Return those of the terms that the story mentions, sorted."""
    if not mentions:
        return ()
    return tuple(sorted(term for term in terms if story.id in mentions.get(term, ())))


def _limit_per_topic(
    fitting: Iterable[Story], followed: Container[int], preferences: Preferences
) -> tuple[Story, ...]:
    """Return the first stories in order, where the fourth and later ones of a topic are taken only
    if room is left. Followed stories are not limited. The order stays that of ``fitting``."""
    room = max(0, preferences.digest_size)
    counts: Counter[str] = Counter()
    taken: dict[int, Story] = {}
    waiting: dict[int, Story] = {}
    for number, story in enumerate(fitting):
        if len(taken) == room:
            break
        topic = _get_leading_topic(story, preferences)
        if story.id not in followed and topic and counts[topic] >= MAX_STORIES_PER_TOPIC:
            waiting[number] = story
        else:
            counts[topic] += 1
            taken[number] = story
    taken |= islice(waiting.items(), room - len(taken))
    return tuple(taken[number] for number in sorted(taken))


def _get_leading_topic(story: Story, preferences: Preferences) -> str:
    """Return the first of the story's topics that the subscriber chose, else its first topic."""
    chosen = (topic for topic in story.topics if topic in preferences.topics)
    return next(chosen, story.topics[0] if story.topics else "")
