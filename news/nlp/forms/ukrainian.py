"""Read predicates that the Ukrainian dictionary (VESUM) tags otherwise than the Russian one.

An infinitive is a verb there, «можна» an adjective, «треба» a noun, and a passive participle has
no short form: «знеструмлені 48 сіл» and «квитки розпродані» have no other predicate.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

from pymorphy3.tagset import OpencorporaTag

PREDICATIVES = frozenset(
    "можна треба потрібно слід варто нема немає видно чути шкода".split()  # noqa: SIM905
)
_PASSIVE = frozenset({"ADJF", "pssv", "nomn"})
_SUBJECT_POS = frozenset({"NOUN", "NPRO"})
_AFTER_PREDICATE = frozenset({"PREP", "ADVB", "CONJ"})

TaggedWord = tuple[str, Sequence[OpencorporaTag]]
"""A word as written and its tags, the likeliest first."""


def is_infinitive(tags: Sequence[OpencorporaTag]) -> bool:
    """Return whether the likeliest reading of a word is a Ukrainian infinitive."""
    return any("infn" in tag.grammemes for tag in tags[:1])


def has_infinitive_predicate(words: Sequence[TaggedWord]) -> bool:
    """Return whether an infinitive follows an adjective that it belongs to: «готовий заплатити»."""
    return any(
        is_infinitive(tags) and any(tag.POS == "ADJF" and tag.case == "nomn" for tag in before[:1])
        for (_, before), (_, tags) in pairwise(words)
    )


def has_participle_predicate(text: str, words: Sequence[TaggedWord]) -> bool:
    """Return whether a passive participle is the predicate of a Ukrainian text: it agrees with no
    noun right after it, follows no comma, and its subject is before it or a number after it."""
    for number, (word, tags) in enumerate(words):
        if not any(tag.grammemes >= _PASSIVE for tag in tags[:1]) or f", {word}" in text:
            continue
        following = words[number + 1 : number + 2]
        if not all(_may_follow(*one) for one in following):
            continue
        # A subject after its complement would make it an attribute: «розпродані за день квитки».
        if any(_is_count(*one) for one in following) or any(
            _may_be_subject(before) for _, before in words[:number]
        ):
            return True
    return False


def _may_follow(word: str, tags: Sequence[OpencorporaTag]) -> bool:
    """Return whether the word after a participle is none that it is an attribute of."""
    likeliest = next(iter(tags), None)
    if _is_count(word, tags) or likeliest is None:
        return _is_count(word, tags)
    return str(likeliest.POS) in _AFTER_PREDICATE or likeliest.case == "ablt"


def _is_count(word: str, tags: Sequence[OpencorporaTag]) -> bool:
    return word[0].isdigit() or any(tag.POS == "NUMR" for tag in tags[:1])


def _may_be_subject(tags: Iterable[OpencorporaTag]) -> bool:
    return any(str(tag.POS) in _SUBJECT_POS and tag.case == "nomn" for tag in tags)
