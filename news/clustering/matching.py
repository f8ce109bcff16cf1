"""Which articles report one event. Pure: storage looks up the candidates by key.

An article joins the story whose articles its fingerprint is most like, if it is like enough. How
like is enough rises with the time between them, for the same names come back in other events; and
reports that name different days (a forecast for the 8th, a forecast for the 16th) count half.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import timedelta

from news.clustering.event_days import is_day
from news.clustering.fingerprint import group_by_stem, similarity
from news.model import Article, MatchCandidate, WeightedLemma

STORY_WINDOW = timedelta(days=3)
"""An article joins no story whose last article is older or younger than this."""

MAX_KEYS = 12
_MAX_ENTITY_KEYS = 4
_MIN_SIMILARITY = 0.33
_SIMILARITY_LOSS_PER_DAY = 0.03
_OTHER_DAYS_FACTOR = 0.5
_MIN_MEAN_SIMILARITY = 0.2


def build_keys(article: Article) -> tuple[str, ...]:
    """At most 12 index keys, under which the article is filed and its candidates are looked up."""
    entities = sorted(article.entities, key=lambda entity: -entity.weight)[:_MAX_ENTITY_KEYS]
    names = [f"={entity.name.lower()}" for entity in entities]
    lemmas = [term.lemma for term in article.fingerprint if not is_day(term.lemma)]
    return tuple(dict.fromkeys(names + lemmas))[:MAX_KEYS]


def choose_story(article: Article, candidates: Sequence[MatchCandidate]) -> int | None:
    """The id of the story that the article joins, or None: it opens one."""
    roots, days = group_by_stem(article.fingerprint), _find_days(article.fingerprint)
    likenesses: dict[int, list[float]] = defaultdict(list)
    for candidate in candidates:
        apart = abs(article.published - candidate.published)
        if candidate.language == article.language and apart <= STORY_WINDOW:
            like = similarity(roots, group_by_stem(candidate.fingerprint))
            other_days = _find_days(candidate.fingerprint)
            if days and other_days and days.isdisjoint(other_days):
                like *= _OTHER_DAYS_FACTOR
            likenesses[candidate.story_id].append(
                like - _SIMILARITY_LOSS_PER_DAY * (apart / timedelta(days=1))
            )
    fits = {
        story: fit
        for story, likes in likenesses.items()
        if (fit := _score_story(likes)) >= _MIN_SIMILARITY
    }
    return min(fits, key=lambda story: (-fits[story], story), default=None)


def find_most_central(members: Sequence[MatchCandidate]) -> MatchCandidate:
    """The article that tells most of what a story's articles have in common: the one likest to all
    of them together, the earliest of equals. ``members`` is not empty."""
    vectors = [group_by_stem(member.fingerprint) for member in members]
    together: Counter[str] = Counter()
    for vector in vectors:
        together.update(vector)
    shares = [
        round(sum(weight * (together[root] - weight) for root, weight in vector.items()), 6)
        for vector in vectors
    ]
    order = range(len(members))
    return members[min(order, key=lambda n: (-shares[n], members[n].published, n))]


def _find_days(terms: Sequence[WeightedLemma]) -> set[str]:
    return {term.lemma for term in terms if is_day(term.lemma)}


def _score_story(similarities: list[float]) -> float:
    """Midway between the best likeness and the mean over the story's articles, and nothing where
    the story as a whole is unlike: a round-up of two events must not chain them into one."""
    mean = sum(similarities) / len(similarities)
    return (max(similarities) + mean) / 2 if mean >= _MIN_MEAN_SIMILARITY else 0.0
