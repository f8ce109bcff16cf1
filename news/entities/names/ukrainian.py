"""Find the names of a Ukrainian text: runs of capitalized words, parted by the dictionary and the
gazetteer.

«Міністерка культури України Олена Гайова» -> Україна, Олена Гайова. A capitalized adjective takes
its noun: «Сумської та Полтавської областей» -> Сумська область, Полтавська область.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from news.entities.gazetteer import is_place
from news.entities.mentions import Mention, load_name_lists
from news.entities.names.ukrainian_words import UkrainianWords
from news.model import EntityKind
from news.nlp.forms.nominative import copy_case
from news.nlp.words import Word, find_words, fold, is_cyrillic

_SENTENCE_START = re.compile(r"(?:^|\n|[.!?…:]\s*[\"”»’)]?\s*[\"“«—–-]?\s*)$")
_PLACE_PREPOSITION = re.compile(r"\b(?:у|в|до|з|із|зі|біля|під|над|через|поблизу) $", re.IGNORECASE)
_OFFICE_WORD = re.compile(
    r"(?:Укр|Держ|Нац|Мін|Нафт|Енерго|Авто|Агро|Газ|Міськ|Обл|Рай|Євро|\w{1,40}щин\w{1,3}$)"
)
_MAX_CONTEXT_CHARS = 10
_MAX_PERSON_WORDS = 4
_MAX_PLACE_WORDS = 3
_MAX_OFFICE_WORDS = 4


@dataclass(frozen=True, slots=True)
class _Capital:
    """A capitalized word; ``opens``: it stands at the beginning of a sentence."""

    word: Word
    opens: bool

    @property
    def text(self) -> str:
        return self.word.text


def find_ukrainian_names(text: str, analyzer: Any) -> list[Mention]:
    """Return the names of a text in order. ``analyzer`` is the Ukrainian pymorphy3 one."""
    return _UkrainianNames(text, analyzer).find()


class _UkrainianNames:
    def __init__(self, text: str, analyzer: Any) -> None:
        self._text = text
        self._uk = UkrainianWords(analyzer)
        self._words = find_words(text)

    def find(self) -> list[Mention]:
        mentions: list[Mention] = []
        single: list[_Capital] = []
        for run in self._list_runs():
            mentions += self._split_run(run, single)
        surnames = self._list_surnames(mentions) | self._list_repeated(single)
        for capital in single:
            if not surnames.isdisjoint(self._uk.list_lemmas(capital.text)):
                mentions.append(Mention(capital.text, "person", capital.word.start))
        return sorted(mentions, key=lambda mention: mention.start)

    def _list_runs(self) -> Iterator[list[_Capital]]:
        """Yield the capitalized words with only one space between them."""
        run: list[_Capital] = []
        for word in self._words:
            before = self._text[max(0, word.start - _MAX_CONTEXT_CHARS) : word.start]
            if run and not (
                word.is_capitalized and word.start == run[-1].word.stop + 1 and before[-1] == " "
            ):
                yield run
                run = []
            if word.is_capitalized:
                run.append(_Capital(word, bool(_SENTENCE_START.search(before))))
        if run:
            yield run

    def _split_run(self, run: list[_Capital], single: list[_Capital]) -> Iterator[Mention]:
        """Yield the names of a run; words that may be surnames of persons named elsewhere go to
        ``single``."""
        at = 0
        while at < len(run):
            capital = run[at]
            found = self._match(run, at)
            if found is not None:
                kind, length, name = found
                yield Mention(name or self._join(run[at : at + length]), kind, capital.word.start)
                at += length
                continue
            single.append(capital)
            at += 1

    def _match(self, run: list[_Capital], at: int) -> tuple[EntityKind, int, str] | None:
        """Return the kind of the name at a word, its length in words, and its nominative if that
        is known here."""
        length = self._match_person(run, at)
        if length:
            return "person", length, ""
        if at + 1 == len(run):
            noun = self._match_noun_after(run[at])
            if noun is not None:
                return noun[0], 1, noun[1]
        length = self._match_place(run, at)
        if length:
            return "place", length, ""
        length = self._match_organisation(run, at)
        if length:
            return "organisation", length, ""
        capital = run[at]
        if capital.opens and self._uk.is_common(capital.text):
            return None
        before = self._before(capital)
        if (
            _PLACE_PREPOSITION.search(before)
            and is_cyrillic(capital.text)
            and len(capital.text) > 2
        ):
            has_noun = at + 1 < len(run) and self._is_adjective_of(capital, run[at + 1])
            return "place", 1 + has_noun, ""
        return None

    def _is_adjective_of(self, first: _Capital, second: _Capital) -> bool:
        """Return whether two words are an adjective and a noun of one place: «Малиновій Балці»."""
        adjectives = [p.tag for p in self._uk.parse(first.text) if p.tag.POS == "ADJF"]
        nouns = [p.tag for p in self._uk.parse(second.text) if p.tag.POS == "NOUN"]
        return any(one.case == other.case for one in adjectives for other in nouns)

    def _match_person(self, run: list[_Capital], at: int) -> int:
        """Return how many words a full name has that begins at a word; 0 if none does."""
        rest = [capital.text for capital in run[at : at + _MAX_PERSON_WORDS]]
        if len(rest) < 2 or not all(is_cyrillic(word) and not word.isupper() for word in rest[:2]):
            return 0
        if run[at].opens and not self._uk.has_tag(rest[0], "Name") and self._uk.is_common(rest[0]):
            return 0
        first, second = rest[:2]
        if self._uk.is_first_name(first):
            length = 1
            while (
                length < len(rest)
                and (
                    self._uk.has_tag(rest[length], "Name") or self._uk.has_tag(rest[length], "Patr")
                )
                and length + 1 < len(rest)
            ):
                length += 1
            return length + 1 if self._uk.may_be_surname(rest[length]) else 0
        if (
            self._uk.has_tag(first, "Surn")
            and self._uk.is_first_name(second)
            and not self._uk.is_place(first)
        ):
            return 3 if len(rest) > 2 and self._uk.has_tag(rest[2], "Patr") else 2
        if self._uk.is_foreign(first) and (
            self._uk.is_foreign(second) or self._uk.has_tag(second, "Surn")
        ):
            return 0 if self._match_place(run, at) else 2
        return 0

    def _match_place(self, run: list[_Capital], at: int) -> int:
        """Return how many words the longest place of the gazetteer has that begins at a word."""
        for length in range(min(_MAX_PLACE_WORDS, len(run) - at), 0, -1):
            words = [capital.text for capital in run[at : at + length]]
            if length == 1 and run[at].opens:
                # A common word may be a form of a place: «Сумі» opens a sentence, «Суми» too.
                return int(is_place(words[0]) and not self._uk.is_common(words[0], but_places=True))
            if self._uk.is_place(*words):
                return length
        return 0

    def _match_noun_after(self, capital: _Capital) -> tuple[EntityKind, str] | None:
        """Return the kind and the nominative of an adjective with its noun: «Київському районі»;
        the noun may follow a second adjective («Сумської та Полтавської областей»)."""
        adjectives = [p for p in self._uk.parse(capital.text) if p.tag.POS == "ADJF"]
        if not adjectives:
            return None
        noun = self._find_noun(capital.word)
        if noun is None:
            return None
        lists = load_name_lists()
        kind: EntityKind | None = None
        for parse in self._uk.parse(noun):
            if parse.tag.POS != "NOUN":
                continue
            lemma = fold(parse.normal_form)
            kind = (
                "place"
                if lemma in lists["place_noun"]
                else "organisation"
                if lemma in lists["office_noun"]
                else None
            )
            if kind is not None and any(p.tag.case == parse.tag.case for p in adjectives):
                gender = parse.tag.gender or next(
                    (p.tag.gender for p in self._uk.parse(lemma) if p.tag.gender), None
                )
                for adjective in adjectives:
                    made = adjective.inflect({"nomn", gender}) if gender else None
                    if made is not None:
                        return (
                            kind,
                            f"{copy_case(capital.text, str(made.word))} {parse.normal_form}",
                        )
        return None

    def _find_noun(self, word: Word) -> str | None:
        """Return the noun in lower case that follows an adjective, if necessary after «та» and
        another capitalized adjective."""
        after = list(self._words_after(word))
        if after and not after[0].is_capitalized and after[0].text not in ("та", "і", "й"):
            return after[0].text
        if (
            len(after) > 2
            and after[0].text in ("та", "і", "й")
            and after[1].is_capitalized
            and not after[2].is_capitalized
        ):
            return after[2].text if self._uk.has_pos(after[1].text, "ADJF") else None
        return None

    def _words_after(self, word: Word) -> list[Word]:
        at = next(n for n, one in enumerate(self._words) if one.start == word.start)
        found = []
        stop = word.stop
        for one in self._words[at + 1 : at + 4]:
            if self._text[stop : one.start] != " ":
                break
            found.append(one)
            stop = one.stop
        return found

    def _match_organisation(self, run: list[_Capital], at: int) -> int:
        """Return how many words an organisation has: an abbreviation, a name in quotes, a foreign
        word, or words with one such as «рада»."""
        capital = run[at]
        lists = load_name_lists()
        if not lists["office_short"].isdisjoint(self._uk.list_lemmas(capital.text)):
            return 1
        opens_commonly = capital.opens and self._uk.is_common(capital.text)
        for length in range(min(_MAX_OFFICE_WORDS, len(run) - at), 0, -1):
            last = run[at + length - 1].text
            if fold(last) not in lists["organisation"] or last.isupper():
                continue
            if not opens_commonly or (length > 1 and self._uk.has_pos(capital.text, "ADJF")):
                return length
        if capital.text.isupper() and len(capital.text) > 1:
            return 0 if fold(capital.text) in load_name_lists()["nothing"] else 1
        if (
            at + 1 < len(run)
            and run[at + 1].text.isupper()
            and self._uk.has_pos(capital.text, "ADJF")
        ):
            return 2
        quoted = self._before(capital).endswith(("«", "“", '"')) and self._text[
            run[-1].word.stop : run[-1].word.stop + 1
        ] in ("»", "”", '"')
        if quoted and at == 0 and len(run) <= 2:
            return len(run)
        if not is_cyrillic(capital.text) and not capital.opens:
            length = 1
            while at + length < len(run) and not is_cyrillic(run[at + length].text):
                length += 1
            return length
        return 0

    def _list_surnames(self, mentions: Sequence[Mention]) -> set[str]:
        """Return the possible nominatives of the last words of the full names."""
        persons = [mention.name for mention in mentions if mention.kind == "person"]
        return {lemma for name in persons for lemma in self._uk.list_lemmas(name.split()[-1])}

    def _list_repeated(self, single: Sequence[_Capital]) -> set[str]:
        """Return the normal forms of the surnames that stand alone, twice or more, and once within
        a sentence beside a verb: «Візит Макрона», «Макрона чекали»."""
        counts: Counter[str] = Counter()
        acting: set[str] = set()
        for capital in single:
            word = capital.text
            if word.isupper() or not is_cyrillic(word) or _OFFICE_WORD.match(word):
                continue
            if self._uk.is_foreign(word):
                lemmas = self._uk.list_lemmas(word)
                counts.update(lemmas)
                acting.update(lemmas if self._is_beside_verb(capital) else ())
        return {lemma for lemma, count in counts.items() if count > 1 and lemma in acting}

    def _is_beside_verb(self, capital: _Capital) -> bool:
        after = self._words_after(capital.word)[:1]
        return any(self._uk.has_pos(word.text, "VERB") for word in after)

    def _before(self, capital: _Capital) -> str:
        return self._text[max(0, capital.word.start - _MAX_CONTEXT_CHARS) : capital.word.start]

    def _join(self, capitals: Sequence[_Capital]) -> str:
        return self._text[capitals[0].word.start : capitals[-1].word.stop]
