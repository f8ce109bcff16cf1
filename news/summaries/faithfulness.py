"""Check whether a summary written by a server may replace the extracted one.

The server reads the article, whose text may mislead it, so its output is not trusted. Every number
and name in it must occur in the article, in any form, every quotation verbatim; it must be in the
article's language and of a summary's size. In doubt the summary is rejected, and the extracted one
is used.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from news.data import load_months, load_toml
from news.entities.names.persons import NameChecker
from news.errors import NewsError
from news.model import Article, Language
from news.nlp.detect import detect_language
from news.nlp.forms.lemmas import Lemmatizer
from news.nlp.sentences import SENTENCE_START, split_sentences
from news.nlp.stopwords import get_stopwords
from news.nlp.words import find_words, fold, tokenize
from news.summaries.numerals import find_numbers
from news.summaries.selection.candidates import MAX_SENTENCES, MAX_SUMMARY_CHARS
from news.text.noise import is_noise

_MARKUP = re.compile(
    r"[<>{}#@|\\]|\]\(|```|\*\*|__|https?:|www\.|^[^\S\n]*(?:[-•*]|\d+[.)])\s", re.MULTILINE
)
_SENTENCE_END = re.compile(r"[.!?…][\"”»’')]*$")
_QUOTED = re.compile(r"«([^»]*)»|“([^”]*)”|„([^“”]*)[“”]|\"([^\"]*)\"")
_MIN_QUOTE_WORDS = 3
_MIN_SHARED_WORDS = 0.5


class RejectionReason(StrEnum):
    """Why a written summary is rejected."""

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
    """A written summary is rejected. Details: ``reason`` (a RejectionReason), ``text``."""


@dataclass(frozen=True, slots=True)
class SummaryChecker:
    """Checks written summaries against their articles."""

    lemmatizer: Lemmatizer

    def check(self, summary: str, article: Article) -> tuple[str, ...]:
        """Return the sentences of an accepted summary: at most three, of bounded length.

        Raises SummaryRejectedError.
        """
        sentences = tuple(split_sentences(" ".join(summary.split())))
        for reason, text in self._find_reasons(summary, sentences, article):
            raise SummaryRejectedError(f"{reason}: {text!r}", reason=reason, text=text)
        return sentences

    def _find_reasons(
        self, written: str, parts: tuple[str, ...], article: Article
    ) -> Iterator[tuple[RejectionReason, str]]:
        """Yield the reasons against it, the cheapest checks first."""
        summary = " ".join(parts)
        if not tokenize(summary):
            yield RejectionReason.EMPTY, summary
        if len(summary) > MAX_SUMMARY_CHARS or len(parts) > MAX_SENTENCES:
            yield RejectionReason.TOO_LONG, summary
        if found := _MARKUP.search(written.strip()):
            yield RejectionReason.MARKUP, found.group()
        for sentence in parts:
            if not (SENTENCE_START.match(sentence) and _SENTENCE_END.search(sentence)):
                yield RejectionReason.UNFINISHED, sentence
            if is_noise(sentence):
                yield RejectionReason.NOISE, sentence
        if detect_language(summary) != article.language:
            yield RejectionReason.LANGUAGE, summary
        yield from self._find_inventions(parts, article)

    def _find_inventions(
        self, parts: tuple[str, ...], article: Article
    ) -> Iterator[tuple[RejectionReason, str]]:
        language, texts = article.language, article.texts
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
        used = _lemmatize([summary], language, self.lemmatizer)
        known = _lemmatize(texts, language, self.lemmatizer)
        for word in (used & _load_time_words(language)) - known:
            yield RejectionReason.DAY, word
        if self._share_of_known_words(summary, known, language) < _MIN_SHARED_WORDS:
            yield RejectionReason.UNRELATED, summary
        for group in _load_unit_patterns():
            if group.search(fold(summary)) and not any(group.search(fold(text)) for text in texts):
                yield RejectionReason.UNIT, group.pattern

    def _share_of_known_words(self, summary: str, known: set[str], language: Language) -> float:
        """Return the share of the summary's content words that the article has, 0..1. An
        apology, or the summary of another article, may contain no name and no number."""
        content_words = [
            w.text for w in find_words(summary) if fold(w.text) not in get_stopwords(language)
        ]
        shared = [
            w for w in content_words if not known.isdisjoint(self.lemmatizer.lemmatize(w, language))
        ]
        return len(shared) / max(1, len(content_words))


def _lemmatize(texts: Iterable[str], language: Language, lemmatizer: Lemmatizer) -> set[str]:
    words = {word.text for text in texts for word in find_words(text)}
    return {form for word in words for form in lemmatizer.lemmatize(word, language)}


def _find_quotes(summary: str) -> list[str]:
    """Return the quotations of at least three words; shorter ones may be titles, checked as
    names."""
    found = ("".join(filter(None, groups)) for groups in _QUOTED.findall(summary))
    return [quote for quote in found if len(tokenize(quote)) >= _MIN_QUOTE_WORDS]


def _contains(part: list[str], whole: list[str]) -> bool:
    length = len(part)
    return any(whole[at : at + length] == part for at in range(len(whole) - length + 1))


def _is_special_number(sign: str) -> bool:
    """Return whether a character is a number like ½ or ², which is not written in digits."""
    return sign.isnumeric() and not sign.isdecimal()


@cache
def _load_time_words(language: Language) -> frozenset[str]:
    return frozenset(
        map(
            fold,
            [
                *load_months(language),
                *load_toml("summaries/faithful")["when"].get(language, "").split(),
            ],
        )
    )


@cache
def _load_unit_patterns() -> tuple[re.Pattern[str], ...]:
    return tuple(
        re.compile("|".join(map(_build_pattern, listed.split())))
        for listed in load_toml("summaries/faithful")["together"]
    )


def _build_pattern(word: str) -> str:
    if not word[0].isalnum():
        return re.escape(word)
    return rf"\b{re.escape(word.removesuffix('*'))}" + (r"\w*\b" if word.endswith("*") else r"\b")
