"""The pieces of an article's head: places, days, times, counters, rubrics, bylines, credits.

`list_pieces` gives the patterns that `news.text.head` reads a head with. `is_furniture` recognizes
a paragraph that is made of such pieces and is no sentence.
"""

from __future__ import annotations

import re
from functools import cache

from news.data import load_toml
from news.nlp.hints import search_hinted
from news.nlp.words import fold

UPPER = "A-ZА-ЯЁІЇЄҐ"
CAPITALIZED = rf"[{UPPER}][\w’'-]{{0,40}}"
_MONTH = (
    r"(?:янв|фев|мар|апр|ма[йя]|июн|июл|авг|сен|окт|ноя|дек|січ|лют|бер|кві|тра|чер|лип|сер|вер|жов|лис|гру"
    r"|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\w{0,9}(?:\.(?=\s?[\d,–—/(-]))?"
)
DAY = (
    rf"(?i:\d{{1,2}}(?:st|nd|rd|th)?\s{_MONTH}|{_MONTH}\s\d{{1,2}}(?:st|nd|rd|th)?)(?!\d)"
    r"(?:,?\s\d{4}(?!\d))?(?:\s(?:г\.|года|р\.|року))?"
    r"|\d{1,2}[./]\d{1,2}[./]\d{2,4}(?!\d)|\d{4}-\d\d-\d\d"
)
TIME = (
    r"\d{1,2}:\d{2}(?::\d{2})?(?:\s?(?:[ap]\.?m\b\.?|[AP]\.?M\b\.?))?"
    r"(?:\s?(?:мск|MSK|GMT|UTC|CET|BST|[ECMP][SD]?T\b))?(?!\d)"
)
_WEEKDAY = r"Mon|Tues?|Wed|Thu(?:rs?)?|Fri|Sat|Sun"
_BUTTON = (
    r"(?:CLOSE|ADVERTISEMENT|Advertisement|Loading\.{3}|Key [Pp]oints"
    r"|Story [Hh]ighlights)(?=\s[A-Z])"
)
"""What a page has above its text."""
_COUNT = r"(?:\d{1,3}(?:[\s.,]\d{3})+|\d+)(?![\d:])"
_NAMES = rf"{CAPITALIZED}(?:[ /]{CAPITALIZED}){{0,3}}"
_OUTLET = r"(?:«[^«»]{2,60}»|“[^“”]{2,60}”)"
_PHOTO = r"(?i:(?:image\s|photo\s)?credit|фото|світлина|photo)\s?[:/]\s?"
_MAX_FURNITURE_CHARS = 160
_MAX_PIECES = 16
_MIDDLE_DOTS = re.compile(r"\s[·•]\s")
_SENTENCE_STOP = re.compile(r"[^\W\d_]{3}[.!?…][\"”»]?(?:\s|$)")
_BARE_BYLINE = re.compile(
    rf"(?:{CAPITALIZED} ){{1,2}}{CAPITALIZED}(?:,? (?:для )?{_OUTLET}| [|/–—] [\w .-]{{2,30}})?"
)
_PLACE_LINE = re.compile(rf"[{UPPER}][{UPPER} .-]{{2,30}}, [{UPPER}][{UPPER} .-]{{2,30}}")
"""A dateline in a line of its own: "BAAR, SWITZERLAND"."""
_DATELINE = re.compile(rf"{_NAMES}[,.] (?:{DAY})")
_NAMES_OR_NUMBERS = re.compile(
    rf"{_OUTLET}|{_COUNT}|{_NAMES}|[\w-]{{2,30}}\.[a-z]{{2,4}}(?:\.[a-z]{{2}})?(?![\w-])"
)
_MARKS = re.compile(r"[\s.,;:|/\\•·()–—-]*")


