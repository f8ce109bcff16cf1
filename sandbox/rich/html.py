"""The HTML of rich messages to input blocks. Lenient: unknown tags go, their content stays."""

from __future__ import annotations

import re
from typing import Any

from sandbox.rich import special
from sandbox.rich.tree import Node, parse_tree
from sandbox.state.models import JSON

_INLINE = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "code": "code",
    "mark": "marked",
    "sub": "subscript",
    "sup": "superscript",
    "tg-spoiler": "spoiler",
}
_OTHER_INLINE = frozenset({"a", "br", "span", "tg-emoji", "tg-time", "tg-math", "tg-reference"})
_HEADINGS = {f"h{size}": size for size in range(1, 7)}
_SPACES = re.compile(r"\s+")


def parse(source: str) -> list[JSON]:
    """The `InputRichBlock` list that `source` describes."""
    return blocks_of(parse_tree(source).children)


def blocks_of(children: list[Node | str]) -> list[JSON]:
    """Blocks of a sequence; loose inline content makes paragraphs of its own."""
    blocks: list[JSON] = []
    loose: list[Node | str] = []

    def flush() -> None:
        text = trimmed(inline(loose))
        if text:
            blocks.append({"type": "paragraph", "text": text})
        loose.clear()

    for child in children:
        if isinstance(child, str) or child.tag in _INLINE or child.tag in _OTHER_INLINE:
            loose.append(child)
            continue
        flush()
        blocks.extend(_block(child))
    flush()
    return blocks


def _block(node: Node) -> list[JSON]:
    if node.tag in _HEADINGS:
        return [{"type": "heading", "size": _HEADINGS[node.tag], "text": _inside(node)}]
    if node.tag == "p":
        text = _inside(node)
        return [{"type": "paragraph", "text": text}] if text else []
    if node.tag == "pre":
        return [_pre(node)]
    if node.tag == "hr":
        return [{"type": "divider"}]
    if node.tag == "footer":
        return [{"type": "footer", "text": _inside(node)}]
    if node.tag in {"ul", "ol"}:
        return [_list(node)]
    if node.tag == "blockquote":
        return [_quote(node)]
    if node.tag == "aside":
        return [{"type": "pullquote", "text": _inside(_without(node, "cite")), **_credit(node)}]
    if node.tag == "details":
        return [_details(node)]
    if node.tag == "table":
        return [_table(node)]
    if node.tag == "tg-math-block":
        return [{"type": "mathematical_expression", "expression": node.text().strip()}]
    if node.tag in special.MEDIA:
        return [special.medium(node)]
    if node.tag == "tg-map":
        return [special.place(node)]
    if node.tag == "tg-button-row":
        return [special.button_row(node)]
    if node.tag == "figure":
        return _figure(node)
    if node.tag in {"tg-collage", "tg-slideshow"}:
        inner = blocks_of(_without(node, "figcaption").children)
        return [{"type": node.tag[3:], "blocks": inner, **_caption(node)}]
    return blocks_of(node.children)


def _pre(node: Node) -> JSON:
    code = node.first("code")
    language = (code.attributes.get("class", "") if code else "").removeprefix("language-")
    made: JSON = {"type": "pre", "text": node.text().strip("\n")}
    return {**made, "language": language} if language else made


def _list(node: Node) -> JSON:
    ordered = node.tag == "ol"
    items = []
    start = int(node.attributes["start"]) if node.attributes.get("start", "").isdecimal() else 1
    entries = (c for c in node.children if isinstance(c, Node) and c.tag == "li")
    for number, entry in enumerate(entries, start):
        box = entry.first("input")
        item: JSON = {"blocks": blocks_of(_without(entry, "input").children)}
        if box is not None and box.attributes.get("type") == "checkbox":
            item["has_checkbox"] = True
            item["is_checked"] = "checked" in box.attributes
        if ordered:
            given = entry.attributes.get("value", "")
            item["value"] = int(given) if given.isdecimal() else number
            item["type"] = node.attributes.get("type", "1")
        items.append(item)
    return {"type": "list", "items": items}


def _quote(node: Node) -> JSON:
    plain = _without(node, "cite")
    if {"expandable", "collapsed"} & set(node.attributes):
        return {"type": "expandable_blockquote", "text": _inside(plain), **_credit(node)}
    return {"type": "blockquote", "blocks": blocks_of(plain.children), **_credit(node)}


def _details(node: Node) -> JSON:
    summary = node.first("summary")
    return {
        "type": "details",
        "summary": _inside(summary) if summary else "",
        "blocks": blocks_of(_without(node, "summary").children),
        "is_open": "open" in node.attributes,
    }


