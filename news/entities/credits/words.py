"""The vocabulary of credits: the tokens of a sentence, the words of ``news/data/credits.toml``, and
what is found with them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum
from functools import cache, lru_cache
from typing import Literal, NamedTuple

from news.data import load_months, load_toml
from news.model import INTERFACE_LANGUAGES
from news.nlp.words import fold, is_cyrillic

MAX_NAME_CHARS = 80
_MAX_CACHED_NAMES = 5_000
_MIN_OFFICE_LETTERS = 3
_TOKEN = re.compile(
    rf"""(?P<quote>«[^«»]{{1,{MAX_NAME_CHARS}}}(?:«[^«»]{{1,{MAX_NAME_CHARS}}}»)?[^«»]{{0,20}}»
    | „[^„“”"]{{1,{MAX_NAME_CHARS}}}[“”"] | “[^“”]{{1,{MAX_NAME_CHARS}}}”
    | (?<!\w)"(?=\w)[^"\n]{{1,{MAX_NAME_CHARS}}}"(?!\w)
    | ``[^`]{{1,{MAX_NAME_CHARS}}}(?:``|''))
    | (?P<word>[^\W_](?:[\w&+'’ʼ-]|[.](?=\w))*!?)
    | (?P<mark>[^\w\s])""",
    re.VERBOSE,
)
QUOTES = "«»„“”\"`'"
_SHORT_OFFICE = re.compile(
    r"(?:Рос(?!си|то)|Гос|Держ|Укр(?!аин|аїн)|Мин(?!ск)|Мін(?!ськ))[^\W\d_]{3,40}"
)
_INNER_QUOTES = str.maketrans("„“”", "«»»")
# A party and a state look like one: "Rep. Ann Lowe, R-W.Va., said".
DOMAIN = re.compile(r"(?![DIR]-[A-Z]\.[A-Z])[\w-]{2,40}+\.[A-Za-zА-Яа-яІЇЄіїє]{2,5}")

Case = Literal["nomn", "gent", "datv", "accs", "ablt", "loct"]


class Token(NamedTuple):
    """A word, a quoted text with its quotes, or a mark of punctuation; and it folded."""

    text: str
    kind: str
    folded: str

    @property
    def is_capitalized(self) -> bool:
        """Whether it is a word that begins with a capital; a quoted text is not."""
        return self.kind == "word" and self.text[0].isupper()

    @property
    def inner(self) -> str:
        """The text without the quotation marks around it."""
        if self.kind != "quote":
            return self.text
        size = 2 if self.text.startswith("``") else 1
        return self.text[size:-size].strip().translate(_INNER_QUOTES)


@dataclass(frozen=True, slots=True)
class CreditName:
    """A name in the nominative; ``stop`` is the index of the token after it. ``is_outlet``: it
    is an outlet by its own words, by a noun before it, or by the list. ``is_marked``: it is in
    quotes or beside a noun such as "newspaper"."""

    name: str
    stop: int
    is_outlet: bool
    is_marked: bool = False

    @property
    def is_certain(self) -> bool:
        """Whether it, or its first word («Суспільне Суми»), is no plain word and no one's name."""
        first = self.name.partition(" ")[0]
        return self.is_marked or is_certain_outlet(self.name) or is_certain_outlet(first)

    @property
    def is_office(self) -> bool:
        """Whether it begins with a noun such as «министерство» or with an abbreviation."""
        first = self.name.partition(" ")[0]
        if first.isupper() and len(first) >= _MIN_OFFICE_LETTERS:
            return True
        is_noun = load_credit_words().office.fullmatch(fold(first)) is not None
        return is_noun or _SHORT_OFFICE.fullmatch(first) is not None


class CreditRank(IntEnum):
    """How surely a credit is that of the article; the lowest is preferred."""

    OUTLET = 0
    OUTLET_IN_PASSING = 1
    OFFICE = 2


@dataclass(frozen=True, slots=True)
class Credit:
    """The names of one sentence, origins first. ``is_comment``: somebody said something to the
    outlets, which may be beside the news; ``is_figure``: the outlet is the source of a figure."""

    names: tuple[CreditName, ...]
    rank: CreditRank
    is_comment: bool = False
    is_figure: bool = False


@dataclass(frozen=True, slots=True)
class CreditWords:
    """The words of ``news/data/credits.toml``, folded."""

    lists: dict[str, frozenset[str]]
    media: re.Pattern[str]
    bearer: re.Pattern[str]
    office: re.Pattern[str]


@cache
def load_credit_words() -> CreditWords:
    """Load the word lists that credits are recognized by."""
    data = load_toml("credits")
    lists = {key: frozenset(fold(word) for word in data[key]) for key in data}
    lists["english_before_name"] = lists["english_filler"] | lists["english_media"]
    media, bearer, office = (
        re.compile(rf"(?:{'|'.join(map(re.escape, lists[key]))})[^\W\d_]{{0,5}}")
        for key in ("media", "bearer", "office")
    )
    return CreditWords(lists, media, bearer, office)


@cache
def load_month_names() -> frozenset[str]:
    """Return normal and short forms of the months in all languages, folded."""
    return frozenset().union(*map(load_months, INTERFACE_LANGUAGES))


def is_media_word(token: Token) -> bool:
    """Return whether a token is a Slavic noun for an outlet: «газете»."""
    return load_credit_words().media.fullmatch(token.folded) is not None


def drop_repeated(names: Iterable[CreditName]) -> tuple[CreditName, ...]:
    """Return each name once, at its first place."""
    kept: dict[str, CreditName] = {}
    for name in names:
        kept.setdefault(name.name, name)
    return tuple(kept.values())


def tokenize_sentence(sentence: str) -> list[Token]:
    """Split a sentence into words, numbers, quoted names and punctuation."""
    return [
        Token(match.group(), str(match.lastgroup), fold(match.group()))
        for match in _TOKEN.finditer(sentence)
    ]


def get_listed_spelling(name: str) -> str:
    """Return a listed name, Cyrillic or in capitals, as the list spells it: «ИНТЕРФАКС» ->
    «Интерфакс», "REUTERS" -> "Reuters"."""
    is_respelled = is_cyrillic(name) or (name.isupper() and name.isalpha())
    return _load_spellings().get(fold(name), name) if is_respelled else name


@cache
def _load_spellings() -> dict[str, str]:
    return {fold(name): name for name in reversed(load_toml("credits")["known"])}


def is_certain_outlet(name: str) -> bool:
    """Return whether a name is on the list of outlets and means nothing else: unlike "Time"."""
    weak = load_credit_words().lists["weak"]
    return is_known_outlet(name) and fold(name).removeprefix("the ") not in weak


@lru_cache(maxsize=_MAX_CACHED_NAMES)
def is_known_outlet(name: str) -> bool:
    """Return whether a name is on the list of outlets, with or without the article."""
    folded, known = fold(name), load_credit_words().lists["known"]
    return folded in known or folded.removeprefix("the ") in known or f"the {folded}" in known
