"""Put the name of an outlet from a known case into the nominative: «Комсомольской правды»."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from news.entities.credits.words import DOMAIN, QUOTES, Case, get_listed_spelling, is_known_outlet
from news.nlp.forms.nominative import copy_case
from news.nlp.words import APOSTROPHE, fold, is_cyrillic

_MIN_DECLINED_CAPITALS = 5
_ADJECTIVES = ("ADJF", "PRTF")


class CaseRestorer:
    """Reads cases with a pymorphy3 analyzer; with None it leaves all names as they are."""

    def __init__(self, analyzer: Any) -> None:
        self._analyzer = analyzer

    def parse(self, word: str) -> list[Any]:
        """Return the readings of a word; none of a Latin one."""
        if self._analyzer is None or not is_cyrillic(word):
            return []
        found: list[Any] = self._analyzer.parse(fold(word).replace(APOSTROPHE, "'"))
        return found

    def is_adjective(self, word: str) -> bool:
        """Return whether a word is most probably an adjective."""
        parses = self.parse(word)
        return bool(parses) and parses[0].tag.POS in _ADJECTIVES

    def restore(self, words: list[str], case: Case) -> str:
        """Return the words with their head in the nominative, if they may be in ``case``; a name
        in capitals gets one: «НЕВСКИМ НОВОСТЯМ» -> «Невские новости»."""
        if len(words) > 1 and all(self._is_shouted(word) for word in words):
            words = [words[0].capitalize(), *(word.lower() for word in words[1:])]
        written = join_words(words)
        if is_known_outlet(written):
            return get_listed_spelling(written) if written.isupper() else written
        if case == "nomn":
            return written
        if DOMAIN.fullmatch(written):
            site, dot, zone = written.rpartition(".")
            made = self.restore([site], case) + dot + zone
            return made if is_known_outlet(made) else written
        special = self._restore_special(words, case)
        if special:
            return special
        head = next((n for n, word in enumerate(words) if not self._may_be_adjective(word)), None)
        if head is None:
            if len(words) == 1:
                return self._restore_adjective(written, case)
            head = len(words) - 1
        if head == 0 and self._find_parses(words[0], case, ("NOUN",)) == []:
            return written
        for noun in self._find_parses(words[head], case, ("NOUN",)) or [None]:
            adjectives = self._restore_adjectives(words[:head], case, noun)
            if adjectives is not None:
                made = words[head] if noun is None else _inflect_noun(words[head], noun)
                return join_words([*adjectives, made, *words[head + 1 :]])
        return written

    def _restore_special(self, words: list[str], case: Case) -> str:
        """Return the nominative of «5 каналу», «Інтерфаксом-Україна» and «Суспільному Суми», empty
        for others."""
        if len(words) > 1:
            if words[0].isdigit():
                return f"{words[0]} {self.restore(words[1:], case)}"
            first = self._restore_adjective(words[0], case)
            return join_words([first, *words[1:]]) if first != words[0] else ""
        head, hyphen, tail = words[0].partition("-")
        compound = f"{self.restore([head], case)}-{tail}" if hyphen and head else ""
        return compound if is_known_outlet(compound) else ""

    def _is_shouted(self, word: str) -> bool:
        return (
            word.isupper()
            and is_cyrillic(word)
            and len(word) >= _MIN_DECLINED_CAPITALS
            and bool(self._analyzer.word_is_known(fold(word)))
        )

    def _restore_adjectives(self, words: Sequence[str], case: Case, noun: Any) -> list[str] | None:
        """Return adjectives in the nominative, or None if one does not agree with their noun."""
        made = []
        for word in words:
            for parse in self._find_parses(word, case, _ADJECTIVES):
                if noun is None or _agree(parse.tag, noun.tag):
                    gender = "" if noun is None or noun.tag.number == "plur" else noun.tag.gender
                    number = "plur" if noun is not None and noun.tag.number == "plur" else ""
                    made.append(_inflect(word, parse, {"nomn", *filter(None, (gender, number))}))
                    break
            else:
                return None
        return made

    def _restore_adjective(self, name: str, case: Case) -> str:
        """Return the nominative of a name that is one adjective, if that is a listed outlet:
        «Суспільному» -> «Суспільне»."""
        for parse in self.parse(name):
            if parse.tag.case == case:
                for gender in ("neut", "masc", "femn"):
                    made = parse.inflect({"nomn", gender})
                    if made is not None and is_known_outlet(made.word):
                        return copy_case(name, str(made.word))
        return name

    def _find_parses(self, word: str, case: Case, pos: Sequence[str]) -> list[Any]:
        """Return the readings of a word in a case; none for an abbreviation or a Latin word."""
        if not is_cyrillic(word) or (word.isupper() and len(word) < _MIN_DECLINED_CAPITALS):
            return []
        return [
            parse
            for parse in self.parse(word)
            if parse.tag.POS in pos and parse.tag.case == case and "Fixd" not in parse.tag.grammemes
        ]

    def _may_be_adjective(self, word: str) -> bool:
        return any(parse.tag.POS in _ADJECTIVES for parse in self.parse(word))


def _agree(adjective: Any, noun: Any) -> bool:
    """Return whether the tags of an adjective and a noun agree in number and gender."""
    if "plur" in (adjective.number, noun.number):
        return bool(adjective.number == noun.number)
    return not (adjective.gender and noun.gender) or bool(adjective.gender == noun.gender)


def _inflect_noun(word: str, noun: Any) -> str:
    """Return the nominative of a noun in its number. The dictionary lacks that of some singular
    ones, as «вісник», which is their normal form."""
    made = noun.inflect({"nomn"})
    if noun.tag.number != "plur" and made is not None and made.tag.number == "plur":
        normal = str(noun.normal_form)
        return normal.upper() if word.isupper() else copy_case(word, normal)
    return _inflect(word, noun, {"nomn"})


def _inflect(word: str, parse: Any, wanted: set[str]) -> str:
    made = parse.inflect(wanted) or parse.inflect({"nomn"})
    if made is None:
        return word
    return made.word.upper() if word.isupper() else copy_case(word, str(made.word))


def join_words(words: Sequence[str]) -> str:
    """Join words; quotes inside a name become «»."""
    return " ".join(
        f"«{word.strip(QUOTES)}»" if word[0] in QUOTES and word[-1] in QUOTES else word
        for word in words
    )
