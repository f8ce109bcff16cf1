"""Detect the language of a text: Russian, Ukrainian, English, or another.

Letters that only one of them has count most; for a short headline without any, its common words and
endings decide. A text in another language of the same script has letters or words of its own.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cache, lru_cache

from news.data import load_toml
from news.model import Language
from news.nlp.words import fold, split_words

_SAMPLE_CHARS = 2000
_MAX_CACHED_WORDS = 20_000
_CYRILLIC = re.compile(r"[\u0400-\u052f]")
_LATIN = re.compile(r"[a-z\u00c0-\u024f]")
_RUSSIAN_LETTERS = re.compile(r"[ыэё]|ъ(?=[еёюя])")
_UKRAINIAN_LETTERS = re.compile(r"[іїєґ]|(?<=[бпвмфрк])['’ʼ](?=[яюєї])")
# Bulgarian ъ, which in Russian is before е, ё, ю, я only, Belarusian ў, Serbian and Macedonian,
# Kazakh, Tatar, Bashkir and other letters.
_OTHER_CYRILLIC = re.compile(r"ъ(?![еёюя])|[ўљњћђјџѓќѕәғқңөұүһҳҷӣӯҫҙҡ]")
_FOREIGN_LATIN = re.compile(r"[ßñãõåøæœčšžřěůćđłńśźżąęőűșțğışáíúàèìòùâêîôûëïöäü]")


def detect_language(text: str) -> Language:
    """Return ``ru``, ``uk``, ``en``, or ``und`` for another language or a text without letters."""
    sample = text[:_SAMPLE_CHARS].lower()
    cyrillic, latin = len(_CYRILLIC.findall(sample)), len(_LATIN.findall(sample))
    if not cyrillic and not latin:
        return "und"
    # A Latin brand or link in Cyrillic text is common, the reverse is not.
    return _detect_cyrillic(sample) if cyrillic * 2 >= latin else _detect_latin(sample)


def _detect_cyrillic(sample: str) -> Language:
    russian = 2.0 * len(_RUSSIAN_LETTERS.findall(sample))
    ukrainian = 1.0 * len(_UKRAINIAN_LETTERS.findall(sample))
    other = 3.0 * len(_OTHER_CYRILLIC.findall(sample))
    marks = _count_markers(sample)
    russian += marks["ru"]
    ukrainian += marks["uk"]
    other += 2 * marks["bg"]
    if other > max(russian, ukrainian) or _is_belarusian(sample):
        return "und"
    return "uk" if ukrainian > russian else "ru"


def _is_belarusian(sample: str) -> bool:
    """Return whether the letters are Belarusian: і for и, with ы and э; Russian has no і,
    Ukrainian no ы."""
    return "и" not in sample and "і" in sample and any(letter in sample for letter in "ыэў")


def _detect_latin(sample: str) -> Language:
    marks = _count_markers(sample)
    foreign = marks["latin"] + 0.5 * len(_FOREIGN_LATIN.findall(sample))
    if marks["en"] == 0 and foreign == 0:
        return "en" if len(split_words(sample)) > 1 else "und"
    return "en" if marks["en"] >= foreign else "und"


def _count_markers(sample: str) -> Counter[str]:
    """Count by language the words that are common in it or have its endings."""
    return Counter(mark for word in split_words(sample) for mark in _find_markers(word))


@lru_cache(maxsize=_MAX_CACHED_WORDS)
def _find_markers(word: str) -> tuple[str, ...]:
    """Return the languages that a word is typical of."""
    folded = fold(word)
    known, endings = _load_markers()
    ending = [lang for lang, found in endings.items() if len(folded) > 4 and found.search(folded)]
    return (*known.get(folded, ()), *ending)


@cache
def _load_markers() -> tuple[dict[str, tuple[str, ...]], dict[str, re.Pattern[str]]]:
    """Return the languages by typical word, and the patterns of typical endings by language."""
    data = load_toml("languages")
    known: dict[str, tuple[str, ...]] = {}
    for language, listed in data["words"].items():
        for word in listed.split():
            known[fold(word)] = (*known.get(fold(word), ()), language)
    endings = {
        language: re.compile(f"(?:{'|'.join(listed.split())})$")
        for language, listed in data["endings"].items()
    }
    return known, endings
