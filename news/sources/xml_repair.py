"""Repair what makes XML unreadable, or says nothing and hides what does. Pure: text in, text out.

feedparser reads broken XML too, but changes what it says: ``AT&T`` becomes ``AT&T;``.
"""

from __future__ import annotations

import re
import sys
from html.entities import html5
from xml.sax.saxutils import escape

_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_NUMERIC_REFERENCE = re.compile(r"&#(?:x([0-9a-f]+)|([0-9]+));", re.IGNORECASE)
_CDATA = "<![CDATA["
_CDATA_END = "]]>"
_AMPERSAND = re.compile(
    r"&(?!(?:amp|lt|gt|quot|apos);|#\d{1,7};|#[xX][0-9a-fA-F]{1,6};)(\w{0,31};)?"
)
_EMPTY_LINK = re.compile(
    r"<link\s{0,9}/>|<link>\s*(?:<!\[CDATA\[\s*\]\]>\s*)?</link>"
    r"|<(?:atom:)?link\s[^<>]*\bhref\s{0,9}=\s{0,9}(?:\"\s*\"|'\s*')[^<>]*>"
)
_LINK_ATTRIBUTES = re.compile(r"<link\s[^<>]*(?<!/)>(?=\s*https?://)", re.IGNORECASE)
_DESCRIPTION_TAG = re.compile(r"<(/?)([\w.-]{1,40}):description(?:\s[^<>]*?)?(/?)>")
_MEDIA_PREFIX = re.compile(
    r"xmlns:([\w.-]{1,40})\s{0,9}=\s{0,9}[\"']http://search\.yahoo\.com/mrss/?[\"']"
)


def repair_feed(text: str) -> str:
    """Return a feed without forbidden characters (`strip_forbidden`) so that an XML parser reads
    it as its author meant it."""
    text = escape_ampersands(text)
    text = _LINK_ATTRIBUTES.sub("<link>", _EMPTY_LINK.sub("", text))
    return _rename_captions(text)


def strip_forbidden(text: str) -> str:
    """Remove the characters that XML forbids, literal or as references: one makes the whole
    document unreadable."""
    return _CONTROLS.sub("", _NUMERIC_REFERENCE.sub(_keep_allowed_reference, text))


def escape_ampersands(text: str) -> str:
    """Escape each ampersand outside CDATA sections that begins no reference, and replace the
    entities of HTML, which XML does not know, by their characters. Other entities are left alone:
    the document may declare them."""
    if not _AMPERSAND.search(text):
        return text
    first, *rest = text.split(_CDATA)
    parts = [_AMPERSAND.sub(_repair_ampersand, first)]
    for part in rest:
        inside, end, outside = part.partition(_CDATA_END)
        parts.append(f"{_CDATA}{inside}{end}{_AMPERSAND.sub(_repair_ampersand, outside)}")
    return "".join(parts)


def _repair_ampersand(match: re.Match[str]) -> str:
    name = match[1]
    if name is None or name == ";" or name[0].isdigit():
        return f"&amp;{name or ''}"
    return escape(html5[name]) if name in html5 else match[0]


def _keep_allowed_reference(reference: re.Match[str]) -> str:
    hexadecimal, decimal = reference.groups()
    digits = (hexadecimal or decimal).lstrip("0")[:9]  # more of them name nothing either
    code = int(digits or "0", 16 if hexadecimal else 10)
    surrogate = 0xD800 <= code <= 0xDFFF
    allowed = code <= sys.maxunicode and not surrogate and not _CONTROLS.match(chr(code))
    return reference[0] if allowed else ""


def _rename_captions(text: str) -> str:
    """Rename ``media:description``, which feedparser mixes up with the entry's own description,
    to ``media:caption``. Its attributes go: feedparser would drop the text of an unknown element
    that has any."""
    if ":description" not in text:
        return text
    declared = _MEDIA_PREFIX.search(text)
    prefix = declared[1] if declared else "media"

    def rename(tag: re.Match[str]) -> str:
        return f"<{tag[1]}{prefix}:caption{tag[3]}>" if tag[2] == prefix else tag[0]

    return _DESCRIPTION_TAG.sub(rename, text)
