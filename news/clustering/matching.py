"""Decide which articles report one event. Pure: storage looks up the candidates by key.

An article joins the story whose articles are most similar to its fingerprint, above a threshold.
The threshold rises with the time between them, since the same names occur in later events; reports
that name different days (a forecast for the 8th, a forecast for the 16th) count half.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import timedelta

from news.clustering.event_days import is_day
from news.clustering.fingerprint import group_by_stem, similarity
from news.model import Article, MatchCandidate, WeightedLemma

STORY_WINDOW = timedelta(days=3)
"""The greatest distance in time between an article and the last article of the story it joins."""

MAX_KEYS = 12
_MAX_ENTITY_KEYS = 4
_MIN_SIMILARITY = 0.33
_SIMILARITY_LOSS_PER_DAY = 0.03
_OTHER_DAYS_FACTOR = 0.5
_MIN_MEAN_SIMILARITY = 0.2


def build_keys(article: Article) -> tuple[str, ...]:
    """Return at most 12 index keys by which the article is stored and its candidates are found."""
    entities = sorted(article.entities, key=lambda entity: -entity.weight)[:_MAX_ENTITY_KEYS]
    names = [f"={entity.name.lower()}" for entity in entities]
    lemmas = [term.lemma for term in article.fingerprint if not is_day(term.lemma)]
    return tuple(dict.fromkeys(names + lemmas))[:MAX_KEYS]


def choose_story(article: Article, candidates: Sequence[MatchCandidate]) -> int | None:
    """Return the id of the story that the article joins, or None if it opens a new one."""
    roots, days = group_by_stem(article.fingerprint), _find_days(article.fingerprint)
    similarities: dict[int, list[float]] = defaultdict(list)
    for candidate in candidates:
        apart = abs(article.published - candidate.published)
        if candidate.language == article.language and apart <= STORY_WINDOW:
            score = similarity(roots, group_by_stem(candidate.fingerprint))
            other_days = _find_days(candidate.fingerprint)
            if days and other_days and days.isdisjoint(other_days):
                score *= _OTHER_DAYS_FACTOR
            similarities[candidate.story_id].append(
                score - _SIMILARITY_LOSS_PER_DAY * (apart / timedelta(days=1))
            )
    scores = {
        story: score
        for story, values in similarities.items()
        if (score := _score_story(values)) >= _MIN_SIMILARITY
    }
    return min(scores, key=lambda story: (-scores[story], story), default=None)


def find_most_central(members: Sequence[MatchCandidate]) -> MatchCandidate:
    """Return the article that has most in common with the others; the earliest of equals.

    ``members`` must not be empty.
    """
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
    """Return the average of the best and the mean similarity, or 0 where the mean is too low: a
    round-up of two events must not join their stories."""
    mean = sum(similarities) / len(similarities)
    return (max(similarities) + mean) / 2 if mean >= _MIN_MEAN_SIMILARITY else 0.0
