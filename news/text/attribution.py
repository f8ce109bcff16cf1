"""Recognize the sentences that only say who reported, and join and split the names of a credit.

«Об этом сообщает Reuters, пишет УНН» is credited as «Reuters via УНН»: the origin first, then the
carrier. `news.entities.credits.finder` finds the names.
"""

from __future__ import annotations

import re

from news.model import CREDIT_VIA

_MAX_CHARS = 260
_REPORTS_RU = (
    r"(?:сообща[ею]т(?:ся)?|сообщил[аои]?|пиш[еу]т|написал[аои]?|переда[её]т|передают|передал[аои]?"
    r"|(?:про)?информир(?:у[ею]т|овал[аои]?)|предупредил[аои]?|говорится|рассказал[аи]?|рассказыва[ею]т|заявил[аи]?"
    r"|стало\s+известно|отмеча[ею]т(?:ся)?|уточня[ею]т|уточнил[аи]?)"
)
_REPORTS_UK = (
    r"(?:повідомля[єю](?:ть)?(?:ся)?|повідоми(?:в|ла|ло|ли)|пиш(?:е|уть)|написа(?:в|ла|ло|ли)"
    r"|переда(?:є|ють|в|ла|ли)|(?:по)?інформу(?:є|ють|вав|вала|вали)|йдеться|попереди(?:в|ла|ло|ли)|розпові(?:в|ла|ли)"
    r"|розповіда(?:є|ють)|заяви(?:в|ла|ли)|стало\s+відомо|зазнача(?:є|ють)|уточни(?:в|ла|ли))"
)
_VERBS = rf"(?:{_REPORTS_RU}|{_REPORTS_UK})"
_NAME = r"[\"«“]?[A-ZА-ЯЁІЇЄҐ][\w.&-]*(?:[ ][A-ZА-ЯЁІЇЄҐ][\w.&-]*)*[\"»”]?"
# What may be between «об этом» and the verb: one word, or a date, adverbs and a recipient.
_BETWEEN = (
    r"(?:\w+\s+|(?:(?i:в|во|на|у|со|с|після|после|ранее|раніше|сегодня|сьогодні|вчера|вчора)\s|\d|[\"«“A-ZА-ЯЁІЇЄҐ])"
    r"[^.!?;—–]{0,80}?\s)?"
)
_ATTRIBUTION_ONLY = re.compile(
    rf"""^(?:
      (?i:(?:как\s+)?(?:об|о)\s+этом|(?:як\s+)?про\s+це)\s+(?:{_BETWEEN})(?i:{_VERBS})\b
    | (?i:{_VERBS}\s+(?:об\s+этом|про\s+це))\b
    | (?i:(?:как|як)\s+{_VERBS})\s+[^,]{{2,100}}$
    | (?i:{_VERBS})\s+{_NAME}(?:,[^,.]{{1,60}})?[.]?$
    | (?i:(?:по|за)\s+(?:данным|информации|сообщению|даними|інформацією|повідомленням))
      \s+[^,]{{2,80}}$
    | (?i:(?:информация|інформація|соответствующее\s+сообщение|відповідне\s+повідомлення)\s
      (?:об\s+этом\s|про\s+це\s)?(?:опубликован|размещен|появил|оприлюднен|опублікован|розміщен|з'явил))
    | (?i:(?:this|it|that|the\s+(?:news|story|report))\s+(?:was|has\s+been|is)
      \s+(?:\w+\s+)?(?:reported\s+(?:\w+\s+)?by|according\s+to)\b)
    | {_NAME}\s(?:(?:first\s)?(?:reports|reported)(?:\s+(?:this|it|the\s+news))?|said\s+this)
      (?:\s+on\s\w+)?[.]?$
    | (?i:source|источник|джерело)\s*:
    )""",
    re.VERBOSE,
)


def is_attribution(sentence: str) -> bool:
    """Return whether the sentence only names who reported."""
    return len(sentence) <= _MAX_CHARS and bool(_ATTRIBUTION_ONLY.match(sentence))


def split_credit(credit: str) -> tuple[str, str]:
    """Return the origin and the carrier of «X via Y»; the carrier is empty where there is none."""
    origin, _, carrier = credit.partition(CREDIT_VIA)
    return origin, carrier
