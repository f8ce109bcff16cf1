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
from news.entities.names.ukrainian_phrases import AdjectivePhrases
from news.entities.names.ukrainian_words import UkrainianWords
from news.model import EntityKind
from news.nlp.forms.nominative import read_syllabic_name
from news.nlp.words import Word, find_words, fold, is_cyrillic

_SENTENCE_START = re.compile(r"(?:^|\n|[.!?…:]\s*[\"”»’)]?\s*[\"“«—–-]?\s*)$")
_PLACE_PREPOSITION = re.compile(
    r"\b(?:у|в|до|з|із|зі|біля|під|над|через|поблизу"
    r"|смт|сел[оаіу]|селом|селищ[еаіу]|міст[оаіу]|хут[оі]р[аі]?"
    r"|поліці[яїю]|мері[яїю]|громад[аиіу]|центрі|мешканц[іяів]{1,2}|жител[іяів]{1,2}|околиц[іяю]|комунальник[иів]{1,2}"
    r"|вулицях|лісник[иів]{1,2}|садівник[иів]{1,2}|фермер[иів]{1,2}|лікарн[яіюї]) $",
    re.IGNORECASE,
)
_WITH = re.compile(r"\b(?:з|із|зі) $", re.IGNORECASE)
_WITH_SOMEBODY = re.compile(r"(?:[оеє]м|[иі]м|[оеє]ю)$")
"""The ending of the instrumental: after «з» it means together with, not from."""
_PREPOSITION = re.compile(
    r"\b(?:на|у|в|до|з|із|зі|від|біля|для|про|за|під|над|через|по|при) $", re.I
)
_OFFICE_WORD = re.compile(
    r"(?:Укр|Держ|Нац|Мін|Нафт|Енерго|Авто|Агро|Газ|Міськ|Обл|Рай|Євро|\w{1,40}щин\w{1,3}$)"
)
_QUOTE_END = re.compile(r"([^«»“”\"\n.,:;!?–—]{2,40})[»”\"]")
_SPECIES = re.compile(r" [a-z]{3,30}\b")
_PARTICLES = frozenset("фон дер ван ден де да ді дель делла".split())  # noqa: SIM905
"""Of a surname: «Урсула фон дер Ляєн»."""
_MAX_CONTEXT_CHARS = 14
_MAX_QUOTE_CHARS = 40
_MAX_PERSON_WORDS = 4
_MAX_PLACE_WORDS = 3
_MAX_OFFICE_WORDS = 4


