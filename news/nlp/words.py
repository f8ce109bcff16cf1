"""Words: their boundaries and their normalized spelling.

A *word* is a run of letters and digits; a hyphen or an apostrophe between two of them belongs to
the word. A *token* is what the search index holds: lower case, ё as е, hyphens split, and one kind
of apostrophe (U+02BC, which Unicode classifies as a letter, so that no full-text tokenizer splits
at it). A *model* («С-300», F-16) is one token however it is spelled, an *acronym* that looks like a
word (US) has a token of its own beside it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import cache, lru_cache
from itertools import islice, product
from typing import NamedTuple

from news.data import load_words
from news.limits import MAX_TOKEN_CHARS
from news.model import INTERFACE_LANGUAGES

APOSTROPHE = "ʼ"
_APOSTROPHE_VARIANTS = "'’‘`´ʹ＇"
_WORD = re.compile(rf"[^\W_]+(?:[-‐‑{_APOSTROPHE_VARIANTS}{APOSTROPHE}][^\W_]+)*")
_LETTERS = rf"[^\W_{APOSTROPHE}]+"
_TOKEN = re.compile(rf"{_LETTERS}(?:{APOSTROPHE}{_LETTERS})*")
_FOLD = str.maketrans(
    {
        **dict.fromkeys(_APOSTROPHE_VARIANTS, APOSTROPHE),
        "ё": "е",
        "ѐ": "е",
        "ѝ": "и",
        "ı": "i",
        "‐": "-",
        "‑": "-",
        "\u0307": None,  # of «İ» in lower case
    }
)
_UNSEEN = r"\u00ad\u034f\u180e\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff"
_INVISIBLE = re.compile(rf"[{_UNSEEN}]|(?<=\w)\u200d|\u200d(?=\w)|(?<=[^\W\d_\u2139])\ufe0f")
"""A zero-width joiner between signs makes one emoji of them and stays, as does the sign that makes
an emoji of a digit or of the letter ℹ."""
_STRESS = re.compile(r"(?<=[\u0400-\u04ff])[\u0300\u0301]")
_STRESSED_LATIN = dict(zip("áéíóýàèìòỳÁÉÍÓÝÀÈÌÒỲ", "аеіоуаеіоуАЕІОУАЕІОУ", strict=True))
_MISPLACED_LATIN = re.compile(
    rf"(?<=[\u0400-\u04ff])[{''.join(_STRESSED_LATIN)}](?![A-Za-z\u00c0-\u024f])"
    rf"|(?<![A-Za-z\u00c0-\u024f])[{''.join(_STRESSED_LATIN)}](?=[\u0400-\u04ff])"
)
"""A Latin letter with an accent that stands for a Cyrillic one with a stress mark: «зáмок»."""
_MIXED = re.compile(r"[A-Za-z](?:(?=[\u0400-\u04ff])|(?<=[\u0400-\u04ff].))")
_MIXED_WORD = re.compile(r"[A-Za-z\u0400-\u04ff]+")
_LATIN_LOOKALIKES = dict(zip("ABCEHIKMOPTXYaceikopxy", "АВСЕНІКМОРТХУасеікорху", strict=True))
_CYRILLIC_LOOKALIKES = {letter: latin for latin, letter in _LATIN_LOOKALIKES.items()}
_WIDE = re.compile(r"[\uff01-\uff5e\ufb00-\ufb04]")
_NARROW = {
    **{chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)},
    **dict(zip("ﬀﬁﬂﬃﬄ", ("ff", "fi", "fl", "ffi", "ffl"), strict=True)),
}
_TO_NORMALIZE = re.compile(
    rf"[{_UNSEEN}\u200d\ufe0f\uff01-\uff5e\ufb00-\ufb04\u0300\u0301{''.join(_STRESSED_LATIN)}]"
)
_TO_FOLD = re.compile(
    rf"[{_APOSTROPHE_VARIANTS}ёѐѝı‐‑{''.join(_STRESSED_LATIN)}"
    rf"\u0300-\u036f{_UNSEEN}\u200d\ufe0f\uff01-\uff5e\ufb00-\ufb04]"
)

_ACCENTED = re.compile(r"[\u00df-\u024f\u1e00-\u1eff]")
_PLAIN_LETTERS = str.maketrans(
    {
        **{
            chr(code): base
            for code in (*range(0x00E0, 0x0250), *range(0x1E00, 0x1F00))
            if (base := unicodedata.normalize("NFD", chr(code))[0]).isascii()
        },
        **dict(zip("øłđðħŧ", "olddht", strict=True)),
        **dict(zip("ßæœþ", ("ss", "ae", "oe", "th"), strict=True)),
    }
)

_LOOKALIKES = dict(zip("авекмнорстухі", "abekmhopctyxi", strict=True))
_TO_LATIN = str.maketrans(_LOOKALIKES)
_TO_CYRILLIC = str.maketrans({latin: letter for letter, latin in _LOOKALIKES.items()})
_MODEL = re.compile(
    r"(?<![\w-])(?P<letters>[^\W\d_]{1,5})-(?P<digits>\d{1,4})(?P<tail>[^\W\d_]{0,4}\d?)(?!\w)"
)
_VARIANT = re.compile(r"(?<![\w-])([^\W\d_]{1,5})-?(\d{1,4})(?!s(?!\w))[^\W\d_]{1,4}\d?(?!\w)")
"""A model with letters after its number: a variant of the model without them."""
_VARIANT_TOKEN = re.compile(r"([^\W\d_]{0,5}\d{1,4})[^\W\d_]{1,4}\d{0,2}")
_NAMED_MODEL = re.compile(r"([^\W\d_]{4,5})(\d{1,4}[^\W\d_]{0,4}\d?)")
_LETTER_AFTER_DIGIT = re.compile(r"\d[^\W\d_]")
_MODEL_TOKEN = re.compile(
    r"(?:[^\W\d_]{1,5}\d{1,4}[^\W\d_]{0,4}\d?|\d{1,2}[^\W\d_]{1,3}\d{1,4}[^\W\d_]{0,4})"
)
_LATIN_SPELLINGS = {
    letter: latin
    for latin, letters in {
        "shch": "щ", "zh": "ж", "kh": "х", "ts": "ц", "ch": "ч", "sh": "ш", "yu": "ю", "ya": "я",
        "a": "а", "b": "б", "v": "в", "g": "гґ", "d": "д", "e": "еэє", "z": "з", "i": "иії",
        "y": "йы", "k": "к", "l": "л", "m": "м", "n": "н", "o": "о", "p": "п", "r": "р", "s": "с",
        "t": "т", "u": "у", "f": "ф",
    }.items()
    for letter in letters
}  # fmt: skip
_CYRILLIC_SPELLINGS = {
    "shch": "щ", "zh": "ж", "kh": "х", "ts": "ц", "ch": "ч", "sh": "ш", "yu": "ю", "ya": "я",
    "a": "а", "b": "б", "c": "с", "d": "д", "e": "еэ", "f": "ф", "g": "г", "h": "хг", "i": "иі",
    "j": "й", "k": "к", "l": "л", "m": "м", "n": "н", "o": "о", "p": "п", "r": "р", "s": "с",
    "t": "т", "u": "у", "v": "в", "w": "в", "x": "х", "y": "й", "z": "з",
}  # fmt: skip
"""A piece of a Latin word, and the letters that may stand for it."""
_FINAL_K = re.compile(r"(?<=[aeiou])[ck](?=\d)")
"""The sound «к» at the end of a model's letters, which English spells with a c: PAC-3, «ПАК-3»."""
_LATIN_PIECE = re.compile("|".join(_CYRILLIC_SPELLINGS))
_MAX_SPELLINGS = 16
_MAX_CACHED_WORDS, _MAX_CACHED_CHARS = 8_000, 24
_MAX_CACHED_TEXTS, _MAX_CACHED_TEXT_CHARS = 100, 4_000
"""Several steps ask for the tokens of the paragraphs of one article."""
_CAPITAL, _SMALL = "A-ZА-ЯІЇЄҐ", "a-zа-яіїєґ"
_NUMBER_VARIANT = re.compile(
    rf"(?:(?<=[^\W\d_]{{3}}[ -])|(?<=[^\W\d_]{{3}}[»”“\"'] ))"
    rf"(\d{{1,3}})[{_CAPITAL}]{{1,4}}\d{{0,2}}(?!\w)"
)
"""A number with letters after a name: Leopard 2A7 is a Leopard 2."""
_SPACED_MODEL = re.compile(
    rf"(?<![\w&-])(?:(?P<letters>[{_CAPITAL}][{_SMALL}]?|[{_CAPITAL}]{{2}})[\s–](?P<digits>\d{{1,4}})"
    rf"|(?P<long>[{_CAPITAL}]{{3}}|[{_CAPITAL}][{_SMALL}][{_CAPITAL}])[\s–](?P<few>\d{{1,3}}))"
    rf"(?P<tail>(?:[{_CAPITAL}]{{1,4}}\d?)?)(?![\w%]|[.,:]\d)"
)
"""Four digits after three letters are a year: «ВВП 2025»."""
_TYPED_MODEL = re.compile(rf"\s*([{_SMALL}]{{1,2}})\s(\d{{1,4}}[{_SMALL}]?)\s*")
"""A query is typed in small letters: «ми 8»."""
_HAS_DIGIT = re.compile(r"\d")
_SIGN = re.compile(r"[+#&]|\.[A-Za-z]")
_SIGNED_NAME = re.compile(
    r"(?<![\w.])\.(?P<before>net)(?!\w)"
    r"|(?<![\w+#])(?P<name>[A-ZСcсj]|notepad|clang)(?P<signs>\+\+|#)(?!\+|#|[^\W\d])"
    r"|(?<![\w&])(?P<first>[^\W\d_]{1,3})&(?P<second>[^\W\d_]{1,3})(?![\w&])",
    re.IGNORECASE,
)
"""Of the letters before ++ and #, Cyrillic «С» is meant to be Latin."""
_GENERATION = re.compile(r"(\d)(?<![\w-].)[- ]([GDKДК])(?!\w)")
_ACRONYM = re.compile(
    rf"(?<![\w{APOSTROPHE}'’])(?:[A-Z]{{2,5}}|[А-ЯІЇЄҐ]{{2,5}}|(?:[A-Z]\.){{2,4}})(?![\w{APOSTROPHE}])"
)
_ACRONYM_BEGINNING = re.compile(r"[A-ZА-ЯІЇЄҐ][A-ZА-ЯІЇЄҐ.]")
MAX_ACRONYM_CHARS = 5
_MIN_SHOUTED_WORDS = 4
# The capital is first in the pattern, so that the search goes from one to the next.
_CAPITALIZED = re.compile(
    r"[A-ZА-ЯЁІЇЄҐ](?:(?<=[^\W\d_][ ,-].)|(?<=[^\W\d_] [«“„\"].)|(?<=^.))[^\W\d_]{2,}"
)
_CYRILLIC = re.compile(r"[\u0400-\u04ff]")
_OTHER_SCRIPT = re.compile(r"[\u0530-\u1cff\u2c00-\U0010ffff]")
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]")


