"""The HTML of rich messages to input blocks. Unknown tags are dropped, their content stays."""

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


def parse_html(source: str) -> list[JSON]:
    """Return the `InputRichBlock` list of an HTML `source`."""
    return build_blocks(parse_tree(source).children)


def build_blocks(children: list[Node | str]) -> list[JSON]:
    """Return the blocks of nodes; inline content between blocks becomes paragraphs."""
    blocks: list[JSON] = []
    loose: list[Node | str] = []

    def flush() -> None:
        text = trim_parts(build_inline(loose))
        if text:
            blocks.append({"type": "paragraph", "text": text})
        loose.clear()

    for child in children:
        if isinstance(child, str) or child.tag in _INLINE or child.tag in _OTHER_INLINE:
            loose.append(child)
            continue
        flush()
        blocks.extend(_build_block(child))
    flush()
    return blocks


def _build_block(node: Node) -> list[JSON]:
    if node.tag in _HEADINGS:
        return [{"type": "heading", "size": _HEADINGS[node.tag], "text": _build_text(node)}]
    if node.tag == "p":
        text = _build_text(node)
        return [{"type": "paragraph", "text": text}] if text else []
    if node.tag == "pre":
        return [_build_pre(node)]
    if node.tag == "hr":
        return [{"type": "divider"}]
    if node.tag == "footer":
        return [{"type": "footer", "text": _build_text(node)}]
    if node.tag in {"ul", "ol"}:
        return [_build_list(node)]
    if node.tag == "blockquote":
        return [_build_quote(node)]
    if node.tag == "aside":
        return [
            {
                "type": "pullquote",
                "text": _build_text(_drop_children(node, "cite")),
                **_build_credit(node),
            }
        ]
    if node.tag == "details":
        return [_build_details(node)]
    if node.tag == "table":
        return [_build_table(node)]
    if node.tag == "tg-math-block":
        return [{"type": "mathematical_expression", "expression": node.get_text().strip()}]
    if node.tag in special.MEDIA:
        return [special.build_medium(node)]
    if node.tag == "tg-map":
        return [special.build_map(node)]
    if node.tag == "tg-button-row":
        return [special.build_button_row(node)]
    if node.tag == "figure":
        return _build_figure(node)
    if node.tag in {"tg-collage", "tg-slideshow"}:
        inner = build_blocks(_drop_children(node, "figcaption").children)
        return [{"type": node.tag[3:], "blocks": inner, **_build_caption(node)}]
    return build_blocks(node.children)


def _build_pre(node: Node) -> JSON:
    code = node.find_child("code")
    language = (code.attributes.get("class", "") if code else "").removeprefix("language-")
    result: JSON = {"type": "pre", "text": node.get_text().strip("\n")}
    return {**result, "language": language} if language else result


def _build_list(node: Node) -> JSON:
    ordered = node.tag == "ol"
    items = []
    start = int(node.attributes["start"]) if node.attributes.get("start", "").isdecimal() else 1
    entries = (c for c in node.children if isinstance(c, Node) and c.tag == "li")
    for number, entry in enumerate(entries, start):
        box = entry.find_child("input")
        item: JSON = {"blocks": build_blocks(_drop_children(entry, "input").children)}
        if box is not None and box.attributes.get("type") == "checkbox":
            item["has_checkbox"] = True
            item["is_checked"] = "checked" in box.attributes
        if ordered:
            given = entry.attributes.get("value", "")
            item["value"] = int(given) if given.isdecimal() else number
            item["type"] = node.attributes.get("type", "1")
        items.append(item)
    return {"type": "list", "items": items}


def _build_quote(node: Node) -> JSON:
    plain = _drop_children(node, "cite")
    if {"expandable", "collapsed"} & set(node.attributes):
        return {"type": "expandable_blockquote", "text": _build_text(plain), **_build_credit(node)}
    return {"type": "blockquote", "blocks": build_blocks(plain.children), **_build_credit(node)}


def _build_details(node: Node) -> JSON:
    summary = node.find_child("summary")
    return {
        "type": "details",
        "summary": _build_text(summary) if summary else "",
        "blocks": build_blocks(_drop_children(node, "summary").children),
        "is_open": "open" in node.attributes,
    }


def _build_table(node: Node) -> JSON:
    rows = [[_build_cell(cell) for cell in _list_cells(row)] for row in _find_all(node, "tr")]
    caption = node.find_child("caption")
    result: JSON = {"type": "table", "cells": rows}
    if caption is not None:
        result["caption"] = _build_text(caption)
    return result | {f"is_{k}": True for k in ("bordered", "striped") if k in node.attributes}


def _list_cells(row: Node) -> list[Node]:
    return [c for c in row.children if isinstance(c, Node) and c.tag in {"td", "th"}]


def _build_cell(node: Node) -> JSON:
    cell: JSON = {"text": _build_text(node), "is_header": node.tag == "th"}
    for name in ("align", "valign"):
        if name in node.attributes:
            cell[name] = node.attributes[name]
    for name in ("colspan", "rowspan"):
        if node.attributes.get(name, "").isdecimal():
            cell[name] = int(node.attributes[name])
    return cell


def _build_figure(node: Node) -> list[JSON]:
    blocks = build_blocks(_drop_children(node, "figcaption").children)
    if blocks:
        blocks[-1].update(_build_caption(node))
    return blocks


def _build_caption(node: Node) -> JSON:
    caption = node.find_child("figcaption")
    if caption is None:
        return {}
    return {
        "caption": {"text": _build_text(_drop_children(caption, "cite")), **_build_credit(caption)}
    }


def _build_credit(node: Node) -> JSON:
    cite = node.find_child("cite")
    return {"credit": _build_text(cite)} if cite is not None else {}


def _drop_children(node: Node, tag: str) -> Node:
    kept = [c for c in node.children if isinstance(c, str) or c.tag != tag]
    return Node(node.tag, node.attributes, kept)


def _find_all(node: Node, tag: str) -> list[Node]:
    found: list[Node] = []
    for child in node.children:
        if isinstance(child, Node):
            found += [child] if child.tag == tag else _find_all(child, tag)
    return found


def _build_text(node: Node) -> Any:
    return trim_parts(build_inline(node.children))


def build_inline(children: list[Node | str]) -> list[Any]:
    """Return the `RichText` parts of inline content; white space is collapsed to one space."""
    parts: list[Any] = []
    for child in children:
        if isinstance(child, str):
            parts.append(_SPACES.sub(" ", child))
        else:
            parts.extend(_build_inline_node(child))
    return parts


def _build_inline_node(node: Node) -> list[Any]:
    inside = build_inline(node.children)
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
        return [_build_date_time(inside, given)]
    if node.tag == "span" and "tg-spoiler" in given.get("class", ""):
        return [{"type": "spoiler", "text": inside}]
    if node.tag == "tg-math":
        return [{"type": "mathematical_expression", "expression": node.get_text()}]
    if node.tag == "tg-emoji":
        identifier = given.get("emoji-id", "")
        return [
            {
                "type": "custom_emoji",
                "custom_emoji_id": identifier,
                "alternative_text": node.get_text(),
            }
        ]
    return inside


def _build_date_time(inside: list[Any], given: dict[str, str]) -> JSON:
    result = {"type": "date_time", "text": inside, "unix_time": int(given["unix"])}
    return result | ({"date_time_format": given["format"]} if given.get("format") else {})


def trim_parts(parts: list[Any]) -> list[Any]:
    """Return the parts without white space at both ends."""
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
