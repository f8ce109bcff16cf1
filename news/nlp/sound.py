"""One name in two alphabets, by how it sounds: Vance and Вэнс are both ``ʼvns``.

News agencies write foreign names by ear, so what two spellings share is the order of their
consonants (the idea of Soundex and Metaphone, made for Latin and Cyrillic at once). The vowels are
dropped but for the fact that a name begins with one.
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
# A consonant written with vowel letters (У in «Уиткофф» and «Пауэлл»), an h that nobody hears
# ("John"), a silent g or w at the end of a syllable.
_SILENT_LETTERS = (
    (re.compile(r"(?<![а-яіїє])у(?=[аеиоэяю])|(?<=[ао])у(?=[аеэи])"), "в"),
    (re.compile(r"(?<=[a-z])h(?=[bdfgklmnrtv]|$)|(?<=[aeo])w(?=[bdklmnrst]|$)"), ""),
)
_DOUBLED = re.compile(r"(.)\1+")


def build_phonetic_key(word: str) -> str:
    """What a folded name sounds like, as an index token that no written word can be; empty where
    the word has too few sounds to be told by them, or other letters than these alphabets'."""
    word = _DOUBLED.sub(r"\1", word)
    for pattern, instead in _SILENT_LETTERS:
        word = pattern.sub(instead, word)
    pattern, sounds = _TABLES[is_cyrillic(word)]
    heard = "".join(sounds.get(part, "") for part in pattern.findall(word))
    opening = "a" if _VOWEL.match(word) else ""
    made = opening + heard
    return f"{SOUND_PREFIX}{made.replace('$', 'w')}" if len(made) >= _MIN_SOUNDS else ""
