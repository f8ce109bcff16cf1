"""The tags of rich HTML without text: media, maps, rows of buttons."""

from __future__ import annotations

from typing import Any

from sandbox.rich.tree import Node
from sandbox.state.models import JSON

MEDIA = {"img": "photo", "video": "video", "audio": "audio", "tg-document": "document"}


def build_medium(node: Node) -> JSON:
    """Return the block of a media tag. In HTML a source is always a URL, never a `file_id`."""
    kind, source = MEDIA[node.tag], node.attributes.get("src", "")
    given: JSON = {"type": kind, "media": source if "://" in source else f"http://{source}"}
    if "tg-spoiler" in node.attributes:
        given["has_spoiler"] = True
    return {"type": kind, kind: given}


def build_map(node: Node) -> JSON:
    """Return the block of `<tg-map lat="50.45" long="30.52" zoom="14"/>`."""
    result: JSON = {"type": "map", "location": {}}
    for name, field in (("lat", "latitude"), ("long", "longitude")):
        result["location"][field] = _parse_number(node.attributes.get(name, ""))
    for name in ("zoom", "width", "height"):
        if node.attributes.get(name, "").isdecimal():
            result[name] = int(node.attributes[name])
    return result


def build_button_row(node: Node) -> JSON:
    """Return the block of a row of `<tg-button type="url" url="...">` and
    `<tg-button type="callback_data" data="...">`."""
    buttons = [c for c in node.children if isinstance(c, Node) and c.tag == "tg-button"]
    result: JSON = {"type": "buttons", "buttons": [_build_button(button) for button in buttons]}
    return result | {k: v for k, v in node.attributes.items() if k == "align"}


def _build_button(node: Node) -> JSON:
    given, result = node.attributes, {"text": node.get_text().strip()}
    kind = given.get("type", "")
    value: Any = given.get("url" if kind == "url" else "data", "")
    if kind:
        result[kind] = value
    return result | {k: v for k, v in given.items() if k == "style"}


def _parse_number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 0.0
