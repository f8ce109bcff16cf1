"""Detect the language of a text: Russian, Ukrainian, English, or another.

Letters that only one of them has count most; for a short headline without any, its common words and
endings decide, and the words that only one of the dictionaries has. A text in another language of
the same script has letters or words of its own.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cache, lru_cache
from itertools import chain

from news.data import load_toml
from news.model import Language
from news.nlp.forms import english
from news.nlp.forms.lemmas import has_russian_reading, is_slavic_word
from news.nlp.words import fold, split_words

_SAMPLE_CHARS = 2000
_MAX_CACHED_WORDS = 6_000
_MAX_SHORT_WORDS = 20
"""In a longer text some letter or common word decides."""
_CYRILLIC = re.compile(r"[\u0400-\u052f]+")
_LATIN = re.compile(r"[a-z\u00c0-\u024f]+")
_RUSSIAN_LETTERS = re.compile(r"[ыэё]|ъ(?=[еёюя])")
_UKRAINIAN_LETTERS = re.compile(r"[іїєґ]|(?<=[бпвмфрк])['’ʼ](?=[яюєї])")
# Bulgarian ъ, which in Russian is before е, ё, ю, я only, Belarusian ў, Serbian and Macedonian,
# Kazakh, Tatar, Bashkir and other letters.
_OTHER_CYRILLIC = re.compile(r"ъ(?![еёюя])|[ўљњћђјџѓќѕәғқңөұүһҳҷӣӯҫҙҡ]")
_KAZAKH_LETTERS = re.compile(r"[әғқңөұүһ]")
_UKRAINIAN_ONLY = re.compile(r"[їєґ]")
_UKRAINIAN_PHRASE = re.compile(r"\bдо (?!(?:баку|упаду|верху|низу)\b)[^\W\d_]{4,}у\b")
"""A genitive in «-у»: «до штрафу»."""
_AT = re.compile(r"\bу ([а-яё]{3,30})\b")
_PARTICIPLE = re.compile(r"^([а-яё]{3,30}) [а-яё]{3,30}(?:[ая]но|ено|ито)$")
_FOREIGN_LATIN = re.compile(r"[ßñãõåøæœčšžřěůćđłńśźżąęőűșțğışáíúàèìòùâêîôûëïöäü]")


def detect_language(text: str, likely: Language = "und") -> Language:
    """Return ``ru``, ``uk``, ``en``, or ``und`` for another language or a text without letters.

    ``likely``: the language of a Cyrillic text that may be Russian or Ukrainian («Банк»), if it is
    one of these; otherwise such a text is Russian.
    """
    written = text[:_SAMPLE_CHARS]
    sample = written.lower()
    cyrillic, latin = (sum(map(len, found.findall(sample))) for found in (_CYRILLIC, _LATIN))
    if not cyrillic and not latin:
        return "und"
    # A Latin brand or link in Cyrillic text is common, the reverse is not.
    if cyrillic * 2 < latin:
        return _detect_latin(written)
    return _detect_cyrillic(written) or ("uk" if likely == "uk" else "ru")


def _detect_cyrillic(written: str) -> Language | None:
    """Return the language of a Cyrillic text, None if it may be Russian or Ukrainian."""
    sample = written.lower()
    russian = 2.0 * len(_RUSSIAN_LETTERS.findall(sample))
    ukrainian = 1.0 * len(_UKRAINIAN_LETTERS.findall(sample))
    other = 3.0 * len(_OTHER_CYRILLIC.findall(sample))
    marks = _count_markers(sample)
    if not russian and not ukrainian:
        known = _weigh_dictionary_words(written)
        russian += known["ru"]
        ukrainian += known["uk"]
        ukrainian += len(_UKRAINIAN_PHRASE.findall(sample)) + _count_ukrainian_grammar(sample)
    russian += marks["ru"]
    ukrainian += marks["uk"]
    other += 2 * marks["bg"]
    if other > max(russian, ukrainian) or _is_belarusian(sample) or _is_kazakh(sample):
        return "und"
    if ukrainian == russian and _UKRAINIAN_LETTERS.search(sample):
        return "ru" if _RUSSIAN_LETTERS.search(sample) else "uk"
    if ukrainian == russian:
        return None
    return "uk" if ukrainian > russian else "ru"


def _weigh_dictionary_words(written: str) -> dict[str, float]:
    """Return by language the weight of the words of a short text that are in its dictionary only.
    A word that may be a name weighs less: Усик is a name, and a little moustache in Russian."""
    words = split_words(written)
    found = {"ru": 0.0, "uk": 0.0}
    for place, word in enumerate(words if len(words) <= _MAX_SHORT_WORDS else []):
        is_russian, is_ukrainian = (is_slavic_word(fold(word), one) for one in ("ru", "uk"))
        if is_russian != is_ukrainian:
            weight = 0.75 if place == 0 else 0.5
            found["ru" if is_russian else "uk"] += weight if word.istitle() else 1
    return found


def _count_ukrainian_grammar(sample: str) -> int:
    """Count what the same words cannot be in Russian: «у» before no genitive («у море»), and a
    participle in «-но» beside a noun in the masculine («матч перенесено»)."""
    if len(split_words(sample)) > _MAX_SHORT_WORDS:
        return 0
    places = (found[1] for found in _AT.finditer(sample))
    subjects = (found[1] for found in _PARTICIPLE.finditer(sample))
    return sum(not has_russian_reading(word, "gent") for word in places) + sum(
        has_russian_reading(word, "nomn", "masc", "sing") for word in subjects
    )


def _is_belarusian(sample: str) -> bool:
    """Return whether the letters are Belarusian: ў, or і for и, with ы and э; Russian has no і,
    Ukrainian no ы. In a Russian text и is more common than the ў of a name."""
    has_own = "и" not in sample and "і" in sample and any(letter in sample for letter in "ыэ")
    return has_own or sample.count("ў") > sample.count("и")


def _is_kazakh(sample: str) -> bool:
    """Return whether the letters are Kazakh: і beside one that only Kazakh has, and none of those
    that Ukrainian has besides і."""
    has_both = "і" in sample and _KAZAKH_LETTERS.search(sample) is not None
    return has_both and not _UKRAINIAN_ONLY.search(sample)


def _detect_latin(written: str) -> Language:
    words = _drop_names(split_words(written))
    sample = " ".join(words).lower()
    marks = _count_markers(sample)
    foreign = marks["latin"] + 0.5 * len(_FOREIGN_LATIN.findall(sample))
    if marks["en"] == 0 and foreign == 0:
        return "en" if len(split_words(written)) > 1 else "und"
    return "en" if marks["en"] >= foreign else "und"


def _drop_names(words: list[str]) -> list[str]:
    """Return the words of a short text without its names (Beyoncé, El Niño, São Paulo), if all
    words that begin with a small letter are English."""
    plain = [word for word in words if word.islower()]
    is_english = len(words) <= _MAX_SHORT_WORDS and all(map(_is_english, plain))
    return plain if plain and is_english else words


def _is_english(word: str) -> bool:
    return word.isascii() and english.is_known(word)


def _count_markers(sample: str) -> Counter[str]:
    """Count by language the words that are common in it or have its endings."""
    return Counter(chain.from_iterable(map(_find_markers, split_words(sample))))


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