@dataclass(frozen=True, slots=True)
class _Capital:
    """A capitalized word; ``opens``: it is at the beginning of a sentence."""

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
        self._phrases = AdjectivePhrases(text, self._words, self._uk)
        self._guessed: dict[int, _Capital] = {}
        """The words taken for places because of the preposition before them, by their start."""

    def find(self) -> list[Mention]:
        mentions: list[Mention] = []
        single: list[_Capital] = []
        for run in self._list_runs():
            mentions += self._split_run(run, single)
        alone = [*single, *self._guessed.values()]
        surnames = self._list_surnames(mentions) | self._list_repeated(alone)
        surnames |= self._list_evident(alone)
        persons = {
            capital.word.start: Mention(capital.text, "person", capital.word.start)
            for capital in alone
            if not surnames.isdisjoint(self._uk.list_lemmas(capital.text))
            and not self._uk.is_family(capital.text)
        }
        others = (mention for mention in mentions if mention.start not in persons)
        return sorted((*persons.values(), *others), key=lambda mention: mention.start)

    def _list_runs(self) -> Iterator[list[_Capital]]:
        """Yield the capitalized words with only one space between them."""
        run: list[_Capital] = []
        stop = 0
        for word in self._words:
            if run and word.start == stop + 1 and word.text in _PARTICLES:
                stop = word.stop
                continue
            before = self._text[max(0, word.start - _MAX_CONTEXT_CHARS) : word.start]
            if run and not (word.is_capitalized and word.start == stop + 1 and before[-1] == " "):
                yield run
                run = []
            if word.is_capitalized:
                run.append(_Capital(word, bool(_SENTENCE_START.search(before))))
                stop = word.stop
        if run:
            yield run

    def _split_run(self, run: list[_Capital], single: list[_Capital]) -> Iterator[Mention]:
        """Yield the names of a run; words that may be surnames of persons named elsewhere go to
        ``single``."""
        at = 0
        while at < len(run):
            capital = run[at]
            found = self._match_quoted(run) if at == 0 else None
            found = found or self._match(run, at)
            if found is not None:
                kind, length, name = found
                yield Mention(name or self._join(run[at : at + length]), kind, capital.word.start)
                at += length
                continue
            single.append(capital)
            at += 1

    def _match_quoted(self, run: list[_Capital]) -> tuple[EntityKind, int, str] | None:
        """Return an organisation for a whole name in quotes: «Драгон Капітал», «Закарпаття онлайн»;
        but no saying, and no station."""
        before = self._text[max(0, run[0].word.start - _MAX_QUOTE_CHARS) : run[0].word.start]
        if not before.endswith(("«", "“", '"')):
            return None
        end = _QUOTE_END.match(self._text, run[0].word.start)
        if end is None:
            return None
        words = find_words(end[1])
        noun = before[:-1].rstrip().rpartition(" ")[2]
        lemmas = set(self._uk.list_lemmas(noun)) if noun.isalpha() else set()
        lists = load_name_lists()
        is_class = not lists["class_noun"].isdisjoint(lemmas)
        is_short = len(words) <= len(run) + 1 if len(run) == 1 else len(words) <= len(run)
        is_saying = any(self._uk.parse(word.text)[0].tag.POS == "VERB" for word in words[1:])
        if not lists["place_noun"].isdisjoint(lemmas) or is_saying:
            return None
        if not is_class and (not is_short or (not noun.isalpha() and len(words) > len(run))):
            return None
        return "organisation", len(run), end[1]

    def _match(self, run: list[_Capital], at: int) -> tuple[EntityKind, int, str] | None:
        """Return the kind of the name at a word, its length in words, and its nominative if that
        is known here."""
        length = self._match_long_place(run, at)
        if length:
            return "place", length, ""
        length = self._match_person(run, at)
        if length:
            return "person", length, ""
        if at + 1 == len(run):
            phrase = self._phrases.find(run[at].word, opens=run[at].opens)
            if phrase is not None:
                return (phrase.kind, 1, phrase.name) if phrase.kind is not None else None
        length = self._match_place(run, at)
        if length and not self._goes_on_in_latin(run, at + length):
            return "place", length, ""
        may_be_office = at + 1 == len(run) and not run[at].opens
        name = self._phrases.find_office(run[at].word) if may_be_office else ""
        if name:
            return "organisation", 1, name
        length = self._match_organisation(run, at)
        if length:
            return "organisation", length, ""
        capital = run[at]
        if capital.opens and self._uk.is_common(capital.text):
            return None
        before = self._before(capital)
        if (
            _PLACE_PREPOSITION.search(before)
            and not (_WITH.search(before) and _WITH_SOMEBODY.search(capital.text))
            and is_cyrillic(capital.text)
            and len(capital.text) > 2
            and not self._is_office_noun(capital)
            and not self._opens_title(capital)
        ):
            has_noun = at + 1 < len(run) and self._is_adjective_of(capital, run[at + 1])
            if not has_noun:
                self._guessed[capital.word.start] = capital
            return "place", 1 + has_noun, ""
        return None

    def _goes_on_in_latin(self, run: list[_Capital], stop: int) -> bool:
        """Return whether a Latin place is the beginning of a name: "Ukraine Facility"."""
        return stop < len(run) and not any(
            is_cyrillic(one.text) for one in run[stop - 1 : stop + 1]
        )

    def _opens_title(self, capital: _Capital) -> bool:
        """Return whether a common noun with a genitive after it is the title of a list or an act:
        «до Списку нематеріальної спадщини»."""
        after = self._phrases.list_after(capital.word)[:1]
        return (
            self._uk.is_common_noun(capital.text)
            and not self._uk.is_place(capital.text)
            and any(
                not one.is_capitalized
                and any(
                    p.tag.POS in ("ADJF", "NOUN") and p.tag.case == "gent"
                    for p in self._uk.parse(one.text)[:1]
                )
                for one in after
            )
        )

    def _is_office_noun(self, capital: _Capital) -> bool:
        lists, lemmas = load_name_lists(), self._uk.list_lemmas(capital.text)
        nouns = (lists["office_noun"], lists["thing_noun_slavic"])
        return not all(one.isdisjoint(lemmas) for one in nouns)

    def _is_adjective_of(self, first: _Capital, second: _Capital) -> bool:
        """Return whether two words are an adjective and a noun of one place: «Малиновій Балці»."""
        adjectives = [p.tag for p in self._uk.parse(first.text) if p.tag.POS == "ADJF"]
        nouns = [p.tag for p in self._uk.parse(second.text) if p.tag.POS == "NOUN"]
        return any(
            one.case == (other.case or "nomn")
            and (one.gender == other.gender or "plur" in other.grammemes)
            for one in adjectives
            for other in nouns
        )

    def _match_person(self, run: list[_Capital], at: int) -> int:
        """Return how many words a full name has that begins at a word; 0 if none does."""
        rest = [capital.text for capital in run[at : at + _MAX_PERSON_WORDS]]
        if len(rest) < 2 or not all(map(is_cyrillic, rest[:2])) or rest[0].isupper():
            return 0
        if rest[1].isupper():  # «Ірина ГОЛУБ»
            return 2 * (len(rest[1]) > 3 and self._uk.is_first_name(rest[0]))
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
            is_syllabic = read_syllabic_name(rest[:3]) != ""
            return 0 if self._match_place(run, at) else 2 + is_syllabic
        return 0

    def _match_long_place(self, run: list[_Capital], at: int) -> int:
        """Return how many words a place of the gazetteer has that is more than one; 0 if none
        begins at a word: «Кривому Розі» is no Rosa."""
        for length in range(min(_MAX_PLACE_WORDS, len(run) - at), 1, -1):
            if self._uk.is_place(*(capital.text for capital in run[at : at + length])):
                return length
        return 0

    def _match_place(self, run: list[_Capital], at: int) -> int:
        """Return how many words the longest place of the gazetteer has that begins at a word."""
        for length in range(min(_MAX_PLACE_WORDS, len(run) - at), 0, -1):
            words = [capital.text for capital in run[at : at + length]]
            if length == 1 and self._is_pair(run, at):
                return 2
            if length == 1 and run[at].opens:
                # A common word may be a form of a place: «Сумі» opens a sentence, «Суми» too.
                return int(
                    is_place(words[0])
                    and not self._is_office_noun(run[at])
                    and (not self._uk.is_common_noun(words[0]) or self._is_named_inside(words[0]))
                    and not self._uk.is_common(words[0], but_places=True)
                    and not self._is_common_here(run[at])
                )
            if self._uk.is_place(*words):
                return length
        return 0

    def _is_named_inside(self, word: str) -> bool:
        """Return whether a word is capitalized within a sentence too: «Суми», unlike «Ставки»."""
        lemmas = set(self._uk.list_lemmas(word))
        return any(
            one.is_capitalized
            and not _SENTENCE_START.search(
                self._text[max(0, one.start - _MAX_CONTEXT_CHARS) : one.start]
            )
            and not lemmas.isdisjoint(self._uk.list_lemmas(one.text))
            for one in self._words
            if one.text[0] == word[0]
        )

    def _is_pair(self, run: list[_Capital], at: int) -> bool:
        """Return whether an adjective and a noun are one place: «Нова Гребля», «гори Кам'яний
        Зуб». One that opens a sentence must be such as places have."""
        if at + 1 >= len(run) or not self._is_adjective_of(run[at], run[at + 1]):
            return False
        adjective, noun = run[at], run[at + 1].text
        if adjective.opens:
            usual = load_name_lists()["place_adjective"]
            is_usual = not usual.isdisjoint(self._uk.list_lemmas(adjective.text))
            return is_usual and self._uk.is_place(noun)
        before = self._before(adjective)
        return (
            self._uk.is_place(noun)
            or _PLACE_PREPOSITION.search(before) is not None
            or self._follows_place_noun(before)
        )

    def _follows_place_noun(self, before: str) -> bool:
        word = before.rstrip().rpartition(" ")[2]
        nouns = load_name_lists()["place_noun"]
        return bool(word) and not nouns.isdisjoint(self._uk.list_lemmas(word))

    def _is_common_here(self, capital: _Capital) -> bool:
        """Return whether a word that opens a sentence is written small elsewhere, or has a place
        after it («Полігон у Дзвонках»)."""
        stem = fold(capital.text)
        small = (fold(word.text) for word in self._words if not word.is_capitalized)
        if any(stem in self._uk.list_lemmas(one) for one in small if one.startswith(stem)):
            return True
        after = self._phrases.list_after(capital.word)[:2]
        return (
            len(after) == 2
            and after[0].text in ("у", "в", "на", "біля", "під")
            and after[1].is_capitalized
            and self._uk.is_common_noun(capital.text)
        )

    def _match_organisation(self, run: list[_Capital], at: int) -> int:
        """Return how many words an organisation has: an abbreviation, a name in quotes, a foreign
        word, or words with one such as «рада»."""
        capital = run[at]
        lists = load_name_lists()
        if not lists["office_short"].isdisjoint(self._uk.list_lemmas(capital.text)):
            return 1
        if self._is_office_of_somebody(run, at):
            return 2
        opens_commonly = capital.opens and self._uk.is_common(capital.text)
        for length in range(min(_MAX_OFFICE_WORDS, len(run) - at), 0, -1):
            last = run[at + length - 1].text
            if fold(last) not in lists["organisation"] or last.isupper():
                continue
            if not opens_commonly or (length > 1 and self._uk.has_pos(capital.text, "ADJF")):
                return length
        if capital.text.isupper() and len(capital.text) > 1:
            is_code = any(letter.isdigit() for letter in capital.text)
            return 0 if is_code or fold(capital.text) in load_name_lists()["nothing"] else 1
        if (
            at + 1 < len(run)
            and run[at + 1].text.isupper()
            and is_cyrillic(run[at + 1].text)
            and self._uk.parse(capital.text)[0].tag.POS == "ADJF"
        ):
            return 2
        quoted = self._before(capital).endswith(("«", "“", '"')) and self._text[
            run[-1].word.stop : run[-1].word.stop + 1
        ] in ("»", "”", '"')
        if quoted and at == 0 and len(run) <= 2:
            return len(run)
        is_letter = len(capital.text) == 1 and at + 1 == len(run)  # «V століття», «у мережі X»
        if not is_cyrillic(capital.text) and not capital.opens and not is_letter:
            length = 1
            while at + length < len(run) and not is_cyrillic(run[at + length].text):
                length += 1
            stop = run[at + length - 1].word.stop
            return 0 if _SPECIES.match(self._text, stop) else length
        return 0

    def _is_office_of_somebody(self, run: list[_Capital], at: int) -> bool:
        """Return whether two words are an office and whose it is: «Кабінет Міністрів»."""
        if at + 1 >= len(run) or self._uk.is_place(run[at + 1].text):
            return False
        is_office = not load_name_lists()["office_noun"].isdisjoint(
            self._uk.list_lemmas(run[at].text)
        )
        owner = self._uk.parse(run[at + 1].text)[0].tag
        is_named = not {"Name", "Surn"}.isdisjoint(owner.grammemes)
        return is_office and owner.POS == "NOUN" and owner.case == "gent" and not is_named

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
            if self._uk.is_foreign(word) or self._may_be_adjectival(capital):
                lemmas = self._uk.list_lemmas(word)
                counts.update(lemmas)
                is_acting = capital.word.start not in self._guessed and self._is_beside_verb(
                    capital
                )
                acting.update(lemmas if is_acting else ())
        return {lemma for lemma, count in counts.items() if count > 1 and lemma in acting}

    def _list_evident(self, single: Sequence[_Capital]) -> set[str]:
        """Return the normal forms of the words beside a verb that are nothing but surnames:
        «Ярмоленко забив»."""
        return {
            lemma
            for capital in single
            if capital.word.start not in self._guessed
            and not _OFFICE_WORD.match(capital.text)
            and self._uk.is_surname_only(capital.text)
            and self._is_beside_verb(capital)
            for lemma in self._uk.list_lemmas(capital.text)
        }

    def _may_be_adjectival(self, capital: _Capital) -> bool:
        """Return whether an adjective has no noun after it, here and elsewhere, so that it may be a
        surname: «Забарний забив», unlike «Перший показав» beside «Перший канал»."""
        if not self._uk.has_pos(capital.text, "ADJF") or self._uk.is_place(capital.text):
            return False
        lemmas = set(self._uk.list_lemmas(capital.text))
        same = (
            word
            for word in self._words
            if word.is_capitalized and not lemmas.isdisjoint(self._uk.list_lemmas(word.text))
        )
        after = (one.text for word in same for one in self._phrases.list_after(word)[:1])
        return not any(self._uk.has_pos(one, pos) for one in after for pos in ("NOUN", "ADJF"))

    def _is_beside_verb(self, capital: _Capital) -> bool:
        if _PREPOSITION.search(self._before(capital)):
            return False  # «труби на Соборній проклали»
        after = self._phrases.list_after(capital.word)[:1]
        return any(self._uk.has_pos(word.text, "VERB") for word in after)

    def _before(self, capital: _Capital) -> str:
        return self._text[max(0, capital.word.start - _MAX_CONTEXT_CHARS) : capital.word.start]

    def _join(self, capitals: Sequence[_Capital]) -> str:
        return self._text[capitals[0].word.start : capitals[-1].word.stop]