class Word(NamedTuple):
    """A word as written, and its position: ``text == source[start:stop]``."""

    text: str
    start: int
    stop: int

    @property
    def is_capitalized(self) -> bool:
        return self.text[0].isupper()


def find_words(text: str) -> list[Word]:
    """Return the words of a text in order, with their positions."""
    return [Word(match.group(), match.start(), match.end()) for match in _WORD.finditer(text)]


def split_words(text: str) -> list[str]:
    """Return the words of a text without their positions, in a third of the time of
    `find_words`."""
    return _WORD.findall(text)


def normalize_unicode(text: str) -> str:
    """Return a text with each letter in one piece (NFC), without characters that nobody sees, and
    without the stress marks of Cyrillic; full-width letters and ligatures as plain letters; a word
    in one alphabet if those of another only look alike: «CБУ» with a Latin C."""
    if text.isascii():
        return text
    composed = unicodedata.normalize("NFC", text)
    if _CYRILLIC.search(composed) and _MIXED.search(composed):
        composed = _MIXED_WORD.sub(_choose_script, composed)
    if not _TO_NORMALIZE.search(composed):
        return composed
    seen = _INVISIBLE.sub("", composed)
    plain = _WIDE.sub(lambda match: _NARROW[match[0]], seen)
    cyrillic = _MISPLACED_LATIN.sub(lambda match: _STRESSED_LATIN[match[0]], plain)
    bare, removed = _STRESS.subn("", cyrillic)
    # A mark between a letter and its two dots kept them apart.
    return unicodedata.normalize("NFC", bare) if removed else bare


