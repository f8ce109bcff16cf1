"""The topics that editors add by words alone, and the words that they give to the fixed ones.

They are told by their words and by nothing else. The embeddings widen the fixed topics only: these
have hundreds of examples that set each other's bounds, while a handful of words would draw in what
no editor asked for, and move the scores of the fourteen.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from news.analysis import AnalysedWord
from news.language.lemmas import Lemmatizer
from news.language.words import APOSTROPHE, fold
from news.model import READER_LANGUAGES, TOPIC_IDS, Language, ReaderLanguage, Topic
from news.seeds import STRONG, Hit, SeedWords


@dataclass(frozen=True, slots=True)
class OwnTopics:
    """Finds the words of some topics (`own_topics` makes it). ``ids`` are those that are not
    fixed; ``silent`` are the seeds taken from fixed ones."""

    ids: tuple[str, ...] = ()
    seeds: SeedWords | None = None
    silent: frozenset[tuple[str, str]] = frozenset()

    def applied(
        self, hits: Iterable[Hit], words: Sequence[AnalysedWord], language: Language
    ) -> Iterator[Hit]:
        """The hits of the fixed topics, without those of words that editors took from them, and
        then the hits of the editors' words."""
        for hit in hits:
            if not self.silent or (hit[0], _bare(hit[1])) not in self.silent:
                yield hit
        if self.seeds is not None:
            yield from self.seeds.find(words, language)


NO_OWN_TOPICS = OwnTopics()


def own_topics(topics: Sequence[Topic], lemmatizer: Lemmatizer) -> OwnTopics:
    """Any language's articles may hold any of the words: a Latin name stands in Russian text
    too."""
    if not topics:
        return NO_OWN_TOPICS
    seeds, silent = SeedWords(()), set()
    for topic in topics:
        for word in topic.words:
            if word.startswith("-"):
                silent.add((topic.id, _bare(word[1:])))
                continue
            for language in READER_LANGUAGES:
                for seed in _seeds(word, language, lemmatizer):
                    seeds.add(topic.id, seed, STRONG, language)
    ids = tuple(topic.id for topic in topics if topic.id not in TOPIC_IDS)
    return OwnTopics(ids, seeds, frozenset(silent))


def _seeds(word: str, language: ReaderLanguage, lemmatizer: Lemmatizer) -> Iterator[str]:
    """The word or phrase as its other forms are looked up: each part in its normal form. A word
    that no dictionary has is looked up as it stands too, and by its stem."""
    parts = fold(word).split()
    if len(parts) > 1:
        normal = [part if "*" in part else _normal(part, language, lemmatizer) for part in parts]
        yield " ".join(normal)
    elif "*" in parts[0]:
        yield parts[0]
    else:
        yield from dict.fromkeys(_likely(parts[0], language, lemmatizer))


def _likely(word: str, language: ReaderLanguage, lemmatizer: Lemmatizer) -> Iterator[str]:
    analyzer = lemmatizer.analyzer(language)
    if analyzer is not None and not analyzer.word_is_known(word.replace(APOSTROPHE, "'")):
        yield word
        yield lemmatizer.forms(word, language)[-1]
    else:
        yield _normal(word, language, lemmatizer)


def _normal(word: str, language: ReaderLanguage, lemmatizer: Lemmatizer) -> str:
    forms = lemmatizer.forms(word, language)
    return word if word in forms else forms[0]


def _bare(seed: str) -> str:
    return fold(seed).replace("*", "")
