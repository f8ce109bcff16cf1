"""Find pronouns and demonstratives whose antecedent is in another sentence."""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from itertools import pairwise

from news.model import Language
from news.nlp.analysis import AnalyzedWord, Sentence
from news.nlp.words import is_latin, split_words
from news.summaries.sentence_starts import GENDERS, WordLists, is_acronym, load_reference_lists

_QUOTED = re.compile(r"«[^«»]*»|“[^“”]*”|„[^„“]*“|\"[^\"]*\"")
_FIRST_QUOTED = re.compile(r"[«“„\"][^«»“”„\"]*[»”“\"]")
_POINTING = re.compile(
    r"\b(?:он|она|они|его|её|ее|их|им|ему|ей|это|этот|эта|эту|этой|этого|эти|этих|этим|этом|такой|такая|такое|такие|там|тогда"
    r"|he|she|they|him|her|them|his|their|this|these|those"
    r"|він|вона|вони|його|її|їх|їм|йому|це|цей|ця|цю|цієї|цього|ці|цих|цим|цьому|такий|така|таке|такі|там|тоді)\b",
    re.IGNORECASE,
)
_NAMELESS = re.compile(r",?\s(?:said|says|added|told|explained)\sthe\s[a-z\d]")
_MARK = re.compile(r"[«“„\"]")
_MAX_SENTENCE_CHARS = 1000
"""In a longer sentence, which no summary takes, quotations are not looked for."""
_COPULA = re.compile(r"[–—-] (?:это|це)\b|\b(?:Это|Це) [–—-]", re.IGNORECASE)
_NAMED = frozenset({"Name", "Surn", "Patr"})
_DATA = frozenset("данные данных данными дані даних даними".split())  # noqa: SIM905
"""Nouns that read like «данный»."""
_SUBJECT_PRONOUNS = {"он": "masc", "она": "femn", "він": "masc", "вона": "femn"}
_POSSESSIVES = {"его": "masc", "ее": "femn", "його": "masc", "її": "femn"}
_THIRD_PERSONS = frozenset("он она они він вона вони".split())  # noqa: SIM905
_CONJUNCTIONS = frozenset(
    "и і й та а но але или або как як что що когда коли если якщо".split()  # noqa: SIM905
)
_CLAUSE_END = re.compile(r"[,;:.–—()«»“”\"]")
_MAX_CHARS_TO_SUBJECT = 90
_SAYINGS = frozenset("словам словами мнению думку данным даними оценке оцінкою".split())  # noqa: SIM905
_SPEAKER_BY_KIND = re.compile(
    r"(?:По|За)\s(?:словам|мнению|словами)\s([а-яёіїєґ-]+),|На\sдумку\s([а-яёіїєґ-]+),"
)
_MAX_WORDS_OF_SPEAKER = 4
_SAID_SO = re.compile(
    r", (?:(?:с|со|з|із) )?так(?:им|ой|ою|ое|у|ий) "
    r"(?:вывод|заявлени|мнени|прогноз|предположени|висновк|заяв|думк|прогноз)\w* "
)
"""Says whose the clause before it is: «Ждать оттепели не стоит, с таким выводом выступил…»."""
_MAX_WORDS_TO_COMPARATIVE = 4
_PAST = frozenset({"VERB", "past"})
_PERSONAL = frozenset({"1per", "2per", "impr"})
_PLACE_PREPOSITIONS = frozenset({"in", "at", "from", "to", "of", "near", "for", "on", "the"})
_THEM = frozenset({"they", "them", "their", "they're", "they've"})
_MANY = frozenset(
    """and people men women children police team side group family staff public majority company
    government couple pair band crew everyone anyone someone nobody person each those many most all
    who""".split()  # noqa: SIM905
)
_OURS = tuple(
    "держав країн край краю края міст област регіон район земля стран город регион"  # noqa: SIM905
    " государств сел громад".split()
)
_KINDS_OF_PLACE = frozenset(
    """страна государство республика город регион область край район штат село поселок остров
    країна держава республіка місто регіон край район штат селище острів""".split()  # noqa: SIM905
)
_COMPARATIVES = frozenset({"как", "что", "чтобы", "який", "як", "що", "щоб"})


def list_unquoted_words(sentence: Sentence) -> Sequence[AnalyzedWord]:
    """Return the words outside of quotation marks."""
    if len(sentence.text) > _MAX_SENTENCE_CHARS or not _MARK.search(sentence.text):
        return sentence.words
    plain = _QUOTED.sub(" ", sentence.text)
    known = {word.text: word for word in sentence.words}
    return [known[text] for text in split_words(plain) if text in known]


