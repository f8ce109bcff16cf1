"""Find the names and numbers that tell one event from another of its kind.

Two texts of one template (pollen in one town, pollen in another) share all words but these. A fact
is written so that it is the same in Russian, Ukrainian and English: a name as its consonants, and
as its entry in ``news/data/names/variants.txt`` where the languages call it differently; a number
as its value.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from functools import cache, lru_cache
from statistics import fmean
from typing import NamedTuple

from news.clustering.fingerprint import LEAD_SENTENCES, find_days, is_month
from news.data import load_words
from news.entities.mentions import load_name_lists
from news.model import INTERFACE_LANGUAGES, EventFacts, Language
from news.nlp.analysis import Analysis, AnalyzedWord, Sentence
from news.nlp.forms.lemmas import Lemmatizer
from news.nlp.forms.sound import build_coarse_key
from news.nlp.words import fold, is_cyrillic, split_words
from news.summaries.numerals import find_numbers, get_numerals

_ALTERNATIVE = "|"
"""Separates the readings of one fact."""

_PEOPLE = "~people"
_MAX_FACTS = 200
_MAX_CACHED_WORDS = 20_000
_MAX_CACHED_NAMES = 10_000
"""The words of each pair of articles are compared with the names of both."""
_MIN_CONSONANTS = 2
_MIN_NUMBER, _MIN_YEAR, _MAX_YEAR = 2, 1900, 2100
_COMMON_WEIGHT, _MIN_HEAD_WEIGHT = 0.3, 2.0
_NEWS_SHARE = 0.5
_START = re.compile(r"[:?!] ")
_ADJECTIVE_ENDINGS = ("ский", "цкий", "ський", "цький")
# What makes an adjective or a demonym of a name: «казанский», "Ukrainian".
_DERIVED = re.compile(r"(?<=\w{3})(?:ск(?:ий|ая|ое|ие)|цк(?:ий|ая|ое|ие)|[сц]ьк(?:ий|а|е|і))$")
_ENGLISH_DERIVED = re.compile(
    r"(?<=\w{3})(?:(?<=\w{4})(?:ian|ean)|sk(?:y|i|yi|iy|yy|yj|ij|ii|a|aya|oye))$"
)


class Coverage(NamedTuple):
    """How much of the heads (title and first sentences) of two articles each text has of the other.

    ``weight`` is the smaller weight of shared facts; ``share`` is the smaller share of all facts of
    a head, 0..1, and ``mean_share`` the mean of both.
    """

    weight: float
    share: float
    mean_share: float


class EventFactFinder:
    """Finds the facts of an article. Keeps only a bounded cache."""

    def __init__(self, lemmatizer: Lemmatizer) -> None:
        self._lemmatizer = lemmatizer
        self._keys = lru_cache(maxsize=_MAX_CACHED_WORDS)(self._compute_keys)

    def find(self, analysis: Analysis) -> EventFacts:
        """Return the facts of the title, of the first two sentences and of the whole text."""
        head, rest = analysis.sentences[:LEAD_SENTENCES], analysis.sentences[LEAD_SENTENCES:]
        names = _find_certain_names(analysis)
        title = self._find_in([analysis.title], names, analysis.language)
        lead = self._find_in(head, names, analysis.language)
        text = dict.fromkeys(key for fact in (*title, *lead) for key in _split_readings(fact))
        for sentence in (analysis.title, *head, *analysis.headings, *rest):
            if len(text) >= _MAX_FACTS:
                break
            text |= dict.fromkeys(self._list_keys(sentence, analysis.language))
        return EventFacts(title, lead, frozenset(text))

    def _find_in(
        self, sentences: Iterable[Sentence], names: frozenset[str], language: Language
    ) -> tuple[str, ...]:
        found: dict[str, None] = {}
        for sentence in sentences:
            for word in sentence.words:
                if word.is_capitalized and word.lemma in names:
                    for part in _split_compound(word):
                        keys = self._keys(*part)
                        found |= dict.fromkeys([_ALTERNATIVE.join(keys)] if keys else [])
            found |= dict.fromkeys(self._find_numbers(sentence, language))
        return tuple(found)

    def _list_keys(self, sentence: Sentence, language: Language) -> Iterator[str]:
        """Yield every reading of each word that may be a name or its adjective, and the numbers."""
        for word in sentence.words:
            if word.is_capitalized or word.lemma.endswith(_ADJECTIVE_ENDINGS):
                for part in _split_compound(word):
                    yield from self._keys(*part)
        yield from self._list_numbers(sentence, language)

    def _find_numbers(self, sentence: Sentence, language: Language) -> Iterator[str]:
        """Yield the numbers of a head. One that counts people has a second reading, which every
        text that counts people has: sources count victims and crowds differently."""
        counts_people = _counts_people(sentence, language)
        for number in self._list_numbers(sentence, language):
            yield f"{number}{_ALTERNATIVE}{_PEOPLE}" if counts_people else number

    def _list_numbers(self, sentence: Sentence, language: Language) -> Iterator[str]:
        """Yield the numbers but days, years, and those that every text has."""
        numerals = get_numerals(language)
        if not any(word.is_numeric or word.lemma in numerals for word in sentence.words):
            return
        days = {str(int(day[3:])) for day in find_days(sentence.words, language)}
        for number in find_numbers(sentence.text, language, self._lemmatizer):
            if isinstance(number, Fraction) and number >= _MIN_NUMBER:
                value, is_year = str(number), _MIN_YEAR <= number <= _MAX_YEAR
                if value not in days and not is_year:
                    yield value

    def _compute_keys(self, folded: str, lemmas: tuple[str, ...]) -> tuple[str, ...]:
        forms = dict.fromkeys((*lemmas, folded))
        listed = (
            variant for form in forms for variant in self._lemmatizer.get_name_variants(form)[:1]
        )
        keys = (build_name_key(form) for form in forms)
        return tuple(dict.fromkeys(key for key in (*listed, *keys) if key))


def _split_compound(word: AnalyzedWord) -> list[tuple[str, tuple[str, ...]]]:
    """Return a word, folded, and its normal forms; of a compound the parts with a capital:
    "Russia-Ukraine", "US-brokered"."""
    written = word.text.split("-")
    if len(written) == 1:
        return [(word.folded, word.forms)]
    forms = [form.split("-") for form in word.forms if form.count("-") == word.text.count("-")]
    return [
        (fold(part), tuple(dict.fromkeys(form[place] for form in forms)))
        for place, part in enumerate(written)
        if part[0].isupper()
    ]


def _counts_people(sentence: Sentence, language: Language) -> bool:
    words = _load_people_words(language)
    return any(not words.isdisjoint(word.forms) for word in sentence.words)


@cache
def _load_people_words(language: Language) -> frozenset[str]:
    return (
        frozenset(load_words(f"stories/people_{language}"))
        if language in INTERFACE_LANGUAGES
        else frozenset()
    )


def count_missing_names(facts: EventFacts, others: EventFacts) -> int:
    """Return how many words of names in the title are nowhere in the other text."""
    return sum(not _is_number(fact) and not _has(others, fact) for fact in facts.title)


def contradict(facts: EventFacts, others: EventFacts) -> bool:
    """Return whether each title has a name or a number that the other whole text lacks."""
    return all(
        any(not _has(other, fact) for fact in own.title)
        for own, other in ((facts, others), (others, facts))
    )


def has_news(facts: EventFacts, earlier: Sequence[EventFacts]) -> bool:
    """Return whether an article's head has what no earlier text has: a number in the title, or half
    of all facts. A count of people is new where it is greater than those of the earlier heads."""
    known = EventFacts(text=frozenset().union(*(one.text for one in earlier)))
    counted = [n for one in earlier for n in _list_people((*one.title, *one.lead))]
    people = _list_people(facts.title)
    plain = [fact for fact in facts.title if _is_number(fact) and _ALTERNATIVE not in fact]
    if any(not _has(known, fact) for fact in plain):
        return True
    if people and counted and max(people) > max(counted):
        return True
    head = dict.fromkeys((*facts.title, *facts.lead))
    total = sum(map(_weigh, head))
    new = sum(_weigh(fact) for fact in head if not _has(known, fact))
    return total >= _MIN_HEAD_WEIGHT and new >= _NEWS_SHARE * total


def _list_people(facts: Iterable[str]) -> list[Fraction]:
    """Return the numbers that count people."""
    return [Fraction(_split_readings(f)[0]) for f in facts if _is_number(f) and _PEOPLE in f]


def list_names(facts: EventFacts) -> list[str]:
    """Return the readings of the names in title and lead, those that few articles have first."""
    head = dict.fromkeys((*facts.title, *facts.lead))
    names = sorted((fact for fact in head if not _is_number(fact)), key=lambda fact: -_weigh(fact))
    return list(dict.fromkeys(name for fact in names for name in _split_readings(fact)))


def measure_coverage(facts: EventFacts, others: EventFacts) -> Coverage:
    """Compare the heads of two articles with the whole text of the other. A head of few facts
    proves nothing: its share is 1."""
    weights, shares = [], []
    for own, other in ((facts, others), (others, facts)):
        head = dict.fromkeys((*own.title, *own.lead))
        total = sum(map(_weigh, head))
        weights.append(sum(_weigh_shared(fact, other) for fact in head))
        shares.append(weights[-1] / total if total >= _MIN_HEAD_WEIGHT else 1.0)
    return Coverage(min(weights), min(shares), fmean(shares))


def _has(facts: EventFacts, fact: str) -> bool:
    return not facts.text.isdisjoint(_split_readings(fact))


def _split_readings(fact: str) -> list[str]:
    return fact.split(_ALTERNATIVE)


def _is_number(fact: str) -> bool:
    return fact[0].isdigit()


def _weigh(fact: str) -> float:
    """Return the weight of a fact: little for a small number, and for the countries, capitals and
    persons of every day's news, which are listed and so have a key in Cyrillic."""
    is_common = len(_split_readings(fact)[0]) == 1 if _is_number(fact) else is_cyrillic(fact)
    return _COMMON_WEIGHT if is_common else 1.0