def _choose_script(match: re.Match[str]) -> str:
    """Return a word of both alphabets in the one that is meant; as it is in doubt («PDFка»)."""
    word = match[0]
    latin = [letter for letter in word if letter.isascii()]
    cyrillic = [letter for letter in word if not letter.isascii()]
    if not latin or not cyrillic:
        return word
    may_be_cyrillic = all(letter in _LATIN_LOOKALIKES for letter in latin)
    may_be_latin = all(letter in _CYRILLIC_LOOKALIKES for letter in cyrillic)
    if may_be_cyrillic and len(latin) < len(cyrillic) + (not may_be_latin):
        return "".join(_LATIN_LOOKALIKES.get(letter, letter) for letter in word)
    if may_be_latin and not word[0].isascii() and len(latin) >= len(cyrillic):
        return "".join(_CYRILLIC_LOOKALIKES.get(letter, letter) for letter in word)
    return word


def fold(text: str) -> str:
    """Return the text in lower case, with ё as е, without invisible characters and stress marks,
    with one kind of apostrophe and of hyphen."""
    # Several steps ask for each word.
    return _fold_word(text) if len(text) <= _MAX_CACHED_CHARS else _fold_text(text)


def _fold_text(text: str) -> str:
    lower = text.lower()
    # Searching costs a fifth of translating, and few words have anything to translate.
    if _TO_FOLD.search(lower):
        return normalize_unicode(lower).translate(_FOLD)
    return text if lower == text else lower  # one copy in the caches of words