def quotes_unknown(text: str) -> bool:
    """Return whether the quotation that a sentence begins with points at something outside of it,
    or a person without a name says it ("said the lock forward")."""
    quoted = _FIRST_QUOTED.match(text)
    if quoted is None:
        return False
    return (
        _POINTING.search(quoted[0]) is not None or _NAMELESS.match(text, quoted.end()) is not None
    )


def speaks_in_first_person(
    words: Sequence[AnalyzedWord], language: Language, *, allows_you: bool = False
) -> bool:
    """Return whether the unquoted words of a sentence say "I", "we" or "you", or tell the reader to
    do something. ``allows_you``: an English "you" may be in it, as in the lead of a review."""
    lists = load_reference_lists(language)
    if allows_you and language == "en":
        lists = lists | {"first_person": lists["first_person"] - {"you", "your"}}
    return any(
        (
            not lists["first_person"].isdisjoint((word.folded, word.lemma))
            and not _is_name_part(words, number)
            and not _is_of_all(words, number)
        )
        or (
            bool(word.tags)
            and all(not _PERSONAL.isdisjoint(tag.grammemes) for tag in word.tags)
            and not _is_before_verb(words, number)
        )
        for number, word in enumerate(words)
    )


def _is_before_verb(words: Sequence[AnalyzedWord], number: int) -> bool:
    """Return whether a word that reads like an imperative stands right before a verb of the third
    person, and so is a word that the dictionary does not know: «наврядчи зможе»."""
    imperative = all("impr" in tag.grammemes for tag in words[number].tags)
    return imperative and any(
        "3per" in tag.grammemes for word in words[number + 1 : number + 2] for tag in word.tags[:1]
    )


def _is_of_all(words: Sequence[AnalyzedWord], number: int) -> bool:
    """Return whether a word only says whose a country or town is: «нашої держави», «наш
    земляк»."""
    following = words[number + 1 : number + 2]
    return words[number].folded.startswith("наш") and any(
        word.folded.startswith(_OURS) for word in following
    )


def asks_reader(sentence: Sentence) -> bool:
    """Return whether a sentence has an imperative outside of quotations, as a recipe and an appeal
    do."""
    return any(
        bool(word.tags) and all("impr" in tag.grammemes for tag in word.tags)
        for word in list_unquoted_words(sentence)
    )


def has_unbound_pronoun(words: Sequence[AnalyzedWord], language: Language) -> bool:
    """Return whether a pronoun has nothing of its gender before it, or, beside a verb of speech,
    no person."""
    lists = load_reference_lists(language)
    if all(word.folded not in lists["pronouns"] for word in words):
        return False
    if language == "en":
        return _has_unbound_english_pronoun(words, lists)
    seen: set[str] = set()
    persons: set[str] = set()
    for number, word in enumerate(words):
        wanted = {gender for kind, gender in GENDERS.items() if word.folded in lists[kind]}
        if wanted:
            bound = persons if _is_speaker(words, number, lists) else seen
            if wanted.isdisjoint(bound):
                return True
        else:
            genders, is_person = _read_genders(word)
            seen |= genders
            persons |= genders if is_person else set()
    return False


def opens_with_other_subject(text: str) -> bool:
    """Return whether the first clause of a Russian or Ukrainian sentence has "he" for its subject:
    a noun of the same clause cannot be meant («Свои роли она учит ночью»). It is no such subject
    where "he" may belong to another clause, after a conjunction."""
    if _THIRD_PERSONS.isdisjoint(text.split()):
        return False
    first, *rest = (_split_clause(clause) for clause in _CLAUSE_END.split(text))
    if _has_subject_after_conjunction(first[1:]) or any(map(_has_subject_after_conjunction, rest)):
        return False
    places = [n for n, word in enumerate(first) if n and word in _THIRD_PERSONS]
    return bool(places) and len(" ".join(first[: places[0]])) <= _MAX_CHARS_TO_SUBJECT


def _split_clause(clause: str) -> list[str]:
    """Return the words of a clause; the last one only if a space follows it."""
    words = clause.split()
    return words if clause[-1:].isspace() else words[:-1]


def _has_subject_after_conjunction(words: Sequence[str]) -> bool:
    """Return whether "he" follows a conjunction, with a word between them at least."""
    place = next((n for n, word in enumerate(words) if word in _CONJUNCTIONS), len(words))
    return not _THIRD_PERSONS.isdisjoint(words[place + 2 :])


