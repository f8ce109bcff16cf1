"""Whether a summary that a server wrote may stand in the place of the extract.

The server reads the article, and whatever an article says may have led it astray; so nothing it
writes is trusted. Every number and every name in it has to stand in the article, in any form, every
quotation word for word; it is in the article's language and of a summary's size. What is in doubt
is refused: the extract is there, and it is the article's own words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from news.data import load_toml
from news.entities.person_names import NameChecker
from news.errors import NewsError
from news.model import Article, Language
from news.nlp.detect import detect_language
from news.nlp.lemmas import Lemmatizer
from news.nlp.sentences import split_sentences
from news.nlp.stopwords import get_stopwords
from news.nlp.words import find_words, fold, tokenize
from news.summaries.extraction import MAX_SENTENCES, MAX_SUMMARY_CHARS
from news.summaries.numerals import find_numbers
from news.text.noise import is_noise

_MARKUP = re.compile(
    r"[<>{}#@|\\]|\]\(|```|\*\*|__|https?:|www\.|^[^\S\n]*(?:[-•*]|\d+[.)])\s", re.MULTILINE
)
_SENTENCE_END = re.compile(r"[.!?…][\"”»’')]*$")
_SENTENCE_BEGINNING = re.compile(r"[\"«“„'‘(]?[A-ZА-ЯЁІЇЄҐ\d]")
_QUOTED = re.compile(r"«([^»]*)»|“([^”]*)”|„([^“”]*)[“”]|\"([^\"]*)\"")
_MIN_QUOTE_WORDS = 3
_MIN_SHARED_WORDS = 0.5


class RejectionReason(StrEnum):
    """Why a written summary is refused."""

    EMPTY = "empty"
    TOO_LONG = "too long"
    UNFINISHED = "unfinished"
    MARKUP = "markup"
    LANGUAGE = "another language"
    NUMBER = "a number that is not in the article"
    NAME = "a name that is not in the article"
    QUOTE = "a quotation that is not in the article"
    DAY = "a day that is not in the article"
    UNIT = "a currency or share that is not in the article"
    NOISE = "no news"
    UNRELATED = "hardly a word of the article"


class SummaryRejectedError(NewsError):
    """A written summary can not stand. Details: ``reason`` (a Doubt), ``text``."""


@dataclass(frozen=True, slots=True)
class SummaryChecker:
    """Checks what was written against articles."""

    lemmatizer: Lemmatizer

    def check(self, summary: str, article: Article) -> tuple[str, ...]:
        """The sentences of a summary that may stand: at most three, of 450 characters together.
        Raises Unfaithful."""
        told = tuple(split_sentences(" ".join(summary.split())))
        for doubt, text in self._find_reasons(summary, told, article):
            raise SummaryRejectedError(f"{doubt}: {text!r}", reason=doubt, text=text)
        return told

    def _find_reasons(
        self, written: str, parts: tuple[str, ...], article: Article
    ) -> Iterator[tuple[RejectionReason, str]]:
        """What speaks against it, the cheapest to find first."""
        summary = " ".join(parts)
        if not tokenize(summary):
            yield RejectionReason.EMPTY, summary
        if len(summary) > MAX_SUMMARY_CHARS or len(parts) > MAX_SENTENCES:
            yield RejectionReason.TOO_LONG, summary
        if found := _MARKUP.search(written.strip()):
            yield RejectionReason.MARKUP, found.group()
        for sentence in parts:
            if not (_SENTENCE_BEGINNING.match(sentence) and _SENTENCE_END.search(sentence)):
                yield RejectionReason.UNFINISHED, sentence
            if is_noise(sentence):
                yield RejectionReason.NOISE, sentence
        if detect_language(summary) != article.language:
            yield RejectionReason.LANGUAGE, summary
        yield from self._find_inventions(parts, article)

    def _find_inventions(
        self, parts: tuple[str, ...], article: Article
    ) -> Iterator[tuple[RejectionReason, str]]:
        language, texts = article.language, _list_texts(article)
        summary = " ".join(parts)
        known = {
            number for text in texts for number in find_numbers(text, language, self.lemmatizer)
        }
        for number in find_numbers(summary, language, self.lemmatizer):
            if number not in known:
                yield RejectionReason.NUMBER, str(number)
        for sign in set(filter(_is_special_number, summary)) - set("".join(texts)):
            yield RejectionReason.NUMBER, sign
        for name in NameChecker(texts, language, self.lemmatizer).find_invented_names(parts):
            yield RejectionReason.NAME, name
        for quote in _find_quotes(summary):
            if not any(_contains(tokenize(quote), tokenize(text)) for text in texts):
                yield RejectionReason.QUOTE, quote
        yield from self._find_unsupported(summary, texts, language)

    def _find_unsupported(
        self, summary: str, texts: list[str], language: Language
    ) -> Iterator[tuple[RejectionReason, str]]:
        said = _lemmatize([summary], language, self.lemmatizer)
        known = _lemmatize(texts, language, self.lemmatizer)
        for word in (said & _load_time_words(language)) - known:
            yield RejectionReason.DAY, word
        if self._share_of_known_words(summary, known, language) < _MIN_SHARED_WORDS:
            yield RejectionReason.UNRELATED, summary
        for group in _load_unit_patterns():
            if group.search(fold(summary)) and not any(group.search(fold(text)) for text in texts):
                yield RejectionReason.UNIT, group.pattern

    def _share_of_known_words(self, summary: str, known: set[str], language: Language) -> float:
        """How many of the summary's telling words the article has too, 0..1: an excuse, or another
        article's summary, may name nobody and no number."""
        telling = [
            w.text for w in find_words(summary) if fold(w.text) not in get_stopwords(language)
        ]
        shared = [
            w for w in telling if not known.isdisjoint(self.lemmatizer.lemmatize(w, language))
        ]
        return len(shared) / max(1, len(telling))


def _list_texts(article: Article) -> list[str]:
    return [article.title, *(block.text for block in article.blocks if block.text)]


def _lemmatize(texts: Iterable[str], language: Language, lemmatizer: Lemmatizer) -> set[str]:
    said = {word.text for text in texts for word in find_words(text)}
    return {form for word in said for form in lemmatizer.lemmatize(word, language)}


def _find_quotes(summary: str) -> list[str]:
    """What stands in quotation marks; a word or two may be a title, which is a name's affair."""
    found = ("".join(filter(None, groups)) for groups in _QUOTED.findall(summary))
    return [quote for quote in found if len(tokenize(quote)) >= _MIN_QUOTE_WORDS]


def _contains(part: list[str], whole: list[str]) -> bool:
    length = len(part)
    return any(whole[at : at + length] == part for at in range(len(whole) - length + 1))


def _is_special_number(sign: str) -> bool:
    """½, ² and their like, which no number in digits holds."""
    return sign.isnumeric() and not sign.isdecimal()


@cache
def _load_time_words(language: Language) -> frozenset[str]:
    months = (name for listed in load_toml("months").get(language, []) for name in listed.split())
    return frozenset(map(fold, [*months, *load_toml("faithful")["when"].get(language, "").split()]))


@cache
def _load_unit_patterns() -> tuple[re.Pattern[str], ...]:
    return tuple(
        re.compile("|".join(map(_build_pattern, listed.split())))
        for listed in load_toml("faithful")["together"]
    )


def _build_pattern(word: str) -> str:
    if not word[0].isalnum():
        return re.escape(word)
    return rf"\b{re.escape(word.removesuffix('*'))}" + (r"\w*\b" if word.endswith("*") else r"\b")
