"""Read the words around a name: its case, and whether it is a street, a photographer or a
government."""

from __future__ import annotations

import re
from typing import Any

from news.entities.mentions import Mention, load_name_lists
from news.model import Language

_LAST_WORD = re.compile(r"(?<!\w)(\w+)\W{1,2}$")
_WORD_BEFORE = re.compile(r"(?<!\w)(\w+)\s(?P<quote>[«„“\"]?)$")
_NEXT_WORD = re.compile(r"\s(?:не |ещё |еще |также |вновь |снова |вже |has |had )?(\w+)")
_STREET = re.compile(
    r"\b(?:ул\.|улиц\w{1,3}|просп(?:\.|ект\w{0,2})|пр-т\w?|пер(?:\.|еул\w{2,4})|бульвар\w{0,2}"
    r"|вул\.|вулиц\w{1,3}|пров(?:\.|улк\w{1,2}))\s?$",
    re.IGNORECASE,
)
_HOUSE_NUMBER = re.compile(r",\s(?:д\. ?|буд\. ?)?\d{1,3}(?=[\s,.;а-я)])(?! (?:лет|год|рок))")
_PHOTO = re.compile(r"\b(?:фото|photo|photograph|picture)\s?:[^.!?\n]{0,40}$", re.IGNORECASE)
_MAX_CONTEXT_CHARS = 60
_DATELINE_CITY = re.compile(
    r"(?P<city>[А-ЯЁІЇЄҐ'’ʼ-]{5,40}(?: [А-ЯЁІЇЄҐ'’ʼ-]{2,30}){0,2})[,.] (?=\d{1,2} [а-яі])"
    r"|(?P<town>(?!REUTERS\b|EXCLUSIVE\b)[A-Z'’-]{4,30}(?: [A-Z'’-]{3,30}){0,2})"
    r"(?:, [A-Z][\w.]{1,20}(?: [A-Z]\w{1,20})?)?"
    r"(?:, [A-Z][a-z]{2,8}\.? \d{1,2})?(?: \([^()\n]{2,40}\))? ?(?:--|[–—]| - )"
)
_IN, _OF = frozenset({"loct", "loc2", "accs"}), frozenset({"gent", "gen2"})
_CASES_BY_WORDS: dict[Language, dict[str, frozenset[str]]] = {
    "uk": {
        "у в на": _IN,
        "до з із зі біля від поблизу неподалік навколо для без крім коло": _OF,
        "під над перед за": frozenset({"ablt", "accs"}),
        "через про": frozenset({"accs"}),
        "село селище місто хутір містечко": frozenset({"nomn", "accs"}),
        "смт": frozenset({"nomn"}),
        "села селища міста хутора містечка": frozenset({"nomn", "gent"}),
        "поліція поліції мерія мерії громада громади громаді центрі мешканці жителі лісники": _OF,
        "садівники фермери комунальники лікарня лікарні околиця околиці вулицях": _OF,
        "селом селищем містом хутором містечком": frozenset({"nomn", "ablt"}),
    },
    "ru": {
        "в во на": _IN,
        "до из от у около для без близ": _OF,
        "через": frozenset({"accs"}),
        "село селение город хутор": frozenset({"nomn", "accs"}),
        "пгт": frozenset({"nomn"}),
        "села города хутора": frozenset({"nomn", "gent"}),
    },
}
_CASES_AFTER = {
    (language, word): cases
    for language, listed in _CASES_BY_WORDS.items()
    for words, cases in listed.items()
    for word in words.split()
}
_SENTENCE_END = re.compile(r"[.!?…:\n][\s«»“”\"—–-]{0,4}$")
_QUOTES = '«»„“”"`'
_NAME_TAGS = frozenset({"Surn", "Name", "Patr"})