def _weigh_shared(fact: str, others: EventFacts) -> float:
    """Return the weight of a fact that the other text has, little for another count of people."""
    if not _has(others, fact):
        return 0.0
    is_other_count = _is_number(fact) and _split_readings(fact)[0] not in others.text
    return _COMMON_WEIGHT if is_other_count else _weigh(fact)


@lru_cache(maxsize=_MAX_CACHED_NAMES)
def build_name_key(name: str) -> str:
    """Return the consonants of a folded name, without what makes an adjective of it; empty if
    there is only one."""
    pattern = _DERIVED if is_cyrillic(name) else _ENGLISH_DERIVED
    key = build_coarse_key(pattern.sub("", name))
    return key if len(key) >= _MIN_CONSONANTS else ""


def _find_certain_names(analysis: Analysis) -> frozenset[str]:
    """Return the lemmas that are capitalized within a sentence. The title counts as one unless
    it capitalizes most of its words."""
    sentences: Sequence[Sentence] = analysis.sentences
    if not analysis.title.is_title_case:
        sentences = (analysis.title, *sentences)
    nothing = load_name_lists()["nothing"]
    return frozenset(
        word.lemma
        for sentence in sentences
        for word in _list_inner_words(sentence)
        if word.is_capitalized
        and not word.is_stopword
        and word.folded not in nothing
        and not is_month(word, analysis.language)
    )


def _list_inner_words(sentence: Sentence) -> list[AnalyzedWord]:
    """Return the words that begin neither the sentence nor what follows a colon or a question in
    it: "Updates: Peace talks"."""
    starts = {
        len(split_words(sentence.text[: found.end()])) for found in _START.finditer(sentence.text)
    }
    return [word for place, word in enumerate(sentence.words) if place and place not in starts]
