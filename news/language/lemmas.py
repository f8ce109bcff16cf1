"""Normal forms of words: which forms one word in a text may stand for.

Russian and Ukrainian go through pymorphy3's dictionaries (OpenCorpora, VESUM); English through
simplemma's dictionary and the plural, -ing and -ed rules. A word outside the dictionary, mostly a
name, also goes under its stem, so that all its forms meet there: «Вэнс», «Вэнсом» -> «вэнс».
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

import pymorphy3

from news.knowledge import lines
from news.language import english, sound
from news.language.stopwords import is_stopword
from news.language.words import APOSTROPHE, fold, is_cyrillic, is_latin, tokens
from news.limits import MAX_TOKEN_CHARS
from news.model import Language

_CACHED_WORDS = 50_000
_CACHED_NAMES = 10_000
_MOST_FORMS = 6
_LEAST_LIKELY = 0.01
_LONGEST_WORD = 64
"""Characters; what is longer is in no dictionary, and to guess at it takes long."""
_NAMES = ("Surn", "Name", "Geox", "Orgn")
# Case endings of names, longest first; what is left must keep three letters.
_NAME_ENDING = re.compile(
    r"(?<=\w{3})(?:иями|ями|ами|ого|его|ому|ему|ыми|ими|ией|иям|иях|ой|ей|ою|ею|ом|ем|им|ым|ам|ям|ах|ях"
    r"|ую|юю|ая|яя|ое|ее|ие|ые|ий|ый|ії|ію|ія|єю|єм|ові|еві|ів|а|я|о|е|у|ю|и|ы|і|ї|ь|й)$"
)


@cache
def _dictionary(language: Language) -> pymorphy3.MorphAnalyzer:
    return pymorphy3.MorphAnalyzer(lang=language)


class Lemmatizer:
    """Holds the dictionaries (about 40 MB, 0.3 s to load) and a bounded cache of analyses."""

    def __init__(self) -> None:
        self._russian, self._ukrainian = _dictionary("ru"), _dictionary("uk")
        self._forms = lru_cache(maxsize=_CACHED_WORDS)(self._analyse)
        self._sounds = lru_cache(maxsize=_CACHED_NAMES)(self._listen)

    def analyzer(self, language: Language) -> pymorphy3.MorphAnalyzer | None:
        """The morphology of a language, where it has one."""
        return {"ru": self._russian, "uk": self._ukrainian}.get(language)

    def forms(self, word: str, language: Language) -> tuple[str, ...]:
        """All likely normal forms of a word, likeliest first, folded; never empty for a word. Of
        one that is too long its beginning counts."""
        return self._forms(fold(word[:MAX_TOKEN_CHARS]), language)

    def tokens(self, word: str, language: Language) -> tuple[str, ...]:
        """The normal forms as index tokens: compounds give their parts."""
        found = (token for form in self.forms(word, language) for token in tokens(form))
        return tuple(dict.fromkeys(found))

    def sounds(self, name: str, language: Language) -> tuple[str, ...]:
        """What a name sounds like in each of its normal forms, as index tokens (`sound.key`)."""
        return self._sounds(fold(name[:MAX_TOKEN_CHARS]), language)

    def is_known(self, word: str, language: Language) -> bool:
        """Whether a folded word is in the language's dictionary. English words never are."""
        analyzer = self.analyzer(language) if is_cyrillic(word) else None
        return analyzer is not None and bool(analyzer.word_is_known(word.replace(APOSTROPHE, "'")))

    def is_dictionary_form(self, word: str, language: Language) -> bool:
        """Whether a folded word stands in the dictionary as it is. In the Ukrainian one many a
        plural does, such as «мости», that is a form of another word all the same."""
        if not self.is_known(word, language):
            return False
        analyzer = self.analyzer(language)
        assert analyzer is not None
        tags = [
            p.tag for p in analyzer.parse(word.replace(APOSTROPHE, "'")) if p.normal_form == word
        ]
        return any(language != "uk" or "Pltm" not in tag.grammemes for tag in tags)

    def alike(self, name: str) -> tuple[str, ...]:
        """What else a folded name is called, where the ear does not tell: «Париж» and Paris."""
        return _alike().get(name, ())

    def name_sounds(self, token: str) -> tuple[str, ...]:
        """What a token sounds like if it may be a name; nothing for other words."""
        if not self._may_be_name(token):
            return ()
        return self.sounds(token, "ru" if is_cyrillic(token) else "en")

    def query(self, text: str) -> tuple[tuple[str, ...], ...]:
        """What to look up for a query in any language: for each word, the tokens that may stand
        for it in the index (normal forms, the word itself, a name's other spellings and its
        sound). Stop words are left out unless nothing else is left."""
        asked = tokens(text)
        telling = [token for token in asked if not is_stopword(token)] or asked
        return tuple(self.alternatives(token) for token in telling)

    def alternatives(self, token: str, *, by_sound: bool = True) -> tuple[str, ...]:
        """The tokens that may stand for this one in the index, whatever its language; those that
        only sound like it may be left out."""
        found: list[str] = []
        if is_cyrillic(token):
            found += self.tokens(token, "ru") + self.tokens(token, "uk")
        elif is_latin(token):
            found += self.tokens(token, "en")
        for form in (*found, token):
            found += self.alike(form)
        if by_sound:
            found += self.name_sounds(token)
        return tuple(dict.fromkeys([*found, token]))

    def _may_be_name(self, token: str) -> bool:
        """A word of another alphabet may always be one; a Slavic one that is on no list of names,
        and in the dictionary, is not: «мост» is no Mr Most."""
        if not is_cyrillic(token):
            return True
        return not self._russian.word_is_known(token) or any(
            tag in parse.tag.grammemes for parse in self._russian.parse(token) for tag in _NAMES
        )

    def _analyse(self, word: str, language: Language) -> tuple[str, ...]:
        if len(word) > _LONGEST_WORD:
            return (word,)
        if is_cyrillic(word):
            return self._slavic(word, self._ukrainian if language == "uk" else self._russian)
        if is_latin(word):
            return english.forms(word)
        return (word,)

    def _listen(self, name: str, language: Language) -> tuple[str, ...]:
        keys = (sound.key(form) for form in self._forms(name, language))
        return tuple(dict.fromkeys(key for key in keys if key))

    def _slavic(self, word: str, analyzer: pymorphy3.MorphAnalyzer) -> tuple[str, ...]:
        plain = word.replace(APOSTROPHE, "'")
        likely: dict[str, float] = {}
        known = analyzer.word_is_known(plain)
        for parse in analyzer.parse(plain):
            form = fold(parse.normal_form)
            likely[form] = likely.get(form, 0.0) + parse.score
        ranked = sorted(likely, key=lambda form: -likely[form])
        kept = [form for form in ranked if likely[form] >= _LEAST_LIKELY][:_MOST_FORMS]
        if not known:
            kept = [*kept[:3], _NAME_ENDING.sub("", word)]
        return tuple(dict.fromkeys(kept)) or (word,)


@cache
def _alike() -> dict[str, tuple[str, ...]]:
    """For each listed name, all that it is called: ``news/data/names_alike.txt``, folded."""
    found = {}
    for line in lines("names_alike"):
        names = tuple(fold(name) for name in line.split())
        found.update(dict.fromkeys(names, names))
    return found
