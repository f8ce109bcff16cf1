"""Normal forms of words: the forms that a word of a text may belong to.

Russian and Ukrainian use pymorphy3's dictionaries (OpenCorpora, VESUM); English simplemma's
dictionary and the plural, -ing and -ed rules. A word outside the dictionary, usually a name, is
also listed by its stem, so that all its forms meet there: «Вэнс», «Вэнсом» -> «вэнс».
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from itertools import chain
from typing import NamedTuple

import pymorphy3
from pymorphy3.tagset import OpencorporaTag
from pymorphy3.units import DictionaryAnalyzer

from news.data import load_lines
from news.limits import MAX_TOKEN_CHARS
from news.model import Language
from news.nlp.forms import english, sound
from news.nlp.forms.mapped_dawg import map_dictionaries
from news.nlp.stopwords import is_stopword
from news.nlp.words import (
    APOSTROPHE,
    MAX_ACRONYM_CHARS,
    fold,
    is_acronym_token,
    is_cyrillic,
    is_latin,
    is_model,
    mark_acronym,
    spell_in_cyrillic,
    spell_in_latin,
    spell_model,
    spell_signs,
    split_named_model,
    strip_accents,
    tokenize,
)

_MAX_CACHED_WORDS = 20_000
_MAX_CACHED_NAMES = 10_000
_MAX_LEMMAS = 6
_MIN_PROBABILITY = 0.01
_MAX_WORD_CHARS = 64
"""Longer words are in no dictionary, and guessing their forms is slow."""
_NAME_GRAMMEMES = ("Surn", "Name", "Geox", "Orgn")
# Case endings of names, longest first; what is left must keep three letters.
_NAME_ENDING = re.compile(
    r"(?<=\w{3})(?:иями|ями|ами|ого|его|ому|ему|ыми|ими|ией|иям|иях|ой|ей|ою|ею|ом|ем|им|ым|ам|ям|ах|ях"
    r"|ую|юю|ая|яя|ое|ее|ие|ые|ий|ый|ії|ію|ія|єю|єм|ові|еві|ів|а|я|о|е|у|ю|и|ы|і|ї|ь|й)$"
)


class WordReading(NamedTuple):
    """What a dictionary says of a word: its probable normal forms, most probable first, and the
    tags of its probable parses; no tags outside of Russian and Ukrainian."""

    forms: tuple[str, ...]
    tags: tuple[OpencorporaTag, ...] = ()


@cache
def _load_dictionary(language: Language) -> pymorphy3.MorphAnalyzer:
    with map_dictionaries():
        analyzer = pymorphy3.MorphAnalyzer(lang=language)
    # Plain texts as parts of a tag: each is made and compared in a third of the time.
    analyzer.TagClass.typed_grammemes = False
    return analyzer


def is_slavic_word(word: str, language: Language) -> bool:
    """Return whether a folded word is in the Russian or the Ukrainian dictionary, and not as the
    name of a person only: these are the same in both languages, and listed by chance."""
    plain, dictionary = word.replace(APOSTROPHE, "'"), _load_dictionary(language)
    return bool(dictionary.word_is_known(plain)) and any(
        not any(kind in parse.tag for kind in ("Surn", "Name", "Patr"))
        for parse in dictionary.parse(plain)
    )


def has_russian_reading(word: str, *grammemes: str) -> bool:
    """Return whether one reading of a word in Russian has all of these grammemes."""
    parses = _load_dictionary("ru").parse(word)
    return any(set(grammemes) <= parse.tag.grammemes for parse in parses)


class Lemmatizer:
    """Holds the dictionaries (8 MB and mapped files of 33 MB) and a bounded cache of analyses."""

    def __init__(self) -> None:
        self._russian, self._ukrainian = _load_dictionary("ru"), _load_dictionary("uk")
        self._readings = lru_cache(maxsize=_MAX_CACHED_WORDS)(self._read_word)
        self._sounds = lru_cache(maxsize=_MAX_CACHED_NAMES)(self._compute_sound_tokens)

    def get_analyzer(self, language: Language) -> pymorphy3.MorphAnalyzer | None:
        """Return the morphology of a language, or None."""
        return {"ru": self._russian, "uk": self._ukrainian}.get(language)

    def lemmatize(self, word: str, language: Language) -> tuple[str, ...]:
        """Return all probable normal forms of a word, most probable first, folded; never empty for
        a word.

        An overlong word is cut.
        """
        return self.read(word, language).forms

    def read(self, word: str, language: Language) -> WordReading:
        """Return the probable normal forms of a word, as `lemmatize`, and its tags."""
        return self._readings(word, language)

    def get_index_tokens(self, word: str, language: Language) -> tuple[str, ...]:
        """Return the normal forms as index tokens; compounds are split. The token of an acronym
        has no other form; a word with accents has its plain one too."""
        if is_acronym_token(word):
            return (word,)
        folded = fold(word)
        forms = self.lemmatize(folded, language)
        if not is_stopword(folded):  # AI is no form of "be", though a dictionary says so
            forms = tuple(f for f in forms if f[:1] == folded[:1] or not is_stopword(f)) or (
                folded,
            )
        plain = strip_accents(folded)
        if plain != folded:
            forms += self.lemmatize(plain, language)
        # A form that is a token is not copied: thousands are cached.
        tokens = ((form,) if (found := tokenize(form)) == [form] else found for form in forms)
        return tuple(dict.fromkeys(chain.from_iterable(tokens)))

    def get_sound_tokens(self, name: str, language: Language) -> tuple[str, ...]:
        """Return the sound of each normal form of a name, as index tokens
        (`build_phonetic_key`)."""
        return self._sounds(name, language)

    def is_known(self, word: str, language: Language) -> bool:
        """Return whether a folded word is in the language's dictionary; always False for
        English."""
        analyzer = self.get_analyzer(language) if is_cyrillic(word) else None
        return analyzer is not None and bool(analyzer.word_is_known(word.replace(APOSTROPHE, "'")))

    def is_dictionary_form(self, word: str, language: Language) -> bool:
        """Return whether a folded word is a dictionary entry. The Ukrainian dictionary lists
        many plurals, such as «мости», that are still forms of another word; these are not
        counted."""
        if not self.is_known(word, language):
            return False
        analyzer = self.get_analyzer(language)
        assert analyzer is not None
        tags = [
            p.tag for p in analyzer.parse(word.replace(APOSTROPHE, "'")) if p.normal_form == word
        ]
        return any(language != "uk" or "Pltm" not in tag.grammemes for tag in tags)

    def get_name_variants(self, name: str) -> tuple[str, ...]:
        """Return the other names of a folded name with a different sound: «Париж» and Paris; of
        an acronym other acronyms: «ВОЗ» and WHO."""
        if is_acronym_token(name):
            plain = _load_name_variants().get(name.removesuffix(APOSTROPHE), ())
            return tuple(map(mark_acronym, plain))
        found = _load_name_variants().get(name, ())
        return tuple(mark_acronym(one) if is_stopword(one) else one for one in found)

    def list_other_names(self, name: str) -> tuple[str, ...]:
        """Return the `get_name_variants` of a folded name, or else the spelling of a model or an
        acronym in the other alphabet."""
        return self.get_name_variants(name) or spell_model(name) or self._spell_acronym(name)

    def _spell_acronym(self, word: str) -> tuple[str, ...]:
        """Return how a folded word that may be an acronym is spelled in the other alphabet: «ГРУ»
        for gru; nothing that would be a word of a language («том» for Tom, mid for «мид»)."""
        if not 1 < len(word) <= MAX_ACRONYM_CHARS or not word.isalpha():
            return ()
        if not is_cyrillic(word):
            spelled = spell_in_cyrillic(word) if not is_stopword(word) else []
            return tuple(one for one in spelled if self._may_be_acronym(one))
        latin = spell_in_latin(word) if self._may_be_acronym(word) else ""
        return (latin,) if latin and not is_stopword(latin) and not english.is_known(latin) else ()

    def _may_be_acronym(self, word: str) -> bool:
        """Return whether a Cyrillic word is an acronym in a dictionary, or in no dictionary."""
        analyzers = (self._russian, self._ukrainian)
        known = [one for one in analyzers if one.word_is_known(word.replace(APOSTROPHE, "'"))]
        return all(any("Abbr" in p.tag for p in one.parse(word)) for one in known)

    def get_name_sound_tokens(self, token: str) -> tuple[str, ...]:
        """Return the sound of a token if it may be a name; nothing for other words."""
        if is_acronym_token(token) or not self._may_be_name(token):
            return ()
        return self.get_sound_tokens(token, "ru" if is_cyrillic(token) else "en")

    def expand_query(self, text: str) -> tuple[tuple[str, ...], ...]:
        """Return for each word of a query the index tokens that match it, in any language:
        normal forms, the word itself, a name's other spellings and its sound. Stop words are
        left out unless nothing else is left."""
        tokens = tokenize(text)
        content_tokens = [token for token in tokens if not is_stopword(token)] or tokens
        return tuple(self.expand_token(token) for token in content_tokens)

    def expand_token(self, token: str, *, by_sound: bool = True) -> tuple[str, ...]:
        """Return the index tokens that match this one in any language; optionally without those
        that only sound like it."""
        found: list[str] = []
        if is_acronym_token(token):
            return tuple(dict.fromkeys((token, *self.get_name_variants(token))))
        if is_cyrillic(token):
            found += self.get_index_tokens(token, "ru") + self.get_index_tokens(token, "uk")
        elif is_latin(token):
            found += self.get_index_tokens(token, "en")
        for form in (*found, token):
            found += self.list_other_names(form)
        if by_sound:
            found += self.get_name_sound_tokens(token)
        return tuple(dict.fromkeys([*found, token]))

    def _may_be_name(self, token: str) -> bool:
        """Return whether a token may be a name. A Latin word always may; a Cyrillic one in the
        dictionary and on no list of names may not: «мост» is not Mr Most."""
        if not is_cyrillic(token):
            return True
        return not self._russian.word_is_known(token) or any(
            tag in parse.tag.grammemes
            for parse in self._russian.parse(token)
            for tag in _NAME_GRAMMEMES
        )

    def _read_word(self, word: str, language: Language) -> WordReading:
        word = fold(word[:MAX_TOKEN_CHARS])
        if len(word) > _MAX_WORD_CHARS or is_model(word):
            return WordReading((word,))
        if is_cyrillic(word):
            return self._read_slavic(word, self._ukrainian if language == "uk" else self._russian)
        if is_latin(word):
            return WordReading(english.lemmatize(word))
        return WordReading((word,))

    def _compute_sound_tokens(self, name: str, language: Language) -> tuple[str, ...]:
        folded = fold(name[:MAX_TOKEN_CHARS])
        keys = (sound.build_phonetic_key(form) for form in self.lemmatize(folded, language))
        return tuple(dict.fromkeys(key for key in keys if key))

    def _read_slavic(self, word: str, analyzer: pymorphy3.MorphAnalyzer) -> WordReading:
        plain = word.replace(APOSTROPHE, "'")
        likely: dict[str, float] = {}
        parses = analyzer.parse(plain)
        for parse in parses:
            form = fold(parse.normal_form)
            likely[form] = likely.get(form, 0.0) + parse.score
        ranked = sorted(likely, key=lambda form: -likely[form])
        kept = [form for form in ranked if likely[form] >= _MIN_PROBABILITY][:_MAX_LEMMAS]
        if not any(map(_is_from_dictionary, parses)):
            kept = [*kept[:3], _NAME_ENDING.sub("", word)]
        tags = tuple(parse.tag for parse in parses if parse.score >= _MIN_PROBABILITY)
        return WordReading(tuple(dict.fromkeys(kept)) or (word,), tags)


def _is_from_dictionary(parse: pymorphy3.analyzer.Parse) -> bool:
    """Return whether a reading is an entry of the dictionary, and no guess by one."""
    methods = parse.methods_stack
    return len(methods) == 1 and isinstance(methods[0][0], DictionaryAnalyzer)


def get_query_tokens(word: str) -> list[str]:
    """Return the index tokens that a word of a query or a followed term stands for. Capitals that
    would be a stop word or another word («US», «ВОЗ») are the acronym, as are letters with stops
    («U.S.»)."""
    word = spell_signs(word)
    letters = fold(word).replace(".", "")
    has_stops = "." in word.strip().removesuffix(".")
    if word.isupper() and letters.isalpha() and 1 < len(letters) <= MAX_ACRONYM_CHARS:
        is_marked = has_stops or is_stopword(letters) or _is_ambiguous_acronym(letters)
        return [mark_acronym(letters)] if is_marked else [letters]
    return [part for token in tokenize(word) for part in split_named_model(token)]


def _is_ambiguous_acronym(letters: str) -> bool:
    """Return whether the dictionaries have both an acronym of these letters and a word with forms:
    «ВОЗ» and a cart, but no second «НАТО»."""
    if not is_cyrillic(letters):
        return False
    languages: tuple[Language, ...] = ("ru", "uk")
    tags = [
        parse.tag
        for language in languages
        if _load_dictionary(language).word_is_known(letters)
        for parse in _load_dictionary(language).parse(letters)
    ]
    is_acronym = any("Abbr" in tag and tag.POS == "NOUN" for tag in tags)
    return is_acronym and not all(
        any(kind in tag for kind in ("Abbr", "Fixd", "Name")) for tag in tags
    )


@cache
def _load_name_variants() -> dict[str, tuple[str, ...]]:
    """Load all variants of each listed name: ``news/data/names/variants.txt``, folded."""
    found = {}
    for line in load_lines("names/variants"):
        names = tuple(fold(name) for name in line.split())
        found.update(dict.fromkeys(names, names))
    return found
