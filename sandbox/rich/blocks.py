"""`InputRichBlock` to `RichBlock`: checks the shape of each block and fills in defaults."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sandbox.errors import ApiError, bad_request
from sandbox.rich.budget import Budget
from sandbox.rich.plain import flatten
from sandbox.rich.text import TextReader
from sandbox.state.models import JSON

# Returns the Message fields of an InputMedia, such as {"photo": [...]}.
MediaReader = Callable[[JSON], JSON]

_MEDIA = ("photo", "video", "animation", "audio", "voice_note", "document")
_ALIGN = frozenset({"left", "center", "right"})
_VALIGN = frozenset({"top", "middle", "bottom"})


class BlockReader:
    """Reads the blocks of one message into normal form and counts them in `budget`."""

    def __init__(
        self, budget: Budget, media: MediaReader, *, find: bool = True, draft: bool = False
    ) -> None:
        self._budget = budget
        self._media = media
        self._text = TextReader(budget, find=find)
        self._draft = draft
        self._readers: dict[str, Callable[[JSON, int], JSON]] = {
            "paragraph": self._read_plain,
            "footer": self._read_plain,
            "thinking": self._read_thinking,
            "heading": self._read_heading,
            "pre": self._read_pre,
            "divider": lambda block, depth: {},
            "anchor": lambda block, depth: {"name": str(_require(block, "name"))},
            "mathematical_expression": self._read_formula,
            "list": self._read_list,
            "blockquote": self._read_quote,
            "expandable_blockquote": self._read_pull_quote,
            "pullquote": self._read_pull_quote,
            "details": self._read_details,
            "table": self._read_table,
            "collage": self._read_group,
            "slideshow": self._read_group,
            "map": self._read_map,
            "buttons": self._read_buttons,
            **dict.fromkeys(_MEDIA, self._read_medium),
        }

    def read(self, blocks: Any, depth: int = 1) -> list[JSON]:
        """Read blocks. Raises :class:`~sandbox.errors.ApiError` 400 for a wrong shape."""
        if not isinstance(blocks, list):
            raise bad_request("can't parse InputRichBlock: expected an Array")
        self._budget.depth = max(self._budget.depth, depth)
        return [self._read_block(block, depth) for block in blocks]

    def _read_block(self, block: Any, depth: int) -> JSON:
        if not isinstance(block, dict):
            raise bad_request("can't parse InputRichBlock: expected an Object")
        kind = block.get("type")
        if not isinstance(kind, str) or kind not in self._readers:
            raise bad_request(f'can\'t parse InputRichBlock: type "{kind}" is unsupported')
        self._budget.blocks += 1
        return {"type": kind, **self._readers[kind](block, depth)}

    def _read_plain(self, block: JSON, depth: int) -> JSON:
        return {"text": self._text.read(_require(block, "text"))}

    def _read_thinking(self, block: JSON, depth: int) -> JSON:
        if not self._draft:
            raise bad_request('can\'t parse InputRichBlock: type "thinking" is unsupported')
        return self._read_plain(block, depth)

    def _read_heading(self, block: JSON, depth: int) -> JSON:
        size = _require(block, "size")
        if not isinstance(size, int) or not 1 <= size <= 6:
            raise bad_request("can't parse InputRichBlock: heading size must be from 1 to 6")
        text = self._text.read(_require(block, "text"))
        if not flatten(text).strip():
            self._budget.record_error("CONTENT_REQUIRED")
        return {"text": text, "size": size}

    def _read_pre(self, block: JSON, depth: int) -> JSON:
        text = self._text.read(_require(block, "text"), find=False)
        return {"text": text, **_pick_given(block, "language")}

    def _read_formula(self, block: JSON, depth: int) -> JSON:
        expression = str(_require(block, "expression"))
        self._budget.characters += len(expression)
        return {"expression": expression}

    def _read_list(self, block: JSON, depth: int) -> JSON:
        items = _require(block, "items")
        if not isinstance(items, list) or not items:
            raise bad_request("list must be non-empty")
        return {"items": [self._read_item(item, n, depth) for n, item in enumerate(items, 1)]}

    def _read_item(self, item: Any, number: int, depth: int) -> JSON:
        if not isinstance(item, dict):
            raise bad_request("can't parse InputRichBlockListItem: expected an Object")
        if "blocks" not in item:
            raise _missing_field("InputRichBlockListItem", "blocks")
        self._budget.blocks += 1
        result: JSON = {"label": _make_label(item, number)}
        result["blocks"] = self.read(item["blocks"], depth + 1)
        return result | _pick_given(item, "has_checkbox", "is_checked", "value", "type")

    def _read_quote(self, block: JSON, depth: int) -> JSON:
        return {
            "blocks": self.read(_require(block, "blocks"), depth + 1),
            **self._read_credit(block),
        }

    def _read_pull_quote(self, block: JSON, depth: int) -> JSON:
        return {"text": self._text.read(_require(block, "text")), **self._read_credit(block)}

    def _read_details(self, block: JSON, depth: int) -> JSON:
        summary = self._text.read(_require(block, "summary"))
        blocks = self.read(_require(block, "blocks"), depth + 1)
        return {"summary": summary, "blocks": blocks, **_pick_given(block, "is_open")}

    def _read_table(self, block: JSON, depth: int) -> JSON:
        rows = _require(block, "cells")
        if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
            raise bad_request("can't parse InputRichBlock: expected an Array of Array of cells")
        cells = [[self._read_cell(cell) for cell in row] for row in rows]
        width = max((sum(c.get("colspan", 1) for c in row) for row in cells), default=0)
        self._budget.columns = max(self._budget.columns, width)
        caption = {"caption": self._text.read(block["caption"])} if block.get("caption") else {}
        flags = _pick_given(block, "is_bordered", "is_striped", "is_compact")
        return {"cells": cells, **flags, **caption}

    def _read_cell(self, cell: Any) -> JSON:
        if not isinstance(cell, dict):
            raise bad_request("can't parse RichBlockTableCell: expected an Object")
        align, valign = cell.get("align") or "left", cell.get("valign") or "top"
        if align not in _ALIGN or valign not in _VALIGN:
            raise bad_request("can't parse RichBlockTableCell: invalid alignment specified")
        result: JSON = {"align": align, "valign": valign}
        if cell.get("text") is not None:
            result["text"] = self._text.read(cell["text"])
        return result | _pick_given(cell, "is_header", "colspan", "rowspan")

    def _read_group(self, block: JSON, depth: int) -> JSON:
        blocks = self.read(_require(block, "blocks"), depth + 1)
        if not blocks:
            self._budget.record_error("CONTENT_REQUIRED")
        return {"blocks": blocks, **self._read_caption(block)}

    def _read_map(self, block: JSON, depth: int) -> JSON:
        location = _require(block, "location")
        size = {"zoom": 15, "width": 600, "height": 300} | _pick_given(
            block, "zoom", "width", "height"
        )
        return {"location": location, **size, **self._read_caption(block)}

    def _read_medium(self, block: JSON, depth: int) -> JSON:
        kind = block["type"]
        given = _require(block, kind)
        if not isinstance(given, dict):
            raise bad_request("can't parse InputRichMessageMedia: media not found")
        self._budget.media += 1
        stored = self._media({**given, "type": "voice" if kind == "voice_note" else kind})
        result = {kind: stored.get("voice" if kind == "voice_note" else kind)}
        return result | _pick_given(given, "has_spoiler") | self._read_caption(block)

    def _read_buttons(self, block: JSON, depth: int) -> JSON:
        buttons = _require(block, "buttons")
        if not isinstance(buttons, list) or not 1 <= len(buttons) <= 8:
            raise bad_request("can't parse InputRichBlock: from 1 to 8 buttons are expected")
        for button in buttons:
            if not isinstance(button, dict) or "text" not in button:
                raise _missing_field("RichMessageButton", "text")
            if len(str(button.get("callback_data", "")).encode()) > 64:
                self._budget.fault = self._budget.fault or bad_request("BUTTON_DATA_INVALID")
        shown = [{**button, "text": self._text.read(button["text"])} for button in buttons]
        return {"buttons": shown, **_pick_given(block, "align")}

    def _read_credit(self, block: JSON) -> JSON:
        return {"credit": self._text.read(block["credit"])} if block.get("credit") else {}

    def _read_caption(self, block: JSON) -> JSON:
        caption = block.get("caption")
        if not caption:
            return {}
        if not isinstance(caption, dict) or "text" not in caption:
            raise _missing_field("RichBlockCaption", "text")
        return {"caption": {"text": self._text.read(caption["text"]), **self._read_credit(caption)}}


def _require(block: JSON, field: str) -> Any:
    if field not in block:
        raise _missing_field("InputRichBlock", field)
    return block[field]


def _missing_field(kind: str, field: str) -> ApiError:
    return bad_request(f"can't parse {kind}: Can't find field \"{field}\"")


def _pick_given(source: JSON, *names: str) -> JSON:
    return {name: source[name] for name in names if source.get(name) not in (None, False)}


_ROMAN = ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))


def _make_label(item: JSON, number: int) -> str:
    """Return the label of a list item: a bullet, or a number in the notation of the item."""
    kind, value = item.get("type"), item.get("value")
    if kind is None and value is None:
        return "•"
    value = int(value) if value is not None else number
    if kind in {"a", "A"} and 1 <= value <= 26:
        return f"{chr(ord(kind) + value - 1)}."
    if kind in {"i", "I"} and 1 <= value < 40:
        label = _format_roman(value)
        return f"{label if kind == 'i' else label.upper()}."
    return f"{value}."


def _format_roman(value: int) -> str:
    result = ""
    for size, letters in _ROMAN:
        result += letters * (value // size)
        value %= size
    return result