def _table(node: Node) -> JSON:
    rows = [[_cell(cell) for cell in _cells(row)] for row in _descendants(node, "tr")]
    caption = node.first("caption")
    made: JSON = {"type": "table", "cells": rows}
    if caption is not None:
        made["caption"] = _inside(caption)
    return made | {f"is_{k}": True for k in ("bordered", "striped") if k in node.attributes}


def _cells(row: Node) -> list[Node]:
    return [c for c in row.children if isinstance(c, Node) and c.tag in {"td", "th"}]


def _cell(node: Node) -> JSON:
    cell: JSON = {"text": _inside(node), "is_header": node.tag == "th"}
    for name in ("align", "valign"):
        if name in node.attributes:
            cell[name] = node.attributes[name]
    for name in ("colspan", "rowspan"):
        if node.attributes.get(name, "").isdecimal():
            cell[name] = int(node.attributes[name])
    return cell


def _figure(node: Node) -> list[JSON]:
    blocks = blocks_of(_without(node, "figcaption").children)
    if blocks:
        blocks[-1].update(_caption(node))
    return blocks


def _caption(node: Node) -> JSON:
    caption = node.first("figcaption")
    if caption is None:
        return {}
    return {"caption": {"text": _inside(_without(caption, "cite")), **_credit(caption)}}


def _credit(node: Node) -> JSON:
    cite = node.first("cite")
    return {"credit": _inside(cite)} if cite is not None else {}


def _without(node: Node, tag: str) -> Node:
    kept = [c for c in node.children if isinstance(c, str) or c.tag != tag]
    return Node(node.tag, node.attributes, kept)


def _descendants(node: Node, tag: str) -> list[Node]:
    found: list[Node] = []
    for child in node.children:
        if isinstance(child, Node):
            found += [child] if child.tag == tag else _descendants(child, tag)
    return found


def _inside(node: Node) -> Any:
    return trimmed(inline(node.children))


def inline(children: list[Node | str]) -> list[Any]:
    """`RichText` parts of inline content; runs of white space are one space."""
    parts: list[Any] = []
    for child in children:
        if isinstance(child, str):
            parts.append(_SPACES.sub(" ", child))
        else:
            parts.extend(_inline_node(child))
    return parts


def _inline_node(node: Node) -> list[Any]:
    inside = inline(node.children)
    given = node.attributes
    if node.tag in _INLINE:
        return [{"type": _INLINE[node.tag], "text": inside}]
    if node.tag == "br":
        return ["\n"]
    if node.tag == "a" and "name" in given:
        return [{"type": "anchor", "name": given["name"]}, *inside]
    if node.tag == "a" and given.get("href", "").startswith("#"):
        return [{"type": "anchor_link", "text": inside, "anchor_name": given["href"][1:]}]
    if node.tag == "a" and given.get("href", "").startswith("mailto:"):
        return [{"type": "email_address", "text": inside, "email_address": given["href"][7:]}]
    if node.tag == "a" and "href" in given:
        return [{"type": "url", "text": inside, "url": given["href"]}]
    if node.tag == "tg-reference" and "name" in given:
        return [{"type": "reference", "text": inside, "name": given["name"]}]
    if node.tag == "tg-time" and given.get("unix", "").isdecimal():
        return [_date_time(inside, given)]
    if node.tag == "span" and "tg-spoiler" in given.get("class", ""):
        return [{"type": "spoiler", "text": inside}]
    if node.tag == "tg-math":
        return [{"type": "mathematical_expression", "expression": node.text()}]
    if node.tag == "tg-emoji":
        identifier = given.get("emoji-id", "")
        return [
            {"type": "custom_emoji", "custom_emoji_id": identifier, "alternative_text": node.text()}
        ]
    return inside


def _date_time(inside: list[Any], given: dict[str, str]) -> JSON:
    made = {"type": "date_time", "text": inside, "unix_time": int(given["unix"])}
    return made | ({"date_time_format": given["format"]} if given.get("format") else {})


def trimmed(parts: list[Any]) -> list[Any]:
    """Without white space at both ends."""
    parts = list(parts)
    while parts and isinstance(parts[0], str) and not parts[0].strip():
        parts.pop(0)
    while parts and isinstance(parts[-1], str) and not parts[-1].strip():
        parts.pop()
    if parts and isinstance(parts[0], str):
        parts[0] = parts[0].lstrip()
    if parts and isinstance(parts[-1], str):
        parts[-1] = parts[-1].rstrip()
    return parts
