"""Shorten a sentence to a headline: leave out what a headline does not need, or end it early.

Only what can go without changing what is said is left out: brackets, a day, an insertion between
dashes, a clause about a name, an opening before the main clause, who reported.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from news.nlp.forms.grammar import ClauseEnd
from news.summaries import headline_patterns as patterns
from news.text.quotes import is_balanced

MAX_PART_CHARS = 125
"""Exclusive: a part of a sentence, without who says so, is shorter than this, unless only a longer
one is a clause or the part ends before a preposition and its clause goes on."""

MAX_WHOLE_CHARS = 160
"""Exclusive: a sentence that is shorter stays whole, as any cut may lose what matters."""

MAX_HEADLINE_CHARS = 180
"""Exclusive: for a sentence of which no short part says what happened. Only an English one may be
longer, where no cut of it is a clause."""

_LONG_CHARS = 100
"""A sentence of so many loses who reported it."""

_MAX_OFFICE_CHARS = 80
_MIN_WORDS = 4
_MIN_WORDS_CUT = 5
_MAX_SENTENCE_CHARS = 400
"""The part of a sentence that is searched for a cut."""
_TRAILING_MARKS = " \t\n\r\u00a0.,;:–—-…"
_MARKS = (": ", " – ", " — ")
_MIN_SENTENCE_WORDS = 3
_MIN_COMPLETE_WORDS = 11
"""A headline of so many words leaves nothing to be asked for."""
_WORD_BONUS = 0.01
_GOOD_WORTH = 0.9
"""A draft of this worth is better than a long sentence."""
_DELETION_PENALTY = 0.06
_CUTS = (
    (patterns.CLAUSE_END, ClauseEnd.CLAUSE, _MIN_WORDS, 0.1),
    (patterns.CONJUNCTION, ClauseEnd.PHRASE, _MIN_WORDS_CUT, 0.3),
    (patterns.COMMA, ClauseEnd.CLAUSE, _MIN_WORDS_CUT, 0.2),
)
"""Where a sentence may be cut, the least words before it, and what is taken off its worth."""
_HERE, _LATER = re.Pattern[str].match, re.Pattern[str].search
_KEPT_TOGETHER = (
    (patterns.TOLD, _HERE, patterns.THAT),
    (patterns.POINTS_ON, _HERE, patterns.COLON_OR_DASH),
    (patterns.SAYS_WHAT, _HERE, patterns.COLON),
    (patterns.NOT, _LATER, patterns.CONTRAST),
    (patterns.UNIQUE, _HERE, patterns.ANY_RELATIVE),
    (patterns.CONCEDED, _HERE, patterns.BUT),
    (patterns.COUNTED, _HERE, patterns.AND),
    (patterns.NAME_END, _HERE, patterns.AND_NAME),
    (patterns.TOGETHER, _HERE, patterns.WITH),
    (patterns.ANYTHING, _HERE, patterns.MAIN_VERB),
    (patterns.ANYTHING, _LATER, patterns.RESPECTIVELY),
)
"""What a cut may not separate: what is before it, and what is found at it or later."""

ClauseCheck = Callable[[str, ClauseEnd], bool]
"""Returns whether a text is a complete clause."""


@dataclass(frozen=True, slots=True)
class _Draft:
    """A possible headline, how it ends, and how much of the sentence it says: at most 1. ``tail``:
    who says so, which stays after it."""

    text: str
    end: ClauseEnd
    worth: float
    tail: str = ""

    @property
    def whole(self) -> str:
        return self.text + self.tail


def write_headline(
    sentence: str,
    is_clause: ClauseCheck,
    *,
    opens_with_gerund: bool = False,
    is_strict: bool = True,
) -> str:
    """Return the sentence, or a complete clause of it, without a stop or comma at its end; empty
    if none fits.

    ``opens_with_gerund``: its first word is one («Открывая…»), so its main clause comes later. A
    clause that is not ``is_strict`` may lack a complement («выразил готовность»).
    """
    text = shorten(sentence)
    if len(text) >= _LONG_CHARS:
        main = _drop_report(text, is_clause)
        text = main if main and is_clause(main, ClauseEnd.SENTENCE) else text
    is_whole = is_balanced(text) and is_clause(text, ClauseEnd.SENTENCE)
    count = len(text.split())
    if len(text) < MAX_WHOLE_CHARS and (is_whole or count < _MIN_SENTENCE_WORDS):
        return text if is_whole and count >= _MIN_SENTENCE_WORDS else ""
    drafts = sorted(
        _list_drafts(text, is_clause, opens_with_gerund), key=lambda draft: -draft.worth
    )
    good = [d for d in drafts if d.worth >= _GOOD_WORTH and len(d.text) < MAX_PART_CHARS]
    draft = _find_clause(good, is_clause)
    best = draft.whole if draft else ""
    if is_whole and len(text) < MAX_HEADLINE_CHARS:
        # What a relative clause tells of somebody who is not named may be the news.
        cuts_relative = text.startswith(best) and patterns.RELATIVE.match(text, len(best))
        is_cut_well = bool(best) and not cuts_relative and not patterns.HELD.search(text)
        return best if is_cut_well else text
    if best:
        return best
    if not is_strict:
        drafts = [replace(d, end=ClauseEnd.LOOSE) for d in drafts if d.end is ClauseEnd.PHRASE]
    short = [draft for draft in drafts if len(draft.text) < MAX_PART_CHARS]
    part = _find_clause(short, is_clause)
    whole: list[_Draft] = []
    if part and part.end is ClauseEnd.PHRASE:
        # «не реагировать на письма | от посла США»: the clause ends soon after.
        whole = [
            d
            for d in drafts
            if d.end is ClauseEnd.CLAUSE
            and d.text.startswith(part.text)
            and MAX_PART_CHARS <= len(d.text) < MAX_WHOLE_CHARS
        ]
    draft = _find_clause(whole, is_clause) or part or _find_clause(drafts, is_clause)
    return draft.whole if draft else ""


def _find_clause(drafts: Iterable[_Draft], is_clause: ClauseCheck) -> _Draft | None:
    """Return the first draft that is a complete clause, if one is."""
    return next(
        (
            draft
            for draft in drafts
            if is_clause(draft.text, draft.end) and _closes_last_part(draft, is_clause)
        ),
        None,
    )


def _closes_last_part(draft: _Draft, is_clause: ClauseCheck) -> bool:
    """Return whether what follows a colon or dash in a cut text is a clause too, where what is
    before it is one."""
    mark = max(_MARKS, key=draft.text.rfind)
    before, found, after = draft.text.rpartition(mark)
    if not found or draft.end is ClauseEnd.SENTENCE:
        return True
    return is_clause(after, draft.end) or not is_clause(before, draft.end)


def shorten(sentence: str) -> str:
    """Return the beginning of a sentence without what a headline can always leave out: brackets,
    a leading day or connector, a relative clause after a name, who reported."""
    text = strip_trailing_marks(patterns.BRACKETS.sub("", sentence[:_MAX_SENTENCE_CHARS].strip()))
    text = patterns.FINDING.sub("", text)
    text = patterns.CONNECTOR.sub("", patterns.FILLER.sub("", text))
    text = _capitalize(_drop_circumstance(patterns.LEADING_TIME.sub("", text)))
    text = patterns.NAME_CLAUSE.sub(_drop_name_clause, text)
    if len(sentence) > _MAX_SENTENCE_CHARS:
        return text
    short = strip_trailing_marks(patterns.FINAL_ATTRIBUTION.sub("", text))
    return short if len(short.split()) >= _MIN_WORDS and is_balanced(short) else text


def _drop_circumstance(text: str) -> str:
    """Return a text without «коли більшість людей спала, » that followed a day at its beginning,
    unless what is left has a pronoun."""
    clause = patterns.CIRCUMSTANCE.match(text)
    rest = text[clause.end() :] if clause else ""
    return text if not rest or patterns.PRONOUN.search(rest) else rest


def strip_trailing_marks(text: str) -> str:
    """Return a text without white space, stops, commas and dashes at its end."""
    # A pattern for a run at the end would be tried at each character of every other run.
    return text.rstrip(_TRAILING_MARKS)


def is_open_end(text: str) -> bool:
    """Return whether a text ends inside of a range, a pair or a number."""
    return patterns.OPEN_END.search(text) is not None


def _list_drafts(text: str, is_clause: ClauseCheck, opens_with_gerund: bool) -> Iterator[_Draft]:
    """Yield the shorter texts and the beginnings of each, in no order. Each is under the limit."""
    for variant, penalty in _list_variants(text, is_clause, opens_with_gerund):
        if len(variant) < MAX_HEADLINE_CHARS and is_balanced(variant):
            yield _Draft(variant, ClauseEnd.SENTENCE, 1.0 - penalty)
        # A cut of «X: …» right after X says nothing.
        speaker = "" if ":" in text else variant.partition(": ")[0]
        for pattern, end, min_words, loss in _CUTS:
            held = patterns.HELD.search(variant)
            tail = held[0] if held else ""
            body = variant.removesuffix(tail)
            for cut in _list_cuts(body, pattern):
                count = len(cut.split())
                fits = cut != speaker and len(cut) + len(tail) < MAX_HEADLINE_CHARS
                if fits and count >= min_words and is_balanced(cut) and not is_open_end(cut):
                    worth = min(1.0, count / _MIN_COMPLETE_WORDS) + _WORD_BONUS * count
                    yield _Draft(cut, end, worth - loss - penalty, tail)


def _list_variants(
    text: str, is_clause: ClauseCheck, opens_with_gerund: bool
) -> Iterator[tuple[str, float]]:
    """Yield a text that is too long, and what is left of it without one part or another, each with
    the penalty for what it lost."""
    whole, uncut = text, patterns.INSERTION.sub(" ", text)
    main = _find_main_clause(uncut, is_clause, opens_with_gerund)
    text, penalty = main or uncut, _DELETION_PENALTY if main else 0.0
    if main and len(whole) > len(uncut) and len(uncut) < MAX_WHOLE_CHARS:
        yield uncut, 0.0  # what is before the main clause may say whom it is about
    yield text, penalty
    for pattern, put in patterns.DELETIONS:
        without = pattern.sub(put, text)
        if without != text:
            text, penalty = without, penalty + _DELETION_PENALTY
            yield text, penalty
    named = patterns.PERSON_ROLE.sub("", text)
    if named != text and not patterns.OWNED.search(named):
        yield named, penalty + _DELETION_PENALTY
    stated = patterns.STATED.match(text)
    if stated:
        yield _put_speaker_first(stated), penalty + _DELETION_PENALTY


def _find_main_clause(text: str, is_clause: ClauseCheck, opens_with_gerund: bool) -> str:
    """Return the sentence without what is before its main clause, empty if nothing is."""
    opening = patterns.OPENING_ATTRIBUTION.match(text) or patterns.OPENING_PHRASE.match(text)
    if opening:
        rest = _drop_apposition(opening[0], text[opening.end() :], is_clause)
        return "" if patterns.SUBORDINATE_START.match(rest) else _capitalize(rest)
    if not opens_with_gerund:
        return ""
    for comma in re.finditer(", ", text):
        rest = text[comma.end() :]
        if not patterns.SUBORDINATE_START.match(rest):
            return _capitalize(rest)
    return ""


def _drop_apposition(opening: str, rest: str, is_clause: ClauseCheck) -> str:
    """Return a clause without the office of the speaker whom the opening names: «Как заявил Иван
    Лозовой, глава совета, дорогу построят». An office with a predicate is the subject of the
    news."""
    office = patterns.APPOSITION.match(rest) if patterns.NAMED_SPEAKER.fullmatch(opening) else None
    if office is None or is_clause(office["office"], ClauseEnd.SENTENCE):
        return rest
    return rest[office.end() :]


def _drop_report(text: str, is_clause: ClauseCheck) -> str:
    """Return what was reported in «По данным полиции, …» or «В полиции сообщили, что…», empty if
    nobody reports it."""
    opening = patterns.OPENING_REPORT.match(text)
    if opening:
        rest = _drop_apposition(opening[0], text[opening.end() :], is_clause)
        if patterns.BARE_PLACE.search(rest) and not patterns.BARE_PLACE.search(opening[0]):
            return ""  # «По информации Амурского ЦГМС, по области…»
        return "" if patterns.SUBORDINATE_START.match(rest) else _capitalize(rest)
    stated = patterns.STATED.match(text)
    return _put_speaker_first(stated) if stated and patterns.OFFICE.match(text) else ""


def _put_speaker_first(stated: re.Match[str]) -> str:
    """Return «X: …» for «X said that …»; only what was said if X is an office («В полиции
    сообщили»)."""
    who, what = stated["who"] or stated["who2"], stated["what"] or stated["what2"]
    if patterns.OFFICE.match(who):
        if len(who) > _MAX_OFFICE_CHARS:
            return ""  # «В ходе выступления в Омске премьер Иван Лозовой заявил, что…»
        return "" if patterns.PRONOUN.search(what) else _capitalize(what)
    if patterns.LACKS_SUBJECT.match(what):
        return ""  # «Мэр: положительно оценивает…»
    return f"{patterns.OCCASION.sub('', who)}: {what}"


def _drop_name_clause(clause: re.Match[str]) -> str:
    """Return nothing for a clause about a name, which needs none to be known; another clause as it
    is."""
    before, _, name = clause.string[: clause.start()].rpartition(" ")
    is_foreign = name.isascii() and name.isalpha() and not clause.string.isascii()
    is_name = name[:1].isupper() or name[-1:] in "»”" or is_foreign
    goes_on = patterns.REST_OF_LIST.match(clause.string, clause.end())
    if not before or not is_name or goes_on:
        return clause.group()
    return "," if patterns.REPORTED.match(clause.string, clause.end()) else ""


def _list_cuts(text: str, pattern: re.Pattern[str]) -> Iterator[str]:
    """Yield the beginnings that end where the pattern allows."""
    for found in pattern.finditer(text, 0, MAX_HEADLINE_CHARS):
        start = found.start()
        cut = strip_trailing_marks(text[:start])
        is_open = any(
            find(after, text, start) and before.search(cut)
            for before, find, after in _KEPT_TOGETHER
        )
        if len(cut) < MAX_HEADLINE_CHARS and not is_open:
            yield cut


def _capitalize(text: str) -> str:
    return text[:1].upper() + text[1:]
