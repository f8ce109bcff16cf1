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

from news.errors import NewsError
from news.knowledge import table
from news.language.detect import detect
from news.language.lemmas import Lemmatizer
from news.language.sentences import sentences
from news.language.stopwords import stopwords
from news.language.words import fold, tokens, words
from news.model import Article, Language
from news.names import Names
from news.noise import is_noise
from news.numerals import numbers
from news.summary import MOST_CHARACTERS, MOST_SENTENCES

_MARKUP = re.compile(
    r"[<>{}#@|\\]|\]\(|```|\*\*|__|https?:|www\.|^[^\S\n]*(?:[-•*]|\d+[.)])\s", re.MULTILINE
)
_WHOLE = re.compile(r"[.!?…][\"”»’')]*$")
_BEGINS = re.compile(r"[\"«“„'‘(]?[A-ZА-ЯЁІЇЄҐ\d]")
_QUOTED = re.compile(r"«([^»]*)»|“([^”]*)”|„([^“”]*)[“”]|\"([^\"]*)\"")
_LEAST_QUOTE = 3
_LEAST_SHARED = 0.5


class Doubt(StrEnum):
    """Why a written summary is refused."""

    EMPTY = "empty"
    TOO_LONG = "too long"
    UNFINISHED = "unfinished"
    MARKUP = "markup"
    LANGUAGE = "another language"
    NUMBER = "a number that is not in the article"
    NAME = "a name that is not in the article"
    QUOTE = "a quotation that is not in the article"
    WHEN = "a day that is not in the article"
    UNIT = "a currency or share that is not in the article"
    NOISE = "no news"
    ELSEWHERE = "hardly a word of the article"


class Unfaithful(NewsError):
    """A written summary can not stand. Details: ``reason`` (a Doubt), ``text``."""


@dataclass(frozen=True, slots=True)
class Faithful:
    """Checks what was written against articles."""

    lemmatizer: Lemmatizer

    def accept(self, written: str, article: Article) -> tuple[str, ...]:
        """The sentences of a summary that may stand: at most three, of 450 characters together.
        Raises Unfaithful."""
        told = tuple(sentences(" ".join(written.split())))
        for doubt, text in self._doubts(written, told, article):
            raise Unfaithful(f"{doubt}: {text!r}", reason=doubt, text=text)
        return told

    def _doubts(
        self, written: str, told: tuple[str, ...], article: Article
    ) -> Iterator[tuple[Doubt, str]]:
        """What speaks against it, the cheapest to find first."""
        summary = " ".join(told)
        if not tokens(summary):
            yield Doubt.EMPTY, summary
        if len(summary) > MOST_CHARACTERS or len(told) > MOST_SENTENCES:
            yield Doubt.TOO_LONG, summary
        if found := _MARKUP.search(written.strip()):
            yield Doubt.MARKUP, found.group()
        for sentence in told:
            if not (_BEGINS.match(sentence) and _WHOLE.search(sentence)):
                yield Doubt.UNFINISHED, sentence
            if is_noise(sentence):
                yield Doubt.NOISE, sentence
        if detect(summary) != article.language:
            yield Doubt.LANGUAGE, summary
        yield from self._inventions(told, article)

    def _inventions(self, told: tuple[str, ...], article: Article) -> Iterator[tuple[Doubt, str]]:
        language, texts = article.language, _texts(article)
        summary = " ".join(told)
        known = {number for text in texts for number in numbers(text, language, self.lemmatizer)}
        for number in numbers(summary, language, self.lemmatizer):
            if number not in known:
                yield Doubt.NUMBER, str(number)
        for sign in set(filter(_is_odd_number, summary)) - set("".join(texts)):
            yield Doubt.NUMBER, sign
        for name in Names(texts, language, self.lemmatizer).invented(told):
            yield Doubt.NAME, name
        for quote in _quotes(summary):
            if not any(_stands(tokens(quote), tokens(text)) for text in texts):
                yield Doubt.QUOTE, quote
        yield from self._unsaid(summary, texts, language)

    def _unsaid(
        self, summary: str, texts: list[str], language: Language
    ) -> Iterator[tuple[Doubt, str]]:
        said = _forms([summary], language, self.lemmatizer)
        known = _forms(texts, language, self.lemmatizer)
        for word in (said & _times(language)) - known:
            yield Doubt.WHEN, word
        if self._shared(summary, known, language) < _LEAST_SHARED:
            yield Doubt.ELSEWHERE, summary
        for group in _together():
            if group.search(fold(summary)) and not any(group.search(fold(text)) for text in texts):
                yield Doubt.UNIT, group.pattern

    def _shared(self, summary: str, known: set[str], language: Language) -> float:
        """How many of the summary's telling words the article has too, 0..1: an excuse, or another
        article's summary, may name nobody and no number."""
        telling = [w.text for w in words(summary) if fold(w.text) not in stopwords(language)]
        shared = [w for w in telling if not known.isdisjoint(self.lemmatizer.forms(w, language))]
        return len(shared) / max(1, len(telling))


def _texts(article: Article) -> list[str]:
    return [article.title, *(block.text for block in article.blocks if block.text)]


def _forms(texts: Iterable[str], language: Language, lemmatizer: Lemmatizer) -> set[str]:
    said = {word.text for text in texts for word in words(text)}
    return {form for word in said for form in lemmatizer.forms(word, language)}


def _quotes(summary: str) -> list[str]:
    """What stands in quotation marks; a word or two may be a title, which is a name's affair."""
    found = ("".join(filter(None, groups)) for groups in _QUOTED.findall(summary))
    return [quote for quote in found if len(tokens(quote)) >= _LEAST_QUOTE]


def _stands(part: list[str], whole: list[str]) -> bool:
    length = len(part)
    return any(whole[at : at + length] == part for at in range(len(whole) - length + 1))


def _is_odd_number(sign: str) -> bool:
    """½, ² and their like, which no number in digits holds."""
    return sign.isnumeric() and not sign.isdecimal()


@cache
def _times(language: Language) -> frozenset[str]:
    months = (name for listed in table("months").get(language, []) for name in listed.split())
    return frozenset(map(fold, [*months, *table("faithful")["when"].get(language, "").split()]))


@cache
def _together() -> tuple[re.Pattern[str], ...]:
    return tuple(
        re.compile("|".join(map(_pattern, listed.split())))
        for listed in table("faithful")["together"]
    )


def _pattern(word: str) -> str:
    if not word[0].isalnum():
        return re.escape(word)
    return rf"\b{re.escape(word.removesuffix('*'))}" + (r"\w*\b" if word.endswith("*") else r"\b")
