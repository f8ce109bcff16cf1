"""Cut the head of an article: what is before its first sentence.

Datelines («КИЕВ, 10 фев — РИА Новости. …», "LONDON (Reuters) - …", «Пермь. 3 марта. KAMANEWS.RU -
…»), bylines, times, counters, rubrics and captions with a credit. A head is read piece by piece
from the beginning; it ends before a word that can begin a sentence.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from news.model import Block, BlockKind
from news.nlp.words import fold
from news.text.head_pieces import (
    CAPITALIZED,
    CREDIT_BEFORE_TEXT,
    DAY,
    UPPER,
    is_caption,
    is_furniture,
    list_pieces,
    load_first_words,
)

_MAX_HEAD_CHARS = 260
_MIN_REST_CHARS = 20
_MAX_HEAD_BLOCKS = 3
_MAX_PIECES = 12
_MAX_FURNITURE_BLOCKS = 8
_HEAD_KINDS = frozenset({BlockKind.PARAGRAPH, BlockKind.HEADING, BlockKind.QUOTE})
_MIN_CITY_CHARS = 5
_PLACE = rf"{CAPITALIZED}(?:[ /]{CAPITALIZED}){{0,3}}"
_HYPHENATED = r"(?:-(?:на|над|де|ла)-[А-ЯЁІЇЄҐ]\w+)?"
_STATE = r"(?:,\s(?:N\.[BCDHJMSWY]|S\.[CD]|R\.I|D\.C|B\.C|W\.Va|P\.E\.I)\.)?"
"""A state or province that is written with stops: "TRENTON, N.J."."""
_NAMES = re.compile(_PLACE + _HYPHENATED + _STATE)
_INITIALISM = re.compile(rf"(?:[{UPPER}]\.){{2,}}")
_BRACKET = re.compile(
    r"\([^()]{2,40}\)\s?[–—.:-]"
    r"|\((?:AFP|ANI|AP|BBC|Bloomberg|CNN|DPA|IANS|PTI|Reuters|UPI|Xinhua)\b[^()]{0,20}\)\s[A-Z]"
)
_SEPARATOR = re.compile(r"[\s.,;:|/•·–—-]*")
_LOST_MARKS = re.compile(r"[,;|/.]\s+(?=\d)")
"""Left of a head whose first piece is lost: «, 11:10 REGNUM …»."""
_STARTS_SENTENCE = re.compile(rf"[\"«“„‘']?[{UPPER}\d]")
_INSERTED_DATELINE = re.compile(
    rf"(?<=[а-яёіїєґa-z»”]\s){CAPITALIZED}{_HYPHENATED},\s(?:{DAY})[.,–—-]"
)
_CAPTION = re.compile(
    r"\((?:фото|photo|image|picture|світлина|иллюстрация)\b[^()]{0,80}\)\s*", re.IGNORECASE
)
_SENTENCE_END = re.compile(r"[.!?…][»”\")]?\s")
_WHOLE_DAY = re.compile(r"\d{1,2}\s\w{3,10},?\s\d{4}(?:\s(?:г\.|года|р\.|року))?")
_MAX_CAPTION_CHARS = 450
"""A caption may be before a head that is as long as any."""

PlaceCheck = Callable[[str], bool]
"""Whether a name is that of a known place. Places are known to `news.entities`, which is above this
package, so the caller gives the check."""


def _knows_no_place(name: str) -> bool:
    return False


@dataclass(frozen=True, slots=True)
class HeadCut:
    """The text of the head, and the blocks without it."""

    head: str
    blocks: tuple[Block, ...]


def cut_heads(blocks: tuple[Block, ...], is_place: PlaceCheck = _knows_no_place) -> HeadCut:
    """Cut the head from the first paragraphs. A paragraph that is all head stays in place with
    an empty text, so that the numbers of the blocks do not change."""
    cut = _cut_furniture(blocks)
    heads: list[str] = []
    paragraphs = [n for n, block in enumerate(cut) if block.kind is BlockKind.PARAGRAPH]
    paragraphs = [number for number in paragraphs if cut[number].text]
    for number in paragraphs[:_MAX_HEAD_BLOCKS]:
        head, rest = cut_head(cut[number].text, is_place)
        cut[number] = replace(cut[number], text=rest)
        if head:
            heads.append(head)
        if rest:
            break
    return HeadCut(" ".join(heads), tuple(cut))


def _cut_furniture(blocks: tuple[Block, ...]) -> list[Block]:
    """Return the blocks, those of furniture before the first sentence and captions of pictures with
    an empty text; all as they are if nothing else would remain."""
    cut = list(blocks)
    for number, block in enumerate(blocks[:_MAX_FURNITURE_BLOCKS]):
        if is_furniture(block.text) and block.kind in _HEAD_KINDS:
            cut[number] = Block(BlockKind.PARAGRAPH, "")
        elif block.kind is BlockKind.PARAGRAPH:
            break
    for number, block in enumerate(cut):
        if block.kind in _HEAD_KINDS and block.text and is_caption(block.text):
            cut[number] = replace(block, text="")
    has_text = any(
        block.text for block in cut if block.kind not in {BlockKind.IMAGE, BlockKind.HEADING}
    )
    return cut if has_text else list(blocks)


def cut_head(text: str, is_place: PlaceCheck = _knows_no_place) -> tuple[str, str]:
    """Return the head and the rest of a paragraph. The rest is empty if the paragraph is only a
    head, and the whole paragraph if it has none."""
    start = _find_end_of_caption(text) or _find_inserted_head(text[:_MAX_HEAD_CHARS])
    end = start + _read_head(text[start : start + _MAX_HEAD_CHARS], is_place)
    head, rest = text[:end].strip(), text[end:].lstrip()
    if head and not rest:
        return head, ""
    return (head, rest) if len(rest) >= _MIN_REST_CHARS else ("", text)


def _find_inserted_head(opening: str) -> int:
    """Return where a dateline or caption is that follows a standfirst without a stop:
    «…потребовал возврата денег Москва, 12 ноября. Житель…»; 0 if there is none."""
    first_end = _SENTENCE_END.search(opening)
    dateline = _INSERTED_DATELINE.search(opening)
    if dateline and (first_end is None or dateline.start() < first_end.start()):
        return dateline.start()
    caption = _CAPTION.search(opening)
    if caption and (first_end is None or caption.start() < first_end.start()):
        rest = opening[caption.end() :]
        return caption.end() if _STARTS_SENTENCE.match(rest) else 0
    return 0


def _find_end_of_caption(text: str) -> int:
    """Return where the text begins after a caption that ends in the credit of an agency, 0 for
    none."""
    credit = CREDIT_BEFORE_TEXT.search(text, 0, _MAX_CAPTION_CHARS)
    if credit is None or not _STARTS_SENTENCE.match(text, credit.end()):
        return 0
    return credit.end()


class _HeadReader:
    """Reads the pieces of a head. ``end`` is where the last complete head ends."""

    def __init__(self, text: str, is_place: PlaceCheck) -> None:
        self._is_place = is_place
        self.text, self.end, self.is_dated = text, 0, False
        marks = _LOST_MARKS.match(text)
        self.place = marks.end() if marks else 0

    def read_piece(self) -> bool:
        """Read one piece and the marks after it. Returns whether there was one."""
        for pattern, needs_mark in list_pieces():
            found = pattern.match(self.text, self.place)
            if found:
                # «11:10 REGNUM Верховный суд…»: after a time an agency needs no mark.
                is_agency = self.is_dated and found.group().isupper() and len(found.group()) > 1
                # «20:02, 9 Июль, 2018 Мэр…»: neither does a day with a year after a time.
                is_whole = self.is_dated and _WHOLE_DAY.fullmatch(found.group()) is not None
                self.is_dated = True
                return self._accept(
                    found.end(), needs_mark=needs_mark and not (is_agency or is_whole)
                )
        return self._read_names()

    def _read_names(self) -> bool:
        """Read a place, an outlet or an author: names followed by a mark or, after a date, by a
        word that begins a sentence."""
        found = _NAMES.match(self.text, self.place)
        if found is None or _INITIALISM.match(self.text, self.place):
            return False
        marks = _SEPARATOR.match(self.text, found.end())
        assert marks is not None
        if self.is_dated and " " in found.group() and not marks.group().strip():
            return self._read_byline(found)
        after = self.text[marks.end() :]
        opens_bracket = after.startswith(("(", "[")) and _BRACKET.match(after) is not None
        if not marks.group().strip() and not opens_bracket:
            return False
        if not opens_bracket and self._ends_head(found.group(), marks.group()):
            return self._accept(found.end(), needs_mark=True)
        self.place = marks.end()
        return True

    def _ends_head(self, names: str, marks: str) -> bool:
        """Return whether a head may end after these names: a date came before, or they are
        capitals before a colon or dash ("TOKYO: …"), a name before a spaced dash, or a place
        before a spaced colon."""
        if self.is_dated:
            return "," not in marks
        bare = marks.strip(" .")
        if marks == " : " and all(map(self._is_place, names.split("/"))):
            return True  # «Киев : Министр…»; «Рябов : Мост закроют» has a speaker
        if bare == ":" and " " not in names and self._is_before_first_word(marks):
            return True
        if bare == "" and "." in marks and names.upper() == names:
            return len(names) >= _MIN_CITY_CHARS and self._is_before_mixed_case(marks)
        if names.upper() == names and len(names) > 2:
            return bare in {":", "-", "–", "—", "--"}
        return bare in {"-", "–", "—", "--"} and " " in marks and len(names) > 2

    def _is_before_first_word(self, marks: str) -> bool:
        """Return whether a word that is no name follows: "Gurugram: A woman was…"."""
        after = self.text[self.text.index(marks, self.place) + len(marks) :]
        return fold(after.split(" ", 1)[0]) in load_first_words()

    def _is_before_mixed_case(self, marks: str) -> bool:
        """Return whether a word that is not all capitals follows: «ПОЛЯНА. Рятувальники…»."""
        after = self.text[self.text.index(marks, self.place) + len(marks) :]
        return len(after) > _MIN_REST_CHARS and not after.split(" ", 1)[0].isupper()

    def _read_byline(self, found: re.Match[str]) -> bool:
        words = found.group().split(" ")
        for count in (2, 3):
            if len(words) > count and fold(words[count]) in load_first_words():
                return self._accept(self.place + len(" ".join(words[:count])), needs_mark=False)
        return False

    def _accept(self, stop: int, *, needs_mark: bool) -> bool:
        marks = _SEPARATOR.match(self.text, stop)
        assert marks is not None
        self.place = marks.end()
        marked = bool(marks.group().strip(" ,")) or not needs_mark
        if self.place == len(self.text) or (
            marked and _STARTS_SENTENCE.match(self.text, self.place)
        ):
            self.end = self.place
        return True


def _read_head(text: str, is_place: PlaceCheck) -> int:
    """Return the length of the head at the beginning of a text, 0 for none."""
    reader = _HeadReader(text, is_place)
    for _ in range(_MAX_PIECES):
        if reader.place >= len(text) or not reader.read_piece():
            break
    return reader.end
