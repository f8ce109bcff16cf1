"""Render what a person sees of a message as text with marks, and its buttons in rows.

``**bold**``  ``_italic_``  ``[link](address)``  ``│ quote``  ``┆ folded quote``  ``▸ fold``
``[button → callback data]``  ``⟦text isolated from the direction of what is around it⟧``
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sandbox.testing import MessageSnapshot

JSON = dict[str, Any]

_MARKS = {
    "bold": "**",
    "italic": "_",
    "underline": "__",
    "strikethrough": "~~",
    "spoiler": "||",
    "code": "`",
    "marked": "==",
}
_QUOTES = {"blockquote": "│ ", "expandable_blockquote": "┆ "}
_INVISIBLE = {
    "\u2068": "⟦",
    "\u2069": "⟧",
    "\u200e": "⟨LRM⟩",
    "\u200f": "⟨RLM⟩",
    "\u202e": "⟨RLO⟩",
    "\xa0": "⍽",
}


def looks(message: MessageSnapshot) -> str:
    """Return the whole message, without a line break at its end."""
    if message.rich is not None:
        body = "\n\n".join("\n".join(_block(block)) for block in message.rich)
    else:
        body = "\n".join(_above(message.raw)) + _text(message.text, message.entities)
    rows = [
        " ".join(
            f"[{b.text} → {b.url or b.callback_data or f'share {b.shared_query}'}]" for b in row
        )
        for row in message.keyboard
    ]
    shown = "\n\n".join(part for part in (body, "\n".join(rows)) if part)
    return "".join(_INVISIBLE.get(character, character) for character in shown)


def _above(raw: JSON) -> Iterator[str]:
    """Return a medium, or the preview of a link, as a text message shows it."""
    for kind in ("photo", "video", "animation", "document"):
        if kind in raw:
            yield f"({kind})\n"
            return
    preview = raw.get("link_preview_options", {})
    if preview.get("url") and not preview.get("is_disabled"):
        size = "large " if preview.get("prefer_large_media") else ""
        place = "above" if preview.get("show_above_text") else "below"
        yield f"({size}preview {place}: {preview['url']})\n"


def _text(text: str, entities: list[JSON]) -> str:
    """Return the text with the marks of its entities, whose offsets are UTF-16 units."""
    units = text.encode("utf-16-le")
    marks: dict[int, list[tuple[int, str]]] = {}
    for entity in entities:
        start, end = entity["offset"], entity["offset"] + entity["length"]
        before, after = _marks_of(entity)
        marks.setdefault(start, []).append((1, before))
        marks.setdefault(end, []).insert(0, (0, after))
    made, at = "", 0
    for place in sorted(marks):
        made += units[2 * at : 2 * place].decode("utf-16-le")
        made += "".join(mark for _, mark in sorted(marks[place], key=lambda pair: pair[0]))
        at = place
    return _quoted(made + units[2 * at :].decode("utf-16-le"))


def _marks_of(entity: JSON) -> tuple[str, str]:
    kind = entity["type"]
    if kind == "text_link":
        return "[", f"]({entity['url']})"
    if kind in _QUOTES:
        return f"\0{_QUOTES[kind]}", "\0"
    return _MARKS.get(kind, ""), _MARKS.get(kind, "")


def _quoted(marked: str) -> str:
    """Put a bar before each line of quotes, which are enclosed in ``\\0``."""
    pieces = marked.split("\0")
    for place in range(1, len(pieces), 2):
        bar = pieces[place][:2]
        pieces[place] = bar + pieces[place][2:].replace("\n", f"\n{bar}")
    return "".join(pieces)


def _block(block: JSON) -> Iterator[str]:
    kind = block["type"]
    match kind:
        case "heading":
            yield f"{'#' * block['size']} {_inline(block['text'])}"
        case "paragraph":
            yield _inline(block["text"])
        case "footer":
            yield f"⌄ {_inline(block['text'])}"
        case "blockquote":
            yield from _lines(block["blocks"], _QUOTES[kind])
        case "expandable_blockquote":
            yield _QUOTES[kind] + _inline(block["text"])
        case "details":
            first, *rest = _inline(block["summary"]).split("\n")
            yield f"{'▾' if block.get('is_open') else '▸'} {first}"
            yield from (f"  {line}" for line in rest)
            yield from _lines(block["blocks"], "    ")
        case "list":
            for item in block["items"]:
                first, *rest = _lines(item["blocks"], "")
                yield f"{item['label']} {first}"
                yield from rest
        case "divider":
            yield "———"
        case "photo":
            yield "(photo)"
            if "caption" in block:
                yield f"  {_inline(block['caption']['text'])}"
        case _:
            raise AssertionError(f"no way to show a {kind} in letters yet")


def _lines(blocks: list[JSON], before: str) -> Iterator[str]:
    for block in blocks:
        yield from (before + line for part in _block(block) for line in part.split("\n"))


def _inline(text: Any) -> str:
    if isinstance(text, str):
        return text
    if isinstance(text, list):
        return "".join(map(_inline, text))
    inner = _inline(text.get("text", ""))
    if text["type"] == "url":
        return f"[{inner}]({text['url']})"
    mark = _MARKS.get(text["type"], "")
    return f"{mark}{inner}{mark}"
