"""Which articles report one event. Pure: storage looks up the candidates by key.

An article joins the story whose articles its fingerprint is most like, if it is like enough. How
like is enough rises with the time between them, for the same names come back in other events; and
reports that name different days (a forecast for the 8th, a forecast for the 16th) count half.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import timedelta

from news.days import is_day
from news.fingerprint import by_root, likeness
from news.model import Article, StoryCandidate, Term

STORY_WINDOW = timedelta(days=3)
"""An article joins no story whose last article is older or younger than this."""

MOST_KEYS = 12
_ENTITY_KEYS = 4
_JOINS = 0.33
_JOINS_PER_DAY = 0.03
_OTHER_DAYS = 0.5
_LEAST_MEAN = 0.2


def keys(article: Article) -> tuple[str, ...]:
    """At most 12 index keys, under which the article is filed and its candidates are looked up."""
    entities = sorted(article.entities, key=lambda entity: -entity.weight)[:_ENTITY_KEYS]
    names = [f"={entity.name.lower()}" for entity in entities]
    lemmas = [term.lemma for term in article.fingerprint if not is_day(term.lemma)]
    return tuple(dict.fromkeys(names + lemmas))[:MOST_KEYS]


def choose(article: Article, candidates: Sequence[StoryCandidate]) -> int | None:
    """The id of the story that the article joins, or None: it opens one."""
    roots, days = by_root(article.fingerprint), _days(article.fingerprint)
    likenesses: dict[int, list[float]] = defaultdict(list)
    for candidate in candidates:
        apart = abs(article.published - candidate.published)
        if candidate.language == article.language and apart <= STORY_WINDOW:
            like = likeness(roots, by_root(candidate.fingerprint))
            other_days = _days(candidate.fingerprint)
            if days and other_days and days.isdisjoint(other_days):
                like *= _OTHER_DAYS
            likenesses[candidate.story_id].append(
                like - _JOINS_PER_DAY * (apart / timedelta(days=1))
            )
    fits = {story: fit for story, likes in likenesses.items() if (fit := _fit(likes)) >= _JOINS}
    return min(fits, key=lambda story: (-fits[story], story), default=None)


def most_central(members: Sequence[StoryCandidate]) -> StoryCandidate:
    """The article that tells most of what a story's articles have in common: the one likest to all
    of them together, the earliest of equals. ``members`` is not empty."""
    vectors = [by_root(member.fingerprint) for member in members]
    together: Counter[str] = Counter()
    for vector in vectors:
        together.update(vector)
    shares = [
        round(sum(weight * (together[root] - weight) for root, weight in vector.items()), 6)
        for vector in vectors
    ]
    order = range(len(members))
    return members[min(order, key=lambda n: (-shares[n], members[n].published, n))]


def _days(terms: Sequence[Term]) -> set[str]:
    return {term.lemma for term in terms if is_day(term.lemma)}


def _fit(likes: list[float]) -> float:
    """Midway between the best likeness and the mean over the story's articles, and nothing where
    the story as a whole is unlike: a round-up of two events must not chain them into one."""
    mean = sum(likes) / len(likes)
    return (max(likes) + mean) / 2 if mean >= _LEAST_MEAN else 0.0
