"""Write a headline for an article without one: an early sentence, or a whole clause of it."""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from dataclasses import dataclass, replace
from itertools import pairwise

from news.data import load_months
from news.model import Language
from news.nlp.analysis import AnalyzedWord
from news.nlp.forms.grammar import ClauseEnd, is_finite
from news.nlp.sentences import SENTENCE_START
from news.nlp.stopwords import is_stopword
from news.nlp.words import fold
from news.summaries import headline_patterns as patterns
from news.summaries.annotation import AnnotatedSentence
from news.summaries.references import Needs
from news.summaries.selection.headline_order import (
    announces_only,
    is_soon,
    order_for_headline,
)
from news.summaries.shortening import (
    MAX_HEADLINE_CHARS,
    ClauseCheck,
    is_open_end,
    shorten,
    strip_trailing_marks,
    write_headline,
)
from news.text.noise import is_noise
from news.text.quotes import is_balanced

_MIN_WORDS_LEFT = 4
_MAX_SENTENCES = 12
_MAX_TRIED = 4
_MIN_LAST_CHARS = 4
_MIN_COMMON_CHARS = 20
_MAX_UNCUT_CHARS = 220
"""Exclusive: an English sentence stays whole where no cut of it is a clause, though it is over
``MAX_HEADLINE_CHARS``."""
_MIN_WORDS_AFTER_COMMA = 3
_KNOWN_SUBJECT = re.compile(
    r"^(?:The|These|Those|Other|Others|Mr|Mrs|Ms)\s|\b(?:its?|they|their|them|he|his|him|she|her|the\stwo)\b"
    r"|\b(?:он|она|они|его|её|ее|их|им|ему|ей|него|неё|нее|них|ним|ней|нём|нем|він|вона|вони|його|її|їх|їм|йому|ній|ньому|ними)\b"
)
_BOUND = frozenset("что що чтобы щоб чем ніж that than".split())  # noqa: SIM905
_AUXILIARIES = frozenset(
    "is are was were has have had will would can could may might must should".split()  # noqa: SIM905
)
_QUOTATION = re.compile(r"[«“][^«»“”]*(?:[,.!?…][»”]|[»”],)")


@dataclass(frozen=True, slots=True)
class Headline:
    """A headline, and the number of the sentence that it was made of, if it was."""

    text: str
    source: int | None = None


def choose_headline(
    sentences: Sequence[AnnotatedSentence], is_clause: ClauseCheck, language: Language
) -> Headline:
    """Return the headline of the first early sentence that gives one.

    A sentence that needs nothing said before and is no quotation comes first; a later one than the
    lead has to name somebody or something. If none gives one, a lead that is not much too long
    stays whole, as a cut would lose what the report is about; else the beginning of the lead.
    """
    known = [one for one in sentences[:_MAX_SENTENCES] if not (one.is_tail or is_noise(one.text))]
    if known and known[0].opens_quotation:
        text = shorten(known[0].text.rstrip(": "))
        if len(text) < MAX_HEADLINE_CHARS and is_clause(text, ClauseEnd.SENTENCE):
            return Headline(text, known[0].number)
    material = [one for one in known if one.is_headline_material]
    plain = [one for one in material if _stands_alone(one)]
    early = [one for n, one in enumerate(plain) if n < _MAX_TRIED or one.is_turn]
    tried = order_for_headline(early, sentences, language)
    if language != "en":
        # A cut of an early sentence is better than a late one, which is beside the news.
        tried = [one for one in tried if is_soon(one)] or tried
    for is_strict in (True, False):
        for one in tried:
            text = _try_sentence(one, is_clause, is_strict=is_strict)
            if text and (
                one is known[0]
                or _names_its_subject(
                    text, may_be_common=one is plain[0] or announces_only(plain[0], language)
                )
            ):
                return Headline(_name_speaker(text, one, sentences), one.number)
    for one in tried:
        if text := _try_sentence(one, is_clause):
            return Headline(_name_speaker(text, one, sentences), one.number)
    first = next(iter((*tried, *material, *known, *sentences)), None)
    if first is None:
        return Headline("")
    longest = _MAX_UNCUT_CHARS if language == "en" else MAX_HEADLINE_CHARS
    text = _cut_words(first, is_clause, longest)
    return Headline(_name_speaker(text, first, sentences), first.number)


def _try_sentence(one: AnnotatedSentence, is_clause: ClauseCheck, *, is_strict: bool = True) -> str:
    text = write_headline(
        one.text, is_clause, opens_with_gerund=_opens_with_gerund(one), is_strict=is_strict
    )
    whole = strip_trailing_marks(one.text)
    if not text and patterns.FINDING.match(whole) and len(whole) < MAX_HEADLINE_CHARS:
        return whole  # what was found has no verb of its own
    return text


