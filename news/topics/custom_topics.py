"""The topics that editors add by words alone, and the words that they give to the fixed ones.

They are told by their words and by nothing else. The embeddings widen the fixed topics only: these
have hundreds of examples that set each other's bounds, while a handful of words would draw in what
no editor asked for, and move the scores of the fourteen.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from news.model import INTERFACE_LANGUAGES, TOPIC_IDS, InterfaceLanguage, Language, Topic
from news.nlp.analysis import AnalyzedWord
from news.nlp.lemmas import Lemmatizer
from news.nlp.words import APOSTROPHE, fold
from news.topics.seed_words import STRONG_WEIGHT, Hit, SeedWords


@dataclass(frozen=True, slots=True)
class CustomTopics:
    """Finds the words of some topics (`own_topics` makes it). ``ids`` are those that are not
    fixed; ``silent`` are the seeds taken from fixed ones."""

    ids: tuple[str, ...] = ()
    seeds: SeedWords | None = None
    removed_seeds: frozenset[tuple[str, str]] = frozenset()

    def apply(
        self, hits: Iterable[Hit], words: Sequence[AnalyzedWord], language: Language
    ) -> Iterator[Hit]:
        """The hits of the fixed topics, without those of words that editors took from them, and
        then the hits of the editors' words."""
        for hit in hits:
            if not self.removed_seeds or (hit[0], _strip_star(hit[1])) not in self.removed_seeds:
                yield hit
        if self.seeds is not None:
            yield from self.seeds.find(words, language)


NO_CUSTOM_TOPICS = CustomTopics()


def build_custom_topics(topics: Sequence[Topic], lemmatizer: Lemmatizer) -> CustomTopics:
    """Any language's articles may hold any of the words: a Latin name stands in Russian text
    too."""
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
    """The word or phrase as its other forms are looked up: each part in its normal form. A word
    that no dictionary has is looked up as it stands too, and by its stem."""
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
