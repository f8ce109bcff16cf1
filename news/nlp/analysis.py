"""Split a text once into sentences and words with normal forms, for all later steps."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import chain, repeat

from pymorphy3.tagset import OpencorporaTag

from news.model import Block, BlockKind, IndexText, Language
from news.nlp.forms.lemmas import Lemmatizer
from news.nlp.sentences import split_sentences
from news.nlp.stopwords import get_stopwords
from news.nlp.words import (
    find_acronyms,
    find_capitalized,
    fold,
    mark_acronym,
    split_models,
    split_words,
    strip_all_accents,
    tokenize,
)

_MAX_CACHED_WORDS = 12_000

TEXT_BLOCK_KINDS = (BlockKind.PARAGRAPH, BlockKind.QUOTE, BlockKind.LIST_ITEM)
"""The kinds of block whose sentences are analyzed."""
_TITLE_CASE_SHARE = 0.6


@dataclass(frozen=True, slots=True)
class AnalyzedWord:
    """A word as written, folded, and its probable normal forms, most probable first. ``tags``:
    its probable parses, likewise; none outside of Russian and Ukrainian. ``index_tokens``: what
    the search index holds for it."""

    text: str
    folded: str
    forms: tuple[str, ...]
    is_stopword: bool
    tags: tuple[OpencorporaTag, ...] = ()
    index_tokens: tuple[str, ...] = ()
    # Asked for some thousand times an article, so worked out once a word.
    lemma: str = field(init=False, compare=False)
    is_capitalized: bool = field(init=False, compare=False)
    is_numeric: bool = field(init=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "lemma", self.forms[0])
        object.__setattr__(self, "is_capitalized", self.text[0].isupper())
        object.__setattr__(self, "is_numeric", self.text[0].isdigit())


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence exactly as in block number ``block`` (-1: the title)."""

    text: str
    block: int
    words: tuple[AnalyzedWord, ...]
    content_words: tuple[AnalyzedWord, ...] = field(init=False, compare=False, repr=False)
    """Its words without stop words."""

    def __post_init__(self) -> None:
        content = tuple(word for word in self.words if not word.is_stopword)
        object.__setattr__(self, "content_words", content)

    @property
    def is_title_case(self) -> bool:
        """Whether most of its words but the first are capitalized: then capitals mean nothing."""
        words = [word for word in self.words[1:] if not word.is_stopword]
        capitals = sum(word.is_capitalized for word in words)
        return len(words) > 1 and capitals > _TITLE_CASE_SHARE * len(words)


@dataclass(frozen=True)
class Analysis:
    """An analyzed text. ``title`` is the source's title, empty if there is none. ``sentences``
    are those of the body in order, without ``headings`` and ``head``: the dateline, byline and the
    like before the first one."""

    language: Language
    title: Sentence
    sentences: tuple[Sentence, ...]
    headings: tuple[Sentence, ...] = ()
    head: str = ""

    @cached_property
    def words(self) -> tuple[AnalyzedWord, ...]:
        """Return all words of the body's sentences, in order."""
        return tuple(word for sentence in self.sentences for word in sentence.words)

    def weigh_sentences(
        self, title: float, first: Sequence[float] = (), limit: int | None = None
    ) -> list[tuple[float, Sentence]]:
        """Return the title and at most ``limit`` sentences, each with the weight of its position.

        ``title`` is the weight of the title, ``first`` those of the first sentences; every other
        sentence weighs 1.
        """
        weights = chain(first, repeat(1.0))
        return [(title, self.title), *zip(weights, self.sentences[:limit], strict=False)]


class TextAnalyzer:
    """Splits texts into sentences and words with their lemmas; caches words."""

    def __init__(self, lemmatizer: Lemmatizer) -> None:
        self._lemmatizer = lemmatizer
        self._word = lru_cache(maxsize=_MAX_CACHED_WORDS)(self._analyze_word)

    def analyze(self, title: str, blocks: tuple[Block, ...], language: Language) -> Analysis:
        """Return the sentences of the title, the text blocks and the headings."""
        sentences, headings = [], []
        for number, block in enumerate(blocks):
            if block.kind in TEXT_BLOCK_KINDS:
                sentences += [
                    self._build_sentence(s, number, language)
                    for s in split_sentences(block.text)
                    if s
                ]
            elif block.kind is BlockKind.HEADING:
                headings.append(self._build_sentence(block.text, number, language))
        return Analysis(
            language, self._build_sentence(title, -1, language), tuple(sentences), tuple(headings)
        )

    def analyze_title(self, text: str, language: Language) -> Sentence:
        """Return a title as a sentence of block -1."""
        return self._build_sentence(text, -1, language)

    def build_index_text(
        self, title: str, blocks: tuple[Block, ...], language: Language
    ) -> IndexText:
        """Return the search index content of an article: every word of title and blocks."""
        body = [block.text for block in blocks if block.text]
        return IndexText(
            title=self._lemmatize_texts([title], language),
            body=self._lemmatize_texts(body, language),
            words=(
                *chain.from_iterable(strip_all_accents(tokenize(text)) for text in (title, *body)),
                *(token for text in (title, *body) for token in split_models(text)),
                *_get_acronym_tokens([title, *body]),
                *self._get_sound_tokens([title, *body], language),
            ),
        )

    def _get_sound_tokens(self, texts: Iterable[str], language: Language) -> tuple[str, ...]:
        """Return the sounds of the names, each once. A capitalized word inside a sentence is a
        name here."""
        named = set().union(*map(find_capitalized, texts))
        keys = (
            key
            for name in sorted(named)
            for key in self._lemmatizer.get_sound_tokens(name, language)
        )
        return tuple(dict.fromkeys(keys))

    def _lemmatize_texts(self, texts: Iterable[str], language: Language) -> tuple[str, ...]:
        written = chain.from_iterable(map(split_words, texts))
        found = map(self._word, written, repeat(language))
        return tuple(chain.from_iterable(word.index_tokens for word in found))

    def _build_sentence(self, text: str, block: int, language: Language) -> Sentence:
        return Sentence(text, block, tuple(map(self._word, split_words(text), repeat(language))))

    def _analyze_word(self, word: str, language: Language) -> AnalyzedWord:
        folded = fold(word)
        forms, tags = self._lemmatizer.read(folded, language)
        stops = get_stopwords(language)
        is_stopword = folded in stops or forms[0] in stops
        tokens = self._lemmatizer.get_index_tokens(folded, language)
        return AnalyzedWord(word, folded, forms, is_stopword, tags, tokens)


def _get_acronym_tokens(texts: Iterable[str]) -> tuple[str, ...]:
    found = frozenset().union(*map(find_acronyms, texts))
    return tuple(map(mark_acronym, sorted(found)))
