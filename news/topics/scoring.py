"""What an article is about, of fourteen topics.

Knowledge is in ``news/data/topics/<id>.toml``: for each language the words and phrases that tell of
the topic. Words of the article add evidence to their topics; for Russian, words that are on no list
are judged by the embeddings (`news.topics.seed_expansion`). An article has up to three
topics, or none. Topics
that editors add are told by their words alone (`news.topics.custom_topics`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import exp, log1p, sqrt
from typing import TYPE_CHECKING

from news.model import TOPIC_IDS, Topic, TopicScore
from news.nlp.analysis import Analysis, Sentence
from news.topics.custom_topics import NO_CUSTOM_TOPICS, CustomTopics
from news.topics.seed_words import Evidence, SeedWords

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
_MIN_SHARE = 0.45
_EXPANSION_WEIGHT = 14.0
_MIN_CUSTOM_SCORE = 0.35
"""A word in the title or the lead is enough, a single one deep in a long text is not."""
_MAX_SENTENCES = 40


class TopicScorer:
    def __init__(self, embeddings: Embeddings, rarity: Rarity) -> None:
        # Imported here: whoever only shows the list of topics needs no numpy (18 MB).
        from news.topics.seed_expansion import SeedExpansion

        self._seeds = SeedWords(TOPIC_IDS)
        self._expansion = SeedExpansion(self._seeds, embeddings, rarity)

    def score(
        self,
        analysis: Analysis,
        categories: Sequence[str] = (),
        source_topics: Sequence[str] = (),
        custom: CustomTopics = NO_CUSTOM_TOPICS,
    ) -> tuple[TopicScore, ...]:
        """One to three topics, surest first, or none where nothing tells. ``categories`` are the
        source's own, in any of the languages; ``chosen`` are ids that an editor chose for the
        source; ``own`` are the editors' own topics."""
        evidence = self.collect_evidence(analysis, categories, source_topics, custom)
        fixed = _score_fixed({topic: evidence[topic] for topic in TOPIC_IDS})
        return _merge_scores(fixed, _score_custom({topic: evidence[topic] for topic in custom.ids}))

    def collect_evidence(
        self,
        analysis: Analysis,
        categories: Sequence[str] = (),
        source_topics: Sequence[str] = (),
        custom: CustomTopics = NO_CUSTOM_TOPICS,
    ) -> Evidence:
        """How much the article tells of each topic; no upper bound."""
        counts: dict[tuple[str, str], float] = {}
        weights: dict[tuple[str, str], float] = {}
        for place, sentence in _weigh_sentences(analysis):
            hits = self._seeds.find(sentence.words, analysis.language)
            for topic, seed, weight in custom.apply(hits, sentence.words, analysis.language):
                counts[topic, seed] = counts.get((topic, seed), 0.0) + place
                weights[topic, seed] = weight
        found = dict.fromkeys((*TOPIC_IDS, *custom.ids), 0.0)
        length = sqrt(max(20, min(len(analysis.words), 400)) / 100)
        for (topic, seed), count in counts.items():
            found[topic] += weights[topic, seed] * log1p(count) / length
        if analysis.language == "ru":
            for topic, share in self._expansion.compute_shares(analysis).items():
                found[topic] += _EXPANSION_WEIGHT * share
        named = list(self._seeds.find_category_topics(categories))
        for topic in named:
            found[topic] += _CATEGORY_EVIDENCE
        # What is said of the whole source weighs as much as what it says of one article, and of
        # several topics each is the less likely one.
        for topic in found.keys() & set(source_topics) - set(named):
            found[topic] += _CATEGORY_EVIDENCE / len(source_topics)
        return found


def _weigh_sentences(analysis: Analysis) -> Iterable[tuple[float, Sentence]]:
    """The sentences that are looked at, with the weight of their place."""
    yield _TITLE_WEIGHT, analysis.title
    for number, sentence in enumerate(analysis.sentences[:_MAX_SENTENCES]):
        yield (_LEAD_WEIGHT if number == 0 else 1.0), sentence


def _score_fixed(evidence: Evidence) -> tuple[TopicScore, ...]:
    """Score: the topic's share of all evidence against its strongest rivals, times how much
    evidence there is at all."""
    ranked = sorted(evidence, key=lambda topic: -evidence[topic])
    top = evidence[ranked[0]]
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
    """The editors' own topics that the article is about, surest first. They stand beside the
    fixed ones and not against them: what is of drones is mostly of war too."""
    scores = {topic: 1 - exp(-found / _SATURATION_EVIDENCE) for topic, found in evidence.items()}
    told = [TopicScore(topic, round(s, 3)) for topic, s in scores.items() if s >= _MIN_CUSTOM_SCORE]
    return sorted(told, key=lambda topic: -topic.score)


def _merge_scores(
    fixed: Sequence[TopicScore], custom: Sequence[TopicScore]
) -> tuple[TopicScore, ...]:
    """Three at most: an own topic rather than a second fixed one, for somebody asked for it."""
    custom = custom[: MAX_TOPICS - min(1, len(fixed))]
    both = [*fixed[: MAX_TOPICS - len(custom)], *custom]
    return tuple(sorted(both, key=lambda topic: -topic.score))
