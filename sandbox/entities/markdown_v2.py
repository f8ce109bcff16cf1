"""parse_mode MarkdownV2."""

from __future__ import annotations

from dataclasses import dataclass

from sandbox.entities.links import make_inline_image, make_link
from sandbox.entities.span import Span
from sandbox.entities.utf16 import byte_offset
from sandbox.errors import entities_error

_RESERVED = set("_*[]()~`>#+-=|{}.!")
_MARKS = {"_": "italic", "__": "underline", "*": "bold", "~": "strikethrough", "||": "spoiler"}
_NAMES = {
    "italic": "Italic",
    "underline": "Underline",
    "bold": "Bold",
    "strikethrough": "Strikethrough",
    "spoiler": "Spoiler",
    "code": "Code",
    "pre": "Pre",
    "text_link": "TextUrl",
    "custom_emoji": "CustomEmoji",
    "blockquote": "BlockQuote",
}


@dataclass
class _Open:
    type: str
    start: int
    begin: int


class _Parser:
    def __init__(self, source: str) -> None:
        self.source = source
        self.at = 0
        self.out: list[str] = []
        self.open: list[_Open] = []
        self.spans: list[Span] = []
        self.fold = False

    def run(self) -> tuple[str, list[Span]]:
        while self.at < len(self.source):
            self._read_next()
        if self.open and self.open[-1].type == "blockquote":
            self._close_quote()
        if self.open:
            last = self.open[-1]
            where = byte_offset(self.source, last.begin)
            raise entities_error(
                f"Can't find end of {_NAMES[last.type]} entity at byte offset {where}"
            )
        return "".join(self.out), self.spans

    def _read_next(self) -> None:
        source, at = self.source, self.at
        char = source[at]
        if char == "\\" and at + 1 < len(source) and 0 < ord(source[at + 1]) < 127:
            self._emit(source[at + 1], 2)
        elif char == "\n":
            self._read_new_line()
        elif char == ">" and self._is_at_line_start():
            self._open_quote()
        elif char not in _RESERVED:
            self._emit(char, 1)
        else:
            self._read_reserved(char)

    def _read_reserved(self, char: str) -> None:
        mark = self._match_mark()
        if char == "`":
            self._read_code()
        elif self.source.startswith("**>", self.at) and self._is_at_line_start():
            self.at += 2  # An empty bold that separates two quotes.
        elif mark == "||" and self._is_end_of_fold():
            self.fold = True
            self.at += 2
        elif mark in _MARKS:
            self._toggle(mark)
        elif char == "[":
            self._push("text_link", 1)
        elif self.source.startswith("![", self.at):
            self._push("custom_emoji", 2)
        elif char == "]" and self.open and self.open[-1].type in {"text_link", "custom_emoji"}:
            self._read_link()
        else:
            raise entities_error(
                f"Character '{char}' is reserved and must be escaped with the preceding '\\'"
            )

    def _match_mark(self) -> str:
        """Return the formatting mark here; `__` and `||` win over their halves."""
        double = self.source[self.at : self.at + 2]
        return double if double in {"__", "||"} else self.source[self.at]

    def _toggle(self, mark: str) -> None:
        kind = _MARKS[mark]
        if not self.open or self.open[-1].type != kind:
            if kind == "underline" and self.open and self.open[-1].type == "italic":
                mark, kind = "_", "italic"
            else:
                self._push(kind, len(mark))
                return
        last = self.open.pop()
        self.spans.append(Span(kind, last.start, len(self.out)))
        self.at += len(mark)

    def _push(self, kind: str, width: int) -> None:
        self.open.append(_Open(kind, len(self.out), self.at))
        self.at += width

    def _emit(self, char: str, width: int) -> None:
        self.out.append(char)
        self.at += width

    def _is_at_line_start(self) -> bool:
        return not self.out or self.out[-1] == "\n"

    def _read_new_line(self) -> None:
        self._emit("\n", 1)
        if not self.open or self.open[-1].type != "blockquote":
            return
        if self.source.startswith(">", self.at) and not self.fold:
            self.at += 1
        else:
            self._close_quote()

    def _open_quote(self) -> None:
        if any(item.type == "blockquote" for item in self.open):
            raise entities_error(
                "Character '>' is reserved and must be escaped with the preceding '\\'"
            )
        if self.open:
            where = byte_offset(self.source, self.at)
            raise entities_error(
                f"Can't find end of {_NAMES[self.open[-1].type]} entity at byte offset {where}"
            )
        self._push("blockquote", 1)

    def _close_quote(self) -> None:
        last = self.open.pop()
        end = len(self.out)
        if end > last.start and self.out[-1] == "\n":
            end -= 1
        kind = "expandable_blockquote" if self.fold else "blockquote"
        self.spans.append(Span(kind, last.start, end))
        self.fold = False

    def _is_end_of_fold(self) -> bool:
        """Return whether the `||` here ends an expandable quote; else it opens a spoiler."""
        after = self.at + 2
        ends_line = after >= len(self.source) or self.source[after] == "\n"
        return ends_line and bool(self.open) and self.open[-1].type == "blockquote"

    def _read_code(self) -> None:
        begin, start = self.at, len(self.out)
        fence = "```" if self.source.startswith("```", begin) else "`"
        self.at += len(fence)
        language = self._read_language() if fence == "```" else ""
        while not self.source.startswith(fence, self.at):
            if self.at >= len(self.source):
                name = "Code" if fence == "`" else "PreCode" if language else "Pre"
                where = byte_offset(self.source, begin)
                raise entities_error(f"Can't find end of {name} entity at byte offset {where}")
            escaped = self.source[self.at] == "\\" and self.source[self.at + 1 : self.at + 2] != ""
            if escaped and ord(self.source[self.at + 1]) < 127:
                self.at += 1
            self._emit(self.source[self.at], 1)
        self.at += len(fence)
        kind = "code" if fence == "`" else "pre"
        extra = {"language": language} if language else {}
        self.spans.append(Span(kind, start, len(self.out), extra))

    def _read_language(self) -> str:
        end = self.at
        while end < len(self.source) and not self.source[end].isspace() and self.source[end] != "`":
            end += 1
        language = self.source[self.at : end]
        if end < len(self.source) and self.source[end] == "\n":
            self.at = end + 1
            return language
        if end < len(self.source) and self.source[end] != "`" and language:
            self.at = end
            return language
        return ""

    def _read_link(self) -> None:
        last = self.open.pop()
        self.at += 1
        text = "".join(self.out[last.start :])
        url = self._read_url() if self.source.startswith("(", self.at) else text
        span = (
            make_inline_image(url, last.start, len(self.out))
            if last.type == "custom_emoji"
            else make_link(url, last.start, len(self.out))
        )
        if span is not None:
            self.spans.append(span)

    def _read_url(self) -> str:
        begin = self.at
        self.at += 1
        url = []
        while self.at < len(self.source) and self.source[self.at] != ")":
            if self.source[self.at] == "\\" and self.source[self.at + 1 : self.at + 2] in {
                ")",
                "\\",
            }:
                self.at += 1
            url.append(self.source[self.at])
            self.at += 1
        if self.at >= len(self.source):
            raise entities_error(
                f"Can't find end of a URL at byte offset {byte_offset(self.source, begin)}"
            )
        self.at += 1
        return "".join(url)


def parse(source: str) -> tuple[str, list[Span]]:
    """Return the text and spans of a MarkdownV2 `source`.

    Raises :class:`~sandbox.errors.ApiError` 400 `can't parse entities: ...`.
    """
    return _Parser(source).run()
