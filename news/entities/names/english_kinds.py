"""Judge what the words of an English name are: a person, a place or an organisation."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from news.entities.credits.words import is_known_outlet
from news.entities.gazetteer import is_country, is_place
from news.entities.mentions import load_name_lists
from news.model import EntityKind
from news.nlp.forms import english
from news.nlp.words import fold

_PERSON_CONNECTORS = frozenset(
    {"de", "van", "von", "der", "bin", "al", "da", "del", "dos", "di", "la", "le"}
)
PHRASE_CONNECTORS = frozenset({"of", "the", "for", "and"})
PLACE_PREPOSITION = re.compile(
    r"\b(?:in|near|across|outside|around"
    r"|(?:port|city|town|village|county|district|parish|province|island|suburb|people|residents|mayor|coast)\sof"
    r"|(?:station|port|harbour|harbor|airport|prison|camp)\sat"
    r"|(?:Street|Road|Lane|Avenue),) $",
    re.IGNORECASE,
)
_SPEECH = re.compile(r" (?:said|says|told|added|believes|has|was|is|will|scored|won|who)\b")
_OF_A_THING = re.compile(r"\b(?:the|an?|its|their|this|his|her|my|our) $", re.IGNORECASE)
_NOUN_BEFORE = re.compile(r"(?<![\w'’-])([a-z]{3,20})s? [\"“'‘]?$")
_THING_AFTER = re.compile(
    r"(?:['’]s)? (?:shares?|stock|album|film|phones?|app|products?|users|customers|fans|awards?)\b"
    r"|, (?:which|an? (?:\w{1,20} ){0,3}"
    r"(?:company|firm|group|band|party|brand|maker|app|game|website|film|drug|club)\b)"
)
_ACTS_AS_OFFICE = re.compile(
    r"(?:['’]s)? (?:said|says|announced|reported|warned|confirmed|spokes\w+|chief|boss|chairman"
    r"|president|officials?|executives?|agents?|officers?|staff|members|leaders?)\b"
)
_MONTHS = r"(?:jan|feb|march|april|may|june|july|aug|sept|oct|nov|dec)\w{0,6}"
_MONTH_RANGE = re.compile(rf"{_MONTHS}-{_MONTHS}")
_MAX_BRACKET_CHARS = 80
_INNER_CAPITAL = re.compile(
    r"^(?!Ma?c|De|Di|Le|La|Van|Fitz|Du|O['’]|D['’])[^\W_]{0,40}[a-z][A-Z]|^[A-Z]{2,40}[a-z]"
)
"""A brand or a product: "WaterField", "TVs"; but "McDonald", "DeVito"."""
MAX_CONTEXT_CHARS = 16
_MAX_PERSON_WORDS, _MAX_PLACE_WORDS = 4, 2
MAX_CAPITALS = 5
"""A longer word in capitals is no abbreviation."""
_INSIDE = re.compile(r"\b(?:in|near|outside) $", re.IGNORECASE)
WEAK_PLACE_PREPOSITION = re.compile(r"\bat $|[a-z] [A-Z][a-z]{1,20} of $")
"""Before a name it means a place if the text has no other: "trains at Fenwick"."""
_CONTESTS = frozenset(
    "cup poll conference nations globes championship championships trophy award awards".split()  # noqa: SIM905
)
"""The end of the name of a contest or an event."""
_STREETS = frozenset({"street", "road", "lane", "avenue", "terrace"})
_KNOWN_STREETS = frozenset({"downing", "wall", "fleet", "coronation", "sesame", "abbey"})


@dataclass(frozen=True, slots=True)
class Run:
    """Words of which the first and the last are capitalized, at a position of the text."""

    words: tuple[str, ...]
    start: int
    opens: bool

    @property
    def name(self) -> str:
        """Its words as one text."""
        return " ".join(self.words)

    def cut(self, count: int) -> Run:
        """Return the run without its first words."""
        gone = sum(len(word) + 1 for word in self.words[:count])
        return Run(self.words[count:], self.start + gone, self.opens and not count)


def classify(run: Run, text: str) -> EntityKind | None:
    """Return the kind of a name; None for a day, a nationality, a title of a work and the like."""
    words, lists = run.words, load_name_lists()
    folded = fold(run.name)
    if is_nationality(folded) or all(fold(word) in lists["nothing"] for word in words):
        return None
    if len(words) == 1 and folded in _STREETS:
        return None
    if len(words) > 1 and fold(words[-1]) in _CONTESTS and folded != "united nations":
        return None
    kind = classify_by_lists(words)
    if kind is not None:
        return kind
    before = text[max(0, run.start - MAX_CONTEXT_CHARS) : run.start]
    if len(words) == 1:
        return _classify_word(run, before, text)
    if not PHRASE_CONNECTORS.isdisjoint(words) or fold(words[-1]) in _STREETS:
        return None
    if len(words) == _MAX_PLACE_WORDS and _is_unknown_place(words, before):
        return "place"
    return "person" if may_be_person(words) and _is_likely_person(words, run, text) else None


def classify_by_lists(words: tuple[str, ...]) -> EntityKind | None:
    """Return the kind of a name by lists of names and words; None if they do not tell."""
    lists = load_name_lists()
    folded = [fold(word) for word in words]
    first, last, joined = folded[0], folded[-1], " ".join(folded)
    is_single = len(words) == 1
    if joined in lists["place"] or (is_place(joined) and joined not in lists["no_places"]):
        return "place"
    if not is_single and (is_known_outlet(joined) or last.rpartition("-")[2] in lists["press"]):
        return "organisation"
    if not is_single and first in lists["place_begin"]:
        return "place"
    is_firm = "&" in words and first not in lists["first_name"]
    if is_firm or joined in lists["company_name"] or _is_team(folded):
        return "organisation"
    offices = load_office_words() - {fold(word) for word in words if _is_syllable(word)}
    is_club = not is_single and last in lists["club_end"]
    if is_club and not (first in lists["first_name"] and last in _CLUB_SURNAMES):
        return "organisation"
    if (
        first in lists["first_name"]
        and len(words) in (2, 3)
        and last not in offices | lists["place_end"]
    ):
        return "person"
    if not offices.isdisjoint(folded) and not (is_single and first in lists["generic_office"]):
        return "organisation"
    is_street = last in _STREETS and first not in _KNOWN_STREETS
    return "place" if not is_single and last in lists["place_end"] and not is_street else None


def _is_team(folded: Sequence[str]) -> bool:
    """Return whether words are a place and a plural: "Washington Redskins"."""
    return (
        len(folded) in (2, 3)
        and folded[-1].endswith("s")
        and not folded[-1].endswith("ss")
        and is_place(" ".join(folded[:-1]))
        and folded[0] not in load_name_lists()["first_name"]
        and english.is_known(folded[-1])
    )


def _is_syllable(word: str) -> bool:
    """Return whether two letters are no abbreviation, as in Kim Jong Un."""
    return len(word) == 2 and not word.isupper()


@cache
def load_office_words() -> frozenset[str]:
    """Load the words that only names of offices and companies have."""
    return load_name_lists()["organisation"] | load_name_lists()["organisation_en"]


_CLUB_SURNAMES = frozenset({"villa", "forest", "county", "milan", "madrid", "wednesday", "lions"})


def _classify_word(run: Run, before: str, text: str) -> EntityKind | None:
    word = run.name
    if word.isupper():
        is_office = 1 < len(word) <= MAX_CAPITALS and _is_office_in_text(run, text)
        return "organisation" if is_office else None
    if run.opens or is_common(fold(word)) or _is_no_town(word):
        return None
    return "place" if PLACE_PREPOSITION.search(before) else None


def _is_office_in_text(run: Run, text: str) -> bool:
    """Return whether an abbreviation is a known office, acts as one, or stands in brackets after a
    name in capitals: not "PE", nor "the TPM chip"."""
    word, lists = run.name, load_name_lists()
    if fold(word) in lists["organisation_short"]:
        return True
    after = text[run.start + len(word) :][:MAX_CONTEXT_CHARS]
    if _ACTS_AS_OFFICE.match(after):
        return True
    bracket = text.find(f" ({word})")
    if bracket < 0:
        return False
    words = re.findall(r"[\w'’&]+", text[max(0, bracket - _MAX_BRACKET_CHARS) : bracket])
    capitals = "".join(one[0] for one in words if one[0].isupper())
    return words[-1][0].isupper() and capitals.endswith(word[-2:])


def _is_no_town(word: str) -> bool:
    """Return whether a word after "in" is a brand ("WorldCom") or months ("July-September")."""
    has_digit = any(letter.isdigit() for letter in word)
    return has_digit or bool(_INNER_CAPITAL.search(word) or _MONTH_RANGE.fullmatch(word.lower()))


def _is_unknown_place(words: Sequence[str], before: str) -> bool:
    """Return whether "in" is before two words that are neither a person nor plain English, nor a
    contest ("Ligue 1")."""
    return (
        _INSIDE.search(before) is not None
        and fold(words[0]) not in load_name_lists()["first_name"]
        and not all(is_common(fold(word)) for word in words)
        and all(word.isalpha() and not word.isupper() for word in words)
    )


def may_be_person(words: Sequence[str]) -> bool:
    """Return whether words have the form of a person's name: few, without digits and links."""
    return (
        1 <= len(words) <= _MAX_PERSON_WORDS + 1
        and PHRASE_CONNECTORS.isdisjoint(words)
        and not any(letter.isdigit() for word in words for letter in word)
        and not is_nationality(fold(words[0]))
        and not any(_INNER_CAPITAL.search(word) for word in words)
        and not any(
            word.isupper() and len(word) > (2 if n == 0 and len(words) == 2 else 1)
            for n, word in enumerate(words)
        )
    )


