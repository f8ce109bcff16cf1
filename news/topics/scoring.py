"""Score what an article is about, among fourteen fixed topics and the custom ones.

``news/data/topics/<id>.toml`` lists the words and phrases of each topic by language. Words of the
article add evidence to their topics; Russian words on no list are judged by the embeddings
(`news.topics.seed_expansion`). An article has up to three topics, or none; what is no news has
none, or lifestyle alone (`news.topics.no_news`). Custom topics match by
their words only (`news.topics.custom_topics`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import exp, log1p, sqrt
from typing import TYPE_CHECKING

from news.entities.gazetteer import is_country
from news.model import TOPIC_IDS, Topic, TopicScore
from news.nlp.analysis import Analysis
from news.topics.custom_topics import NO_CUSTOM_TOPICS, CustomTopics
from news.topics.no_news import NoNews, NoNewsFinder
from news.topics.seed_words import STRONG_WEIGHT, Evidence, SeedWords

if TYPE_CHECKING:
    from news.nlp.embeddings import Embeddings
    from news.nlp.rarity import Rarity

FIXED_TOPICS: tuple[Topic, ...] = (
    Topic("politics", "🏛", ("medtop:11000000",)),
    Topic("conflict", "🛡", ("medtop:16000000",)),
    Topic("economy", "💰", ("medtop:04000000", "medtop:09000000")),
    Topic("energy", "⚡", ("medtop:20000243", "medtop:20000256")),
    Topic("society", "👥", ("medtop:14000000", "medtop:05000000", "medtop:12000000")),
    Topic("crime", "🚔", ("medtop:02000000",)),
    Topic("disaster", "🚨", ("medtop:03000000",)),
    Topic("health", "🩺", ("medtop:07000000",)),
    Topic("science", "🔬", ("medtop:13000000",)),
    Topic("technology", "💻", ("medtop:20000763", "medtop:20000225")),
    Topic("culture", "🎭", ("medtop:01000000",)),
    Topic("sport", "⚽", ("medtop:15000000",)),
    Topic("environment", "🌿", ("medtop:06000000", "medtop:17000000")),
    Topic("lifestyle", "🏡", ("medtop:10000000",)),
)
"""The topics in the order of `TOPIC_IDS`, with their IPTC Media Topic codes."""

MAX_TOPICS = 3
_TITLE_WEIGHT, _LEAD_WEIGHT = 3.0, 1.5
_CATEGORY_EVIDENCE = 6.0
_SATURATION_EVIDENCE = 3.0
_MIN_SCORE = 0.15
_MIN_SHARE = 0.41
_EXPANSION_WEIGHT = 14.0
_TRUST = (0.6, 1.0, 1.0)
"""By how many different words of a topic are found, one of them strong. The only one often means
something else, as a venue in «Палац спорту»."""
_WEAK_TRUST = (0.2, 0.8, 1.0)
"""The same for a topic of which only weak words are found."""
_LATE_TRUST = 0.8
"""Of culture, where lifestyle has a strong word in the title or lead and it has none: a trade of a
singer who marries is no news of culture."""
_STATES_TRUST = 0.5
"""What is left of crime where states quarrel: ships that are detained."""
_MIN_CUSTOM_SCORE = 0.35
"""Reached by one word in the title or the lead, not by one deep in a long text."""
_MAX_SENTENCES = 40


class TopicScorer:
    """Scores the topics of an article by words, categories and the topics of its source."""

    def __init__(self, embeddings: Embeddings, rarity: Rarity) -> None:
        # Imported here: processes that only show the list of topics do not need numpy (18 MB).
        from news.topics.seed_expansion import SeedExpansion

        self._seeds = SeedWords(TOPIC_IDS)
        self._no_news = NoNewsFinder()
        self._expansion = SeedExpansion(self._seeds, embeddings, rarity)

    def score(
        self,
        analysis: Analysis,
        categories: Sequence[str] = (),
        source_topics: Sequence[str] = (),
        custom: CustomTopics = NO_CUSTOM_TOPICS,
    ) -> tuple[TopicScore, ...]:
        """Return one to three topics, best first, or none without evidence or for what is no news.

        ``categories`` are those of the source, in any language; ``source_topics`` are ids that an
        editor chose for the source; ``custom`` are the custom topics.
        """
        evidence = self.collect_evidence(analysis, categories, source_topics, custom)
        accepted = _list_accepted(self._no_news.find(analysis))
        fixed = _score_fixed({topic: evidence[topic] for topic in accepted})
        return _merge_scores(fixed, _score_custom({topic: evidence[topic] for topic in custom.ids}))

    def collect_evidence(
        self,
        analysis: Analysis,
        categories: Sequence[str] = (),
        source_topics: Sequence[str] = (),
        custom: CustomTopics = NO_CUSTOM_TOPICS,
    ) -> Evidence:
        """Return the evidence for each topic; it has no upper bound."""
        counts: dict[tuple[str, str], float] = {}
        weights: dict[tuple[str, str], float] = {}
        told_early: set[str] = set()
        for position_weight, sentence in analysis.weigh_sentences(
            _TITLE_WEIGHT, (_LEAD_WEIGHT,), _MAX_SENTENCES
        ):
            hits = self._seeds.find(sentence.words, analysis.language)
            for topic, seed, weight in custom.apply_to_hits(
                hits, sentence.words, analysis.language
            ):
                counts[topic, seed] = counts.get((topic, seed), 0.0) + position_weight
                weights[topic, seed] = weight
                if position_weight > 1 and weight == STRONG_WEIGHT:
                    told_early.add(topic)
        found = dict.fromkeys((*TOPIC_IDS, *custom.ids), 0.0)
        length = sqrt(max(20, min(len(analysis.words), 400)) / 100)
        trust = _compute_trust(weights)
        for (topic, seed), count in counts.items():
            trusted = 1.0 if topic in custom.ids else trust[topic]
            if topic == "culture" and "lifestyle" in told_early and topic not in told_early:
                trusted *= _LATE_TRUST
            found[topic] += trusted * weights[topic, seed] * log1p(count) / length
        if analysis.language == "ru":
            for topic, share in self._expansion.compute_shares(analysis).items():
                found[topic] += _EXPANSION_WEIGHT * share
        if _is_between_states(analysis):
            others = found["conflict"] + found["politics"]
            found["crime"] *= _STATES_TRUST if others > _STATES_TRUST * found["crime"] else 1.0
        named = list(self._seeds.find_category_topics(categories))
        for topic in named:
            found[topic] += _CATEGORY_EVIDENCE
        # A topic of the whole source counts as much as a category of the article; several topics
        # share that weight.
        for topic in found.keys() & set(source_topics) - set(named):
            found[topic] += _CATEGORY_EVIDENCE / len(source_topics)
        return found


def _is_between_states(analysis: Analysis) -> bool:
    """Return whether the title and the lead name two countries."""
    early = (analysis.title, *analysis.sentences[:1])
    return len({w.lemma for s in early for w in s.words if is_country(w.lemma)}) > 1


def _list_accepted(no_news: NoNews | None) -> tuple[str, ...]:
    """Return the fixed topics that an article may have."""
    if no_news is NoNews.OFFER:
        return ()
    return ("lifestyle",) if no_news is NoNews.PASTIME else TOPIC_IDS


def _compute_trust(weights: Mapping[tuple[str, str], float]) -> dict[str, float]:
    """Return how far the words of each topic are trusted: fully with a second witness. A weak word
    alone often means something else, as in «архівний запит» or «квартира»."""
    seeds: dict[str, list[float]] = {}
    for (topic, _), weight in weights.items():
        seeds.setdefault(topic, []).append(weight)
    return {
        topic: (_TRUST if max(found) >= STRONG_WEIGHT else _WEAK_TRUST)[min(len(found), 3) - 1]
        for topic, found in seeds.items()
    }


def _score_fixed(evidence: Evidence) -> tuple[TopicScore, ...]:
    """Score the fixed topics: the share of a topic in all evidence, times how much evidence
    there is."""
    ranked = sorted(evidence, key=lambda topic: -evidence[topic])
    top = evidence[ranked[0]] if ranked else 0.0
    if top <= 0:
        return ()
    total = sum(evidence[topic] ** 2 for topic in ranked)
    scores = []
    for topic in ranked[:MAX_TOPICS]:
        share = evidence[topic] ** 2 / total
        score = (1 - exp(-evidence[topic] / _SATURATION_EVIDENCE)) * sqrt(share)
        if score >= _MIN_SCORE and evidence[topic] >= _MIN_SHARE * top:
            scores.append(TopicScore(topic, round(min(score, 1.0), 3)))
    return tuple(scores)


def _score_custom(evidence: Evidence) -> list[TopicScore]:
    """Return the custom topics of the article, best first. They do not compete with the fixed ones:
    an article about drones is often about war too."""
    scores = {topic: 1 - exp(-found / _SATURATION_EVIDENCE) for topic, found in evidence.items()}
    likely = [
        TopicScore(topic, round(s, 3)) for topic, s in scores.items() if s >= _MIN_CUSTOM_SCORE
    ]
    return sorted(likely, key=lambda topic: -topic.score)


def _merge_scores(
    fixed: Sequence[TopicScore], custom: Sequence[TopicScore]
) -> tuple[TopicScore, ...]:
    """Return at most three topics. A custom topic is preferred to a second fixed one."""
    custom = custom[: MAX_TOPICS - min(1, len(fixed))]
    both = [*fixed[: MAX_TOPICS - len(custom)], *custom]
    return tuple(sorted(both, key=lambda topic: -topic.score))
