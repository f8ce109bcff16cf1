"""A headline for an article that came without one: a clause of its lead."""

from __future__ import annotations

import re
from collections.abc import Callable

from news.text.quotes import is_balanced

MAX_HEADLINE_CHARS = 100
"""A headline is shorter than this."""

_MIN_WORDS = 4
_MIN_WORDS_CUT = 6
_LOOKED_AT = 300
"""Characters of a lead that can tell where to cut it: a cut, and a long word after it."""
_LAST_STOPS = " \t\n\r\u00a0.,;:–—-"
# Where a sentence may be cut: the clause before stands by itself.
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
    """A clause of the lead of fewer than 100 characters, in the lead's own words, with no stop and
    no comma at its end. ``lead`` is the first telling sentence, its dateline already cut;
    ``is_clause`` tells whether a beginning of it can stand alone. Where none can, as many words as
    there is room for, and an ellipsis."""
    lead = _without_stop(lead.strip())[:_LOOKED_AT]
    if len(lead) < MAX_HEADLINE_CHARS:
        return lead
    for pattern, least in ((_CLAUSE_END, _MIN_WORDS), (_CONJUNCTION, _MIN_WORDS_CUT)):
        cut = _cut_clause(lead, pattern, least, is_clause)
        if cut:
            return cut
    return _cut_words(lead)


def _cut_clause(
    lead: str, pattern: re.Pattern[str], min_words: int, is_clause: Callable[[str], bool]
) -> str:
    """The longest beginning that ends where the pattern allows, stands alone, and whose marks are
    closed."""
    ends = [
        found.start() for found in pattern.finditer(lead) if found.start() < MAX_HEADLINE_CHARS + 2
    ]
    for end in reversed(ends):
        cut = _without_stop(lead[:end])
        long_enough = len(cut.split()) >= min_words and len(cut) < MAX_HEADLINE_CHARS
        if long_enough and is_balanced(cut) and is_clause(cut):
            return cut
    return ""


def _cut_words(lead: str) -> str:
    """As many whole words as there is room for; a lead of one endless word is cut."""
    short = lead[: MAX_HEADLINE_CHARS - 1]
    kept = short.rpartition(" ")[0] or short[: MAX_HEADLINE_CHARS - 2]
    return _without_stop(kept) + "…"


def _without_stop(text: str) -> str:
    # A search for a run at the end would begin anew at each character of every other run.
    return text.rstrip(_LAST_STOPS)
