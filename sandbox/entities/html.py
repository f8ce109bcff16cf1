"""parse_mode HTML: tags to entities, with the server's errors and byte offsets."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from sandbox.entities.links import make_date_time, make_link
from sandbox.entities.span import Span
from sandbox.entities.utf16 import byte_offset
from sandbox.errors import ApiError, entities_error

_TYPES = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "u": "underline",
    "ins": "underline",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "tg-emoji": "custom_emoji",
    "tg-time": "date_time",
    "pre": "pre",
    "code": "code",
    "a": "text_link",
    "blockquote": "blockquote",
}
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_REFERENCE = re.compile(r"&(?:#x([0-9a-fA-F]+)|#([0-9]+)|([a-z]+));")
_SPECIAL = re.compile(r"[<&]")
_TAG_NAME = re.compile(r"[^\s>]*")
_NAME = re.compile(r"[^\s=>/\"']+")
_BARE_VALUE = re.compile(r"[^\s>\"']+")


@dataclass
class _Tag:
    name: str
    start: int
    attributes: dict[str, str] = field(default_factory=dict)


class _Parser:
    def __init__(self, source: str) -> None:
        self.source = source
        self.at = 0
        self.out: list[str] = []
        self.size = 0
        self.open: list[_Tag] = []
        self.spans: list[Span] = []

    def run(self) -> tuple[str, list[Span]]:
        while self.at < len(self.source):
            char = self.source[self.at]
            if char == "<":
                if self.source.startswith("</", self.at):
                    self._read_end_tag()
                else:
                    self._read_start_tag()
            elif char == "&":
                self._read_reference()
            else:
                self._read_literal()
        if self.open:
            name = self.open[-1].name
            raise entities_error(f'Can\'t find end tag corresponding to start tag "{name}"')
        return "".join(self.out), self.spans

    def _emit(self, text: str) -> None:
        self.out.append(text)
        self.size += len(text)

    def _read_literal(self) -> None:
        special = _SPECIAL.search(self.source, self.at)
        stop = special.start() if special else len(self.source)
        self._emit(self.source[self.at : stop])
        self.at = stop

    def _read_reference(self) -> None:
        char, self.at = _decode_reference(self.source, self.at)
        self._emit(char)

    def _unclosed_tag(self, begin: int) -> ApiError:
        return entities_error(
            f"Unclosed start tag at byte offset {byte_offset(self.source, begin)}"
        )

    def _read_start_tag(self) -> None:
        begin = self.at
        match = _TAG_NAME.match(self.source, begin + 1)
        name = match.group().lower() if match else ""
        self.at = begin + 1 + len(name)
        if self.at >= len(self.source):
            raise self._unclosed_tag(begin)
        if name not in _TYPES:
            where = byte_offset(self.source, begin)
            raise entities_error(f'Unsupported start tag "{name}" at byte offset {where}')
        tag = _Tag(name, self.size, self._read_attributes(begin, name))
        if name == "span" and "tg-spoiler" not in tag.attributes.get("class", "").split():
            where = byte_offset(self.source, begin)
            raise entities_error(f'Tag "span" must have class "tg-spoiler" at byte offset {where}')
        self.open.append(tag)

    def _read_attributes(self, begin: int, tag: str) -> dict[str, str]:
        found: dict[str, str] = {}
        while True:
            self._skip_spaces()
            if self.at >= len(self.source):
                raise self._unclosed_tag(begin)
            if self.source[self.at] == ">":
                self.at += 1
                return found
            match = _NAME.match(self.source, self.at)
            if not match:
                where = byte_offset(self.source, begin)
                raise entities_error(
                    f'Empty attribute name in the tag "{tag}" at byte offset {where}'
                )
            self.at = match.end()
            found[match.group().lower()] = self._read_value(begin)

    def _read_value(self, begin: int) -> str:
        self._skip_spaces()
        if self.at >= len(self.source):
            raise self._unclosed_tag(begin)
        if self.source[self.at] != "=":
            return ""
        self.at += 1
        self._skip_spaces()
        quote = self.source[self.at : self.at + 1]
        if quote in {'"', "'"}:
            end = self.source.find(quote, self.at + 1)
            if end < 0:
                raise self._unclosed_tag(begin)
            value = self.source[self.at + 1 : end]
            self.at = end + 1
            return _REFERENCE.sub(lambda m: _decode_reference(m.group(), 0)[0], value)
        match = _BARE_VALUE.match(self.source, self.at)
        if not match:
            raise entities_error(
                f"Unexpected end of name token at byte offset {byte_offset(self.source, self.at)}"
            )
        self.at = match.end()
        return match.group()

    def _skip_spaces(self) -> None:
        while self.at < len(self.source) and self.source[self.at].isspace():
            self.at += 1

    def _read_end_tag(self) -> None:
        begin = self.at
        where = byte_offset(self.source, begin)
        if not self.open:
            raise entities_error(f"Unexpected end tag at byte offset {where}")
        end = self.source.find(">", begin)
        if end < 0:
            raise entities_error(f"Unclosed end tag at byte offset {where}")
        name = self.source[begin + 2 : end].strip().lower()
        tag = self.open.pop()
        if name and name != tag.name:
            raise entities_error(
                f"Unmatched end tag at byte offset {where}, "
                f'expected "</{tag.name}>", found "</{name}>"'
            )
        self.at = end + 1
        self._close(tag)

    def _close(self, tag: _Tag) -> None:
        if tag.start == self.size:
            return
        span = self._make_span(tag)
        if span is not None:
            self.spans.append(span)

    def _make_span(self, tag: _Tag) -> Span | None:
        kind = _TYPES[tag.name]
        text = "".join(self.out)[tag.start :]
        if tag.name == "a":
            return make_link(tag.attributes.get("href") or text, tag.start, self.size)
        if tag.name == "tg-emoji":
            identifier = tag.attributes.get("emoji-id", "")
            if not identifier.isdecimal():
                raise entities_error("Invalid custom emoji identifier specified")
            return Span(kind, tag.start, self.size, {"custom_emoji_id": identifier})
        if tag.name == "tg-time":
            return make_date_time(tag.attributes, tag.start, self.size)
        if tag.name == "blockquote" and "expandable" in tag.attributes:
            return Span("expandable_blockquote", tag.start, self.size)
        if tag.name == "code":
            return self._make_code(tag)
        if tag.name == "pre":
            return self._make_pre(tag)
        return Span(kind, tag.start, self.size)

    def _make_code(self, tag: _Tag) -> Span:
        language = tag.attributes.get("class", "").removeprefix("language-")
        inside_pre = bool(self.open) and self.open[-1].name == "pre"
        if inside_pre and language and tag.attributes["class"].startswith("language-"):
            return Span("code", tag.start, self.size, {"language": language})
        return Span("code", tag.start, self.size)

    def _make_pre(self, tag: _Tag) -> Span:
        """Make a pre. Its `<code class="language-x">` over the same text gives it a language."""
        last = self.spans[-1] if self.spans else None
        if last and last.type == "code" and (last.start, last.end) == (tag.start, self.size):
            self.spans.pop()
            return Span("pre", tag.start, self.size, last.extra)
        return Span("pre", tag.start, self.size)


def parse(source: str) -> tuple[str, list[Span]]:
    """Return the text and spans of an HTML `source`.

    Raises :class:`~sandbox.errors.ApiError` 400 `can't parse entities: ...`.
    """
    text, spans = _Parser(source).run()
    plain_code = [
        Span("code", s.start, s.end) if s.type == "code" and s.extra else s for s in spans
    ]
    return text, plain_code


def _decode_reference(source: str, at: int) -> tuple[str, int]:
    """Return the character of the reference at `at` and its end. A lone ampersand is itself."""
    match = _REFERENCE.match(source, at)
    if not match:
        return "&", at + 1
    hexadecimal, decimal, name = match.groups()
    if name is not None:
        return (_NAMED[name], match.end()) if name in _NAMED else ("&", at + 1)
    code = int(hexadecimal, 16) if hexadecimal else int(decimal)
    if not 0 < code < 0x110000 or 0xD800 <= code < 0xE000:
        return "&", at + 1
    return chr(code), match.end()
