"""Read the words around a name: its case, and whether it is a government."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any

from news.entities.mentions import Mention, load_name_lists
from news.model import Language
from news.nlp.words import fold

_LAST_WORD = re.compile(r"(?<!\w)(\w+)\W{1,2}$")
_CERTAIN_SHARE = 0.99
_WORD_BEFORE = re.compile(r"(?<!\w)(\w+)\s(?P<quote>[«„“\"]?)$")
_NEXT_WORD = re.compile(r"\s(?:не |ещё |еще |также |вновь |снова |вже |has |had )?(\w+)")
_MAX_ENDING_CHARS = 2
_MAX_CONTEXT_CHARS = 60
_MAX_CACHED_CONTEXTS = 100
"""Several steps ask for the word before each mention of one article."""
_DATELINE_CITY = re.compile(
    r"(?P<city>[А-ЯЁІЇЄҐ'’ʼ-]{5,40}(?: [А-ЯЁІЇЄҐ'’ʼ-]{2,30}){0,2})[,.] (?=\d{1,2} [а-яі])"
    r"|(?P<town>(?!REUTERS\b|EXCLUSIVE\b)[A-Z'’-]{4,30}(?: [A-Z'’-]{3,30}){0,2})"
    r"(?:, [A-Z][\w.]{1,20}(?: [A-Z]\w{1,20})?)?"
    r"(?:, [A-Z][a-z]{2,8}\.? \d{1,2})?(?: \([^()\n]{2,40}\))? ?(?:--|[–—]|\s?-(?=\s))"
)
_IN, _OF = frozenset({"loct", "loc2", "accs"}), frozenset({"gent", "gen2"})
_CASES_BY_WORDS: dict[Language, dict[str, frozenset[str]]] = {
    "uk": {
        "у в на": _IN,
        "до з із зі біля від поблизу неподалік навколо для без крім коло": _OF,
        "під над перед": frozenset({"ablt", "accs"}),
        "за": frozenset({"ablt", "accs", *_OF}),  # «ще за Польщі»
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
_PERSON_CASES: dict[str, frozenset[str]] = {
    word: cases
    for words, cases in {
        "с со": frozenset({"ablt", *_OF}),
        "о об обо": frozenset({"loct"}),
        "от у из для без до против": _OF,
    }.items()
    for word in words.split()
}
"""Cases of a Russian person after a preposition, none of which has «-у» in a surname that is
declined: «с Лукаку»."""
_SENTENCE_END = re.compile(r"[.!?…:\n][\s«»“”\"—–-]{0,4}$")
_CLAUSE_START = re.compile(r"(?:^|[.!?…:,;\n—–«“\"-]|\b(?:и|а|но|та|і|й|що|что))\s?[«“„\"]?$")
_CLAUSE = re.compile(r"[.!?…:,;\n—–«»“”\"]\s*")
_NAME_TAGS = frozenset({"Surn", "Name", "Patr"})
_NAMING_NOUNS = frozenset({"имя", "фамилия", "прозвище", "псевдоним", "ник", "ім'я", "прізвище"})


def is_certainly_oblique(mention: Mention, text: str, analyzer: Any) -> bool:
    """Return whether a Slavic name is certainly not in the nominative: after a preposition, of a
    person after a noun for one that is not («тренера Рыжикова»), and of a club after a noun for its
    player («защитник „Тампы“»)."""
    if analyzer is None:
        return False
    before = _find_word_before(_get_before(mention, text))
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
    is_after_noun = before is not None and word == before[1] and not nouns
    if mention.kind == "person" and (not rest or first.endswith(".")) and is_after_noun:
        # «звено Пакетта», «сквер Щорса»
        is_thing = tags[0].POS == "NOUN" and "inan" in tags[0].grammemes and word.islower()
        return is_thing and tags[0].number != "plur" and fold(word) not in _NAMING_NOUNS
    is_nominative = any(tag.case == "nomn" for tag in nouns)
    return mention.kind == "person" and bool(nouns) and not is_nominative


def choose_by_context(
    names: dict[str, float], written: str, mention: Mention, text: str, analyzer: Any
) -> dict[str, float]:
    """Return the names that the words around leave: only the written one where it is certainly in
    the nominative, and not that one of a club after its player, unless it is of nothing else."""
    if len(names) == 1 and written in names:
        return names
    if _is_certainly_nominative(mention, text, analyzer):
        return {written: 1.0}
    before = _find_word_before(_get_before(mention, text))
    if mention.kind == "organisation" and len(names) > 1 and before is not None and before["quote"]:
        nouns = [p.tag for p in analyzer.parse(before[1].lower()) if p.tag.POS == "NOUN"]
        if nouns and "anim" in nouns[0].grammemes:
            fit = (one for one in names.items() if one[0] != written or one[1] > _CERTAIN_SHARE)
            return dict(fit) or names
    return names


def _is_certainly_nominative(mention: Mention, text: str, analyzer: Any) -> bool:
    """Return whether a name in quotes is after the noun for what it is («на фестивале „Легенды“»),
    or somebody opens a clause and acts: «Ива Петкова обыграла», «Ионеску заявил»."""
    before = _get_before(mention, text)
    noun = _find_word_before(before)
    if mention.kind == "organisation":
        is_quoted_after = noun is not None and noun["quote"] != ""
        class_nouns = load_name_lists()["class_noun"]
        return is_quoted_after and any(
            p.normal_form in class_nouns
            for p in analyzer.parse(noun[1].lower())  # type: ignore[index]
        )
    if mention.kind != "person":
        return False
    if _is_first_name_in_nominative(mention.name, analyzer):
        return True
    if mention.name.endswith(("у", "ю", "а", "я", "е")) and _is_man_who_acts(
        mention, text, analyzer
    ):
        return True
    if not mention.name.endswith(("а", "я", "и")):
        return False
    if noun is not None and _is_woman(noun[1].lower(), analyzer):
        return True
    after = _NEXT_WORD.match(text, mention.start + len(mention.name))
    if after is not None and _CLAUSE_START.search(before) and _is_of_woman(after[1], analyzer):
        return True
    clause = _CLAUSE.split(before)[-1].split()
    opens = bool(clause) and _is_of_woman(clause[0], analyzer)
    is_relative = any(fold(word) in load_name_lists()["relative"] for word in clause[1:])
    return opens and not is_relative and " " in mention.name


def _is_man_who_acts(mention: Mention, text: str, analyzer: Any) -> bool:
    """Return whether a name in a vowel opens a clause in which nobody else can be the subject of
    the verb after it: «Ионеску заявил о победе», unlike «Шольцу возразил Мерц»."""
    clause = _CLAUSE.split(text[mention.start + len(mention.name) :], maxsplit=1)[0].split()
    if not clause or not _CLAUSE_START.search(_get_before(mention, text)):
        return False
    verb = analyzer.parse(clause[0].lower())[0].tag
    acts = bool(verb.POS == "VERB" and {"past", "masc"} <= verb.grammemes)
    return acts and not _has_subject(clause[1:], analyzer)


def _has_subject(words: Sequence[str], analyzer: Any) -> bool:
    """Return whether one of the words may be a subject in the masculine: a noun or a name that is
    after no preposition («на саммит»)."""
    is_governed = False
    for word in words:
        tags = [parse.tag for parse in analyzer.parse(word.lower())]
        if tags[0].POS == "PREP":
            is_governed = True
        elif not is_governed and (word[0].isupper() or any(map(_may_act, tags))):
            return True
        elif tags[0].POS == "NOUN":
            is_governed = False
    return False


def _may_act(tag: Any) -> bool:
    """Return whether a word may be a subject. The Ukrainian dictionary leaves out some cases."""
    is_man = tag.POS in ("NOUN", "NPRO") and "masc" in tag.grammemes
    return is_man and tag.case in ("nomn", None) and tag.number != "plur"


def _is_first_name_in_nominative(name: str, analyzer: Any) -> bool:
    """Return whether a full name begins with a first name that can only be in the nominative (or
    the vocative of another one): «Павло Зінько»."""
    first, _, rest = name.partition(" ")
    if not rest or first.endswith(("а", "я", "и", "і", "ь")):
        return False
    cases = {p.tag.case for p in analyzer.parse(first.lower()) if "Name" in p.tag.grammemes}
    return bool(cases) and cases <= {"nomn", "voct"}


def _is_woman(noun: str, analyzer: Any) -> bool:
    """Return whether a noun is that of a woman in the nominative: «теннисистка», unlike «жена»,
    after which her husband is named."""
    tag = analyzer.parse(noun)[0].tag
    is_noun = bool(tag.POS == "NOUN" and {"anim", "femn", "nomn"} <= tag.grammemes)
    return is_noun and fold(noun) not in load_name_lists()["relative"]


def _is_of_woman(word: str, analyzer: Any) -> bool:
    """Return whether a word is a verb in the feminine: «сообщила»."""
    tag = analyzer.parse(word.lower())[0].tag
    return bool(tag.POS == "VERB" and {"past", "femn"} <= tag.grammemes)


def list_governed_cases(mention: Mention, text: str, language: Language) -> frozenset[str]:
    """Return the cases that a name may have after its preposition («до Сосонівська»), or a place
    after the noun for a settlement, beside which it is in the nominative or in its case («село
    Грушівці»); empty if all are possible."""
    before = _find_word_before(_get_before(mention, text))
    if before is None or mention.kind == "organisation":
        return frozenset()
    word = before[1].lower()
    if mention.kind == "person":
        return _PERSON_CASES.get(word, frozenset()) if language == "ru" else frozenset()
    return _CASES_AFTER.get((language, word), frozenset())


def find_dateline_city(text: str, start: int) -> Mention | None:
    """Return the city in capitals before a date at the beginning of an article: «СИНЬОЛІССЯ,
    3 березня.»."""
    while text[start : start + 1].isspace():
        start += 1
    found = _DATELINE_CITY.match(text, start)
    if found is None:
        return None
    parts = re.split(r"([ -])", found["city"] or found["town"])
    return Mention("".join(part.capitalize() for part in parts), "place", start)


def rename_as_dateline(mention: Mention, city: str) -> Mention:
    """Return a place by the name of the dateline, which is in the nominative, if it may be a form
    of it: «Луговой» of «Луговое»."""
    words, other = fold(mention.name).split(), fold(city).split()
    is_form = len(words) == len(other) and all(
        one[: max(2, len(two) - 3)] == two[: max(2, len(two) - 3)]
        and abs(len(one) - len(two)) <= _MAX_ENDING_CHARS
        for one, two in zip(words, other, strict=True)
    )
    return replace(mention, name=city) if mention.kind == "place" and is_form else mention


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


def is_thing_inside_sentence(word: str, mention: Mention, text: str, analyzer: Any) -> bool:
    """Return whether a word that does not open a sentence is only known as a noun for a thing, so
    that its capital makes it a name; offices and nations are persons («Президент»)."""
    before = _get_before(mention, text)
    opens = mention.name.startswith(word) and (not before or bool(_SENTENCE_END.search(before)))
    tags = [parse.tag for parse in analyzer.parse(word.lower())]
    return not opens and all(tag.POS == "NOUN" and "inan" in tag.grammemes for tag in tags)


@lru_cache(maxsize=_MAX_CACHED_CONTEXTS)
def _find_word_before(context: str) -> re.Match[str] | None:
    return _WORD_BEFORE.search(context)


def _get_before(mention: Mention, text: str) -> str:
    return text[max(0, mention.start - _MAX_CONTEXT_CHARS) : mention.start]


def _is_part_of_person(word: str, analyzer: Any) -> bool:
    """Return whether a word may be a first name or a surname."""
    return not analyzer.word_is_known(word.lower()) or any(
        _NAME_TAGS & parse.tag.grammemes for parse in analyzer.parse(word)
    )
