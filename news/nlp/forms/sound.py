"""A key for how a name sounds in either alphabet: Vance and Вэнс are both ``ʼvns``.

News agencies transcribe foreign names by sound, so two spellings share the order of their
consonants (as in Soundex and Metaphone, for Latin and Cyrillic together). Vowels are dropped,
except that the key marks an initial one.
"""

from __future__ import annotations

import re

from news.model import SOUND_PREFIX
from news.nlp.words import is_cyrillic

_MIN_SOUNDS = 3
_LATIN = """
    schtsch:q shch:q tsch:c tch:c sch:$ sh:$ ch:c zh:j kh:h gh:g ph:f th:t ck:k ts:s tz:s dj:j dzh:j
    ce:s ci:s cy:s que:k qu:kv x:ks c:k q:k w:v z:s j:j b:b d:d f:f g:g h:h k:k l:l m:m n:n p:p r:r
    s:s t:t v:v
"""
_CYRILLIC = """
    дж:j щ:q ч:c ш:$ ж:j х:h ц:s з:s с:s б:b в:v г:g ґ:g д:d к:k л:l м:m н:n п:p р:r т:t ф:f
"""


def _compile_table(listed: str) -> tuple[re.Pattern[str], dict[str, str]]:
    sounds = dict(pair.split(":") for pair in listed.split())
    return re.compile("|".join(map(re.escape, sounds)) + "|."), sounds


_TABLES = {False: _compile_table(_LATIN), True: _compile_table(_CYRILLIC)}
_VOWEL = re.compile(r"[aeiouyäöüáéíóúèàâêîôûаеиоуыэюяіїєё]")
# A consonant written with vowel letters (У in «Уиткофф» and «Пауэлл»), a silent h ("John"), a
# silent g or w at the end of a syllable.
_SILENT_LETTERS = (
    (re.compile(r"(?<![а-яіїє])у(?=[аеиоэяю])|(?<=[ао])у(?=[аеэи])"), "в"),
    (re.compile(r"(?<=[aeiouyr])h(?=[bdfgklmnrtv]|$)|(?<=[aeo])w(?=[bdklmnrst]|$)"), ""),
)
_DOUBLED = re.compile(r"(.)\1+")
_COARSE = str.maketrans({"g": "h", "z": "s"})


def build_phonetic_key(word: str) -> str:
    """Return the sound of a folded name as an index token that no written word has; empty if it
    has too few consonants, or contains letters of other alphabets."""
    key = _spell_consonants(word)
    return f"{SOUND_PREFIX}{key}" if len(key) >= _MIN_SOUNDS else ""


def build_coarse_key(word: str) -> str:
    """Return the consonants of a folded name, however few, without the differences between Russian
    and Ukrainian spelling: «Чернигов», «Чернігів» and Chernihiv are one."""
    return _DOUBLED.sub(r"\1", _spell_consonants(word).translate(_COARSE))


def _spell_consonants(word: str) -> str:
    word = _DOUBLED.sub(r"\1", word)
    for pattern, instead in _SILENT_LETTERS:
        word = pattern.sub(instead, word)
    pattern, sounds = _TABLES[is_cyrillic(word)]
    consonants = "".join(sounds.get(part, "") for part in pattern.findall(word))
    return ("a" if _VOWEL.match(word) else "") + consonants.replace("$", "w")
