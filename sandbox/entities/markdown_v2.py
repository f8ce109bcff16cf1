"""parse_mode MarkdownV2."""

from __future__ import annotations

from dataclasses import dataclass

from sandbox.entities.links import inline_image, link
from sandbox.entities.span import Span
from sandbox.errors import ApiError, bad_request

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
            self._step()
        if self.open and self.open[-1].type == "blockquote":
            self._close_quote()
        if self.open:
            last = self.open[-1]
            where = self._offset(last.begin)
            raise _error(f"Can't find end of {_NAMES[last.type]} entity at byte offset {where}")
        return "".join(self.out), self.spans

    def _step(self) -> None:
        source, at = self.source, self.at
        char = source[at]
        if char == "\\" and at + 1 < len(source) and 0 < ord(source[at + 1]) < 127:
            self._emit(source[at + 1], 2)
        elif char == "\n":
            self._new_line()
        elif char == ">" and self._at_line_start():
            self._open_quote()
        elif char not in _RESERVED:
            self._emit(char, 1)
        else:
            self._reserved(char)

    def _reserved(self, char: str) -> None:
        mark = self._mark()
        if char == "`":
            self._code()
        elif self.source.startswith("**>", self.at) and self._at_line_start():
            self.at += 2  # An empty bold that only parts two quotes.
        elif mark == "||" and self._ends_fold():
            self.fold = True
            self.at += 2
        elif mark in _MARKS:
            self._toggle(mark)
        elif char == "[":
            self._push("text_link", 1)
        elif self.source.startswith("![", self.at):
            self._push("custom_emoji", 2)
        elif char == "]" and self.open and self.open[-1].type in {"text_link", "custom_emoji"}:
            self._link()
        else:
            raise _error(
                f"Character '{char}' is reserved and must be escaped with the preceding '\\'"
            )

    def _mark(self) -> str:
        """The formatting mark here; `__` and `||` win over their halves."""
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

    def _at_line_start(self) -> bool:
        return not self.out or self.out[-1] == "\n"

    def _new_line(self) -> None:
        self._emit("\n", 1)
        if not self.open or self.open[-1].type != "blockquote":
            return
        if self.source.startswith(">", self.at) and not self.fold:
            self.at += 1
        else:
            self._close_quote()

    def _open_quote(self) -> None:
        if any(item.type == "blockquote" for item in self.open):
            raise _error("Character '>' is reserved and must be escaped with the preceding '\\'")
        if self.open:
            where = self._offset(self.at)
            raise _error(
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

    def _ends_fold(self) -> bool:
        """Whether the `||` here closes a quote's last line rather than opens a spoiler."""
        after = self.at + 2
        ends_line = after >= len(self.source) or self.source[after] == "\n"
        return ends_line and bool(self.open) and self.open[-1].type == "blockquote"

    def _code(self) -> None:
        begin, start = self.at, len(self.out)
        fence = "```" if self.source.startswith("```", begin) else "`"
        self.at += len(fence)
        language = self._language() if fence == "```" else ""
        while not self.source.startswith(fence, self.at):
            if self.at >= len(self.source):
                name = "Code" if fence == "`" else "PreCode" if language else "Pre"
                raise _error(
                    f"Can't find end of {name} entity at byte offset {self._offset(begin)}"
                )
            escaped = self.source[self.at] == "\\" and self.source[self.at + 1 : self.at + 2] != ""
            if escaped and ord(self.source[self.at + 1]) < 127:
                self.at += 1
            self._emit(self.source[self.at], 1)
        self.at += len(fence)
        kind = "code" if fence == "`" else "pre"
        extra = {"language": language} if language else {}
        self.spans.append(Span(kind, start, len(self.out), extra))

    def _language(self) -> str:
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

    def _link(self) -> None:
        last = self.open.pop()
        self.at += 1
        text = "".join(self.out[last.start :])
        url = self._url() if self.source.startswith("(", self.at) else text
        span = (
            inline_image(url, last.start, len(self.out))
            if last.type == "custom_emoji"
            else link(url, last.start, len(self.out))
        )
        if span is not None:
            self.spans.append(span)

    def _url(self) -> str:
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
            raise _error(f"Can't find end of a URL at byte offset {self._offset(begin)}")
        self.at += 1
        return "".join(url)

    def _offset(self, at: int) -> int:
        return len(self.source[:at].encode("utf-8", "surrogatepass"))


def parse(source: str) -> tuple[str, list[Span]]:
    """Text and spans of a MarkdownV2 `source`.

    Raises :class:`~sandbox.errors.ApiError` 400 `can't parse entities: ...`.
    """
    return _Parser(source).run()


def _error(text: str) -> ApiError:
    return bad_request(f"can't parse entities: {text}")
