"""Find what a sentence refers to that only another sentence says.

A pronoun is plain if a noun of its gender is before it in the sentence, a surname if the text
gave no full name before; otherwise the sentence needs what came before it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, field
from itertools import pairwise

from news.model import Language
from news.nlp.analysis import AnalyzedWord, Sentence
from news.nlp.hints import has_hint, search_hinted
from news.nlp.words import fold, split_words
from news.summaries.english_references import EnglishReferenceFinder
from news.summaries.pronouns import (
    has_unbound_demonstrative,
    has_unbound_pronoun,
    lacks_person,
    lacks_subject,
    list_unquoted_words,
    names_person,
    opens_with_other_subject,
)
from news.summaries.sentence_starts import is_acronym, leans_back, load_reference_lists

_ABBREVIATION = re.compile(r"\(([A-ZА-ЯІЇЄҐ]{2,8})\)")
_LEANING = re.compile(
    r"^The \d+-year-old\b|^(?!If\b|When\b|Once\b|After\b)[^\n]*"
    r"\b(?:would|will|can|could|was|were|is|are|has|have) then\b"
)
_LEANING_HINTS = ("-year-old", " then")
_SOURCE_OPENING = re.compile(
    r"(?:По|За)\s(?:информации|данным|сведениям|інформацією|даними)\s[^,]{2,80},"
)
_BY_WORDS = re.compile(
    r"(?:По|За|На) (?:его|её|ее|його|її) (?:слов|мнени|данн|оценк|думк|дани|оцінк)\w+"
)
_IN_MESSAGE = re.compile(
    r"(?:говорится|сказано|указано|отмечено|подчеркивается|отмечается|написано|ідеться|йдеться|сказано|зазначено|вказано)"
    r"\s(?:в|у)\s(сообщении|документе|заявлении|письме|тексте|публикации|материале|повідомленні|документі|заяві|листі"
    r"|тексті|матеріалі)\.?$"
)
"""Says that a text says so that has to be known."""
_COURTESY = re.compile(
    r"\b(?:Mr|Mrs|Ms|Miss|[Пп]ан[аі]?|[Гг]осподин|[Гг]оспожа|[Гг]-н|[Гг]-жа)\.? "
    r"([A-ZА-ЯЁІЇЄҐ][\w’'-]+)(?! [A-ZА-ЯЁІЇЄҐ])"
)
_COURTESY_HINTS = ("mr", "ms", "miss", "пан", "господин", "госпожа", "г-н", "г-жа")
_POINTERS = re.compile(
    r"\b(?:at the time|at that time|by then|until then)[.,]"
    r"|\b(?:above|below)[.,]|\b(?:listed|mentioned|described|shown|pictured) (?:above|below)\b"
    r"|\b(?:option|list|table|chart|picture|video|photo|map|link) (?:above|below)\b"
    r"|^The \w+ of (?:that|this|these|those)\b(?! \w+s\b)|\b(?:the pair|the duo|the trio)\b"
    r"|\b(?:(?:до|после|після|на|к) (?:того|тот|той|то) (?:часу|времени|моменту?)|того ж дня"
    r"|(?:в|во|у) (?:тот|той|те|ті|то) (?:же |ж |самый |самий )?(?:момент|период|період"
    r"|день|дни|дні|вечер|вечір|раз|время|час))\b"
    r"(?!,? (?:як|как|когда|коли))"
    r"|^\w+, (?:тем временем|тим часом|в свою очередь|у свою чергу|своєю чергою|со своей стороны)\b"
    r"|^(?:На мест[ео]|На місц[еі]) (?:при|рабо|выех|виїх|працю|загинул|помер|скончал)"
    r"|\b(?:ще|еще|ещё) одн[уеаіи]?\w? [–—-] "
    r"|\b(?:у|в) (?:вирішальному|решающем) (?:сеті|сете|матчі|матче|раунді|раунде)\b",
    re.IGNORECASE,
)
"""Points at a place, a time or a couple that has to be known."""
_POINTER_HINTS = (
    "the time", "that time", "by then", "until then", "above", "below", " of th", "the pair",
    "the duo", "the trio", " того ", "того ж дня", " тот ", " той ", " то ", " те ", " ті ",
    "тем временем", "тим часом", "свою очередь", "свою чергу", "своєю чергою", "своей стороны",
    "на мест", "на місц", "ще одн", "щё одн", "вирішальному", "решающем",
)  # fmt: skip
_THERE = frozenset("there там туда туди тогда тоді".split())  # noqa: SIM905
_THERE_CLAUSE = re.compile(r",\s[Tt]here\b")
_BEFORE_EXISTENTIAL = frozenset(
    """that and but if as because when while since though although said says so then where whether
    is""".split()  # noqa: SIM905
)
_AFTER_EXISTENTIAL = frozenset(
    "is are was were has have had will would may might can could must should been be".split()  # noqa: SIM905
)
_SUCH_AS = re.compile(r"Так(?:ие|ой|ая|ое|і|ий|а|е) \w+, (?:как|як) ")
_FIRST_SO = re.compile(r"Так, |Another [a-z]")
"""Begins a text: what it goes on from is known, or is not in the text."""
_ORDINAL = re.compile(r"(?:перв|втор|трет|перш|друг)(?:ый|ая|ое|ые|ой|ий|ья|а|е|і|я)$")
_PREPOSITIONS = frozenset("к до в у о об про на за по с з при".split())  # noqa: SIM905
_OPENING_MARKS = frozenset('«“„"')
_MIN_WORDS_COUNTED = 3
_MAX_NOUN_PHRASE_WORDS = 4
_MAX_ATTRIBUTE_WORDS = 3


@dataclass(frozen=True, slots=True)
class Needs:
    """What has to be said before a sentence. ``previous``: the last sentence before it that tells
    more than who reported; ``antecedent``: the very sentence before it. ``names``: each of these
    words. ``nouns``: one word of each of these, or the previous sentence. ``is_unmet``: whom it
    speaks of is not in the sentence before it. ``surnames``: those with a courtesy title alone ("Ms
    Diemont"); a sentence whose surnames are known is better."""

    previous: bool = False
    antecedent: bool = False
    names: frozenset[str] = field(default=frozenset())
    nouns: frozenset[tuple[str, ...]] = field(default=frozenset())
    is_unmet: bool = False
    surnames: frozenset[tuple[str, ...]] = field(default=frozenset())


class ReferenceFinder:
    """Finds the needs of the sentences of one text, given in order."""

    def __init__(self, language: Language, title: Sentence, sentences: Sequence[Sentence]) -> None:
        self._title = title
        self._said = find_said_words(title)
        self._language = language
        self._lists = load_reference_lists(language)
        self._english = EnglishReferenceFinder(sentences) if language == "en" else None
        self._introduced: set[str] = set()
        self._is_first = True
        self._previous_words: Sequence[AnalyzedWord] = ()
        self._hidden: set[str] = set()
        self._speakers: set[str] = set()
        self._shown_names: set[str] = set()

    def find_needs(self, sentence: Sentence, *, is_shown: bool = True) -> Needs:
        """Return what the sentence needs. Its own names count as introduced from then on. One that
        is not ``is_shown``, as it only names who reported, makes nothing plain after it."""
        plain = list_unquoted_words(sentence)
        source = _SOURCE_OPENING.match(sentence.text)
        own = plain[len(split_words(source[0])) :] if source else plain
        previous = (
            leans_back(sentence, self._language)
            or any(word.folded in self._lists["inner_leans"] for word in sentence.words[1:4])
            or search_hinted(_LEANING, _LEANING_HINTS, sentence.text) is not None
            or (not self._is_first and self._counts_on(sentence))
            or (not self._is_first and _points_back(sentence))
        )
        antecedent = (
            (has_unbound_pronoun(own, self._language) and _OF_QUOTED.search(sentence.text) is None)
            or opens_with_other_subject(sentence.text)
            or has_unbound_demonstrative(sentence, plain, self._language)
            or lacks_subject(sentence)
        )
        if self._is_first and names_person(self._title, sentence, self._language):
            previous = antecedent = False
        if _SUCH_AS.match(sentence.text) or (self._is_first and _FIRST_SO.match(sentence.text)):
            previous = False  # «Так, …» goes on from the title
        full_names = _find_full_names(sentence, self._introduced)
        names = frozenset(
            (
                *self._find_bare_names(sentence, full_names | _find_first_parts(sentence)),
                *self._find_own_outlet(own),
                *_find_first_names(sentence),
            )
        )
        nouns = frozenset(self._find_known_nouns(sentence)) if not self._is_first else frozenset()
        names |= {noun for phrase in nouns for noun in phrase if noun in self._hidden}
        surnames = frozenset(_find_courtesy_names(sentence))
        if self._english:
            english = self._english.find_needs(sentence)
            previous = previous or english.previous
            names = english.names
            nouns |= english.nouns
        is_unmet = not self._is_first and lacks_person(
            sentence, self._previous_words, self._language, self._said
        )
        if _BY_WORDS.match(sentence.text) and self._knows_person(self._speakers):
            # «Об этом сообщил Лунин. По его словам, …»: the title or the lead names him.
            antecedent = is_unmet = False
        self._is_first = False
        self._introduced |= full_names
        self._speakers = set() if is_shown else _find_persons(sentence)
        if is_shown:
            self._previous_words = sentence.words
            self._shown_names |= _find_persons(sentence)
        elif self._english is None:
            self._hidden |= {word.lemma for word in sentence.content_words}
            # One who was named before goes on speaking: «За словами ресторатора».
            if self._knows_person(self._speakers):
                self._previous_words = (*self._previous_words, *sentence.words)
        return Needs(previous, antecedent, names, nouns, is_unmet, surnames)

    def _knows_person(self, names: Set[str]) -> bool:
        """Return whether the title or a sentence that is shown has one of the names."""
        return not names.isdisjoint(self._said) or not names.isdisjoint(self._shown_names)

    def _find_bare_names(self, sentence: Sentence, full: set[str]) -> Iterator[str]:
        """Yield the names in a sentence that an earlier one gave in full and that are not among
        its own ``full`` ones."""
        for word in sentence.words:
            if word.is_capitalized and not word.is_stopword and word.lemma not in full:
                known = self._introduced.intersection(word.forms)
                if known and (
                    _is_surname(word) or not any("Geox" in t.grammemes for t in word.tags)
                ):
                    yield word.lemma

    def _find_own_outlet(self, words: Sequence[AnalyzedWord]) -> Iterator[str]:
        """Yield the noun for an outlet without its name: «подтвердили изданию в компании»."""
        for number, word in enumerate(words):
            if word.lemma in self._lists["outlets"] and not any(
                one.is_capitalized for one in words[number + 1 : number + 2]
            ):
                yield word.lemma

    def _counts_on(self, sentence: Sentence) -> bool:
        """Return whether a sentence begins with a demonstrative in any case («Такого висновку») or
        with the number of one of several («Перша партія надійде…»)."""
        if self._language == "en" or len(sentence.words) < _MIN_WORDS_COUNTED:
            return False
        if sentence.text[0] in _OPENING_MARKS:
            return False  # a name: «Первый канал»
        first, second, third = sentence.words[:3]
        if first.lemma in self._lists["demonstratives"] or (
            second.lemma in self._lists["demonstratives"]
            and self._lists["times"].isdisjoint(third.forms)
            and first.folded in _PREPOSITIONS
        ):
            return self._lists["times"].isdisjoint(second.forms)
        return (
            _ORDINAL.match(first.folded) is not None
            and any(tag.POS == "NOUN" and tag.case == "nomn" for tag in second.tags)
            and self._lists["times"].isdisjoint(second.forms)
            and not _is_specified(None, sentence.words[2:3])
        )

    def _find_known_nouns(self, sentence: Sentence) -> Iterator[tuple[str, ...]]:
        """Yield the nouns that a sentence takes for known, each with those that it may be called
        by."""
        if self._language == "en":
            yield from self._find_definite_subject(sentence)
            return
        seen: set[str] = set()
        words = sentence.words
        message = _IN_MESSAGE.search(sentence.text)
        if message:
            yield (words[-1].lemma,)
        result = self._find_result(words)
        if result is not None:
            yield (result.lemma,)
        for number, word in enumerate(words):
            is_role = (number == 0 and not word.is_stopword and _is_some_person(word)) or (
                word.lemma in self._lists["roles"]
                and any(tag.case == "nomn" for tag in word.tags[:1])
            )
            if (is_role or word.lemma in self._lists["bodies"]) and word.lemma not in seen:
                after = words[number + 1 : number + 1 + _MAX_ATTRIBUTE_WORDS]
                if not _is_specified(words[number - 1] if number else None, after):
                    yield (word.lemma,)
            seen.add(word.lemma)

    def _find_result(self, words: Sequence[AnalyzedWord]) -> AnalyzedWord | None:
        """Return the noun of «В результате аварии…» at the beginning of a sentence."""
        for number, word in enumerate(words[:2]):
            if word.folded in self._lists["results"] and number + 1 < len(words):
                return words[number + 1]
        return None

    def _find_definite_subject(self, sentence: Sentence) -> Iterator[tuple[str, ...]]:
        """Yield the noun of an English sentence that begins with "The", unless a name, an "of" or
        a unique thing follows."""
        words = sentence.words
        if not words or words[0].folded != "the":
            return
        phrase = words[1 : 1 + _MAX_NOUN_PHRASE_WORDS]
        content: list[AnalyzedWord] = []
        if phrase and phrase[0].lemma in self._lists["known"]:
            return
        if phrase and _is_nickname(phrase[0], phrase[1:]):
            yield (phrase[0].lemma,)
            return
        for word in phrase:
            if word.is_capitalized or word.is_numeric or word.folded in self._lists["unique"]:
                return
            if word.folded in {"of", "that", "who", "which"}:
                return
            if word.is_stopword:
                break
            content.append(word)
        if content:
            yield tuple(word.lemma for word in content[:2])


def _is_surname(word: AnalyzedWord) -> bool:
    """Return whether the dictionary takes a word for a surname before it takes it for a place."""
    return any("Surn" in tag.grammemes for tag in word.tags[:1])


def _find_persons(sentence: Sentence) -> set[str]:
    """Return the normal forms of the names of persons in a sentence."""
    return {
        form
        for word in sentence.words
        if word.is_capitalized and any(_NAMED & tag.grammemes for tag in word.tags)
        for form in word.forms
    }


def _points_back(sentence: Sentence) -> bool:
    """Return whether a word points at a place or time, and no name is before it."""
    if has_hint(sentence.text, _POINTER_HINTS) and _POINTERS.search(sentence.text):
        return True
    for number, word in enumerate(sentence.words):
        if word.folded in _THERE:
            after = sentence.words[number + 1 : number + 2]
            before = sentence.words[number - 1].folded if number else ""
            exists = bool(after) and after[0].folded in _AFTER_EXISTENTIAL
            may_exist = (
                not number or before in _BEFORE_EXISTENTIAL or _THERE_CLAUSE.search(sentence.text)
            )
            is_place = not (exists and may_exist)
            return is_place and not any(one.is_capitalized for one in sentence.words[1:])
    return False


def _find_courtesy_names(sentence: Sentence) -> Iterator[tuple[str, ...]]:
    """Yield the forms of the surnames that follow only a courtesy title ("Ms Diemont")."""
    if not has_hint(sentence.text, _COURTESY_HINTS):
        return
    for found in _COURTESY.finditer(sentence.text):
        named = fold(found[1])
        word = next((one for one in sentence.words if one.folded == named), None)
        yield word.forms if word is not None else (named,)


def _find_first_names(sentence: Sentence) -> Iterator[str]:
    """Yield the first names that stand alone: «Недавно Анастасия поделилась…». One that a noun
    introduces («принц Уильям») needs no surname."""
    words = sentence.words
    for number, word in enumerate(words):
        if not word.is_capitalized or not word.tags or word.text.isupper():
            continue
        if not all("Name" in t.grammemes and "Geox" not in t.grammemes for t in word.tags):
            continue
        before = words[number - 1] if number else None
        beside = [*words[max(0, number - 1) : number], *words[number + 1 : number + 2]]
        if any(_may_be_name(one, is_first=one is words[0]) for one in beside):
            continue
        is_introduced = (
            before is not None
            and bool(before.tags)
            and before.tags[0].POS in {"NOUN", "CONJ", "ADJF"}
            and not is_acronym(before)
        )
        if is_introduced or any(one.folded in _PAIRING for one in words[number + 1 : number + 2]):
            continue
        yield word.lemma


def _may_be_name(word: AnalyzedWord, *, is_first: bool) -> bool:
    """Return whether a capitalized word may be part of a name; the first of a sentence is only if
    the dictionary says so."""
    if not word.is_capitalized or is_acronym(word):
        return False
    return not is_first or not word.tags or any(_NAMED & tag.grammemes for tag in word.tags)


_NAMED = frozenset({"Name", "Surn", "Patr"})
_PROPER = _NAMED | {"Geox", "Orgn", "Abbr"}
_NOT_SOME_PERSON = _NAMED | {"plur"}
_PAIRING = frozenset("и та і й".split())  # noqa: SIM905
"""«Кирилл и Назар Лисенко»."""
_SPECIFYING_POS = frozenset({"ADJF", "PRTF", "NUMR"})
_POSSESSIVES = frozenset("его ее их його її їх".split())  # noqa: SIM905
"""«Его компания»: whose it is has to be known, and not which."""
_OF_QUOTED = re.compile(
    r"[»”](?: (?:и|та|і|й) (?:его|её|ее|их|його|її|їх) "
    r"|, (?:[^\W\d_]+ ){0,2}(?:в|во|на|из|с|к|у|для|до|від|з) "
    r"(?:него|неё|нее|нем|нём|ней|нього|неї|ньому|ній)\b)"
)
"""Belongs to what is named in quotation marks: «в защиту оперы „Х“ и её создателей», «обновили
„список“, внеся в него…»."""


def find_said_words(sentence: Sentence) -> frozenset[str]:
    """Return all normal forms of the words of a sentence: what is known after it."""
    return frozenset(form for word in sentence.words for form in word.forms)


def _find_full_names(sentence: Sentence, known: Set[str]) -> set[str]:
    """Return the last words of the names of two or more words, and abbreviations in brackets. An
    initial makes no full name of a surname that is already ``known``."""
    found = {
        form
        for number, (first, second) in enumerate(pairwise(sentence.words))
        if first.is_capitalized
        and second.is_capitalized
        and not first.is_stopword
        and (number or not _is_plain_noun(first))  # «Место Дэвиса»
        and f"{first.text} «{second.text}" not in sentence.text  # «Стадіон „Ворскла“»
        if len(first.text) > 1 or known.isdisjoint(second.forms)
        for form in second.forms
    }
    return found | {fold(name) for name in _ABBREVIATION.findall(sentence.text)}


def _find_first_parts(sentence: Sentence) -> set[str]:
    """Return the first words of the names of two words: the sentence gives them in full."""
    return {
        form
        for first, second in pairwise(sentence.words)
        if first.is_capitalized and second.is_capitalized and len(first.text) > 1
        for form in first.forms
    }


def _is_plain_noun(word: AnalyzedWord) -> bool:
    """Return whether the dictionary takes a word for a thing, and not for a name."""
    return any(tag.grammemes >= {"NOUN", "inan"} for tag in word.tags[:1]) and not any(
        not _PROPER.isdisjoint(tag.grammemes) for tag in word.tags
    )


def _is_nickname(word: AnalyzedWord, rest: Sequence[AnalyzedWord]) -> bool:
    """Return whether a word after "The" is the nickname of a team: "The Pirates had…"."""
    return (
        word.is_capitalized
        and word.folded.endswith("s")
        and not word.text.isupper()
        and bool(rest)
        and not rest[0].is_capitalized
    )


def _is_some_person(word: AnalyzedWord) -> bool:
    """Return whether the dictionary takes a word for a noun that means one person: «Основатель»."""
    return any(
        tag.grammemes >= {"NOUN", "anim", "nomn"} and _NOT_SOME_PERSON.isdisjoint(tag.grammemes)
        for tag in word.tags[:1]
    )


def _is_specified(before: AnalyzedWord | None, after: Sequence[AnalyzedWord]) -> bool:
    """Return whether a name, a genitive or an attribute says which one a noun means."""
    if any(word.is_capitalized for word in after) or any(
        "NOUN" in tag.grammemes and tag.case == "gent"
        for word in after[:1]
        for tag in word.tags[:1]
    ):
        return True
    return before is not None and (
        before.folded in _POSSESSIVES
        or any(str(tag.POS) in _SPECIFYING_POS for tag in before.tags[:1])
    )
