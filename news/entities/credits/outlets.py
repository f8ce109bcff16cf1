"""Read the name of an outlet or an office at a place in a sentence, and give it in the nominative.

«газете „Ведомости“» -> «Ведомости», «пресс-службу Росводхоза» -> «Росводхоз».
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from news.entities.credits.cases import CaseRestorer
from news.entities.credits.words import (
    DOMAIN,
    MAX_NAME_CHARS,
    Case,
    CreditName,
    Token,
    is_known_outlet,
    load_credit_words,
    load_month_names,
)
from news.entities.mentions import load_name_lists
from news.nlp.stopwords import is_stopword
from news.nlp.words import APOSTROPHE, fold, is_cyrillic

_MAX_NAME_WORDS = 9
_REGION_PREPOSITIONS = frozenset({"по", "в", "у"})
_FIELD_CONNECTORS = frozenset({"по", "з", "із", "и", "та", "і", "й"})
_ENGLISH_CONNECTORS = frozenset({"of", "the", "and", "for", "&", "de", "della", "dello", "le"})
_POSSESSIVE = re.compile(r"['’]s?$")
_END = Token(".", "mark", ".")


class CreditNameReader:
    """Reads names in the tokens of one sentence. ``analyzer`` is a pymorphy3 one, or None for
    English."""

    def __init__(self, tokens: Sequence[Token], analyzer: Any) -> None:
        self.tokens = tokens
        self._cases = CaseRestorer(analyzer)
        self._is_english = analyzer is None
        self._words = load_credit_words()

    def read(self, start: int, case: Case) -> CreditName | None:
        """Return the name that begins at a token, after nouns such as «газета» and «корреспондент»
        and adverbs; None if something else stands there, or a person."""
        at, is_media = start, False
        while at < len(self.tokens):
            token = self.tokens[at]
            if token.kind == "quote" or (token.is_capitalized and not self._is_head(at)):
                return self._read_name(at, "nomn" if is_media else case, is_media=is_media)
            if token.kind == "mark":
                return None
            if token.text[0].isdigit():
                return self.read_listed(at, case)
            if self._words.bearer.fullmatch(token.folded):
                case = "gent"
            elif self._words.media.fullmatch(token.folded):
                is_media = True
                if self._is_numbered(at):
                    return self._read_name(at, "nomn", is_media=True)
            elif is_media and DOMAIN.fullmatch(token.text):
                return self._read_name(at, "nomn", is_media=True)
            elif self._words.office.fullmatch(token.folded):
                return self._read_office(at, case)
            elif not self._cases.is_adjective(token.folded):
                return None
            at += 1
        return None

    def _read_office(self, at: int, case: Case) -> CreditName | None:
        """Return the office that begins with a noun in lower case, if it has a name after it:
        «прокуратура Тульской области»."""
        stop = self._find_end(at)
        words = [token.text for token in self.tokens[at:stop]]
        if not any(word[0].isupper() for word in words[1:]):
            return None
        name = self._cases.restore(words, case)
        return CreditName(name[0].upper() + name[1:], stop, is_outlet=False)

    def read_listed(self, at: int, case: Case) -> CreditName | None:
        """Return the listed outlet that begins at a token, or None."""
        token = self.tokens[at]
        if token.kind == "quote" or token.is_capitalized or token.text[0].isdigit():
            name = self._read_name(at, case, is_media=False)
            if name is not None and is_known_outlet(name.name):
                return name
        return None

    def read_english(self, at: int, *, is_media: bool) -> CreditName | None:
        """Return the English name that begins at a token; a noun such as "newspaper" after it is
        not part of it, and makes it an outlet."""
        if at >= len(self.tokens):
            return None
        name = self._read_name(at, "nomn", is_media=is_media)
        if name is None:
            return None
        stop = name.stop
        media = self._words.lists["english_media"]
        while stop < len(self.tokens) and self.tokens[stop].text in media:
            stop += 1
        followed = stop > name.stop or (
            stop + 1 < len(self.tokens) and self.tokens[stop + 1].text in media
        )
        return CreditName(_strip_article(name.name), stop, name.is_outlet or followed)

    def is_date(self, token: Token) -> bool:
        """Return whether a token is a number, a month or a day of the week."""
        folded = token.folded.replace(APOSTROPHE, "'")
        if token.text.isdigit() or folded in self._words.lists["day"]:
            return True
        return folded in load_month_names() or any(
            parse.normal_form in load_month_names() for parse in self._cases.parse(token.folded)[:1]
        )

    def _is_head(self, at: int) -> bool:
        """Return whether a capitalized word is only a noun before a name: «Газета „Труд“»."""
        return (
            at + 1 < len(self.tokens)
            and bool(self._words.media.fullmatch(self.tokens[at].folded))
            and (
                self.tokens[at + 1].kind == "quote"
                or (at == 0 and not self._is_numbered(at))
                or "-" in self.tokens[at].text  # «Telegram-канал»
            )
        )

    def _is_numbered(self, at: int) -> bool:
        return at + 1 < len(self.tokens) and self.tokens[at + 1].text.isdigit()

    def _read_name(self, start: int, case: Case, *, is_media: bool) -> CreditName | None:
        token = self.tokens[start]
        after = self.tokens[start + 1] if start + 1 < len(self.tokens) else _END
        if (
            after.is_capitalized
            and not is_cyrillic(after.text)
            and self._cases.is_adjective(token.text)
        ):
            return self._read_name(start + 1, case, is_media=is_media)  # «Британская Guardian»
        if token.kind == "quote":
            name = self._cases.restore(token.inner.split(), case)
            stop = start + 1
            if not self._is_title(token.inner):
                return None
        else:
            stop = self._find_listed_end(start) or self._find_end(start)
            pieces = self.tokens[start:stop]
            name = self._cases.restore([_POSSESSIVE.sub("", piece.text) for piece in pieces], case)
            name = name[0].upper() + name[1:] if self._is_numbered(start) else name
            is_listed = is_media or is_known_outlet(name)
            if not is_listed and self._is_person(pieces, stop):
                return None
        name = name.rstrip(".") if not DOMAIN.fullmatch(name) else name
        if len(name) > MAX_NAME_CHARS or (
            not is_known_outlet(name) and self._is_refused(fold(name))
        ):
            return None
        return CreditName(name, stop, is_media or self._is_outlet(name))

    def _is_outlet(self, name: str) -> bool:
        return (
            is_known_outlet(name)
            or bool(DOMAIN.fullmatch(name))
            or not self._words.lists["name_words"].isdisjoint(
                word.rpartition("-")[2] for word in fold(name).split()
            )
        )

    def _is_title(self, inner: str) -> bool:
        """Return whether quoted words are a name and not speech."""
        if inner[-1] in ",.;:" or len(inner.split()) > _MAX_NAME_WORDS:
            return False
        return inner[0].isupper() or inner[0].isdigit() or bool(DOMAIN.fullmatch(inner))

    def _is_refused(self, folded: str) -> bool:
        """Return whether a name is a network, a nationality, or a noun such as "media" alone."""
        return (
            folded in self._words.lists["never"]
            or folded in self._words.lists["english_media"]
            or folded in self._words.lists["name_words"]
            or folded in load_name_lists()["nothing"]
            or folded in load_name_lists()["place"]
        )

    def _find_listed_end(self, start: int) -> int:
        """Return the index after the longest listed name that begins at a token, 0 if there is
        none or the name goes on: "BBC Sport Michael Owen" names BBC Sport, "BBC Arabic News" is
        not listed."""
        longest, words = 0, []
        for at in range(start, min(len(self.tokens), start + _MAX_NAME_WORDS)):
            token = self.tokens[at]
            if token.kind != "word" or not (
                token.is_capitalized or is_cyrillic(token.text) or token.text[0].isdigit()
            ):
                break
            words.append(_POSSESSIVE.sub("", token.text))
            if is_known_outlet(" ".join(words)):
                longest = at + 1
            if words[-1] != token.text:
                return longest
        if not longest or longest == len(self.tokens):
            return longest
        after = self.tokens[longest]
        if not (after.is_capitalized or after.text[0].isdigit()) or self._begins_another(after):
            return longest
        goes_on = (
            is_cyrillic(after.text)
            or after.folded in self._words.lists["name_words"]
            or after.text[0].isdigit()
        )
        return 0 if goes_on else longest

    def _find_end(self, start: int) -> int:
        """Return the index after the last token of a name without quotes around it."""
        has_noun = not self._cases.is_adjective(self.tokens[start].folded)
        at = start + 1
        while at < min(len(self.tokens), start + _MAX_NAME_WORDS):
            token, before = self.tokens[at], self.tokens[at - 1]
            if token.kind == "quote":
                return at + 1
            if token.kind == "mark":
                return at
            if token.is_capitalized or token.text[0].isdigit():
                if has_noun and is_cyrillic(before.text) and self._begins_another(token):
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
        after = self.tokens[at + 1] if at + 1 < len(self.tokens) else _END
        if token.folded in _ENGLISH_CONNECTORS and not is_cyrillic(token.text):
            return after.is_capitalized
        if not is_cyrillic(token.text) or self._is_english:
            return False
        if not is_cyrillic(before.text) or token.folded in self._words.lists["report"]:
            return False
        is_office = before.text.isupper() or any(
            self._words.office.match(part.folded) for part in self.tokens[start:at]
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
            for token in self.tokens[start:at]
        )

    def _has_case(self, token: Token, cases: Sequence[str]) -> bool:
        return any(
            parse.tag.POS in ("NOUN", "ADJF", "PRTF") and parse.tag.case in cases
            for parse in self._cases.parse(token.folded)
        )

    def _is_person(self, pieces: Sequence[Token], stop: int) -> bool:
        """Return whether unquoted words are a person's name, or end before one."""
        if stop < len(self.tokens) and self._is_first_name(self.tokens[stop]):
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


def _strip_article(name: str) -> str:
    """Strip "The" unless it belongs to a listed name: "The BBC" -> "BBC"."""
    is_part = fold(name) in load_credit_words().lists["known"]
    return name if is_part else re.sub(r"^[Tt]he ", "", name)
