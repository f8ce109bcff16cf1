"""Custom topics of the editors, and the words that editors add to the fixed topics.

They match by their words only. The embeddings extend the fixed topics alone: these have hundreds of
examples that delimit each other, while a handful of words would attract unrelated articles and
change the scores of the fixed topics.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from news.model import INTERFACE_LANGUAGES, TOPIC_IDS, InterfaceLanguage, Language, Topic
from news.nlp.analysis import AnalyzedWord
from news.nlp.forms.lemmas import Lemmatizer
from news.nlp.words import APOSTROPHE, fold
from news.topics.seed_words import STRONG_WEIGHT, Hit, SeedWords


@dataclass(frozen=True, slots=True)
class CustomTopics:
    """Finds the words of custom topics; made by `build_custom_topics`.

    ``ids`` are the topics that are not fixed; ``removed_seeds`` are seeds removed from fixed
    topics.
    """

    ids: tuple[str, ...] = ()
    seeds: SeedWords | None = None
    removed_seeds: frozenset[tuple[str, str]] = frozenset()

    def apply_to_hits(
        self, hits: Iterable[Hit], words: Sequence[AnalyzedWord], language: Language
    ) -> Iterator[Hit]:
        """Yield the hits of the fixed topics, without those of removed seeds, then the hits of the
        editors' words."""
        for hit in hits:
            if not self.removed_seeds or (hit[0], _strip_star(hit[1])) not in self.removed_seeds:
                yield hit
        if self.seeds is not None:
            yield from self.seeds.find(words, language)


NO_CUSTOM_TOPICS = CustomTopics()


def build_custom_topics(topics: Sequence[Topic], lemmatizer: Lemmatizer) -> CustomTopics:
    """Build the matcher of the editors' words. Each word is added for every language: a Latin name
    also occurs in Russian text."""
    if not topics:
        return NO_CUSTOM_TOPICS
    seeds, silent = SeedWords(()), set()
    for topic in topics:
        for word in topic.words:
            if word.startswith("-"):
                silent.add((topic.id, _strip_star(word[1:])))
                continue
            for language in INTERFACE_LANGUAGES:
                for seed in _build_seeds(word, language, lemmatizer):
                    seeds.add(topic.id, seed, STRONG_WEIGHT, language)
    ids = tuple(topic.id for topic in topics if topic.id not in TOPIC_IDS)
    return CustomTopics(ids, seeds, frozenset(silent))


def _build_seeds(word: str, language: InterfaceLanguage, lemmatizer: Lemmatizer) -> Iterator[str]:
    """Yield the seeds of a word or phrase: each part in its normal form. A word that is in no
    dictionary is added as written and by its stem."""
    parts = fold(word).split()
    if len(parts) > 1:
        normal = [part if "*" in part else _lemmatize(part, language, lemmatizer) for part in parts]
        yield " ".join(normal)
    elif "*" in parts[0]:
        yield parts[0]
    else:
        yield from dict.fromkeys(_list_lookup_forms(parts[0], language, lemmatizer))


def _list_lookup_forms(
    word: str, language: InterfaceLanguage, lemmatizer: Lemmatizer
) -> Iterator[str]:
    analyzer = lemmatizer.get_analyzer(language)
    if analyzer is not None and not analyzer.word_is_known(word.replace(APOSTROPHE, "'")):
        yield word
        yield lemmatizer.lemmatize(word, language)[-1]
    else:
        yield _lemmatize(word, language, lemmatizer)


def _lemmatize(word: str, language: InterfaceLanguage, lemmatizer: Lemmatizer) -> str:
    forms = lemmatizer.lemmatize(word, language)
    return word if word in forms else forms[0]


def _strip_star(seed: str) -> str:
    return fold(seed).replace("*", "")
