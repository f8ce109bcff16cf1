"""Find who reported: sentences that only name the origin of the news, and the names in them.

«Об этом сообщает Reuters, пишет УНН» -> «Reuters via УНН»: the origin first, then the carrier.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

_MAX_CHARS = 260
_REPORTS_RU = (
    r"(?:сообща[ею]т|сообщил[аои]?|пиш[еу]т|написал[аои]?|переда[её]т|передают|передал[аои]?"
    r"|информиру[ею]т|говорится|рассказал[аи]?|заявил[аи]?|стало\s+известно|отмеча[ею]т)"
)
_REPORTS_UK = (
    r"(?:повідомля[єю](?:ть)?|повідоми(?:в|ла|ло|ли)|пиш(?:е|уть)|переда(?:є|ють)|інформу(?:є|ють)"
    r"|йдеться|розпові(?:в|ла|ли)|заяви(?:в|ла|ли)|стало\s+відомо|зазнача(?:є|ють))"
)
_REPORTS_EN = r"(?:reports?|reported|writes|wrote|said|says)"
_NAME = r"[\"«“]?[A-ZА-ЯЁІЇЄҐ][\w.&-]*(?:[ ][A-ZА-ЯЁІЇЄҐ][\w.&-]*)*[\"»”]?"
_VERBS = rf"(?i:{_REPORTS_RU}|{_REPORTS_UK})"
_ATTRIBUTION_ONLY = re.compile(
    rf"""^(?:
      (?i:(?:об|о)\s+этом\s+(?:\w+\s+)?{_REPORTS_RU}\b)
    | (?i:про\s+це\s+(?:\w+\s+)?{_REPORTS_UK}\b)
    | {_VERBS}\s+{_NAME}(?:,[^,.]{{1,60}})?[.]?$
    | (?i:(?:по|за)\s+(?:данным|информации|даними|інформацією))\s+{_NAME}[.]?$
    | (?i:(?:this|it|the\s+news)\s+(?:was|has\s+been|is)\s+(?:\w+\s+)?reported\s+(?:\w+\s+)?by\b)
    | {_NAME}\s(?:reports|reported)(?:\s+this)?[.]?$
    | (?i:source|источник|джерело)\s*:
    )""",
    re.VERBOSE,
)
_REPORTER = re.compile(
    rf"(?:{_REPORTS_RU}|{_REPORTS_UK}|reported\s+by|по\s+данным|за\s+даними)"
    rf"\s+(?:[а-яіїє][\w-]*\s+){{0,3}}(?P<name>{_NAME})"
)
_REFERENCE = re.compile(
    r"(?:со\s+ссылкой\s+на|ссылаясь\s+на|з\s+посиланням\s+на|із\s+посиланням\s+на|посилаючись\s+на"
    r"|citing|with\s+reference\s+to)"
    rf"\s+(?:[a-zа-яіїє][\w-]*\s+){{0,3}}(?P<name>{_NAME})"
)
_ENGLISH_REPORTER = re.compile(rf"(?P<name>{_NAME})\s+{_REPORTS_EN}\b")


def is_attribution(sentence: str) -> bool:
    """Return whether the sentence only names who reported."""
    return len(sentence) <= _MAX_CHARS and bool(_ATTRIBUTION_ONLY.match(sentence))


def find_attribution(sentences: Iterable[str]) -> str:
    """Return «X via Y» or «X» from the first sentence that only names who reported, else an
    empty text."""
    for sentence in sentences:
        if is_attribution(sentence):
            names = _find_names(sentence)
            if names:
                return " via ".join(names[:2])
    return ""


def _find_names(sentence: str) -> list[str]:
    """Return the names, the origin first: those after a reference, then those after a verb of
    reporting."""
    found = [match["name"] for match in _REFERENCE.finditer(sentence)]
    found += [match["name"] for match in _REPORTER.finditer(sentence)]
    if not found:
        found = [match["name"] for match in _ENGLISH_REPORTER.finditer(sentence)]
    return list(dict.fromkeys(name.strip('"«»“”.') for name in found))