def is_certainly_oblique(mention: Mention, text: str, analyzer: Any) -> bool:
    """Return whether a Slavic name is certainly not in the nominative: after a preposition, of a
    person after a noun for one that is not («тренера Рыжикова»), and of a club after a noun for its
    player («защитник „Тампы“»)."""
    if analyzer is None:
        return False
    before = _WORD_BEFORE.search(_get_before(mention, text))
    word = before[1] if before is not None else ""
    first, _, rest = mention.name.partition(" ")
    if mention.kind == "person" and rest and not _is_part_of_person(first, analyzer):
        word = first  # «Тренера Рыжикова»
    if not word:
        return False
    tags = [parse.tag for parse in analyzer.parse(word.lower())]
    if tags[0].POS == "PREP":
        return True
    nouns = [tag for tag in tags if tag.POS == "NOUN" and "anim" in tag.grammemes]
    if mention.kind == "organisation":
        return bool(nouns) and before is not None and before["quote"] != ""
    is_nominative = any(tag.case == "nomn" for tag in nouns)
    return mention.kind == "person" and bool(nouns) and not is_nominative


def list_governed_cases(mention: Mention, text: str, language: Language) -> frozenset[str]:
    """Return the cases that a place may have after its preposition («до Сосонівська»), or after the
    noun for a settlement, beside which it is in the nominative or in its case («село Грушівці»);
    empty if all are possible."""
    before = _WORD_BEFORE.search(_get_before(mention, text))
    if mention.kind != "place" or before is None:
        return frozenset()
    word = before[1].lower()
    return _CASES_AFTER.get((language, word), frozenset())


def find_dateline_city(text: str, start: int) -> Mention | None:
    """Return the city in capitals before a date at the beginning of an article: «СИНЬОЛІССЯ,
    3 березня.»."""
    found = _DATELINE_CITY.match(text, start)
    if found is None:
        return None
    parts = re.split(r"([ -])", found["city"] or found["town"])
    return Mention("".join(part.capitalize() for part in parts), "place", start)


def is_government(mention: Mention, text: str, analyzer: Any) -> bool:
    """Return whether a place acts, and so means its government: a verb follows it, and no
    preposition precedes it."""
    before = _LAST_WORD.search(_get_before(mention, text))
    after = _NEXT_WORD.match(text, mention.start + len(mention.name))
    if after is None or (
        before is not None and before[1].lower() in load_name_lists()["before_places"]
    ):
        return False
    if analyzer is None:
        return after[1].lower() in load_name_lists()["acts"]
    return "VERB" in analyzer.parse(after[1])[0].tag


def is_in_address(mention: Mention, text: str) -> bool:
    """Return whether a name is that of a street: «улица Гагарина», «на Савушкина, 112»."""
    if mention.kind == "organisation":
        return False
    if _STREET.search(_get_before(mention, text)):
        return True
    is_numbered = _HOUSE_NUMBER.match(text, mention.start + len(mention.name)) is not None
    return is_numbered and _get_before(mention, text).endswith((" на ", "На "))


def is_in_photo_credit(mention: Mention, text: str) -> bool:
    """Return whether a name is right after «Фото:»."""
    before = _get_before(mention, text)
    return mention.kind != "place" and ":" in before and _PHOTO.search(before) is not None


def is_thing_inside_sentence(word: str, mention: Mention, text: str, analyzer: Any) -> bool:
    """Return whether a word that does not open a sentence is only known as a noun for a thing, so
    that its capital makes it a name; offices and nations are persons («Президент»)."""
    before = _get_before(mention, text)
    opens = mention.name.startswith(word) and (not before or bool(_SENTENCE_END.search(before)))
    tags = [parse.tag for parse in analyzer.parse(word.lower())]
    return not opens and all(tag.POS == "NOUN" and "inan" in tag.grammemes for tag in tags)


def is_quoted(mention: Mention, text: str) -> bool:
    """Return whether a name is in quotes, or begins or ends with one."""
    around = text[max(0, mention.start - 1) : mention.start + len(mention.name) + 1]
    return any(mark in _QUOTES for mark in around)


def _get_before(mention: Mention, text: str) -> str:
    return text[max(0, mention.start - _MAX_CONTEXT_CHARS) : mention.start]


def _is_part_of_person(word: str, analyzer: Any) -> bool:
    """Return whether a word may be a first name or a surname."""
    return not analyzer.word_is_known(word.lower()) or any(
        _NAME_TAGS & parse.tag.grammemes for parse in analyzer.parse(word)
    )
