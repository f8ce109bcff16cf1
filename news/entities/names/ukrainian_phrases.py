"""Read the Ukrainian names that begin with a capitalized adjective and go on with a noun.

«Сумської та Полтавської областей» -> Сумська область; «Тернопільської обласної ради» ->
Тернопільська обласна рада; «Державна служба України з питань праці» is one office.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import takewhile
from typing import Any, NamedTuple

from news.entities.gazetteer import is_place
from news.entities.mentions import load_name_lists
from news.entities.names.ukrainian_words import UkrainianWords
from news.model import EntityKind
from news.nlp.forms.nominative import copy_case
from news.nlp.stopwords import get_stopwords
from news.nlp.words import Word, fold

_AND = frozenset({"та", "і", "й"})
_FIELD = frozenset({"з", "із", "зі"})
_BARE_PLACES = frozenset("країни держави області району регіону міста громади".split())  # noqa: SIM905
_NAMED_AFTER = "імені"
_MAX_NAMESAKE_WORDS = 3
_FROM_A_PLACE = ("ськ", "цьк", "зьк")
_MAX_AHEAD_WORDS = 12
_MAX_ADJECTIVES = 3


class Phrase(NamedTuple):
    """A name in the nominative; without a kind the words are no name."""

    kind: EntityKind | None
    name: str


class AdjectivePhrases:
    """Reads what follows the capitalized adjectives of one text."""

    def __init__(self, text: str, words: Sequence[Word], uk: UkrainianWords) -> None:
        self._text = text
        self._words = words
        self._places = {word.start: at for at, word in enumerate(words)}
        self._uk = uk

    def find(self, word: Word, *, opens: bool) -> Phrase | None:
        """Return the phrase that begins with a capitalized adjective, None if no noun agrees with
        it. ``opens``: it begins a sentence, so that its capital says nothing."""
        adjectives = [p for p in self._uk.parse(word.text) if p.tag.POS == "ADJF"]
        after = self.list_after(word) if adjectives else []
        if len(after) > 2 and after[0].text in _AND and after[1].is_capitalized:
            after = after[2:] if self._uk.has_pos(after[1].text, "ADJF") else []
        inner = 0
        while inner < min(_MAX_ADJECTIVES, len(after)) and self._is_adjective(after[inner]):
            inner += 1
        if inner >= len(after) or after[inner].is_capitalized:
            return None
        noun = after[inner]
        if fold(noun.text) in get_stopwords("uk"):
            return None
        for parse in self._uk.parse(noun.text):
            if parse.tag.POS != "NOUN" or parse.tag.case is None:
                continue
            kind = _find_kind(fold(parse.normal_form))
            agreeing = [p for p in adjectives if _agree(p.tag, parse.tag)]
            if not agreeing:
                continue
            if kind is None:
                return Phrase(None, "")
            gender = self._get_gender(parse)
            made = [self._inflect(one.text, parse, gender) for one in (word, *after[:inner])]
            if not all(made):
                continue
            name = " ".join([*made, parse.normal_form])
            if kind == "place" and opens and self._is_plain(word) and not is_place(name):
                return Phrase(None, "")
            if kind == "organisation":
                name += self._read_field(noun, after[inner + 1 :])
            return Phrase(kind, name)
        return None

    def find_office(self, word: Word) -> str:
        """Return the nominative of an office whose noun has a capital and says whose it is:
        «Адміністрації морських портів»; empty if the words are none."""
        nouns = [p for p in self._uk.parse(word.text) if p.tag.POS == "NOUN"]
        lemma = next(
            (p.normal_form for p in nouns if _find_kind(fold(p.normal_form)) == "organisation"), ""
        )
        field = self._read_field(word, self.list_after(word)) if lemma else ""
        return f"{copy_case(word.text, lemma)}{field}" if field else ""

    def list_after(self, word: Word) -> list[Word]:
        """Return the next words with only one space between them."""
        at = self._places[word.start]
        found = []
        stop = word.stop
        for one in self._words[at + 1 : at + 1 + _MAX_AHEAD_WORDS]:
            if self._text[stop : one.start] != " ":
                break
            found.append(one)
            stop = one.stop
        return found

    def _is_adjective(self, word: Word) -> bool:
        return not word.is_capitalized and self._uk.parse(word.text)[0].tag.POS == "ADJF"

    def _is_plain(self, word: Word) -> bool:
        """Return whether an adjective is one of quality: «Єдиний», unlike «Київський»."""
        return not any(part in fold(word.text) for part in _FROM_A_PLACE)

    def _get_gender(self, noun: Any) -> str:
        own = noun.tag.gender or next(
            (p.tag.gender for p in self._uk.parse(noun.normal_form) if p.tag.gender), None
        )
        return str(own or "plur")

    def _inflect(self, word: str, noun: Any, gender: str) -> str:
        """Return an adjective in the nominative of its noun's gender, empty if it has none."""
        for parse in self._uk.parse(word):
            if parse.tag.POS == "ADJF" and parse.tag.case == noun.tag.case:
                made = parse.inflect({"nomn", gender})
                if made is not None:
                    return copy_case(word, str(made.word))
        return ""

    def _read_field(self, noun: Word, after: Sequence[Word]) -> str:
        """Return the words that say whose an office is and what for: « Одеської області», « України
        з лікарських засобів»."""
        stop = noun.stop
        for at, word in enumerate(after):
            if word.text == _NAMED_AFTER:
                namesake = after[at + 1 : at + 1 + _MAX_NAMESAKE_WORDS]
                named = list(takewhile(lambda one: one.is_capitalized, namesake))
                return self._text[noun.stop : named[-1].stop if named else stop]
            follower = after[at + 1] if at + 1 < len(after) else None
            if at == 0 and (word.text in _AND or fold(word.text) in _BARE_PLACES):
                break  # «Верховний суд та жінки», «Верховним судом країни вироку»
            if word.text in _AND | _FIELD and follower is not None:
                if follower.is_capitalized or not self._is_genitive(follower):
                    break
                continue
            is_other = word.is_capitalized and not self._uk.is_place(word.text)
            if is_other or not self._is_genitive(word):
                break
            stop = word.stop
        return self._text[noun.stop : stop]

    def _is_genitive(self, word: Word) -> bool:
        parses = self._uk.parse(word.text)
        return (
            fold(word.text) not in get_stopwords("uk")
            and parses[0].tag.POS in ("NOUN", "ADJF")
            and any(parse.tag.case == "gent" for parse in parses)
            and not word.text.isupper()
        )


def _find_kind(lemma: str) -> EntityKind | None:
    lists = load_name_lists()
    if lemma in lists["place_noun"]:
        return "place"
    return "organisation" if lemma in lists["office_noun"] else None


def _agree(adjective: Any, noun: Any) -> bool:
    """Return whether an adjective and a noun have one case, gender and number; the noun of several
    adjectives is in the plural."""
    if adjective.case != noun.case:
        return False
    if noun.number == "plur" or not noun.gender:
        return True
    return "plur" not in adjective.grammemes and adjective.gender in (None, noun.gender)
