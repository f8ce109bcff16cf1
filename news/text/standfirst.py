"""Part a standfirst or caption from the lead that follows it without a stop; read a teaser.

«Маршрут вернут после жалоб жителей Мэрия объявила конкурс на перевозки.» is two sentences: a
capital on a common noun or on a preposition begins the second. A teaser, what a feed gives of an
article that is elsewhere, is a summary already, often one sentence without a full stop.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from itertools import islice

from news.data import load_toml
from news.nlp.analysis import Analysis, AnalyzedWord, Sentence
from news.nlp.words import fold, split_tokens
from news.text.head_pieces import load_first_words
from news.text.noise import has_noise, is_noise

_MAX_SPLIT = 12
_MAX_WORDS = 60
_MAX_SUBJECT_WORDS = 12
_MAX_SYLLABLE_CHARS = 3
_NAME_GRAMMEMES = frozenset({"Name", "Surn", "Patr", "Geox", "Orgn", "Trad", "Abbr", "Init"})
_FINITE = frozenset({"VERB", "PRTS"})
_GAP = re.compile(r"[»”)]? ")
_RANGE = re.compile(r"\s?[–—-]\s?[A-ZА-ЯЁІЇЄҐ]")
"""After the first of two places: «на трасі Київ – Одеса»."""

_MAX_TEASER_CHARS = 450
_MAX_TEASER_SENTENCES, _MIN_TEASER_WORDS = 3, 3
_MAX_REPEATED_SHARE = 0.75
_SOURCE = re.compile(r"\[[^\[\]]{2,40}\]\s{0,3}(?=\S)")


def split_standfirst(analysis: Analysis) -> Analysis:
    """Return the analysis with its early sentences cut where a second one begins in them, if any;
    in a text that is not inflected only the first is looked at."""
    count = 1 if analysis.language == "en" else _MAX_SPLIT
    parts = [part for one in analysis.sentences[:count] for part in _split_sentence(one)]
    return replace(analysis, sentences=(*parts, *analysis.sentences[count:]))


def _split_sentence(sentence: Sentence) -> tuple[Sentence, ...]:
    """Return a sentence, or the two that it is made of."""
    for number, place in _find_gaps(sentence):
        before, after = sentence.words[:number], sentence.words[number:]
        if _begins_sentence(before, after):
            return (
                Sentence(sentence.text[:place].rstrip(), sentence.block, before),
                Sentence(sentence.text[place:], sentence.block, after),
            )
    return (sentence,)


def _find_gaps(sentence: Sentence) -> list[tuple[int, int]]:
    """Return the number and place of each capitalized word without a mark before it."""
    gaps: list[tuple[int, int]] = []
    stop = 0
    for number, word in enumerate(sentence.words[:_MAX_WORDS]):
        place = sentence.text.index(word.text, stop)
        gap, stop = slice(stop, place), place + len(word.text)
        if number > 1 and word.is_capitalized and _GAP.fullmatch(sentence.text[gap]):
            is_initial = sentence.text[stop : stop + 1] == "."
            if not is_initial and not _RANGE.match(sentence.text, stop):
                gaps.append((number, place))
    return gaps


def _begins_sentence(before: tuple[AnalyzedWord, ...], after: tuple[AnalyzedWord, ...]) -> bool:
    """Return whether the words ``after`` are a sentence of their own."""
    first, previous = after[0], before[-1]
    first_words = load_first_words()
    if previous.folded in first_words or (len(first.text) > 1 and first.text.isupper()):
        return False
    if before[0].folded in _load_subordinating_words():
        return False
    if first.folded in first_words:
        is_syllable = previous.is_capitalized and len(previous.text) <= _MAX_SYLLABLE_CHARS
        if is_syllable and len(after) > 1 and after[1].is_capitalized:
            return False  # «Ли Со Ён вернулась…»
        return bool(first.tags) and _has_verb(after[1:])
    return (
        _is_common_subject(first)
        and not _is_attribute(previous, first)
        and not (previous.is_capitalized and any("Name" in t.grammemes for t in previous.tags))
        and _agrees(first, after[1:_MAX_SUBJECT_WORDS])
        and _has_verb(before)
        and not _is_verb(previous)
        and _has_verb(after[1:_MAX_SUBJECT_WORDS])
    )


def _is_common_subject(word: AnalyzedWord) -> bool:
    return (
        bool(word.tags)
        and "NOUN" in word.tags[0]
        and any("nomn" in tag.grammemes for tag in word.tags)
        and all(_NAME_GRAMMEMES.isdisjoint(tag.grammemes) for tag in word.tags)
    )


def _agrees(noun: AnalyzedWord, words: tuple[AnalyzedWord, ...]) -> bool:
    """Return whether the first finite verb may have a noun for its subject: «півдні України
    очікується» has another."""
    numbers = {tag.number for tag in noun.tags if tag.case == "nomn"}
    return any(word.tags[0].number in numbers for word in [w for w in words if _is_verb(w)][:1])


def _is_attribute(word: AnalyzedWord, noun: AnalyzedWord) -> bool:
    """Return whether a word is an adjective that agrees with the noun, or a preposition."""
    for tag in word.tags:
        if tag.POS == "PREP" or (
            tag.POS in {"ADJF", "PRTF"}
            and any(
                tag.case == other.case and (tag.gender == other.gender or other.number == "plur")
                for other in noun.tags
            )
        ):
            return True
    return False


def _has_verb(words: tuple[AnalyzedWord, ...]) -> bool:
    return any(_is_verb(word) for word in words)


def _is_verb(word: AnalyzedWord) -> bool:
    return bool(word.tags) and str(word.tags[0].POS) in _FINITE


@cache
def _load_subordinating_words() -> frozenset[str]:
    return frozenset(map(fold, load_toml("text/head")["subordinating"].split()))


def read_teaser(analysis: Analysis, title: str) -> tuple[str, ...]:
    """Return the first three sentences of a short text that say something beside its title; empty
    for a longer text, for noise, and for what the title says."""
    texts = [_SOURCE.sub("", sentence.text, count=1) for sentence in analysis.sentences]
    if sum(map(len, texts)) > _MAX_TEASER_CHARS:
        return ()
    said = frozenset(split_tokens(title))
    telling = (
        text
        for text in dict.fromkeys(texts)
        if not (is_noise(text) or has_noise(text) or _is_said(split_tokens(text), said))
    )
    return tuple(islice(telling, _MAX_TEASER_SENTENCES))


def _is_said(words: Sequence[str], said: frozenset[str]) -> bool:
    """Return whether a sentence has hardly any words, or hardly any that the title lacks."""
    repeated = sum(word in said for word in words)
    return len(words) < _MIN_TEASER_WORDS or repeated > _MAX_REPEATED_SHARE * len(words)
