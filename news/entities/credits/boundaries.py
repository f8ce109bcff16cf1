"""Find where the name of an outlet or an office ends in a sentence, and whether it is a person."""

from __future__ import annotations

import re
from collections.abc import Sequence

from news.entities.credits.cases import CaseRestorer
from news.entities.credits.words import Token, is_known_outlet, load_credit_words
from news.entities.mentions import load_name_lists
from news.nlp.stopwords import is_stopword
from news.nlp.words import is_cyrillic

_MAX_NAME_WORDS = 9
_REGION_PREPOSITIONS = frozenset({"по", "в", "у"})
_FIELD_CONNECTORS = frozenset({"по", "з", "із", "и", "та", "і", "й"})
_ENGLISH_CONNECTORS = frozenset({"of", "the", "and", "for", "&", "de", "della", "dello", "le"})
_POSSESSIVE = re.compile(r"['’]s?$")
END = Token(".", "mark", ".")
"""Stands for the token after the last."""


class NameBoundaries:
    """Finds the ends of names in the tokens of one sentence."""

    def __init__(self, tokens: Sequence[Token], cases: CaseRestorer, *, is_english: bool) -> None:
        self._tokens = tokens
        self._cases = cases
        self._is_english = is_english
        self._words = load_credit_words()

    def find_listed_end(self, start: int) -> int:
        """Return the index after the longest listed name that begins at a token, 0 if there is
        none or the name goes on: "BBC Sport Michael Owen" names BBC Sport, "BBC Arabic News" is
        not listed."""
        longest = 0
        words: list[str] = []
        for at in range(start, min(len(self._tokens), start + _MAX_NAME_WORDS)):
            token = self._tokens[at]
            if token.kind != "word" or not (
                token.is_capitalized
                or is_cyrillic(token.text)
                or token.text[0].isdigit()
                or (words and token.folded in _ENGLISH_CONNECTORS)
            ):
                break
            words.append(strip_possessive(token.text))
            if is_known_outlet(" ".join(words)):
                longest = at + 1
            if words[-1] != token.text:
                return longest
        if not longest or longest == len(self._tokens):
            return longest
        after = self._tokens[longest]
        if after.kind == "quote" and not self._is_english:
            return 0  # «РИА „Новый день“»
        if not (after.is_capitalized or after.text[0].isdigit()) or self._begins_another(after):
            return longest
        follower = self._tokens[longest + 1] if longest + 1 < len(self._tokens) else END
        goes_on = (
            not self._is_english
            or follower.text in ",.;:"  # "BBC Breakfast, the chef said"
            or is_cyrillic(after.text)
            or after.folded in self._words.lists["name_words"]
            or after.text[0].isdigit()
        )
        return 0 if goes_on else longest

    def find_end(self, start: int) -> int:
        """Return the index after the last token of a name without quotes around it."""
        has_noun = not self._cases.is_adjective(self._tokens[start].folded)
        at = start + 1
        while at < min(len(self._tokens), start + _MAX_NAME_WORDS):
            token, before = self._tokens[at], self._tokens[at - 1]
            if token.kind == "quote":
                return at + 1
            if token.kind == "mark":
                return at
            if token.is_capitalized or token.text[0].isdigit():
                if (
                    has_noun
                    and is_cyrillic(before.text)
                    and self._begins_another(token)
                    and not self._words.media.fullmatch(before.folded)  # «Радио НВ»
                ):
                    return at
                has_noun |= not self._cases.is_adjective(token.folded)
            elif not self._continues(token, before, start, at, has_noun=has_noun):
                return at
            else:
                has_noun |= not self._cases.is_adjective(token.folded)
            at += 1
        return at

    def _begins_another(self, token: Token) -> bool:
        """Return whether a capitalized word after a name is another one: «МВД Ирина Волк»,
        «Песков ТАСС»."""
        return self._is_first_name(token) or (token.text.isupper() and is_known_outlet(token.text))

    def _continues(
        self, token: Token, before: Token, start: int, at: int, *, has_noun: bool
    ) -> bool:
        """Return whether a word in lower case belongs to the name: what agrees with an adjective
        («Волжский информационный центр»), and genitives after a noun («Министерство обороны»)."""
        after = self._tokens[at + 1] if at + 1 < len(self._tokens) else END
        if token.folded in _ENGLISH_CONNECTORS and not is_cyrillic(token.text):
            return after.is_capitalized
        if not is_cyrillic(token.text) or self._is_english:
            return False
        if before.text.isdigit() and at == start + 1:
            return self._words.media.fullmatch(token.folded) is not None  # «5 каналу»
        if not is_cyrillic(before.text) or token.folded in self._words.lists["report"]:
            return False
        is_office = before.text.isupper() or any(
            self._words.office.match(part.folded) for part in self._tokens[start:at]
        )
        if token.folded in _REGION_PREPOSITIONS and is_office and not is_known_outlet(before.text):
            return after.is_capitalized and not after.text.isupper()
        if token.folded in _FIELD_CONNECTORS:
            return (
                is_office
                and after.kind == "word"
                and not after.is_capitalized
                and (self._has_case(after, ("datv", "gent", "ablt")))
                and not is_stopword(after.folded)
            )
        if is_stopword(token.folded) or token.folded in self._words.lists["filler"]:
            return False
        if not has_noun:
            return self._has_case(token, ("nomn", "gent", "datv", "accs", "ablt", "loct"))
        return self._has_case(token, ("gent",)) or (
            self._follows_preposition(start, at) and self._has_case(token, ("datv", "ablt", "loct"))
        )

    def _follows_preposition(self, start: int, at: int) -> bool:
        return any(
            token.folded in _REGION_PREPOSITIONS | _FIELD_CONNECTORS
            for token in self._tokens[start:at]
        )

    def _has_case(self, token: Token, cases: Sequence[str]) -> bool:
        return any(
            parse.tag.POS in ("NOUN", "ADJF", "PRTF") and parse.tag.case in cases
            for parse in self._cases.parse(token.folded)
        )

    def is_person(self, pieces: Sequence[Token], stop: int) -> bool:
        """Return whether unquoted words are a person's name, or end before one."""
        if stop < len(self._tokens) and self._is_first_name(self._tokens[stop]):
            return True
        words = [piece for piece in pieces if piece.kind == "word" and not piece.text.isupper()]
        if any(self._is_first_name(word) for word in words):
            return True
        return len(words) == 1 and any(
            "Surn" in parse.tag.grammemes for parse in self._cases.parse(words[0].folded)
        )

    def _is_first_name(self, token: Token) -> bool:
        if not token.is_capitalized or (token.text.isupper() and len(token.text) > 1):
            return False
        if not is_cyrillic(token.text) or self._is_english:
            return token.folded in load_name_lists()["first_name"]
        return any(
            {"Name", "Patr"} & parse.tag.grammemes and "plur" not in parse.tag.grammemes
            for parse in self._cases.parse(token.folded)
        )


def strip_possessive(word: str) -> str:
    """Return a word without "'s"."""
    return _POSSESSIVE.sub("", word)
