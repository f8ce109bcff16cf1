"""Correct the names that the Russian model finds: where they begin and end, and in capitals."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import Any

from news.entities.gazetteer import is_place
from news.entities.mentions import Mention, load_name_lists
from news.model import EntityKind
from news.nlp.forms.nominative import copy_case
from news.nlp.stopwords import get_stopwords
from news.nlp.words import APOSTROPHE, fold, is_cyrillic

_NAME_TAGS = frozenset({"Name", "Surn", "Patr"})
_MIN_WORD_CHARS = 4
_MIN_CAPITALS = 4
_MIN_SHOUTED_CHARS = 5
_MAX_OFFICE_WORDS = 9
_PROPER_TAGS = frozenset({"Name", "Surn", "Patr", "Geox", "Orgn", "Trad", "Abbr"})
PLACE_NOUNS = frozenset(
    """озеро река город село остров гора улица площадь область край район республика посёлок
    поселок деревня станица море залив пролив мост парк проспект вокзал аэропорт долина берег порт
    мыс устье провинция штат округ графство княжество королевство архипелаг полуостров хребет пик
    перевал водохранилище канал бухта лес пустыня
    кладбище сквер набережная шоссе""".split()  # noqa: SIM905
)
_NEVER_IN_NAMES = frozenset({"ADVB", "PREP", "CONJ", "PRCL", "NPRO", "GRND", "COMP"})
_PREPOSITIONS = frozenset("с со к ко в во на по за из от об для про при без над под".split())  # noqa: SIM905
_SURNAME_PREPOSITIONS = frozenset({"о", "у", "до"})
_OPENING = _PREPOSITIONS | _SURNAME_PREPOSITIONS
_NOMINATIVE_ENDINGS = "бвгджзклмнпрстфхцчшщ"
_REGIONS = re.compile(
    r"(?:(?:, | и )[А-ЯЁ][\w-]{2,40})* "
    r"(?P<noun>(?:район|област|кра|округ|республик|губерни)\w{0,4})\b"
)


def trim_person(parts: Sequence[str], analyzer: Any) -> list[str]:
    """Return the words of a person's name without an office, a country or an adverb before it
    («Тренер Рыжикова», «России Владимир Путин», «Недавно Анастасия») and without what begins after
    it («Соколов У Фонарного»)."""
    words = list(parts)
    while len(words) > 1 and (_is_preposition(words) or not _may_begin_name(words, analyzer)):
        words = words[1:]
    for place, word in enumerate(words[1:], start=1):
        is_surname = len(words) == 2  # «Дана Ли»
        if fold(word) in get_stopwords("ru") and word[0].isupper() and not is_surname:
            return words[:place]
    return words


def drop_preposition(mention: Mention) -> Mention:
    """Return a person or a place without the preposition that opens the sentence: «От Ионеску»
    ждали ответа. «О Сехун», a name in the nominative, keeps its surname."""
    first, _, rest = mention.name.partition(" ")
    word = fold(first)
    is_surname = word in _SURNAME_PREPOSITIONS and rest[-1:] in _NOMINATIVE_ENDINGS
    if mention.kind == "organisation" or not rest or word not in _OPENING or is_surname:
        return mention
    if mention.kind == "place" and not rest[0].isupper():
        return mention
    return Mention(rest, mention.kind, mention.start + len(first) + 1)


def _is_preposition(words: Sequence[str]) -> bool:
    """Return whether a name begins with a preposition that opens its sentence («О Нгуен Фу
    Чонге»). Some are surnames too: «О Сехун»."""
    first = fold(words[0])
    return first in _PREPOSITIONS or (first in _SURNAME_PREPOSITIONS and len(words) > 3)


def trim_organisation(parts: Sequence[str], *, is_quoted: bool, analyzer: Any) -> list[str]:
    """Return the words of an organisation without the form of a business («ООО „Лента“») and, if
    the name is in quotes, without its noun («холдинг „Газпром-медиа“»). Nothing is left of its head
    («Руководитель службы») and of a very long name."""
    lists = load_name_lists()
    heads = lists["legal_form"] | (lists["head_noun"] if is_quoted else frozenset())
    words = list(parts)
    while len(words) > 1 and fold(words[0]) in heads:
        words = words[1:]
    head = fold(words[0]).rpartition("-")[2] if words else ""
    is_head = len(words) > 1 and (
        head in lists["office_head"]
        or (analyzer is not None and analyzer.parse(head)[0].normal_form in lists["office_head"])
    )
    return [] if is_head or len(words) > _MAX_OFFICE_WORDS else words


def is_plain_word(word: str, kind: EntityKind, analyzer: Any) -> bool:
    """Return whether one word without quotes is no name: a common noun («Комиссия»), also in
    capitals («МИНИМУМ») and with a noun before it («Поп-дива»)."""
    if not is_cyrillic(word):
        return False
    plain = fold(word).replace(APOSTROPHE, "'")
    if word.isupper():
        plain = plain if len(word) >= _MIN_SHOUTED_CHARS else ""
    elif kind == "person":
        plain = plain.rpartition("-")[2] if "-" in plain else ""
    elif kind != "organisation" or plain in _load_office_words():
        return False
    if not plain or not analyzer.word_is_known(plain):
        return False
    return not any(_PROPER_TAGS & parse.tag.grammemes for parse in analyzer.parse(plain))


@cache
def _load_office_words() -> frozenset[str]:
    return load_name_lists()["office_word"] | load_name_lists()["office_short"]


def lower_shouted(parts: Sequence[str], kind: EntityKind, analyzer: Any) -> list[str]:
    """Return a name in capitals with one capital a word, if it is no abbreviation: «Игор ДУЛЯЙ»,
    «МОСКВА», «НЕВСКИХ НОВОСТЕЙ»."""
    shouted = [
        part.isupper() and len(part) >= _MIN_CAPITALS and is_cyrillic(part) for part in parts
    ]
    if kind == "place" and len(parts) == 1:
        parses = analyzer.parse(fold(parts[0])) if shouted[0] else []
        is_abbreviation = any("Abbr" in p.tag.grammemes for p in parses)
        is_town = not is_abbreviation and any(is_place(p.normal_form) for p in parses)
        return [parts[0].capitalize()] if is_town else list(parts)
    if kind == "organisation" or len(parts) == 1:
        is_words = all(shouted) and all(analyzer.word_is_known(fold(part)) for part in parts)
        if not is_words or (kind == "organisation" and len(parts) == 1):
            return list(parts)
    return [part.capitalize() if loud else part for part, loud in zip(parts, shouted, strict=True)]


def complete_region(mention: Mention, text: str, analyzer: Any) -> Mention:
    """Return a region with its noun, which is once after several adjectives: «Тындинском и
    Сковородинском районах» -> Тындинский район, Сковородинский район."""
    if mention.kind != "place":
        return mention
    adjective, _, rest = mention.name.partition(" ")
    after = _REGIONS.match(text, mention.start + len(adjective))
    if after is None or (rest and rest != after["noun"]):
        return mention
    noun = next((p for p in analyzer.parse(after["noun"].lower()) if p.tag.POS == "NOUN"), None)
    lead = next((p for p in analyzer.parse(adjective) if p.tag.POS == "ADJF"), None)
    if noun is None or lead is None or "plur" not in noun.tag.grammemes:
        return mention
    gender = analyzer.parse(noun.normal_form)[0].tag.gender
    made = lead.inflect({"nomn", "sing", gender}) if gender else None
    name = f"{copy_case(adjective, made.word)} {noun.normal_form}" if made else mention.name
    return Mention(name, "place", mention.start)


def trim_place(mention: Mention, text: str, analyzer: Any) -> Mention:
    """Return a place without the common noun before it that only opens the sentence: «Школы
    Лугового» -> «Лугового»."""
    first, _, rest = mention.name.partition(" ")
    opens = text[: mention.start].rstrip(' «“"')[-1:] in ("", "\n", ".", "!", "?", "…")
    if mention.kind != "place" or not opens or not rest[:1].isupper() or not is_cyrillic(first):
        return mention
    plain = first.lower()
    parses = analyzer.parse(plain)
    is_noun = analyzer.word_is_known(plain) and parses[0].tag.POS == "NOUN"
    is_part = parses[0].normal_form in PLACE_NOUNS or any(
        _PROPER_TAGS & parse.tag.grammemes for parse in parses
    )
    is_owned = any(parse.tag.case == "gent" for parse in analyzer.parse(rest.split()[0]))
    if not is_noun or is_part or not is_owned:
        return mention
    return Mention(rest, "place", mention.start + len(first) + 1)


def _may_begin_name(words: Sequence[str], analyzer: Any) -> bool:
    first = words[0]
    if len(first) < _MIN_WORD_CHARS or not is_cyrillic(first) or "." in first:
        return True
    plain = fold(first).replace(APOSTROPHE, "'")
    parses = analyzer.parse(plain)
    if any(_NAME_TAGS & parse.tag.grammemes for parse in parses):
        return True
    if len(words) > 2 and any(is_place(parse.normal_form) for parse in parses):
        return False
    if not analyzer.word_is_known(plain) or plain in load_name_lists()["kept_title"]:
        return True
    tag = parses[0].tag
    return tag.POS not in _NEVER_IN_NAMES and not (tag.POS == "NOUN" and "anim" in tag.grammemes)


def set_abbreviation_gender(name: str, analyzer: Any) -> str:
    """Return the name of an office with its adjectives in the gender of its abbreviation: an «У» is
    an «управление», so «Обь-Иртышское УГМС»."""
    *adjectives, last = name.split()
    is_neuter = fold(last) in load_name_lists()["neuter_office"] or re.fullmatch(
        "У[А-Я]{2,5}", last
    )
    if not adjectives or not is_neuter:
        return name
    made = []
    for word in adjectives:
        parse = next((p for p in analyzer.parse(fold(word)) if p.tag.POS == "ADJF"), None)
        neuter = parse.inflect({"nomn", "neut", "sing"}) if parse is not None else None
        if neuter is None:
            return name
        made.append(copy_case(word, neuter.word))
    return " ".join([*made, last])
