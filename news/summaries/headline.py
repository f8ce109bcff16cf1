"""Write a headline for an article without one: an early sentence, or a whole clause of it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from news.nlp.forms.grammar import ClauseEnd
from news.nlp.stopwords import is_stopword
from news.nlp.words import fold
from news.summaries.annotation import AnnotatedSentence
from news.summaries.references import Needs
from news.summaries.shortening import (
    MAX_HEADLINE_CHARS,
    ClauseCheck,
    is_open_end,
    shorten,
    strip_trailing_marks,
    write_headline,
    write_long_headline,
)
from news.text.quotes import is_balanced

_MIN_WORDS_LEFT = 4
_MAX_SENTENCES = 12
_MAX_TRIED = 4
_MIN_LAST_CHARS = 4
_KNOWN_SUBJECT = re.compile(
    r"^(?:The|These|Those|Other|Others|Mr|Mrs|Ms)\s|\b(?:its?|they|their|them|he|his|him|she|her|the\stwo)\b"
    r"|\b(?:он|она|они|его|её|ее|их|им|ему|ей|него|неё|нее|них|ним|ней|нём|нем|він|вона|вони|його|її|їх|їм|йому|ній|ньому|ними)\b"
)
_QUOTATION = re.compile(r"[«“][^«»“”]*(?:[,.!?…][»”]|[»”],)")


@dataclass(frozen=True, slots=True)
class Headline:
    """A headline, and the number of the sentence that it was made of, if it was."""

    text: str
    source: int | None = None


def choose_headline(sentences: Sequence[AnnotatedSentence], is_clause: ClauseCheck) -> Headline:
    """Return the headline of the first early sentence that gives one.

    A sentence that needs nothing said before and is no quotation comes first; a later one than the
    lead has to name somebody or something. If none gives one, a lead that is not much too long
    stays whole, as a cut would lose what the report is about; else the beginning of the lead.
    """
    known = [one for one in sentences[:_MAX_SENTENCES] if not one.is_tail]
    material = [one for one in known if one.is_headline_material]
    plain = [one for one in material if _stands_alone(one)]
    for one in plain[:_MAX_TRIED]:
        text = _try_sentence(one, is_clause) or write_long_headline(one.text, is_clause)
        if text and (one is plain[0] or _names_its_subject(text)):
            return Headline(text, one.number)
    for one in plain[:_MAX_TRIED]:
        text = _try_sentence(one, is_clause, is_strict=False)
        if text and (one is plain[0] or _names_its_subject(text)):
            return Headline(text, one.number)
    first = (*plain, *material, *known, *sentences)[0]
    return Headline(_cut_words(shorten(first.text), is_clause), first.number)


def _try_sentence(one: AnnotatedSentence, is_clause: ClauseCheck, *, is_strict: bool = True) -> str:
    return write_headline(
        one.text, is_clause, opens_with_gerund=_opens_with_gerund(one), is_strict=is_strict
    )


def _stands_alone(one: AnnotatedSentence) -> bool:
    return one.needs == Needs() and not _QUOTATION.match(one.text)


def _opens_with_gerund(one: AnnotatedSentence) -> bool:
    return any(tag.POS == "GRND" for word in one.sentence.words[:2] for tag in word.tags[:1])


def _names_its_subject(text: str) -> bool:
    """Return whether a word after the first is capitalized, and the text neither begins with a
    thing taken for known nor has an English pronoun."""
    is_known = _KNOWN_SUBJECT.search(text) is not None
    return not is_known and any(word.lstrip('«“"(')[:1].isupper() for word in text.split()[1:])


def _ends_in_function_word(text: str) -> bool:
    last = fold(text.rpartition(" ")[2])
    return len(last) < _MIN_LAST_CHARS or is_stopword(last)


def _is_inside_name(word: str, following: str) -> bool:
    return word[:1].isupper() and following[:1].isupper()


def _cut_words(text: str, is_clause: ClauseCheck) -> str:
    """Return as many whole words as fit and end well; a single overlong word is cut."""
    if len(text) < MAX_HEADLINE_CHARS:
        return text
    words = text[:MAX_HEADLINE_CHARS].split(" ")[:-1]
    cuts = [
        strip_trailing_marks(" ".join(words[:count]))
        for count in range(len(words), _MIN_WORDS_LEFT, -1)
        if count == len(words) or not _is_inside_name(words[count - 1], words[count])
    ]
    closed = [cut for cut in cuts if is_balanced(cut) and not is_open_end(cut)]
    for cut in closed:
        if is_clause(cut, ClauseEnd.LOOSE):
            return cut
    whole = next((cut for cut in closed if not _ends_in_function_word(cut)), "")
    return whole or strip_trailing_marks(" ".join(words)) or text[: MAX_HEADLINE_CHARS - 1]
