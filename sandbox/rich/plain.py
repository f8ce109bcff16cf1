"""The plain text of rich blocks."""

from __future__ import annotations

from typing import Any

from sandbox.state.models import JSON

_HOLDS_BLOCKS = ("blocks", "items")
_HOLDS_TEXT = ("summary", "text", "credit", "caption")


def to_plain_text(blocks: list[JSON]) -> str:
    """Return the text of all blocks, one line each."""
    return "\n".join(line for block in blocks for line in _list_lines(block) if line)


def _list_lines(block: JSON) -> list[str]:
    lines = [flatten(block[key]) for key in _HOLDS_TEXT if key in block]
    for row in block.get("cells", ()):
        lines.append("\t".join(flatten(cell.get("text", "")) for cell in row))
    for key in _HOLDS_BLOCKS:
        for inner in block.get(key, ()):
            lines.extend(_list_lines(inner))
    return lines


def flatten(text: Any) -> str:
    """Return a `RichText` (string, list or typed object) as a plain string."""
    if isinstance(text, str):
        return text
    if isinstance(text, list):
        return "".join(flatten(part) for part in text)
    if isinstance(text, dict):
        for key in ("text", "expression", "alternative_text"):
            if key in text:
                return flatten(text[key])
    return ""