_MAX_CAPTION_CHARS = 500
_AGENCY = (
    r"(?:Reuters|AFP|AP|EPA|Getty|Bloomberg|WireImage|Shutterstock|Xinhua|TASS|ТАСС|УНІАН"
    r"|Укрінформ|РИА Новости)"
)
_CREDITED = re.compile(
    r"[(\[](?:(?:File |AP |Reuters )?(?:Photo|Photograph|Picture|Image)\b"
    rf"|{CAPITALIZED}(?: {CAPITALIZED}){{0,3}}\s?/\s?"
    rf"|[^()\[\]]{{0,40}}\bvia {_AGENCY}|Courtesy of )"
    r"[^()\[\]]{0,80}[)\]]\.?$"
    rf"|(?:{CAPITALIZED} ){{1,2}}{CAPITALIZED}\s?/\s?{_AGENCY}(?:/\w+)?(?: Images)?"
    rf"(?: via {_AGENCY}(?: Images)?)?$"
    r"|\| (?:AP|Getty|Reuters|POLITICO) ?(?:Photo|Images?)?\b"
    rf"|(?<=[\w.»”)]) [A-Za-z][\w.-]{{1,30}} / {CAPITALIZED}(?: {CAPITALIZED})?$"
    r"|[.!?”] (?:[Mm]andatory )?(?:[Cc]redit|Photo(?:graph)?s?|Pictures?|Pics?|Images?)"
    r"(?: credits?| by)?: [A-Z][^.!?]{2,60}$"
)
"""The credit of a picture at the end of a paragraph: "(Ann Lee/Reuters)", "(Photo by Ann Lee)"."""
_CREDITED_HINTS = ("(", "[", "/", "|", ": ")
_AGENCY_FIRST = r"(?:REUTERS|Reuters|AFP|AP|EPA|EFE|PA)\s?/\s?"
_SIGNER = rf"{CAPITALIZED}(?: {CAPITALIZED}){{0,2}}"
CREDIT_BEFORE_TEXT = re.compile(
    rf"(?:[.!?”] {_AGENCY_FIRST}{CAPITALIZED} {CAPITALIZED}"
    rf"|\| (?:{_SIGNER}\s?/\s?)?{_AGENCY}(?: via {_AGENCY})?(?: (?:Photo|Images?|Pool))?"
    rf"|\| {_SIGNER} for POLITICO"
    rf"|[.!?”] Mandatory Credit: {_SIGNER}-USA TODAY Sports"
    rf"|[.!?”] (?:Photograph|Photo|Picture)s?: (?:{_SIGNER}\s?/\s?)?{_AGENCY}(?: Images)?"
    r"|[.!?”] (?:Photograph|Photo): Alamy)\.?\s"
)
"""The credit of a picture, whose caption is glued to the text after it."""
_PICTURED = re.compile(
    r"(?:FILE|File photo|FILE PHOTO)\b\s?[:–—-]|CLOSE [A-Z].{0,300}\b(?:AP|USA TODAY)\.?$"
    r"|(?:In t|T)his (?:[\w,.]+ ){0,4}?"
    r"(?:photo|photograph|image|picture|frame|screenshot)\b(?!,)[^.!?]{0,80}\b"
    r"(?:shows?|made available|provided|released|taken|grab)\b"
    r"|(?:Image|Media) (?:copyright|caption|source)\b"
)
"""The beginning of a text that describes a picture."""
_SIGNED = re.compile(rf"[.!?”,] {_AGENCY_FIRST}{_SIGNER}\.?$")
"""A credit at the end of a paragraph: "REUTERS/Ann Lee"."""
_END_HINTS, _PLACE_HINTS = (
    ("day", "19", "20"),
    (" left", " right", " cent", "ground", "(L", "(R", "(C"),
)
_MAX_END_CHARS = 24
"""Most sentences have none of the hints, which are looked for first."""
_MAX_SHOWN_CHARS, _MAX_CHARS_TO_VERB = 240, 130
_NO_NOUN = "".join(
    rf"(?<!\b{word} )"
    for word in "the a an to of in at on for and with by from his her their its no this".split()  # noqa: SIM905
)
_SEEN = re.compile(
    rf"(?<= ){_NO_NOUN}(?:walks?|waves?|stands?|sits?|looks? (?:on|at|out)|gestures?|poses?|smiles?"
    r"|watch(?:es)?|listens?|shakes? hands|reacts?|celebrates?|waits?|march(?:es)?|rides?|drinks?"
    r"|chants?|embraces?|hugs?|kiss(?:es)?|carry|carries|lights?|lays?|prays?|hangs?|burns?|shouts?"
    r"|cheers?|dances?|jogs?|strolls?|queues?|lines? up|inspects?|pass(?:es)? by"
    r"|(?:is|are) (?:seen|pictured|shown)"
    r"|holds? (?!(?:an? )?(?:hearing|talks|meeting|election|vote|record|summit|session|office"
    r"|power|the\b)))\b"
)
_PLANNED = re.compile(
    rf"(?<= ){_NO_NOUN}(?:speaks?|talks?|arrives?|leaves?|attends?|address(?:es)?|meets?|greets?"
    r"|delivers?|appears?|performs?|takes? part|participates?|works?|protests?|gathers?"
    r"|demonstrates?|shoots?|drives?|runs?|signs?|visits?)\b"
)
"""What may be told of the next days too."""
_PLACED = re.compile(
    r", (?:second |third )?(?:from )?(?:left|right|cent(?:er|re)|background|foreground)(?=,| and )"
    r"| \((?:[LRC]|left|right|cent(?:er|re))\)"
)
"""Where somebody is in the picture."""
_YEAR_END = re.compile(
    rf"(?i:\b{_MONTH}\s?\d{{1,2}}|\b\d{{1,2}}\s{_MONTH}|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day),?"
    r"\s(?:19|20)\d\d\.?$"
)
_DAY_END = re.compile(
    r"\b(?:on|late|early) (?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
    r"(?: (?:morning|night|evening|afternoon))?\.?$"
    rf"|(?i:\b{_MONTH}),?\s(?:19|20)\d\d\.?$"
)
_PLACE_END = re.compile(r" (?:in|at|near|outside|on) (?:the )?[A-Z][\w’'., -]{2,60}$")
_NO_PERSON = (
    "court|judge|jury|company|firm|bank|union|party|government|parliament|council|committee"
    "|commission|agency|ministry|study|report|bill|law|plan|vote|wildfire|fire|storm|flood"
)
"""What does in the news what people do in a picture: waits, holds, lays."""
_SOMEBODY = re.compile(
    rf"(?:An? (?!(?:\w+ ){{0,2}}(?:{_NO_PERSON})\b)|People|Supporters"
    r"|Protest[eo]rs|Demonstrators|Police officers"
    r"|Women|Men|Children|Workers|Residents|Members|Fans|Visitors"
    r"|Customers|Firefighters|Soldiers|Rescue|Students|Migrants|Refugees|Villagers|Passengers"
    r"|Pedestrians|Shoppers|Commuters|Mourners|Tourists|Voters|Activists)\b"
)
_REPORTED = re.compile(r"[“”\"]|\b(?:said|says|told|according|will|would|has|have|had|was|were)\b")


