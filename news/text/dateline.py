"""Datelines: the place, day and agency before the first sentence.

«КИЕВ, 10 фев — РИА Новости. Президент…» · "LONDON (Reuters) - Shares…" · "10 февраля 2026, 14:05
Суд…"
"""

from __future__ import annotations

import re

_MONTH = (
    r"(?:янв|фев|мар|апр|ма[йя]|июн|июл|авг|сен|окт|ноя|дек|січ|лют|бер|кві|тра|чер|лип|сер|вер|жов|лис|гру"
    r"|jan|feb|apr|may|jun|jul|aug|sep|oct|nov|dec)[\w.]{0,12}"
)
_DAY = rf"(?:\d{{1,2}}\s++{_MONTH}|{_MONTH}\s++\d{{1,2}}|\d{{1,2}}[./]\d{{1,2}}(?:[./]\d{{2,4}})?)"
_AGENCY = (
    r"(?:(?i:reuters|ap|afp|bbc|upi|xinhua|cnn)|РИА\s+Новости|ТАСС|Интерфакс(?:-[\wА-Яа-яіїєґ]{1,40})?|УНИАН|УНІАН|УНН"
    r"|Укринформ|Укрінформ|ИТАР-ТАСС|Прайм|Sputnik|РБК|REGNUM|[A-ZА-ЯЁІЇЄҐ][\w.-]{1,40}(?:\s[A-ZА-ЯЁІЇЄҐ][\w.-]{1,40})?)"
)
_CITY = r"[A-ZА-ЯЁІЇЄҐ][\w’'.-]{1,40}(?:\s[A-ZА-ЯЁІЇЄҐ][\w’'.-]{1,40}){0,2}"
# White space is matched possessively (`++`): adjacent runs could be divided in many ways.
_DATELINE = re.compile(
    rf"""^(?:
      {_CITY}(?:,\s[\w\s.]{{2,20}})?\s*+\([^)]{{2,30}}\)\s*+[–—-]++\s++
    | [A-ZА-ЯЁІЇЄҐ]{{3,}}(?:\s[A-ZА-ЯЁІЇЄҐ]{{3,}})?:\s++(?=[A-ZА-ЯЁІЇЄҐ])
    | [A-Z][a-z]{{3,}}\s-\s(?=[A-Z])(?!.*\s-\s)
    | {_CITY},?\s++{_DAY}(?:\s++\d{{4}})?(?:\s++г(?:ода|\.)?)?\s*+[–—.,-]
      \s*+(?:[/(]?{_AGENCY}[/)]?\s*+)?(?:[.,–—/-]\s*+|(?<=\s)(?=[A-ZА-Я]))
    | {_DAY}(?:\s*+\d{{4}})?(?:\s++г\.)?,?\s*+\d{{1,2}}:\d{{2}}[.,\s–—-]++(?=[A-ZА-ЯЁІЇЄҐ«"“])
    | [A-ZА-ЯЁІЇЄҐ]{{3,}}(?:[\s-][A-ZА-ЯЁІЇЄҐ]{{3,}})?\s*+[–—]\s++
    | \([A-ZА-Я][\w\s.-]{{1,30}}\)\s*+[–—-]++\s++
    )""",
    re.VERBOSE,
)


_DATELINE_ONLY = re.compile(rf"{_CITY},\s+{_DAY}[^.]{{0,40}}[.]?")


def is_dateline(sentence: str) -> bool:
    """Return whether a sentence is only a dateline: «МОСКВА, 6 ноября, ФедералПресс.»"""
    return len(sentence) < 70 and _DATELINE_ONLY.fullmatch(sentence) is not None


def strip_dateline(sentence: str) -> str:
    """Return the sentence without a dateline at its beginning."""
    rest = _DATELINE.sub("", sentence, count=1)
    return rest if len(rest) >= 20 and not rest[0].islower() else sentence