_fold_word = lru_cache(maxsize=_MAX_CACHED_WORDS)(_fold_text)


def strip_all_accents(folded: Sequence[str]) -> Sequence[str]:
    """Return folded words as `strip_accents` does; most texts have no accents."""
    return [*map(strip_accents, folded)] if _ACCENTED.search(" ".join(folded)) else folded


def strip_accents(folded: str) -> str:
    """Return a folded text with plain Latin letters for those with a mark: «zürich» -> «zurich»."""
    return folded.translate(_PLAIN_LETTERS) if _ACCENTED.search(folded) else folded


def tokenize(text: str) -> list[str]:
    """Return the index tokens of a text in order: folded, split at hyphens, long ones cut, a model
    as one of them."""
    if _SIGN.search(text):
        text = spell_signs(text)
    if not _HAS_DIGIT.search(text):
        return split_tokens(text)
    joined = _MODEL.sub(_join_model, _fold_with_models(text))
    return [
        _unify_script(token) if _HAS_DIGIT.search(token) else token
        for token in split_tokens(joined)
    ]


def spell_signs(text: str) -> str:
    """Return a text with letters for the signs of names that are nothing without them: C++, C#,
    .NET, AT&T."""
    return _SIGNED_NAME.sub(_spell_signs, text)


def _spell_signs(match: re.Match[str]) -> str:
    if match["before"]:
        return "dot" + match["before"]
    if match["first"]:
        first, second = (_unify_script(fold(match[part])) for part in ("first", "second"))
        return f"{first}amp{second}"
    sign = "sharp" if match["signs"] == "#" else "plusplus"
    return f"{_unify_script(fold(match['name']))}{sign} "  # C++17 is C++