def _is_likely_person(words: Sequence[str], run: Run, text: str) -> bool:
    """Return whether words that begin with no listed first name are a person: none of them is an
    English word or a town, or only one and the text goes on as with a person; and the text does not
    say that they are a thing: "the Golden Globe", "drug maker Biogen Idec"."""
    folded = [fold(word) for word in words if word not in _PERSON_CONNECTORS]
    lists = load_name_lists()
    common = sum(is_common(word) or english.is_known(word) or is_place(word) for word in folded)
    is_town = is_place(folded[-1]) and folded[0] not in lists["title"]
    if is_town and (
        is_common(folded[0])
        or is_place(folded[0])
        or text.count(words[-1]) == 1
        or is_country(words[-1])
    ):
        return False
    before = text[max(0, run.start - MAX_CONTEXT_CHARS * 2) : run.start]
    after = text[run.start + len(run.name) :][: MAX_CONTEXT_CHARS * 3]
    noun = _NOUN_BEFORE.search(before)
    is_thing = (
        _OF_A_THING.search(before)
        or _THING_AFTER.match(after)
        or (noun is not None and noun[1] in lists["thing_noun"])
    )
    if is_thing:
        return False
    if common == 0 or (is_town and common == 1):
        return True
    surname = words[-1]
    return common < len(folded) and (
        bool(_SPEECH.match(after)) or text.count(surname) > text.count(run.name)
    )


def is_after_role(run: Run, text: str) -> bool:
    """Return whether the small word before a name is an office or a work: "striker Cam Davis"."""
    before = _NOUN_BEFORE.search(text[max(0, run.start - MAX_CONTEXT_CHARS * 2) : run.start])
    lists = load_name_lists()
    return (
        before is not None
        and before[1] in lists["role"] - lists["weak_role"]
        and classify_by_lists(run.words) in (None, "person")
    )


def is_nationality(folded: str) -> bool:
    """Return whether an English word is a nationality or the like: "Ukrainian", "Muslim"."""
    return fold(folded) in load_name_lists()["nationality"]


@lru_cache(maxsize=10_000)
def is_common(folded: str) -> bool:
    """Return whether an English dictionary has a word, and no list of names does."""
    lists = load_name_lists()
    if folded in lists["no_places"] or len(folded) == 1:
        return True
    if folded in lists["first_name"] or is_place(folded):
        return False
    return english.is_known(folded)
