"""Read Ukrainian words: what they may be a form of, and whether they may be part of a name."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import product
from typing import Any

from news.entities.gazetteer import is_place
from news.entities.mentions import load_name_lists
from news.nlp.stopwords import get_stopwords
from news.nlp.words import APOSTROPHE, fold

_GENITIVE_SURNAME = re.compile(r"[А-ЯІЇЄҐ][а-яіїєґ'’ʼ-]{1,30}[бвгґджзклмнпрстфхцчшщ]и")


class UkrainianWords:
    """Reads words with the Ukrainian pymorphy3 analyzer."""

    def __init__(self, analyzer: Any) -> None:
        self._analyzer = analyzer

    def is_first_name(self, word: str) -> bool:
        """Return whether a word, in any case, may be a first name."""
        return self.has_tag(word, "Name") or fold(word) in load_name_lists()["first_name"]

    def may_be_surname(self, word: str) -> bool:
        """Return whether a word is neither an acronym nor only a place."""
        return not word.isupper() and not (self.is_place(word) and not self.has_tag(word, "Surn"))

    def is_foreign(self, word: str) -> bool:
        """Return whether a word is in no dictionary and no gazetteer, or only as a surname."""
        return not self.is_place(word) and (
            not self._analyzer.word_is_known(_to_plain(word)) or self.has_tag(word, "Surn")
        )

    def is_surname_only(self, word: str) -> bool:
        """Return whether a word is a surname in all its readings, or one by its ending."""
        if word.isupper() or self.is_place(word):
            return False
        is_known = self.has_tag(word, "Surn")
        tags = [parse.tag.grammemes for parse in self.parse(word)]
        return is_known and (word.endswith("енко") or all("Surn" in tag for tag in tags))

    def is_family(self, word: str) -> bool:
        """Return whether a word names several people of one surname: «Шевчуків», «Шевчуки»."""
        nouns = [p.tag.grammemes for p in self.parse(word) if p.tag.POS == "NOUN"]
        return bool(nouns) and all({"plur", "anim"} <= one for one in nouns)

    def is_place(self, *words: str) -> bool:
        """Return whether words, in any case, are a place of the gazetteer."""
        forms = [
            self.list_lemmas(word) if n == len(words) - 1 else self.list_nominatives(word)
            for n, word in enumerate(words)
        ]
        if len(words) > 1 and words[-1].endswith("зі"):
            forms[-1].append(f"{fold(words[-1])[:-2]}г")  # «Південному Бузі»
        return any(is_place(" ".join(parts)) for parts in product(*forms))

    def is_common(self, word: str, *, but_places: bool = False) -> bool:
        """Return whether a word that opens a sentence is probably no name."""
        folded = fold(word)
        if folded in get_stopwords("uk") or folded in load_name_lists()["nothing"]:
            return True
        if word.isupper() and len(word) > 1:
            return False
        if not self._analyzer.word_is_known(_to_plain(word)):
            return False
        if but_places:
            # «Туреччина» is known only as a noun, and «Країна» too: the gazetteer has decided.
            return any(
                p.tag.POS not in ("NOUN", None) or "anim" in p.tag.grammemes
                for p in self.parse(word)
            )
        return True

    def is_common_noun(self, word: str) -> bool:
        """Return whether a word may be a common noun: the dictionary writes the gender of a proper
        one first."""
        return any(str(p.tag).startswith("NOUN,inan") for p in self.parse(word))

    def list_lemmas(self, word: str) -> list[str]:
        """Return the word and its possible normal forms, folded."""
        return list(dict.fromkeys([fold(word), *(fold(p.normal_form) for p in self.parse(word))]))

    def list_nominatives(self, word: str) -> list[str]:
        """Return the possible nominatives of an adjective in all genders."""
        found = [fold(word)]
        for parse in self.parse(word):
            if parse.tag.POS == "ADJF":
                for wanted in (
                    {"nomn", "masc"},
                    {"nomn", "femn"},
                    {"nomn", "neut"},
                    {"nomn", "plur"},
                ):
                    made = parse.inflect(wanted)
                    if made is not None:
                        found.append(fold(made.word))
                break
        return list(dict.fromkeys([*found, *(fold(p.normal_form) for p in self.parse(word))]))

    def has_tag(self, word: str, *tags: str) -> bool:
        """Return whether a word in the singular has one of the tags."""
        return any(
            not p.tag.grammemes.isdisjoint(tags) and "plur" not in p.tag.grammemes
            for p in self.parse(word)
        )

    def has_pos(self, word: str, pos: str) -> bool:
        """Return whether one reading of a word is this part of speech."""
        return any(pos == p.tag.POS for p in self.parse(word))

    def parse(self, word: str) -> list[Any]:
        """Return pymorphy3's readings of a word, the likeliest first."""
        parses: list[Any] = self._analyzer.parse(_to_plain(word))
        return parses


def _to_plain(word: str) -> str:
    return fold(word).replace(APOSTROPHE, "'")


def read_genitive_surname(parts: Sequence[str], analyzer: Any) -> str:
    """Return the nominative of a surname in «-а» that the dictionary lacks, after a first name in
    the genitive («Ігоря Пердути»); empty for any other name. No foreign name ends in «-и»."""
    if len(parts) < 2 or not _GENITIVE_SURNAME.fullmatch(parts[-1]):
        return ""
    known = [parse.tag.grammemes for parse in analyzer.parse(_to_plain(parts[-1]))]
    if any("Surn" in grammemes for grammemes in known):
        return ""
    first = analyzer.parse(_to_plain(parts[0]))[0].tag
    return parts[-1][:-1] + "а" if "Name" in first.grammemes and first.case == "gent" else ""


def set_surname_singular(parts: tuple[str, ...], analyzer: Any) -> tuple[str, ...]:
    """Return a name with the surname of one man: «(Андрій та) Богдан Шевчуки» is a Шевчук."""
    parses = analyzer.parse(_to_plain(parts[-1])) if len(parts) > 1 else []
    is_plural = bool(parses) and all({"plur", "anim"} <= one.tag.grammemes for one in parses)
    firsts = analyzer.parse(_to_plain(parts[0])) if is_plural else []
    is_listed = fold(parts[0]) in load_name_lists()["first_name"]
    wanted = {"anim", "masc", "nomn"} if is_listed else {"Name", "masc", "nomn"}
    if not any(wanted <= one.tag.grammemes for one in firsts):
        return parts
    return (*parts[:-1], parses[0].normal_form.capitalize())
