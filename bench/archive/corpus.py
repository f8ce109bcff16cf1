"""Synthetic articles that share words as real ones do, as the desk would hand them over.

The vocabulary is the lemmas of the development sets with the forms in which they stand there, in
the order of how often they do; words are drawn from it by Zipf's law. Each article reports an
event, which has a dozen telling words and, mostly, a few reports within two days. An article is
known by its number: the same number is the same article, whatever was made before.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import numpy as np
from common.material import SHARES, texts
from numpy.typing import NDArray

from news.language.lemmas import Lemmatizer
from news.language.stopwords import stopwords
from news.language.words import fold, tokens, word_texts
from news.model import (
    TOPIC_IDS,
    Article,
    Block,
    BlockKind,
    Entity,
    IndexText,
    Language,
    Term,
    TopicScore,
)

WORDS = 200
END = datetime(2026, 11, 1, 12, tzinfo=UTC)
"""When the newest article was published."""
PER_DAY = 1000

_TITLE, _SENTENCE, _PARAGRAPH = 8, 14, 3
_TELLING = 12
_TELLING_SHARE = 0.18
_COMMONEST = 300
"""An event's telling words are none of so many commonest."""
_REPORTS = 2.0
"""Of one event, in the mean."""
_SOURCES = 200
_TERMS = 40


@dataclass(frozen=True, slots=True)
class Word:
    """A lemma, its tokens for the index, and the forms in which it stands in texts."""

    lemma: str
    tokens: str
    forms: tuple[str, ...]
    stop: bool


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words of a language, the commonest first, and Zipf's law over them."""

    words: tuple[Word, ...]
    law: NDArray[np.float64]

    def draw(self, random: np.random.Generator, count: int) -> list[Word]:
        return [self.words[place] for place in np.searchsorted(self.law, random.random(count))]

    def telling(self, random: np.random.Generator, count: int) -> list[Word]:
        places = random.integers(_COMMONEST, len(self.words), count)
        return [self.words[place] for place in places]


def vocabularies() -> dict[Language, Vocabulary]:
    lemmatizer = Lemmatizer()
    return {
        language: _vocabulary(lemmatizer, language, [f"{t} {b}" for t, b in told])
        for language, told in texts().items()
    }


def _vocabulary(lemmatizer: Lemmatizer, language: Language, told: list[str]) -> Vocabulary:
    counts: Counter[str] = Counter()
    forms: dict[str, dict[str, None]] = defaultdict(dict)
    for text in told:
        for word in word_texts(text):
            folded = fold(word)
            lemma = lemmatizer.forms(folded, language)[0]
            counts[lemma] += 1
            forms[lemma][folded] = None
    ranked = sorted(counts, key=lambda lemma: (-counts[lemma], lemma))
    words = tuple(
        Word(
            lemma,
            " ".join(lemmatizer.tokens(lemma, language)),
            tuple(forms[lemma]),
            lemma in stopwords(language),
        )
        for lemma in ranked
    )
    law = np.cumsum(1 / np.arange(1, len(words) + 1))
    return Vocabulary(words, law / law[-1])


class Corpus:
    """Articles by number, from 0 on, in the order in which they were published."""

    def __init__(self, count: int, per_day: int = PER_DAY) -> None:
        self.count = count
        self._vocabularies = vocabularies()
        self._gap = timedelta(days=1) / per_day
        self._spread = max(1, per_day * 2)

    def event(self, number: int) -> int:
        """What article ``number`` reports: an event is known by its first report."""
        random = np.random.default_rng((1, number))
        if random.random() < 1 / _REPORTS:
            return number
        before = max(0, number - 1 - int(random.integers(self._spread)))
        return self.event(before) if self._speaks(before) == self._speaks(number) else number

    def _speaks(self, number: int) -> Language:
        share = (number * 0.618034) % 1
        for language, part in SHARES.items():
            share -= part
            if share < 0:
                return language  # type: ignore[return-value]
        return "ru"

    def published(self, number: int) -> datetime:
        return END - self._gap * (self.count - 1 - number)

    def article(self, number: int) -> Article:
        random = np.random.default_rng((2, number))
        event = np.random.default_rng((3, self.event(number)))
        language = self._speaks(number)
        vocabulary = self._vocabularies[language]
        telling = vocabulary.telling(event, _TELLING)
        topics = sorted(event.choice(len(TOPIC_IDS), 2, replace=False))
        drawn = vocabulary.draw(random, _TITLE + WORDS)
        swapped = random.random(len(drawn)) < _TELLING_SHARE
        swapped[: _TITLE // 2] = True
        places = random.integers(_TELLING, size=len(drawn))
        chosen = [
            telling[place] if swap else word
            for word, swap, place in zip(drawn, swapped, places, strict=True)
        ]
        shapes = random.random(len(drawn))
        stand = [
            word.forms[int(len(word.forms) * shape)]
            for word, shape in zip(chosen, shapes, strict=True)
        ]
        title = " ".join(stand[:_TITLE]).capitalize()
        sentences = [
            f"{' '.join(stand[start : start + _SENTENCE]).capitalize()}."
            for start in range(_TITLE, len(stand), _SENTENCE)
        ]
        blocks = tuple(
            Block(BlockKind.PARAGRAPH, " ".join(sentences[start : start + _PARAGRAPH]))
            for start in range(0, len(sentences), _PARAGRAPH)
        )
        url = f"https://news.example/{number % _SOURCES}/{number:x}"
        return Article(
            title=title,
            blocks=blocks,
            language=language,
            published=self.published(number),
            content_hash=hashlib.sha256(f"{title}{number}".encode()).hexdigest(),
            summary=(sentences[0], sentences[3], sentences[7]),
            topics=tuple(
                TopicScore(TOPIC_IDS[topic], score)
                for topic, score in zip(topics, (0.9, 0.6), strict=True)
            ),
            entities=tuple(
                Entity(f"{one.forms[0].title()} {other.forms[0].title()}", "person", weight)
                for one, other, weight in zip(
                    telling[:3], telling[3:6], (0.9, 0.5, 0.3), strict=True
                )
            ),
            url=url,
            canonical_url=url,
            source=f"Source {number % _SOURCES}",
            fingerprint=_fingerprint(telling, chosen),
            index=IndexText(
                title=tuple(" ".join(word.tokens for word in chosen[:_TITLE]).split()),
                body=tuple(" ".join(word.tokens for word in chosen[_TITLE:]).split()),
                words=tuple(tokens(" ".join(stand))),
            ),
        )


def _fingerprint(telling: list[Word], chosen: list[Word]) -> tuple[Term, ...]:
    """The telling words weigh most; what stands beside them is what is no stop word."""
    found = dict.fromkeys(word.lemma for word in telling)
    found |= dict.fromkeys(word.lemma for word in chosen if not word.stop)
    lemmas = list(found)[:_TERMS]
    weights = [1.0 if place < _TELLING else 0.3 for place in range(len(lemmas))]
    length = sum(weight**2 for weight in weights) ** 0.5
    return tuple(
        Term(lemma, round(weight / length, 4))
        for lemma, weight in zip(lemmas, weights, strict=True)
    )
