"""Build synthetic articles that share words like real ones.

The vocabulary is the lemmas of the development sets with their forms, by frequency; words are drawn
by Zipf's law. Each article reports an event, which has a dozen words of its own and often a few
reports within two days. After 25,000 articles the texts repeat with new addresses and dates,
because building a million would take an hour.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray

from bench.support.material import SHARES, load_texts
from news.model import (
    TOPIC_IDS,
    Article,
    Block,
    BlockKind,
    Entity,
    IndexText,
    Language,
    TopicScore,
    WeightedLemma,
)
from news.nlp.forms.lemmas import Lemmatizer
from news.nlp.stopwords import get_stopwords
from news.nlp.words import fold, split_words, tokenize

WORDS = 200
END = datetime(2026, 11, 1, 12, tzinfo=UTC)
"""When the newest article was published."""
PER_DAY = 1000
TEXTS = 25_000
"""Number of different texts."""
CHUNK = 500
"""Texts that are built together."""
SOURCES = 200

_TITLE, _SENTENCE, _PARAGRAPH = 8, 14, 3
_EVENT_WORDS, _EVENT_WORD_SHARE = 12, 0.18
"""How many words distinguish an event from others, and their share in a text."""
_COMMON_WORDS = 300
"""The most common words, which no event has as its own."""
_NEW_EVENT_SHARE = 0.5
"""The share of articles that are the first report of an event."""
_TERMS = 40

Places = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Word:
    """A lemma, its tokens for the index, and its forms in texts."""

    lemma: str
    tokens: tuple[str, ...]
    forms: tuple[str, ...]
    stop: bool


@dataclass(frozen=True)
class Vocabulary:
    """The words of a language, the most common first."""

    words: tuple[Word, ...]

    @cached_property
    def zipf(self) -> NDArray[np.float64]:
        """Cumulative probabilities of the words by Zipf's law."""
        shares = np.cumsum(1 / np.arange(1, len(self.words) + 1))
        zipf: NDArray[np.float64] = shares / shares[-1]
        return zipf

    @cached_property
    def forms(self) -> list[str]:
        return [form for word in self.words for form in word.forms]

    @cached_property
    def form_tokens(self) -> list[list[str]]:
        return [tokenize(form) for form in self.forms]

    def choose_forms(self, places: Places, shape: NDArray[np.float64]) -> Places:
        """Return the indexes of forms of words; ``shape`` (0 to 1) selects the form of each."""
        return self._first[places] + (shape * self._counts[places]).astype(np.int64)

    @cached_property
    def _counts(self) -> Places:
        return np.array([len(word.forms) for word in self.words])

    @cached_property
    def _first(self) -> Places:
        return np.cumsum(self._counts) - self._counts


def build_vocabularies() -> dict[Language, Vocabulary]:
    lemmatizer = Lemmatizer()
    return {
        language: _build_vocabulary(lemmatizer, language, [f"{t} {b}" for t, b in event_word_count])
        for language, event_word_count in load_texts().items()
    }


def _build_vocabulary(
    lemmatizer: Lemmatizer, language: Language, event_word_count: list[str]
) -> Vocabulary:
    counts: Counter[str] = Counter()
    forms: dict[str, dict[str, None]] = defaultdict(dict)
    for folded in (fold(word) for text in event_word_count for word in split_words(text)):
        lemma = lemmatizer.lemmatize(folded, language)[0]
        counts[lemma] += 1
        forms[lemma][folded] = None
    stops = get_stopwords(language)
    return Vocabulary(
        tuple(
            Word(
                lemma,
                lemmatizer.get_index_tokens(lemma, language),
                tuple(forms[lemma]),
                lemma in stops,
            )
            for lemma in sorted(counts, key=lambda lemma: (-counts[lemma], lemma))
        )
    )