def is_caption(text: str) -> bool:
    """Return whether a paragraph only describes a picture: it says so, or its end is a credit."""
    if len(text) > _MAX_CAPTION_CHARS:
        return False
    text = text.strip()
    if _PICTURED.match(text) or search_hinted(_CREDITED, _CREDITED_HINTS, text):
        return True
    return _SIGNED.search(text) is not None or shows_picture(text)


def shows_picture(text: str) -> bool:
    """Return whether a text is one English sentence that describes a picture. Its verb is in the
    present tense, and it has a past date, says where in the picture a person is ("left"), or is
    about people without names."""
    end = text[-_MAX_END_CHARS:]
    may_show = any(hint in end for hint in _END_HINTS) or any(hint in text for hint in _PLACE_HINTS)
    if len(text) > _MAX_SHOWN_CHARS or not (may_show or _SOMEBODY.match(text)):
        return False
    if _REPORTED.search(text) or _SENTENCE_STOP.search(text[:-1]):
        return False
    is_certain = _PLACED.search(text) is not None or _YEAR_END.search(text) is not None
    may_be_seen = is_certain or _DAY_END.search(text) is not None
    if not may_be_seen and not (_SOMEBODY.match(text) and _PLACE_END.search(text)):
        return False
    if _SEEN.search(text, 0, _MAX_CHARS_TO_VERB):
        return True
    return is_certain and _PLANNED.search(text, 0, _MAX_CHARS_TO_VERB) is not None


def is_furniture(text: str) -> bool:
    """Return whether a paragraph is no sentence but a line of the page: rubrics, times, counters, a
    reading time, a byline, a credit."""
    text = text.strip()
    if not text or len(text) > _MAX_FURNITURE_CHARS:
        return False
    if not any(map(str.isalnum, text)):
        return True
    if _DATELINE.match(text) and not _load_rubrics().match(text):
        return False
    if _BARE_BYLINE.fullmatch(text) or _PLACE_LINE.fullmatch(text):
        return True
    if len(_MIDDLE_DOTS.findall(text)) > 1 and not _SENTENCE_STOP.search(text):
        return True
    return _is_made_of_pieces(text + " ")


def _is_made_of_pieces(text: str) -> bool:
    """Return whether nothing but pieces of a head is in a text; names and numbers may be beside
    them."""
    place, has_piece = _skip_marks(text, 0), False
    for _ in range(_MAX_PIECES):
        if place >= len(text):
            return has_piece
        if _load_agency().match(text, place):
            return False  # a dateline, which may be credited
        found = next(filter(None, (one.match(text, place) for one in _list_lines())), None)
        has_piece = has_piece or found is not None
        found = found or _NAMES_OR_NUMBERS.match(text, place)
        if found is None:
            return False
        place = _skip_marks(text, found.end())
    return False


