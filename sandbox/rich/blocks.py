"""`InputRichBlock` to `RichBlock`: each block's shape checked, its defaults filled in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sandbox.errors import ApiError, bad_request
from sandbox.rich.budget import Budget
from sandbox.rich.plain import flat
from sandbox.rich.text import TextReader
from sandbox.state.models import JSON

# Turns an InputMedia into the Message fields of that medium, such as {"photo": [...]}.
MediaReader = Callable[[JSON], JSON]

_MEDIA = ("photo", "video", "animation", "audio", "voice_note", "document")
_ALIGN = frozenset({"left", "center", "right"})
_VALIGN = frozenset({"top", "middle", "bottom"})


class BlockReader:
    """Reads the blocks of one message into normal form, counting on `budget`."""

    def __init__(
        self, budget: Budget, media: MediaReader, *, find: bool = True, draft: bool = False
    ) -> None:
        self._budget = budget
        self._media = media
        self._text = TextReader(budget, find=find)
        self._draft = draft
        self._readers: dict[str, Callable[[JSON, int], JSON]] = {
            "paragraph": self._plain,
            "footer": self._plain,
            "thinking": self._thinking,
            "heading": self._heading,
            "pre": self._pre,
            "divider": lambda block, depth: {},
            "anchor": lambda block, depth: {"name": str(_need(block, "name"))},
            "mathematical_expression": self._formula,
            "list": self._list,
            "blockquote": self._quote,
            "expandable_blockquote": self._pull,
            "pullquote": self._pull,
            "details": self._details,
            "table": self._table,
            "collage": self._group,
            "slideshow": self._group,
            "map": self._map,
            "buttons": self._buttons,
            **dict.fromkeys(_MEDIA, self._medium),
        }

    def read(self, blocks: Any, depth: int = 1) -> list[JSON]:
        """Raises :class:`~sandbox.errors.ApiError` 400 for a block of the wrong shape."""
        if not isinstance(blocks, list):
            raise bad_request("can't parse InputRichBlock: expected an Array")
        self._budget.depth = max(self._budget.depth, depth)
        return [self._block(block, depth) for block in blocks]

    def _block(self, block: Any, depth: int) -> JSON:
        if not isinstance(block, dict):
            raise bad_request("can't parse InputRichBlock: expected an Object")
        kind = block.get("type")
        if not isinstance(kind, str) or kind not in self._readers:
            raise bad_request(f'can\'t parse InputRichBlock: type "{kind}" is unsupported')
        self._budget.blocks += 1
        return {"type": kind, **self._readers[kind](block, depth)}

    def _plain(self, block: JSON, depth: int) -> JSON:
        return {"text": self._text.read(_need(block, "text"))}

    def _thinking(self, block: JSON, depth: int) -> JSON:
        if not self._draft:
            raise bad_request('can\'t parse InputRichBlock: type "thinking" is unsupported')
        return self._plain(block, depth)

    def _heading(self, block: JSON, depth: int) -> JSON:
        size = _need(block, "size")
        if not isinstance(size, int) or not 1 <= size <= 6:
            raise bad_request("can't parse InputRichBlock: heading size must be from 1 to 6")
        text = self._text.read(_need(block, "text"))
        if not flat(text).strip():
            self._budget.blame("CONTENT_REQUIRED")
        return {"text": text, "size": size}

    def _pre(self, block: JSON, depth: int) -> JSON:
        text = self._text.read(_need(block, "text"), find=False)
        return {"text": text, **_given(block, "language")}

    def _formula(self, block: JSON, depth: int) -> JSON:
        expression = str(_need(block, "expression"))
        self._budget.characters += len(expression)
        return {"expression": expression}

    def _list(self, block: JSON, depth: int) -> JSON:
        items = _need(block, "items")
        if not isinstance(items, list) or not items:
            raise bad_request("list must be non-empty")
        return {"items": [self._item(item, n, depth) for n, item in enumerate(items, 1)]}

    def _item(self, item: Any, number: int, depth: int) -> JSON:
        if not isinstance(item, dict):
            raise bad_request("can't parse InputRichBlockListItem: expected an Object")
        if "blocks" not in item:
            raise _missing("InputRichBlockListItem", "blocks")
        self._budget.blocks += 1
        made: JSON = {"label": _label(item, number)}
        made["blocks"] = self.read(item["blocks"], depth + 1)
        return made | _given(item, "has_checkbox", "is_checked", "value", "type")

    def _quote(self, block: JSON, depth: int) -> JSON:
        return {"blocks": self.read(_need(block, "blocks"), depth + 1), **self._credit(block)}

    def _pull(self, block: JSON, depth: int) -> JSON:
        return {"text": self._text.read(_need(block, "text")), **self._credit(block)}

    def _details(self, block: JSON, depth: int) -> JSON:
        summary = self._text.read(_need(block, "summary"))
        blocks = self.read(_need(block, "blocks"), depth + 1)
        return {"summary": summary, "blocks": blocks, **_given(block, "is_open")}

    def _table(self, block: JSON, depth: int) -> JSON:
        rows = _need(block, "cells")
        if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
            raise bad_request("can't parse InputRichBlock: expected an Array of Array of cells")
        cells = [[self._cell(cell) for cell in row] for row in rows]
        width = max((sum(c.get("colspan", 1) for c in row) for row in cells), default=0)
        self._budget.columns = max(self._budget.columns, width)
        caption = {"caption": self._text.read(block["caption"])} if block.get("caption") else {}
        flags = _given(block, "is_bordered", "is_striped", "is_compact")
        return {"cells": cells, **flags, **caption}

    def _cell(self, cell: Any) -> JSON:
        if not isinstance(cell, dict):
            raise bad_request("can't parse RichBlockTableCell: expected an Object")
        align, valign = cell.get("align") or "left", cell.get("valign") or "top"
        if align not in _ALIGN or valign not in _VALIGN:
            raise bad_request("can't parse RichBlockTableCell: invalid alignment specified")
        made: JSON = {"align": align, "valign": valign}
        if cell.get("text") is not None:
            made["text"] = self._text.read(cell["text"])
        return made | _given(cell, "is_header", "colspan", "rowspan")

    def _group(self, block: JSON, depth: int) -> JSON:
        blocks = self.read(_need(block, "blocks"), depth + 1)
        if not blocks:
            self._budget.blame("CONTENT_REQUIRED")
        return {"blocks": blocks, **self._caption(block)}

    def _map(self, block: JSON, depth: int) -> JSON:
        location = _need(block, "location")
        size = {"zoom": 15, "width": 600, "height": 300} | _given(block, "zoom", "width", "height")
        return {"location": location, **size, **self._caption(block)}

    def _medium(self, block: JSON, depth: int) -> JSON:
        kind = block["type"]
        given = _need(block, kind)
        if not isinstance(given, dict):
            raise bad_request("can't parse InputRichMessageMedia: media not found")
        self._budget.media += 1
        stored = self._media({**given, "type": "voice" if kind == "voice_note" else kind})
        made = {kind: stored.get("voice" if kind == "voice_note" else kind)}
        return made | _given(given, "has_spoiler") | self._caption(block)

    def _buttons(self, block: JSON, depth: int) -> JSON:
        buttons = _need(block, "buttons")
        if not isinstance(buttons, list) or not 1 <= len(buttons) <= 8:
            raise bad_request("can't parse InputRichBlock: from 1 to 8 buttons are expected")
        for button in buttons:
            if not isinstance(button, dict) or "text" not in button:
                raise _missing("RichMessageButton", "text")
            if len(str(button.get("callback_data", "")).encode()) > 64:
                self._budget.fault = self._budget.fault or bad_request("BUTTON_DATA_INVALID")
        shown = [{**button, "text": self._text.read(button["text"])} for button in buttons]
        return {"buttons": shown, **_given(block, "align")}

    def _credit(self, block: JSON) -> JSON:
        return {"credit": self._text.read(block["credit"])} if block.get("credit") else {}

    def _caption(self, block: JSON) -> JSON:
        caption = block.get("caption")
        if not caption:
            return {}
        if not isinstance(caption, dict) or "text" not in caption:
            raise _missing("RichBlockCaption", "text")
        return {"caption": {"text": self._text.read(caption["text"]), **self._credit(caption)}}


def _need(block: JSON, field: str) -> Any:
    if field not in block:
        raise _missing("InputRichBlock", field)
    return block[field]


def _missing(kind: str, field: str) -> ApiError:
    return bad_request(f"can't parse {kind}: Can't find field \"{field}\"")


def _given(source: JSON, *names: str) -> JSON:
    return {name: source[name] for name in names if source.get(name) not in (None, False)}


_ROMAN = ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))


def _label(item: JSON, number: int) -> str:
    """What stands before an item: a bullet, or a number in the item's own notation."""
    kind, value = item.get("type"), item.get("value")
    if kind is None and value is None:
        return "•"
    value = int(value) if value is not None else number
    if kind in {"a", "A"} and 1 <= value <= 26:
        return f"{chr(ord(kind) + value - 1)}."
    if kind in {"i", "I"} and 1 <= value < 40:
        label = _roman(value)
        return f"{label if kind == 'i' else label.upper()}."
    return f"{value}."


def _roman(value: int) -> str:
    made = ""
    for size, letters in _ROMAN:
        made += letters * (value // size)
        value %= size
    return made
