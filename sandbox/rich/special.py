"""The tags of rich HTML that hold no text: media, maps, rows of buttons."""

from __future__ import annotations

from typing import Any

from sandbox.rich.tree import Node
from sandbox.state.models import JSON

MEDIA = {"img": "photo", "video": "video", "audio": "audio", "tg-document": "document"}


def medium(node: Node) -> JSON:
    """In HTML a source is always an address, never a `file_id`."""
    kind, source = MEDIA[node.tag], node.attributes.get("src", "")
    given: JSON = {"type": kind, "media": source if "://" in source else f"http://{source}"}
    if "tg-spoiler" in node.attributes:
        given["has_spoiler"] = True
    return {"type": kind, kind: given}


def place(node: Node) -> JSON:
    """`<tg-map lat="50.45" long="30.52" zoom="14"/>`."""
    made: JSON = {"type": "map", "location": {}}
    for name, field in (("lat", "latitude"), ("long", "longitude")):
        made["location"][field] = _number(node.attributes.get(name, ""))
    for name in ("zoom", "width", "height"):
        if node.attributes.get(name, "").isdecimal():
            made[name] = int(node.attributes[name])
    return made


def button_row(node: Node) -> JSON:
    """`<tg-button type="url" url="...">`, `<tg-button type="callback_data" data="...">`."""
    buttons = [c for c in node.children if isinstance(c, Node) and c.tag == "tg-button"]
    made: JSON = {"type": "buttons", "buttons": [_button(button) for button in buttons]}
    return made | {k: v for k, v in node.attributes.items() if k == "align"}


def _button(node: Node) -> JSON:
    given, made = node.attributes, {"text": node.text().strip()}
    kind = given.get("type", "")
    value: Any = given.get("url" if kind == "url" else "data", "")
    if kind:
        made[kind] = value
    return made | {k: v for k, v in given.items() if k == "style"}


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 0.0