def _skip_marks(text: str, place: int) -> int:
    marks = _MARKS.match(text, place)
    assert marks is not None
    return marks.end()


@cache
def _list_lines() -> tuple[re.Pattern[str], ...]:
    """Load the pieces that make a paragraph furniture wherever they are in it."""
    credit = rf"{_PHOTO}[^.!?]{{2,80}}$"
    byline = r"(?:By|Автор|Текст|Author|Written by|Фото и текст)\b:?\s[^.!?]{2,60}$"
    return (
        *(re.compile(pattern) for pattern in (credit, byline)),
        _load_rubrics(),
        *(pattern for pattern, _ in list_pieces()),
    )


def _join(patterns: list[str]) -> str:
    """Join alternatives, a space standing for white space."""
    return "|".join(pattern.replace(" ", r"\s") for pattern in patterns)


@cache
def _load_rubrics() -> re.Pattern[str]:
    return re.compile(rf"(?i:{_join(load_toml('text/head')['rubrics'])})(?!\w)")


@cache
def _load_agency() -> re.Pattern[str]:
    names = sorted(map(re.escape, load_toml("text/head")["agencies"]), key=len, reverse=True)
    domain = r"[\w-]{2,30}\.(?:RU|ru|Ру|ру|com|COM|UA|ua|BY|by|net|NET)"
    return re.compile(rf"(?:{'|'.join(names)}|{domain})(?![\w-])")


@cache
def list_pieces() -> tuple[tuple[re.Pattern[str], bool], ...]:
    """Load the pieces that only a head begins with, and whether a mark has to follow each."""
    data = load_toml("text/head")
    agency = _load_agency().pattern
    labels, rubrics = _join(data["labels"]), _join(data["rubrics"])
    first_words = "|".join(word.capitalize() for word in data["first_words"].split())
    patterns = (
        (TIME, False),
        (DAY, True),
        (rf"(?i:(?:{'|'.join(data['days'])}))(?=,?\s(?:{TIME}|{DAY}))", True),
        (rf"(?:{_WEEKDAY})\.?,?\s(?=(?:{DAY}))", False),
        (_BUTTON, False),
        (rf"\[{CAPITALIZED}(?:[ .-][\w’'-]{{1,20}}){{0,4}}\](?=\s[{UPPER}“])", False),
        (rf"(?i:(?:{labels})(?!\w))(?:\s?:?\s?{_COUNT})?(?=[\s:.,|–—-]|$)", False),
        (rf"(?i:{rubrics})(?=[\s|/,•·–—-]{{1,4}}(?:{TIME}|{DAY}|(?i:{labels})(?!\w)))", False),
        (rf"{_PHOTO}(?:{_NAMES}\s?[/,]\s)?{_OUTLET}(?=[.]?\s[{UPPER}])", False),
        (
            rf"{_PHOTO}{CAPITALIZED}(?:[ /,]{{1,2}}{CAPITALIZED}){{0,3}}?"
            rf"(?=[.]?\s(?:(?i:{labels})\b|(?:{first_words})\b|{TIME}|{DAY}))",
            False,
        ),
        (
            rf"{_PHOTO}[\w-]{{2,30}}\.(?:com|ru|ua|net|org)(?:\s?\d{{1,4}})?(?:\s+\d{{1,4}}(?=\s))?",
            False,
        ),
        (agency, True),
        (rf"\((?:{DAY})\)", True),
        (rf"(?:/[^/]{{2,40}}/|\(\s?(?:{agency})[^()]{{0,30}}\))", False),
        (
            rf"\(\s?[{UPPER}][\w\s.,/-]{{1,40}}\)"
            rf"(?=--[{UPPER}]|\s?[–—-]{{1,2}}\s(?!{CAPITALIZED}\s\())",
            True,
        ),
        (
            rf"(?:By|Автор|Текст|Корр\.|Кор\.):?\s{CAPITALIZED}\s{CAPITALIZED}"
            rf"(?:,\s(?:{CAPITALIZED}\s){{0,2}}(?:Correspondent|Reporter|Editor|Writer)\b)?",
            False,
        ),
    )
    return tuple((re.compile(pattern), needs_mark) for pattern, needs_mark in patterns)


@cache
def load_first_words() -> frozenset[str]:
    """Return the folded words that begin a sentence even without a stop before them."""
    return frozenset(map(fold, load_toml("text/head")["first_words"].split()))
