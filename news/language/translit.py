"""One name in two alphabets: Vance and Вэнс.

News agencies write foreign names by sound, so one spelling has several likely twins. A few are made
for a query; none is put into the index.
"""

from __future__ import annotations

from itertools import islice, product

_LATIN_SOUNDS = """
    а:a б:b в:v/w г:g/h ґ:g д:d е:e є:ye ж:zh/j з:z и:i і:i ї:yi й:y/i к:k/c л:l м:m н:n о:o п:p р:r
    с:s/ce т:t у:u ф:f х:kh/h ц:ts ч:ch ш:sh щ:shch ъ: ы:y ь: э:e/a ю:yu я:ya
"""
_CYRILLIC_SOUNDS = """
    shch:щ sch:ш zh:ж kh:х ch:ч sh:ш th:т ph:ф ck:к ts:ц yu:ю ya:я oo:у ee:и ce$:с ey$:и/ей y$:и/ий
    e$:/е a:а/э b:б c:к/ц d:д e:е/э f:ф g:г h:х/г i:и/ай j:дж k:к l:л/ль m:м n:н o:о p:п q:к r:р
    s:с t:т u:у/а v:в w:в/у x:кс y:й/и z:з/ц
"""


def _sounds(listed: str) -> dict[str, tuple[str, ...]]:
    """Letters with the spellings that each may have, the commonest first."""
    pairs = (pair.split(":") for pair in listed.split())
    return {letters: tuple(spellings.split("/")) for letters, spellings in pairs}


_TO_LATIN = _sounds(_LATIN_SOUNDS)
_TO_CYRILLIC = tuple(_sounds(_CYRILLIC_SOUNDS).items())
_MOST_LATIN = 8
_MOST_CYRILLIC = 24


def latin(word: str) -> list[str]:
    """Likely Latin spellings of a folded Cyrillic word, at most 8; none for a mixed one."""
    if not all(letter in _TO_LATIN for letter in word):
        return []
    made = product(*(_TO_LATIN[letter] for letter in word))
    return ["".join(letters) for letters in islice(made, _MOST_LATIN)]


def cyrillic(word: str) -> list[str]:
    """Likely Cyrillic spellings of a folded Latin word, at most 24; none where a letter has
    none."""
    parts: list[tuple[str, ...]] = []
    place = 0
    while place < len(word):
        for key, sounds in _TO_CYRILLIC:
            bare = key.rstrip("$")
            if word.startswith(bare, place) and (bare == key or place + len(bare) == len(word)):
                parts.append(sounds)
                place += len(bare)
                break
        else:
            return []
    return ["".join(letters) for letters in islice(product(*parts), _MOST_CYRILLIC)]
