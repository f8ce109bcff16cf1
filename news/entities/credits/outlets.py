"""Read the name of an outlet or an office at a place in a sentence, and give it in the nominative.

«газете „Ведомости“» -> «Ведомости», «пресс-службу Росводхоза» -> «Росводхоз».
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise, takewhile
from typing import Any

from news.entities.credits.boundaries import END, NameBoundaries, strip_possessive
from news.entities.credits.cases import CaseRestorer
from news.entities.credits.words import (
    DOMAIN,
    MAX_NAME_CHARS,
    Case,
    CreditName,
    Token,
    is_known_outlet,
    is_media_word,
    load_credit_words,
    load_month_names,
)
from news.entities.gazetteer import is_place
from news.entities.mentions import load_name_lists
from news.nlp.words import APOSTROPHE, find_words, fold, is_cyrillic

_MAX_TITLE_WORDS = 9
_MIN_DECLINED_OFFICE = 4
_PROPER = frozenset({"Name", "Surn", "Geox", "Orgn", "Abbr", "Trad"})
_PREDICATES = frozenset({"VERB", "PRTS", "PRED"})
_SHORT_AGENCY = re.compile(r"[А-ЯЁІЇЄҐ]{1,3}[ИІ]А")
"""An abbreviation whose end means "information agency"."""


class CreditNameReader:
    """Reads names in the tokens of one sentence. ``analyzer`` is a pymorphy3 one, or None for
    English."""

    def __init__(self, tokens: Sequence[Token], analyzer: Any) -> None:
        self.tokens = tokens
        self._cases = CaseRestorer(analyzer)
        self._is_english = analyzer is None
        self._ends = NameBoundaries(tokens, self._cases, is_english=analyzer is None)
        self._words = load_credit_words()

    def read(self, start: int, case: Case) -> CreditName | None:
        """Return the name that begins at a token, after nouns such as «газета» and «корреспондент»
        and adverbs; None if something else is there, or a person."""
        at, is_media = start, False
        while at < len(self.tokens):
            token = self.tokens[at]
            if at == start == 0 and self.is_source(at):
                case, at = "gent", at + 1
                continue
            if at == start and self._is_adjective_of_noun(at):
                at += 1
                continue
            if token.kind == "quote" or (token.is_capitalized and not self._is_head(at)):
                if at > start and self._is_part_of_office(at):
                    return None
                name = self._read_name(at, "nomn" if is_media else case, is_media=is_media)
                is_lost = name is not None and at == start and self._is_common(name)
                return None if is_lost else name
            if token.kind == "mark":
                return None
            if token.text[0].isdigit():
                if at > start and DOMAIN.search(token.text):
                    return self._read_name(at, "nomn", is_media=True)
                return self.read_listed(at, case)
            if self._words.bearer.fullmatch(token.folded):
                case = "gent"
            elif self._words.media.fullmatch(token.folded):
                is_media = True
                if self._is_numbered(at):
                    return self._read_name(at, "nomn", is_media=True)
            elif DOMAIN.fullmatch(token.text):
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
        stop = self._ends.find_end(at)
        words = [token.text for token in self.tokens[at:stop]]
        if self.tokens[at].folded.startswith(tuple(self._words.lists["office_alone"])):
            stop, words = at + 1, words[:1]
        elif not any(word[0].isupper() for word in words[1:]):
            return None
        name = self._cases.restore(words, case)
        if self._is_of_bare_place(words):
            return None
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
        if (
            stop == name.stop
            and stop + 1 < len(self.tokens)
            and self.tokens[stop + 1].text in media
        ):
            stop += 2  # "the Nikkei business daily"
        followed = stop > name.stop
        return CreditName(
            _strip_article(name.name),
            stop,
            is_outlet=name.is_outlet or followed,
            is_marked=name.is_marked or followed,
        )

    def is_oblique(self, at: int) -> bool:
        """Return whether a name begins with a word that is in the dative and never in the
        nominative: «Невским новостям»."""
        token = self.tokens[at]
        first = find_words(token.inner)[:1]
        parses = self._cases.parse(first[0].text) if first else []
        cases = {parse.tag.case for parse in parses if parse.tag.POS in ("NOUN", "ADJF")}
        return "datv" in cases and "nomn" not in cases

    def is_proper(self, name: CreditName) -> bool:
        """Return whether a name that begins a clause is no plain noun: «Телеграф передал весть»,
        «Звезда сериала рассказала». Unknown names need quotes, an adjective («Псковская лента
        новостей») or capitals in each word."""
        if is_known_outlet(name.name) or name.is_marked or DOMAIN.fullmatch(name.name):
            return name.is_certain or not is_known_outlet(name.name)
        words = name.name.split()
        nouns = {fold(word) for word in words[1:]}
        is_phrase = self._cases.is_adjective(words[0]) and not nouns.isdisjoint(
            self._words.lists["name_words"]
        )
        return len(words) > 1 and (is_phrase or all(word[0].isupper() for word in words))

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

    def _is_adjective_of_noun(self, at: int) -> bool:
        """Return whether a sentence begins with an adjective of a noun: «Немецкая газета Die
        Welt»."""
        pair = self.tokens[at : at + 3]
        return (
            len(pair) == 3
            and pair[0].is_capitalized
            and is_media_word(pair[1])
            and not pair[1].is_capitalized
            and (pair[2].kind == "quote" or pair[2].is_capitalized)
            and self._cases.is_adjective(pair[0].folded)
        )

    def is_source(self, at: int) -> bool:
        """Return whether a sentence begins with one who speaks for an outlet: «Источник Reuters»,
        «Корреспондент ТАСС»."""
        token = self.tokens[at]
        return token.kind == "word" and bool(self._words.bearer.fullmatch(token.folded))

    def _is_of_bare_place(self, words: Sequence[str]) -> bool:
        """Return whether a place that is not named ends a name: «Министерство обороны
        королевства»."""
        return (
            len(words) > 1
            and words[-1] in self._words.lists["bare_place"]
            and not words[-2][0].isupper()
        )

    def _is_part_of_office(self, at: int) -> bool:
        """Return whether an abbreviation needs the adjective before it: «городского СК»."""
        token, before = self.tokens[at], self.tokens[at - 1]
        return (
            token.text.isupper()
            and len(token.text) < _MIN_DECLINED_OFFICE
            and is_cyrillic(token.text)
            and not is_known_outlet(token.text)
            and before.text.islower()
            and self._cases.is_adjective(before.folded)
        )

    def _is_numbered(self, at: int) -> bool:
        return at + 1 < len(self.tokens) and self.tokens[at + 1].text.isdigit()

    def _read_name(self, start: int, case: Case, *, is_media: bool) -> CreditName | None:
        token = self.tokens[start]
        after = self.tokens[start + 1] if start + 1 < len(self.tokens) else END
        if (
            after.is_capitalized
            and not is_cyrillic(after.text)
            and self._cases.is_adjective(token.text)
        ):
            return self._read_name(start + 1, case, is_media=is_media)  # «Британская Guardian»
        is_quoted = token.kind == "quote"
        if is_quoted:
            name = self._cases.restore(token.inner.split(), case)
            stop = start + 1
            if not self._is_title(token.inner):
                return None
        else:
            stop = self._ends.find_listed_end(start) or self._ends.find_end(start)
            pieces = self.tokens[start:stop]
            name = self._cases.restore([strip_possessive(piece.text) for piece in pieces], case)
            name = name[0].upper() + name[1:] if self._is_numbered(start) else name
            is_listed = is_media or is_known_outlet(name)
            if not is_listed and self._ends.is_person(pieces, stop):
                return None
        name = name.rstrip(".") if not DOMAIN.fullmatch(name) else name
        if self._is_of_bare_place(name.split()):
            return None
        if len(name) > MAX_NAME_CHARS or (
            not is_known_outlet(name)
            and (self._is_refused(fold(name)) or (is_place(name) and not (is_media or is_quoted)))
        ):
            return None
        is_marked = is_media or is_quoted or self._is_foreign(name)
        return CreditName(name, stop, is_media or self._is_outlet(name), is_marked)

    def _is_common(self, name: CreditName) -> bool:
        """Return whether a name is a plain noun that begins the next sentence, where the name was
        lost: «сообщает Демонстранты перекрыли…», «повідомляє Зупинка магістралі…»."""
        first, *rest = name.name.split()
        is_known = name.is_outlet or name.is_marked or name.is_office
        if is_known or any(not one.islower() for one in rest):
            return False
        noun = next(iter(self._cases.parse(first)), None)
        if noun is None or noun.tag.POS != "NOUN" or not noun.is_known:
            return False
        grammemes = noun.tag.grammemes
        if not _PROPER.isdisjoint(grammemes):
            return False
        if {"anim", "plur"} <= grammemes:
            return True
        # «Об этом пишет Проект со ссылкой на…», «…сообщает Федерация футбола области.»
        clause = takewhile(lambda token: token.kind == "word", self.tokens[name.stop :])
        following = [token.folded for token in clause]
        if rest:
            return any(self._get_part_of_speech(word) in _PREDICATES for word in following)
        return any(
            self._get_part_of_speech(word) in _PREDICATES | {"ADJF", "PRCL"}
            for word in following[:1]
        )

    def _get_part_of_speech(self, word: str) -> str:
        parse = next(iter(self._cases.parse(word)), None)
        return "" if parse is None else str(parse.tag.POS)

    def _is_foreign(self, name: str) -> bool:
        """Return whether a listed name is in Latin letters in a Slavic text."""
        return not self._is_english and not is_cyrillic(name) and is_known_outlet(name)

    def _is_outlet(self, name: str) -> bool:
        """Return whether a name is listed, a domain, or has a word that outlets have: an English
        one at its end ("Harbour Gazette"), before "of" or at the beginning ("Daily News")."""
        if is_known_outlet(name) or DOMAIN.fullmatch(name) or _SHORT_AGENCY.fullmatch(name):
            return True
        words = [word.rpartition("-")[2] for word in fold(name).split()]
        if self._is_english:
            broadcaster = name.partition(" ")[0]
            if broadcaster.isupper() and is_known_outlet(broadcaster):
                return True  # "BBC Radio 5 Live"
            if words[-1] in self._words.lists["english_last"]:
                words = words[:-1] or words
            before_of = [word for word, after in pairwise(words) if after == "of"]
            words = [words[-1], *before_of, *({words[0]} & self._words.lists["english_first"])]
        return not self._words.lists["name_words"].isdisjoint(words)

    def _is_title(self, inner: str) -> bool:
        """Return whether quoted words are a name and not speech."""
        if inner[-1] in ",.;:" or len(inner.split()) > _MAX_TITLE_WORDS:
            return False
        return inner[0].isupper() or inner[0].isdigit() or bool(DOMAIN.fullmatch(inner))

    def _is_latin_name(self, folded: str) -> bool:
        """Return whether a word is a name for being Latin in a Slavic text: «сообщает Express»."""
        return not self._is_english and not is_cyrillic(folded)

    def _is_refused(self, folded: str) -> bool:
        """Return whether a name is a network, a nationality, or a noun such as "media" alone."""
        words = folded.split()
        if (
            len(words) > 1
            and words[1].isdigit()
            and words[0] in self._words.lists["name_words"]
            and not self._words.media.fullmatch(words[0])
        ):
            return True  # «Новини 12» is a counter, «Канал 112» is not.
        return (
            not self._words.lists["counted"].isdisjoint(words)
            or folded in self._words.lists["never"]
            or folded in self._words.lists["english_media"]
            or (folded in self._words.lists["name_words"] and not self._is_latin_name(folded))
            or folded in load_name_lists()["nothing"]
            or folded in load_name_lists()["place"]
        )


def _strip_article(name: str) -> str:
    """Strip "The" unless it belongs to a listed name: "The BBC" -> "BBC"."""
    is_part = fold(name) in load_credit_words().lists["known"]
    return name if is_part else re.sub(r"^[Tt]he ", "", name)
