"""The text of rich blocks without their looks, as a screen reader would go through it."""

from __future__ import annotations

from typing import Any

from sandbox.state.models import JSON

_HOLDS_BLOCKS = ("blocks", "items")
_HOLDS_TEXT = ("summary", "text", "credit", "caption")


def plain_text(blocks: list[JSON]) -> str:
    """Every block's text, a line each, in order."""
    return "\n".join(line for block in blocks for line in _lines(block) if line)


def _lines(block: JSON) -> list[str]:
    lines = [flat(block[key]) for key in _HOLDS_TEXT if key in block]
    for row in block.get("cells", ()):
        lines.append("\t".join(flat(cell.get("text", "")) for cell in row))
    for key in _HOLDS_BLOCKS:
        for inner in block.get(key, ()):
            lines.extend(_lines(inner))
    return lines


def flat(text: Any) -> str:
    """A `RichText` (string, list or typed object) as a plain string."""
    if isinstance(text, str):
        return text
    if isinstance(text, list):
        return "".join(flat(part) for part in text)
    if isinstance(text, dict):
        for key in ("text", "expression", "alternative_text"):
            if key in text:
                return flat(text[key])
    return ""
