"""A text taken apart once: sentences and their words with normal forms, for all who ask after."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache

from news.language.lemmas import Lemmatizer
from news.language.sentences import sentences
from news.language.stopwords import stopwords
from news.language.words import fold, tokens, word_texts
from news.model import Block, BlockKind, IndexText, Language

_NAME = re.compile(r"(?<=[^\W\d_][ ,-])[A-ZА-ЯЁІЇЄҐ][^\W\d_]{2,}|^[A-ZА-ЯЁІЇЄҐ][^\W\d_]{2,}")
_CACHED_WORDS = 10_000

TOLD_IN = (BlockKind.PARAGRAPH, BlockKind.QUOTE, BlockKind.LIST_ITEM)
"""The kinds of block whose sentences tell the news."""


@dataclass(frozen=True, slots=True)
class AnalysedWord:
    """A word as it stands, folded, and its likely normal forms, likeliest first."""

    text: str
    folded: str
    forms: tuple[str, ...]
    stop: bool

    @property
    def lemma(self) -> str:
        return self.forms[0]

    @property
    def capitalised(self) -> bool:
        return self.text[0].isupper()

    @property
    def numeric(self) -> bool:
        return self.text[0].isdigit()


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence exactly as it stands in block number ``block`` (-1: the title)."""

    text: str
    block: int
    words: tuple[AnalysedWord, ...]

    @property
    def telling(self) -> tuple[AnalysedWord, ...]:
        """Its words but for stop words."""
        return tuple(word for word in self.words if not word.stop)


@dataclass(frozen=True)
class Analysis:
    """``title`` is what the source called the article, empty if nothing. ``sentences`` are those of
    the body in order, headings left out; ``headings`` are kept apart."""

    language: Language
    title: Sentence
    sentences: tuple[Sentence, ...]
    headings: tuple[Sentence, ...] = ()

    @cached_property
    def words(self) -> tuple[AnalysedWord, ...]:
        """All words of the body's sentences, in order."""
        return tuple(word for sentence in self.sentences for word in sentence.words)


class Analyser:
    def __init__(self, lemmatizer: Lemmatizer) -> None:
        self._lemmatizer = lemmatizer
        self._word = lru_cache(maxsize=_CACHED_WORDS)(self._analysed)
        self._tokens = lru_cache(maxsize=_CACHED_WORDS)(lemmatizer.tokens)

    def analyse(self, title: str, blocks: tuple[Block, ...], language: Language) -> Analysis:
        told, headings = [], []
        for number, block in enumerate(blocks):
            if block.kind in TOLD_IN:
                told += [self._sentence(s, number, language) for s in sentences(block.text)]
            elif block.kind is BlockKind.HEADING:
                headings.append(self._sentence(block.text, number, language))
        return Analysis(language, self._sentence(title, -1, language), tuple(told), tuple(headings))

    def lemmas(self, text: str, language: Language) -> frozenset[str]:
        """The lemmas of a text's telling words."""
        return frozenset(word.lemma for word in self._sentence(text, -1, language).telling)

    def index(self, title: str, blocks: tuple[Block, ...], language: Language) -> IndexText:
        """What the search index holds of an article: every word of title and blocks."""
        body = [block.text for block in blocks if block.text]
        return IndexText(
            title=self._normal_forms([title], language),
            body=self._normal_forms(body, language),
            words=(
                *(token for text in (title, *body) for token in tokens(text)),
                *self._sounds([title, *body], language),
            ),
        )

    def _sounds(self, texts: Iterable[str], language: Language) -> tuple[str, ...]:
        """What the names sound like, each once. What is written with a capital inside a sentence
        is a name here."""
        named = {match.group() for text in texts for match in _NAME.finditer(text)}
        keys = (key for name in sorted(named) for key in self._lemmatizer.sounds(name, language))
        return tuple(dict.fromkeys(keys))

    def _normal_forms(self, texts: Iterable[str], language: Language) -> tuple[str, ...]:
        found = (word for text in texts for word in word_texts(text))
        return tuple(token for word in found for token in self._tokens(word, language))

    def _sentence(self, text: str, block: int, language: Language) -> Sentence:
        found = tuple(self._word(word, language) for word in word_texts(text))
        return Sentence(text, block, found)

    def _analysed(self, word: str, language: Language) -> AnalysedWord:
        folded = fold(word)
        forms = self._lemmatizer.forms(folded, language)
        stops = stopwords(language)
        return AnalysedWord(word, folded, forms, folded in stops or forms[0] in stops)