def split_tokens(text: str) -> list[str]:
    """Return the tokens of a text without regard to models."""
    found: list[str] = _TOKEN.findall(fold(text))
    if len(text) > MAX_TOKEN_CHARS and max(map(len, found), default=0) > MAX_TOKEN_CHARS:
        return [token[:MAX_TOKEN_CHARS] for token in found]
    return found


def _fold_with_models(text: str) -> str:
    # The cache may not keep long texts in memory.
    if len(text) > _MAX_CACHED_TEXT_CHARS:
        return fold(hyphenate_models(text))
    return _fold_short_with_models(text)


@lru_cache(maxsize=_MAX_CACHED_TEXTS)
def _fold_short_with_models(text: str) -> str:
    return fold(hyphenate_models(text))


def hyphenate_models(text: str) -> str:
    """Return a text with a hyphen in each model that is written with a space or a dash («Ту 154»,
    «5 G»). What may be a word at the beginning of a sentence («С 300 людьми») is a model only after
    another word, or alone."""

    def join(match: re.Match[str]) -> str:
        letters, digits = match["letters"] or match["long"], match["digits"] or match["few"]
        before = match.string[: match.start()].rstrip(" ")[-1:]
        is_alone = match.end() - match.start() == len(match.string.strip())
        may_be_name = before.isalnum() or before == "," or is_alone
        is_model = not _is_short_word(letters) or (may_be_name and not match["long"])
        return f"{letters}-{digits}{match['tail']}" if is_model else match[0]

    typed = _TYPED_MODEL.fullmatch(text)
    if typed is not None and not _is_short_word(typed[1]):
        return f"{typed[1]}-{typed[2]}"
    return _GENERATION.sub(r"\1\2", _SPACED_MODEL.sub(join, text))


def split_models(text: str) -> list[str]:
    """Return the tokens of the parts of all models in a text, so that these are found too: the
    letters and the number of «БМП-2», and Ка-52 of «Ка-52М»."""
    if not _HAS_DIGIT.search(text):
        return []
    folded = _fold_with_models(text)
    parts = [token for match in _MODEL.finditer(folded) for token in split_tokens(match[0])]
    if not _LETTER_AFTER_DIGIT.search(folded):
        return parts
    parts += _NUMBER_VARIANT.findall(text)
    return parts + [_unify_script("".join(found)) for found in _VARIANT.findall(folded)]


def cut_variant(token: str) -> str:
    """Return the token of the model whose variant a token names: «Ка-52» for «Ка-52М», 2 for 2A7
    (after «Leopard»); empty for other words."""
    found = _VARIANT_TOKEN.fullmatch(token)
    return _unify_script(found[1]) if found is not None else ""


def split_named_model(token: str) -> list[str]:
    """Return the name and the number of a model that has a name («Шахед-136»), which others write
    as two words; any other token as it is."""
    found = _NAMED_MODEL.fullmatch(token)
    return [token] if found is None else [found[1], found[2]]


def find_capitalized(text: str) -> set[str]:
    """Return the capitalized words inside the sentences of a text, which may be names."""
    return {match.group() for match in _CAPITALIZED.finditer(text)}