class Corpus:
    """Articles by number, from 0 on, in the order of publication. ``stories`` has the id of each
    event's story."""

    def __init__(self, count: int, per_day: int = PER_DAY) -> None:
        self.count = count
        self._gap = timedelta(days=1) / per_day
        self._vocabularies = build_vocabularies()
        names, shares = list(SHARES), list(SHARES.values())
        self._languages = np.random.default_rng(0).choice(names, TEXTS, p=shares)
        self._events = _draw_events(self._languages, per_day)
        events = map(self.get_event, range(count))
        self.stories = {event: place for place, event in enumerate(dict.fromkeys(events), 1)}
        self._chunk = lru_cache(maxsize=4)(self._build_chunk)

    def get_vocabulary(self, language: Language) -> Vocabulary:
        return self._vocabularies[language]

    def get_published(self, number: int) -> datetime:
        return END - self._gap * (self.count - 1 - number)

    def get_source(self, number: int) -> str:
        return f"Source {number % SOURCES}"

    def get_event(self, number: int) -> int:
        """Return the event that an article reports: the number of its first report."""
        return number - number % TEXTS + self._events[number % TEXTS]

    def build_url(self, number: int) -> str:
        return f"https://news.example/{number % SOURCES}/{number:x}"

    def build_content_hash(self, number: int) -> str:
        return hashlib.sha256(self.build_url(number).encode()).hexdigest()

    def build_article(self, number: int) -> Article:
        text = number % TEXTS
        return replace(
            self._chunk(text // CHUNK)[text % CHUNK],
            published=self.get_published(number),
            content_hash=self.build_content_hash(number),
            url=self.build_url(number),
            canonical_url=self.build_url(number),
            source=self.get_source(number),
        )

    def _build_chunk(self, chunk: int) -> list[Article]:
        random = np.random.default_rng((1, chunk))
        numbers = range(chunk * CHUNK, (chunk + 1) * CHUNK)
        size = (len(numbers), _TITLE + WORDS)
        zipf, event_words, shape = (random.random(size) for _ in range(3))
        which = random.integers(_EVENT_WORDS, size=size)
        event_words[:, : _TITLE // 2] = 0
        return [
            self._build_text(
                number, zipf[row], event_words[row] < _EVENT_WORD_SHARE, which[row], shape[row]
            )
            for row, number in enumerate(numbers)
        ]

    def _build_text(
        self,
        number: int,
        zipf: NDArray[np.float64],
        is_event_word: NDArray[np.bool_],
        which: Places,
        shape: NDArray[np.float64],
    ) -> Article:
        language: Language = str(self._languages[number])  # type: ignore[assignment]
        vocabulary = self._vocabularies[language]
        event = np.random.default_rng((2, self._events[number]))
        event_words = event.integers(_COMMON_WORDS, len(vocabulary.words), _EVENT_WORDS)
        topics = event.choice(len(TOPIC_IDS), 2, replace=False)
        places = np.where(is_event_word, event_words[which], np.searchsorted(vocabulary.zipf, zipf))
        forms = vocabulary.choose_forms(places, shape).tolist()
        words = [vocabulary.words[place] for place in places.tolist()]
        forms_as_text = [vocabulary.forms[form] for form in forms]
        names = [vocabulary.words[place] for place in event_words.tolist()]
        title = " ".join(forms_as_text[:_TITLE]).capitalize()
        sentences = [
            f"{' '.join(forms_as_text[start : start + _SENTENCE]).capitalize()}."
            for start in range(_TITLE, len(forms_as_text), _SENTENCE)
        ]
        return Article(
            title=title,
            blocks=tuple(
                Block(BlockKind.PARAGRAPH, " ".join(sentences[start : start + _PARAGRAPH]))
                for start in range(0, len(sentences), _PARAGRAPH)
            ),
            language=language,
            published=END,
            content_hash="",
            summary=(sentences[0], sentences[3], sentences[7]),
            topics=tuple(
                TopicScore(TOPIC_IDS[topic], score)
                for topic, score in zip(topics, (0.9, 0.6), strict=True)
            ),
            entities=tuple(
                Entity(f"{one.forms[0].title()} {other.forms[0].title()}", "person", weight)
                for one, other, weight in zip(names[:3], names[3:6], (0.9, 0.5, 0.3), strict=True)
            ),
            fingerprint=_build_fingerprint(names, words),
            index=_build_index(words, [vocabulary.form_tokens[form] for form in forms]),
        )


def _draw_events(languages: NDArray[np.str_], per_day: int) -> list[int]:
    """Draw the event of each article: the number of its first report."""
    random = np.random.default_rng(3)
    opens = random.random(len(languages)) < _NEW_EVENT_SHARE
    back = random.integers(1, 2 * per_day, len(languages))
    found: list[int] = []
    spoken = languages.tolist()
    for number, (new, far) in enumerate(zip(opens.tolist(), back.tolist(), strict=True)):
        before = max(0, number - far)
        joins = not new and before < number and spoken[before] == spoken[number]
        found.append(found[before] if joins else number)
    return found


def _build_index(words: list[Word], form_tokens: list[list[str]]) -> IndexText:
    return IndexText(
        title=tuple(token for word in words[:_TITLE] for token in word.tokens),
        body=tuple(token for word in words[_TITLE:] for token in word.tokens),
        words=tuple(token for tokens in form_tokens for token in tokens),
    )


def _build_fingerprint(names: list[Word], words: list[Word]) -> tuple[WeightedLemma, ...]:
    """Build a fingerprint: the words of the event weigh most, then other content words."""
    found = dict.fromkeys(word.lemma for word in names)
    event_word_count = len(found)
    found |= dict.fromkeys(word.lemma for word in words if not word.stop)
    weights = [1.0] * event_word_count + [0.3] * (min(len(found), _TERMS) - event_word_count)
    length = sum(weight**2 for weight in weights) ** 0.5
    return tuple(
        WeightedLemma(lemma, round(weight / length, 4))
        for lemma, weight in zip(list(found)[:_TERMS], weights, strict=True)
    )
