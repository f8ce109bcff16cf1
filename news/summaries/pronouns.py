"""Find pronouns and demonstratives whose antecedent is in another sentence."""

from __future__ import annotations

import re
from collections.abc import Sequence

from news.model import Language
from news.nlp.analysis import AnalyzedWord, Sentence
from news.nlp.words import split_words
from news.summaries.reference_lists import GENDERS, WordLists, load_reference_lists
from news.summaries.sentence_starts import is_acronym

_QUOTED = re.compile(r"«[^«»]*»|“[^“”]*”|„[^„“]*“|\"[^\"]*\"")
_MARK = re.compile(r"[«“„\"]")
_MAX_SENTENCE_CHARS = 1000
"""In a longer sentence, which no summary takes, quotations are not looked for."""
_COPULA = re.compile(r"[–—-] (?:это|це)\b|\b(?:Это|Це) [–—-]", re.IGNORECASE)
_NAMED = frozenset({"Name", "Surn", "Patr"})
_MAX_WORDS_TO_COMPARATIVE = 4
_PAST = frozenset({"VERB", "past"})
_PERSONAL = frozenset({"1per", "2per", "impr"})
_PLACE_PREPOSITIONS = frozenset({"in", "at", "from", "to", "of", "near", "for", "on", "the"})
_COMPARATIVES = frozenset({"как", "что", "чтобы", "який", "як", "що", "щоб"})


def list_unquoted_words(sentence: Sentence) -> Sequence[AnalyzedWord]:
    """Return the words outside of quotation marks."""
    if len(sentence.text) > _MAX_SENTENCE_CHARS or not _MARK.search(sentence.text):
        return sentence.words
    plain = _QUOTED.sub(" ", sentence.text)
    known = {word.text: word for word in sentence.words}
    return [known[text] for text in split_words(plain) if text in known]


def speaks_in_first_person(words: Sequence[AnalyzedWord], language: Language) -> bool:
    """Return whether the unquoted words of a sentence say "I", "we" or "you", or tell the reader to
    do something."""
    lists = load_reference_lists(language)
    return any(
        (
            not lists["first_person"].isdisjoint((word.folded, word.lemma))
            and not _is_name_part(words, number)
        )
        or (bool(word.tags) and all(not _PERSONAL.isdisjoint(tag.grammemes) for tag in word.tags))
        for number, word in enumerate(words)
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


def _is_speaker(words: Sequence[AnalyzedWord], number: int, lists: WordLists) -> bool:
    """Return whether a verb of speech stands beside a word."""
    beside = words[max(0, number - 1) : number + 2]
    return any(word.folded in lists["speech"] for word in beside)


def _has_unbound_english_pronoun(words: Sequence[AnalyzedWord], lists: WordLists) -> bool:
    """Return whether "he" or "she" stands without a person before it, or "it" or "they"
    inside of a sentence without anything before it."""
    has_person = has_noun = False
    for number, word in enumerate(words):
        if word.folded in lists["plural"]:
            if number and not has_noun:
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
    return False


def has_unbound_demonstrative(
    sentence: Sentence, words: Sequence[AnalyzedWord], language: Language
) -> bool:
    """Return whether "this" or "such" in a sentence, whose unquoted words are ``words``, points at
    nothing in it."""
    lists = load_reference_lists(language)
    pointers = lists["this"] | lists["demonstratives"]
    if all(pointers.isdisjoint((word.folded, word.lemma)) for word in words):
        return False
    before: set[str] = set()
    has_verb = False
    for number, word in enumerate(words):
        if word.folded in lists["this"]:
            if not has_verb and not _COPULA.search(sentence.text):
                return True
        elif (
            word.lemma in lists["demonstratives"]
            and number > 0
            and not _is_plain_demonstrative(words[number + 1 :], before, lists)
        ):
            return True
        has_verb = has_verb or _is_verb(word)
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


def lacks_subject(sentence: Sentence) -> bool:
    """Return whether a verb tells what one man or woman did, and no word can be the subject:
    «В 2003 году вошёл в труппу театра.»"""
    is_personal = False
    for word in sentence.words:
        if not word.tags and not word.is_numeric:
            return False
        if any(tag.case == "nomn" for tag in word.tags):
            return False
        is_personal = is_personal or any(
            tag.grammemes >= _PAST and tag.gender in {"masc", "femn"} for tag in word.tags[:1]
        )
    return is_personal


def _is_name_part(words: Sequence[AnalyzedWord], number: int) -> bool:
    """Return whether a word is capitals or a numeral after a name: "US", "World War I"."""
    word = words[number]
    return is_acronym(word) or (
        word.text == "I" and number > 0 and words[number - 1].is_capitalized
    )


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