def names_person(title: Sentence, sentence: Sentence, language: Language) -> bool:
    """Return whether a title names the person whom the first word of a sentence means: "Mary Dean
    dies at 97", "She was…"."""
    first = sentence.words[0].folded if sentence.words else ""
    if language == "en":
        return (
            first in {"he", "she", "his", "her"}
            and not title.is_title_case
            and any(
                one.is_capitalized and two.is_capitalized and not one.is_stopword
                for one, two in pairwise(title.words)
            )
        )
    gender = _SUBJECT_PRONOUNS.get(first)
    return gender is not None and any(
        not _NAMED.isdisjoint(tag.grammemes) and tag.gender == gender
        for word in title.words
        if word.is_capitalized
        for tag in word.tags
    )


def _is_speaker(words: Sequence[AnalyzedWord], number: int, lists: WordLists) -> bool:
    """Return whether a verb of speech is beside a word."""
    beside = words[max(0, number - 1) : number + 2]
    return any(word.folded in lists["speech"] for word in beside)


def _has_unbound_english_pronoun(words: Sequence[AnalyzedWord], lists: WordLists) -> bool:
    """Return whether "he" or "she" is without a person before it, or "it" or "they"
    inside of a sentence without anything before it."""
    has_person = has_noun = has_plural = False
    for number, word in enumerate(words):
        if word.folded in lists["plural"]:
            if number and not (has_plural if word.folded in _THEM else has_noun):
                return True
        elif word.folded in lists["masculine"] or word.folded in lists["feminine"]:
            if not has_person:
                return True
        elif word.lemma in lists["persons"] or (
            word.is_capitalized
            and not word.is_stopword
            and (number == 0 or words[number - 1].folded not in _PLACE_PREPOSITIONS)
        ):
            has_person = True
        has_noun = has_noun or not word.is_stopword
        has_plural = has_plural or (number > 0 and word.is_capitalized) or _may_be_plural(word)
    return False


def _may_be_plural(word: AnalyzedWord) -> bool:
    """Return whether an English word may stand for more than one: a plural, "and", "everybody"."""
    return word.folded in _MANY or (word.folded.endswith("s") and not word.is_stopword)


def has_unbound_demonstrative(
    sentence: Sentence, words: Sequence[AnalyzedWord], language: Language
) -> bool:
    """Return whether "this" or "such" in a sentence, whose unquoted words are ``words``, points at
    nothing in it."""
    lists = load_reference_lists(language)
    pointers = lists["this"] | lists["demonstratives"]
    words = [word for word in words if word.folded not in _DATA]
    if _SAID_SO.search(sentence.text):
        return False
    if all(pointers.isdisjoint((word.folded, word.lemma)) for word in words):
        return False
    before: set[str] = set()
    has_verb = has_place = False
    for number, word in enumerate(words):
        if word.folded in lists["this"]:
            is_time = any(not lists["times"].isdisjoint(w.forms) for w in words[number + 1 :][:1])
            if not has_verb and not is_time and not _COPULA.search(sentence.text):
                return True
        elif (
            word.lemma in lists["demonstratives"]
            and number > 0
            and not _is_plain_demonstrative(words[number + 1 :], before, lists)
            and not (has_place and _is_kind_of_place(words[number + 1 :]))
        ):
            return True
        has_verb = has_verb or _is_verb(word)
        has_place = has_place or (
            word.is_capitalized and any("Geox" in tag.grammemes for tag in word.tags[:1])
        )
        before.update(word.forms)
    return False


def _is_plain_demonstrative(
    rest: Sequence[AnalyzedWord], before: set[str], lists: WordLists
) -> bool:
    """Return whether what a demonstrative points at is in the sentence: a time («в этом году»), a
    comparison («такой, как»), or a noun that was there before."""
    if not rest:
        return False
    following = rest[0]
    if not lists["times"].isdisjoint(following.forms):
        return True
    if any(word.folded in _COMPARATIVES for word in rest[:_MAX_WORDS_TO_COMPARATIVE]):
        return True
    return not before.isdisjoint(following.forms)


def _is_kind_of_place(rest: Sequence[AnalyzedWord]) -> bool:
    """Return whether a noun for a place follows, which a named one before it can be: «в Чехии …
    судом этой страны»."""
    return bool(rest) and not _KINDS_OF_PLACE.isdisjoint(rest[0].forms)


def lacks_subject(sentence: Sentence) -> bool:
    """Return whether a verb tells what one man or woman did, and no word of the gender can be the
    subject: «В 2003 году вошёл в труппу театра.»"""
    genders = {
        tag.gender
        for word in sentence.words
        for tag in word.tags[:1]
        if tag.grammemes >= _PAST and tag.gender in {"masc", "femn"}
    }
    if _begins_without_subject(sentence):
        return True
    if not genders or not all(word.tags or word.is_numeric for word in sentence.words):
        return False
    return not any(
        tag.case == "nomn" and (tag.gender is None or tag.gender in genders or tag.number == "plur")
        for word in sentence.words
        for tag in word.tags
    )