def spell_model(token: str) -> tuple[str, ...]:
    """Return how the token of a model is spelled in the other alphabet: S-300 for «С-300», «Ми-8»
    for Mi-8; nothing for other words. «С-300» may be meant to be C-300, and is both."""
    if not _MODEL_TOKEN.fullmatch(token):
        return ()
    cyrillic = token.translate(_TO_CYRILLIC)
    latin = [token] if token.isascii() else []
    if not _LATIN.search(cyrillic):
        latin.append(spell_in_latin(cyrillic))
    latin += [other for word in latin if (other := _FINAL_K.sub(_swap_k, word)) != word]
    spelled = (_unify_script(one) for word in latin for one in spell_in_cyrillic(word))
    return tuple(one for one in dict.fromkeys((*latin, *spelled)) if one != token)


def _swap_k(match: re.Match[str]) -> str:
    return "k" if match[0] == "c" else "c"


def spell_in_latin(word: str) -> str:
    """Return a folded Cyrillic word as English texts spell it: «сбу» -> sbu."""
    return "".join(_LATIN_SPELLINGS.get(letter, letter) for letter in word)


def spell_in_cyrillic(word: str) -> list[str]:
    """Return how a short folded Latin word may be spelled in Cyrillic: gru -> «гру»."""
    pieces = [_CYRILLIC_SPELLINGS[piece] for piece in _LATIN_PIECE.findall(word)]
    template = _LATIN_PIECE.sub("{}", word)
    if not all(map(str.isdigit, template.replace("{}", ""))):
        return []  # a letter that neither language has a spelling for
    return [template.format(*one) for one in islice(product(*pieces), _MAX_SPELLINGS)]


def is_model(word: str) -> bool:
    """Return whether a folded word is the name of a model."""
    return _MODEL.fullmatch(word) is not None


def find_acronyms(text: str) -> frozenset[str]:
    """Return the folded acronyms of a text, of two to five capitals; none if it is all capitals."""
    if not _ACRONYM_BEGINNING.search(text) or _is_shouted(text):
        return frozenset()
    return frozenset(fold(match.replace(".", "")) for match in _ACRONYM.findall(text))


def mark_acronym(folded: str) -> str:
    """Return the index token of an acronym. No written word ends in an apostrophe."""
    return folded + APOSTROPHE


def is_acronym_token(token: str) -> bool:
    """Return whether an index token stands for an acronym written in capitals."""
    return token.endswith(APOSTROPHE)


def _is_shouted(text: str) -> bool:
    """Return whether most words are in capitals, and not because they are acronyms."""
    words = [word for word in split_words(text) if len(word) > 1]
    capitals = [len(word) for word in words if word.isupper()]
    is_plain = len(capitals) < _MIN_SHOUTED_WORDS and max(capitals, default=0) <= MAX_ACRONYM_CHARS
    return 2 * len(capitals) > len(words) and not is_plain


def _is_short_word(letters: str) -> bool:
    return letters.lower() in _load_short_words()


@cache
def _load_short_words() -> frozenset[str]:
    return frozenset(
        word.lower()
        for language in INTERFACE_LANGUAGES
        for word in load_words(f"stopwords/{language}")
        if len(word) <= 3
    )


def _join_model(match: re.Match[str]) -> str:
    """Return a model as one word, without the s of an English plural."""
    return f"{match['letters']}{match['digits']}{match['tail'].removesuffix('s')}"


def _unify_script(token: str) -> str:
    """Return a model in one script: letters that look alike in both («С», C) become Latin, unless
    another letter is Cyrillic."""
    latin = token.translate(_TO_LATIN)
    return token.translate(_TO_CYRILLIC) if is_cyrillic(latin) else latin


def is_cyrillic(word: str) -> bool:
    """Return whether a word has Cyrillic letters and none of a script that is not European: the
    dictionaries fail at signs that Unicode has no name for."""
    if word.isascii():
        return False
    return _CYRILLIC.search(word) is not None and _OTHER_SCRIPT.search(word) is None


def is_latin(word: str) -> bool:
    """Return whether a word contains a Latin letter."""
    return _LATIN.search(word) is not None
