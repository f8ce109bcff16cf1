"""Write a headline for an article without one: a clause of its lead."""

from __future__ import annotations

import re
from collections.abc import Callable

from news.text.quotes import is_balanced

MAX_HEADLINE_CHARS = 100
"""Exclusive: a headline is shorter than this."""

_MIN_WORDS = 4
_MIN_WORDS_CUT = 6
_MAX_LEAD_CHARS = 300
"""The part of a lead that is searched for a cut, with room for a long word after it."""
_TRAILING_MARKS = " \t\n\r\u00a0.,;:–—-"
# Where a sentence may be cut after a complete clause.
_CLAUSE_END = re.compile(
    r"""(?:
      ,\s(?=(?:котор\w+|что|чтобы|где|когда|куда|откуда|если|хотя|поскольку|потому|так\sкак|пока|причем|причём|а|но|однако|после|включая
         |как\s(?:сообща|пиш|заяв|отме|расск|переда)|сообща|пиш|переда|заяви|говорит|рассказ|отмети|подчеркн
         |який|яка|яке|які|якого|якої|яких|що|щоб|де|коли|куди|якщо|хоча|оскільки|бо|але|проте|однак|після|повідомл|переда|заяви
         |who|which|that|where|when|while|after|as|but|and|although|though|because|since|with|including|according|\w+ing\b
         |\w+(?:вший|вшая|вшие|вшись|ющий|ющая|ющие|ящий|ящая|ящие|ая|ив|ав|ючи|ячи|вши)\b)\w*)
    | \s(?:but|while|although|because|whereas)\s | \s[–—]\s | ;\s | :\s
    )""",
    re.VERBOSE | re.IGNORECASE,
)
_CONJUNCTION = re.compile(
    r"\s(?=(?:и|а также|или|та|і|й|або|and|or|but|after|as|while|в|на|по|с|для|из|от|при|у|до|за|о"
    r"|об|через|з|від|про|щодо|к|ко|во|со|под|над|перед|между|после|без|против|среди|вместо|около"
    r"|під|між|після|серед|замість|проти|in|on|at|for|from|by|with|over|to)\s)",
    re.IGNORECASE,
)


def write_headline(lead: str, is_clause: Callable[[str], bool] = bool) -> str:
    """Return a clause of the lead of fewer than 100 characters, without a stop or comma at its end.

    ``lead`` is a sentence without its dateline; ``is_clause`` says whether a beginning of it is
    complete. If none is, as many words as fit, and an ellipsis.
    """
    lead = _strip_trailing_marks(lead.strip())[:_MAX_LEAD_CHARS]
    if len(lead) < MAX_HEADLINE_CHARS:
        return lead
    for pattern, min_words in ((_CLAUSE_END, _MIN_WORDS), (_CONJUNCTION, _MIN_WORDS_CUT)):
        cut = _cut_clause(lead, pattern, min_words, is_clause)
        if cut:
            return cut
    return _cut_words(lead)


def _cut_clause(
    lead: str, pattern: re.Pattern[str], min_words: int, is_clause: Callable[[str], bool]
) -> str:
    """Return the longest complete beginning that ends where the pattern allows and has balanced
    quotation marks; empty if there is none."""
    ends = [
        found.start() for found in pattern.finditer(lead) if found.start() < MAX_HEADLINE_CHARS + 2
    ]
    for end in reversed(ends):
        cut = _strip_trailing_marks(lead[:end])
        long_enough = len(cut.split()) >= min_words and len(cut) < MAX_HEADLINE_CHARS
        if long_enough and is_balanced(cut) and is_clause(cut):
            return cut
    return ""


def _cut_words(lead: str) -> str:
    """Return as many whole words as fit, and an ellipsis; a single overlong word is cut."""
    short = lead[: MAX_HEADLINE_CHARS - 1]
    kept = short.rpartition(" ")[0] or short[: MAX_HEADLINE_CHARS - 2]
    return _strip_trailing_marks(kept) + "…"


def _strip_trailing_marks(text: str) -> str:
    # A pattern for a run at the end would be tried at each character of every other run.
    return text.rstrip(_TRAILING_MARKS)