def _begins_without_subject(sentence: Sentence) -> bool:
    """Return whether a sentence begins with what somebody does, and no noun of its number can be
    the subject: «Рахує сліди, слухає.»"""
    first = sentence.words[0].tags[:1] if sentence.words else ()
    if not first or not first[0].grammemes >= {"VERB", "pres", "3per", "sing"}:
        return False
    return "Refl" not in first[0].grammemes and not any(
        tag.case == "nomn" and tag.number != "plur"
        for word in sentence.words[1:]
        for tag in word.tags
    )


def lacks_person(
    sentence: Sentence,
    before: Sequence[AnalyzedWord],
    language: Language,
    said: Set[str] = frozenset(),
) -> bool:
    """Return whether a sentence begins with "he" or "she" or with whose words these are, and the
    one ``before`` it has neither a person nor a subject of that gender. ``said``: the words of the
    title."""
    first = sentence.words[0].folded if sentence.words else ""
    lists = load_reference_lists(language)
    if language == "en":
        return first in {"he", "she"} and not any(
            (word.is_capitalized and number > 0)
            or word.lemma in lists["persons"]
            or word.folded in {"he", "she"}
            for number, word in enumerate(before)
        )
    speaker = _find_speaker_gender(sentence, said)
    gender = _SUBJECT_PRONOUNS.get(first) or speaker
    if gender is None or any(_SUBJECT_PRONOUNS.get(word.folded) == gender for word in before):
        return False
    may_be_name = speaker is None or any(word.folded in lists["speech"] for word in before)
    return not any(
        (word.is_capitalized and not word.tags and not (speaker and is_latin(word.text)))
        or any(
            tag.gender == gender
            and "NOUN" in tag.grammemes
            and (word.is_capitalized or _NAMED.isdisjoint(tag.grammemes))  # «кордону»
            and (
                (tag.case == "nomn" and speaker is None)
                or ("anim" in tag.grammemes and (may_be_name or not word.is_capitalized))
                or (may_be_name and not _NAMED.isdisjoint(tag.grammemes))
            )
            for tag in word.tags
        )
        for word in before
        if word.is_capitalized or not word.is_stopword  # «як» is an animal too
    )


def _find_speaker_gender(sentence: Sentence, said: Set[str]) -> str | None:
    """Return the gender of «По его словам, …» and «По словам дипломата, …», None for other
    sentences and for what is ``said``."""
    opening = sentence.words[:_MAX_WORDS_OF_SPEAKER]
    for first, second in pairwise(opening):
        if second.folded in _SAYINGS and first.folded in _POSSESSIVES:
            return _POSSESSIVES[first.folded]
    named = _SPEAKER_BY_KIND.match(sentence.text)
    word = next((one for one in opening if named and one.text == (named[1] or named[2])), None)
    if word is None or not said.isdisjoint(word.forms):
        return None
    # The Ukrainian dictionary marks a plural only.
    tags = (
        tag
        for tag in word.tags[:1]
        if tag.grammemes >= {"NOUN", "anim"} and "plur" not in tag.grammemes
    )
    return next((str(tag.gender) for tag in tags), None)


def _is_name_part(words: Sequence[AnalyzedWord], number: int) -> bool:
    """Return whether a word is capitals, a numeral after a name, or a capitalized word inside of a
    sentence: "US", "World War I", "My Summer of Love"."""
    word = words[number]
    if is_acronym(word):
        return True
    if word.text == "I":
        return number > 0 and words[number - 1].is_capitalized
    return number > 0 and word.is_capitalized and word.text.isalpha() and is_latin(word.text)


def _read_genders(word: AnalyzedWord) -> tuple[set[str], bool]:
    """Return the genders (and "plur") that a noun or name has, and whether it may be a person."""
    if word.is_capitalized and not word.tags:
        return {"masc", "femn", "plur"}, True
    genders: set[str] = set()
    is_person = False
    for tag in word.tags:
        if "NOUN" in tag.grammemes:
            genders.add("plur" if "plur" in tag.grammemes else str(tag.gender))
            is_person = is_person or "anim" in tag.grammemes or not _NAMED.isdisjoint(tag.grammemes)
    return genders, is_person


def _is_verb(word: AnalyzedWord) -> bool:
    return any(str(tag.POS) in {"VERB", "PRTS", "INFN"} for tag in word.tags[:1])
