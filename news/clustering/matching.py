"""Decide which articles report one event. Pure: storage looks up the candidates by key.

An article joins the story whose articles are most similar to its fingerprint, above a threshold.
The threshold rises with the time between them, since the same names occur in later events; reports
that name different days (a forecast for the 8th, a forecast for the 16th) count half.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import timedelta
from functools import cache

from news.clustering.event_facts import (
    build_name_key,
    contradict,
    count_missing_names,
    has_news,
    list_names,
    measure_coverage,
)
from news.clustering.fingerprint import group_by_stem, is_day, similarity
from news.data import load_words
from news.model import (
    INTERFACE_LANGUAGES,
    STORY_WINDOW,
    Article,
    EventFacts,
    Language,
    MatchCandidate,
    WeightedLemma,
)

MIN_FOLLOW_UP_DISTANCE = timedelta(hours=3)
"""A report that comes earlier after the first one is a report of the same moment."""

MAX_KEYS = 12
_MAX_NAME_KEYS = 6
_MIN_SIMILARITY = 0.36
_SIMILARITY_LOSS_PER_DAY = 0.03
_OTHER_DAYS_FACTOR = 0.5
_MIN_MEAN_SIMILARITY = 0.2
_MAX_MISSING_NAMES, _MAX_MISSING_IN_TEASER = 2, 4
_MAX_TEASER_FACTS, _MIN_LENGTH_RATIO = 12, 2.0
_MANY_NAMES = 6.0
_MIN_TEMPLATE_SIMILARITY = 0.6
_MIN_SHARED_FACTS = 2.0
_FACTS_FACTOR = 0.8
_MIN_COVERAGE, _FEW_FACTS_FACTOR = 0.45, 0.5
_MIN_PLAIN_WORDS, _MIN_PLAIN_SIMILARITY, _ONLY_NAMES_FACTOR = 3, 0.04, 0.4


def build_keys(article: Article) -> tuple[str, ...]:
    """Return at most 12 index keys by which the article is stored and its candidates are found.

    First names, which are the same in every language, then the heaviest terms.
    """
    names = [f"={name}" for name in list_names(article.facts)[:_MAX_NAME_KEYS]]
    lemmas = [term.lemma for term in article.fingerprint if not is_day(term.lemma)]
    return tuple(dict.fromkeys(names + lemmas))[:MAX_KEYS]


def choose_story(article: Article, candidates: Sequence[MatchCandidate]) -> int | None:
    """Return the id of the story that the article joins, or None if it opens a new one."""
    own = MatchCandidate.from_article(article, 0)
    roots = group_by_stem(article.fingerprint)
    similarities: dict[int, list[float]] = defaultdict(list)
    for candidate in candidates:
        apart = abs(article.published - candidate.published)
        if apart <= STORY_WINDOW:
            score = (
                _compare_texts(own, candidate, roots)
                if candidate.language == article.language
                else _compare_facts(article.facts, candidate.facts)
            )
            score *= _OTHER_DAYS_FACTOR if _have_other_days(own, candidate) else 1.0
            similarities[candidate.story_id].append(
                score - _SIMILARITY_LOSS_PER_DAY * (apart / timedelta(days=1))
            )
    scores = {
        story: score
        for story, values in similarities.items()
        if (score := _score_story(values)) >= _MIN_SIMILARITY
    }
    return min(scores, key=lambda story: (-scores[story], story), default=None)


def _compare_texts(
    article: MatchCandidate, candidate: MatchCandidate, roots: Mapping[str, float]
) -> float:
    """Return the similarity of two articles of one language; 0 if the titles name different events.

    Reports of one event may choose different numbers for the title; only where the texts are
    otherwise alike, as of one template, do these count.
    """
    if _name_others(article.facts, candidate.facts):
        return 0.0
    score = similarity(roots, group_by_stem(candidate.fingerprint))
    if score >= _MIN_TEMPLATE_SIMILARITY and contradict(article.facts, candidate.facts):
        return 0.0
    covered = measure_coverage(article.facts, candidate.facts)
    score *= _FEW_FACTS_FACTOR if covered.mean_share < _MIN_COVERAGE else 1.0
    tells_what = covered.weight >= _MANY_NAMES or _share_plain_words(article, candidate)
    return score * (1.0 if tells_what else _ONLY_NAMES_FACTOR)


def _name_others(facts: EventFacts, others: EventFacts) -> bool:
    """Return whether each title has a name that the other text lacks, or one title has more than
    one. A teaser lacks some names of a long report only because it is short."""
    short, long = sorted((facts, others), key=lambda one: len(one.text))
    few, many = len(short.text), len(long.text)
    is_teaser = few <= _MAX_TEASER_FACTS and many >= _MIN_LENGTH_RATIO * few
    unsaid, other = count_missing_names(long, short), count_missing_names(short, long)
    return (
        min(unsaid, other) > 0
        or other >= _MAX_MISSING_NAMES
        or unsaid >= (_MAX_MISSING_IN_TEASER if is_teaser else _MAX_MISSING_NAMES)
    )


def _share_plain_words(article: MatchCandidate, candidate: MatchCandidate) -> bool:
    """Return whether two articles share words besides names and numbers: these say where and who,
    other words what happened."""
    names = {*list_names(article.facts), *list_names(candidate.facts)}
    if not names:
        return True
    own, others = (
        group_by_stem(
            [
                term
                for term in one.fingerprint
                if not term.lemma[0].isdigit()
                and names.isdisjoint((term.lemma, build_name_key(term.lemma)))
            ]
        )
        for one in (article, candidate)
    )
    shared = [weight * others[root] for root, weight in own.items() if root in others]
    return len(shared) >= _MIN_PLAIN_WORDS and sum(shared) >= _MIN_PLAIN_SIMILARITY


def _compare_facts(facts: EventFacts, others: EventFacts) -> float:
    """Return the similarity of two articles in different languages, by names and numbers only."""
    covered = measure_coverage(facts, others)
    return covered.share * _FACTS_FACTOR if covered.weight >= _MIN_SHARED_FACTS else 0.0


def is_follow_up(article: Article, members: Sequence[MatchCandidate]) -> bool:
    """Return whether an article reports a later development of the event of a story's ``members``.

    It comes hours after their first, and names another day, says a word of developments («после»,
    "arrested") that no earlier text stresses, or has new numbers or mostly new names. A later
    report of the same development is none.
    """
    earlier = [member for member in members if member.published < article.published]
    first = min((member.published for member in earlier), default=article.published)
    if article.published - first < MIN_FOLLOW_UP_DISTANCE:
        return False
    days = set().union(*(_find_days(member.fingerprint) for member in earlier))
    own_days = _find_days(article.fingerprint)
    known = {term.lemma for member in earlier for term in member.fingerprint}
    words = {term.lemma for term in article.fingerprint} - known
    return (
        bool(days and own_days and own_days.isdisjoint(days))
        or not words.isdisjoint(_load_developments(article.language))
        or has_news(article.facts, [member.facts for member in earlier])
    )


@cache
def _load_developments(language: Language) -> frozenset[str]:
    is_known = language in INTERFACE_LANGUAGES
    return frozenset(load_words(f"stories/developments_{language}")) if is_known else frozenset()


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


def _have_other_days(article: MatchCandidate, candidate: MatchCandidate) -> bool:
    days, others = _find_days(article.fingerprint), _find_days(candidate.fingerprint)
    return bool(days and others and days.isdisjoint(others))


def _find_days(terms: Sequence[WeightedLemma]) -> set[str]:
    return {term.lemma for term in terms if is_day(term.lemma)}


def _score_story(similarities: list[float]) -> float:
    """Return the average of the best and the mean similarity, or 0 where the mean is too low: a
    round-up of two events must not join their stories."""
    mean = sum(similarities) / len(similarities)
    return (max(similarities) + mean) / 2 if mean >= _MIN_MEAN_SIMILARITY else 0.0