def _name_speaker(text: str, one: AnnotatedSentence, sentences: Sequence[AnnotatedSentence]) -> str:
    """Return «X: …» for a claim of which the end of the sentence that was cut off, or the next
    sentence, says who made it: «Об этом заявил X»."""
    if ":" in text or patterns.PRONOUN.match(text[:1].lower() + text[1:]):
        return text
    said = patterns.SAID_AFTER.search(one.text)
    if said and one.text[: said.start()].endswith(text[-_MIN_COMMON_CHARS:]):
        # What follows a comma may be about somebody else: «заявил мэр, которого сменит Лозовой».
        speaker = _find_speaker(one, one.text[said.end() :].partition(",")[0])
        is_short = len(speaker) + len(text) + 2 < MAX_HEADLINE_CHARS
        return f"{speaker}: {text}" if speaker and is_short and speaker not in text else text
    following = sentences[one.number + 1 : one.number + 2]
    if not following or not patterns.CLAIMED.match(following[0].text):
        return text
    named = patterns.RELATIVE.split(following[0].text, maxsplit=1)[0]
    speaker = _find_speaker(following[0], named)
    office = patterns.CLAIMING_OFFICE.search(following[0].text)
    if not speaker and office:
        speaker = office[1][:1].upper() + office[1][1:]
    if speaker and len(speaker) + len(text) + 2 >= MAX_HEADLINE_CHARS:
        text = patterns.CONCESSION.split(text, maxsplit=1)[0]
    if not speaker or speaker in text or len(speaker) + len(text) + 2 >= MAX_HEADLINE_CHARS:
        return text
    return f"{speaker}: {text}"


def _find_speaker(one: AnnotatedSentence, part: str) -> str:
    """Return the first name and surname in the nominative singular in a part of a sentence."""
    return next(
        (
            f"{first.text} {second.text}"
            for first, second in pairwise(one.sentence.words)
            if first.is_capitalized
            and second.is_capitalized
            and any(
                {"Name", "nomn"} <= tag.grammemes and "plur" not in tag.grammemes
                for tag in first.tags
            )
            and f"{first.text} {second.text}" in part
        ),
        "",
    )


def _stands_alone(one: AnnotatedSentence) -> bool:
    if _QUOTATION.match(one.text) or patterns.ONE_SIDE.match(one.text):
        return False
    finding = patterns.FINDING.match(one.text)
    if finding is not None and not one.needs.names and not one.needs.nouns:
        return patterns.PRONOUN.search(one.text, finding.end()) is None
    opener = patterns.CONNECTOR.match(one.text) if one.number == 0 else None
    return replace(one.needs, previous=False) == Needs() if opener else one.needs == Needs()


def _opens_with_gerund(one: AnnotatedSentence) -> bool:
    return any(tag.POS == "GRND" for word in one.sentence.words[:2] for tag in word.tags[:1])


def _names_its_subject(text: str, *, may_be_common: bool) -> bool:
    """Return whether a text neither begins with a thing taken for known nor has an English pronoun,
    and, unless its subject ``may_be_common``, has a word that is a name for certain."""
    if _KNOWN_SUBJECT.search(text):
        return False
    words = text.split()
    is_acronym = len(words[0]) > 1 and words[0].isupper()
    return (
        may_be_common
        or is_acronym
        or any(word.lstrip('«“"(')[:1].isupper() and not _is_time(word) for word in words[1:])
    )


def _is_time(word: str) -> bool:
    """Return whether a capitalized English word is a month or a day of the week."""
    bare = word.strip(",.;:()")
    is_weekday = patterns.ENGLISH_WEEKDAY.fullmatch(bare) is not None
    return is_weekday or fold(bare) in load_months("en")


def _ends_in_function_word(text: str) -> bool:
    last = fold(text.rpartition(" ")[2])
    return len(last) < _MIN_LAST_CHARS or is_stopword(last)


def _cut_words(one: AnnotatedSentence, is_clause: ClauseCheck, longest: int) -> str:
    """Return a sentence that is shorter than ``longest``; of others as many whole words as fit and
    end well; a single overlong word is cut."""
    text = shorten(one.text)
    is_whole = SENTENCE_START.match(text) is not None and is_balanced(text)
    if len(text) < (longest if is_whole else MAX_HEADLINE_CHARS):
        return text
    words = text.split(" ")
    most = len(text[:MAX_HEADLINE_CHARS].split(" ")) - 1
    verbs = {word.text for word in one.sentence.words if _is_finite(word)}
    cuts = [
        strip_trailing_marks(" ".join(words[:count]))
        for count in range(most, _MIN_WORDS_LEFT, -1)
        if not _belongs_together(words[count - 1], words[count], verbs)
    ]
    closed = [
        cut
        for cut in cuts
        if is_balanced(cut) and not is_open_end(cut) and not _ends_after_comma(cut)
    ]
    for cut in closed:
        if is_clause(cut, ClauseEnd.LOOSE):
            return cut
    whole = next((cut for cut in closed if not _ends_in_function_word(cut)), "")
    left = strip_trailing_marks(" ".join(words[:most]))
    return whole or left or text[: MAX_HEADLINE_CHARS - 1]


def _ends_after_comma(text: str) -> bool:
    """Return whether a cut ends with one or two words after a comma, which begin something."""
    before, _, last = text.rpartition(", ")
    return bool(before) and len(last.split()) < _MIN_WORDS_AFTER_COMMA


def _belongs_together(word: str, following: str, verbs: Set[str]) -> bool:
    """Return whether a cut between two words parts a name, a subject from its verb, or a verb from
    what is said, asked or compared."""
    is_name = word[:1].isupper() and following[:1].isupper()
    return is_name or following in verbs or fold(following) in _BOUND


def _is_finite(word: AnalyzedWord) -> bool:
    return word.folded in _AUXILIARIES or is_finite(word.tags)
