"""Read and write OPML, lists of feeds."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from lxml import etree

from news.errors import UnreadableFileError
from news.sources.addresses import ALLOWED_SCHEMES, unwrap_feed_address
from news.sources.encodings import decode_document
from news.sources.xml_repair import escape_ampersands, strip_forbidden

MAX_OUTLINES = 10_000
MAX_ATTRIBUTES = 100
"""Of one entry; to list them takes time in the square of their number."""

_ADDRESS_NAMES = ("xmlurl", "url", "feedurl", "rssurl", "href")
_VALUE = r"\"(?:[^\"<]|<(?!/?outline))*+\"|'(?:[^'<]|<(?!/?outline))*+'"
_OUTLINE = re.compile(rf"(<(?:\w{{1,40}}:)?outline)\b((?:{_VALUE}|[^<>])*+)>", re.IGNORECASE)
_ATTRIBUTE = re.compile(
    rf"(?<![^\s\"'])([\w:.-]{{1,60}}+)\s*+=\s*+({_VALUE}|[\"']?+[^\s\"'<>]++)", re.IGNORECASE
)
_QUOTES = "\"'"
_NOT_IN_ADDRESS = re.compile(r"[\s<>\"]")
_AMPERSAND = re.compile(r"&(?:amp;)+", re.IGNORECASE)
"""An ampersand that was escaped more than once."""
_ROOT_ATTRIBUTES = re.compile(r"\A(<[\w:.-]{1,40})\s[^<>]*?(/?>)")
"""They say nothing, and some are written without quotes."""
_BARE_ADDRESS = re.compile(r"(?:[\w-]+\.)+[^\W\d_]{2,}(?::\d{2,5})?(?:/\S*)?")
"""An address without its scheme."""
_DECLARATION = re.compile(r"\A\s*<\?xml[^<>]{0,200}>")


@dataclass(frozen=True, slots=True)
class Outline:
    """One feed of a list."""

    title: str
    url: str


def read_opml(body: bytes, path: str) -> tuple[list[Outline], list[str]]:
    """Return the feeds of an OPML file without duplicates, and why some entries were rejected.

    Names of elements and attributes count in any case and namespace, and of broken XML what can be
    read is taken. Raises UnreadableFileError for a file that is not OPML and has no entry as OPML
    has, or that is broken before its first entry. Entities are never resolved.
    """
    outlines: dict[str, Outline] = {}
    refused = []
    for element in list(_iter_outlines(_parse(body, path)))[:MAX_OUTLINES]:
        attributes = _read_attributes(element)
        title = attributes.get("title") or attributes.get("text") or ""
        url, address = _get_address(attributes)
        if url:
            outlines.setdefault(url, Outline(title, url))
        elif address or not any(map(_is_outline, element)):
            refused.append(f"{title or 'an entry without a title'}: no feed address ({address!r})")
    return list(outlines.values()), refused


def _parse(body: bytes, path: str) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, recover=True)
    text = _quote_attributes(escape_ampersands(strip_forbidden(decode_document(body))))
    root, reason = None, "not OPML"
    try:
        bare = _ROOT_ATTRIBUTES.sub(r"\1\2", _DECLARATION.sub("", text, count=1).strip())
        root = etree.fromstring(bare.encode(), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        reason = str(error)
    is_list = root is not None and _get_name(root.tag) == "opml" and not parser.error_log
    if root is None or (not is_list and next(_iter_outlines(root), None) is None):
        raise UnreadableFileError(f"{path}: {reason}", path=path, reason=reason)
    return root


def _quote_attributes(text: str) -> str:
    """Return a list with quotes around each value of its entries, each value once and without
    tags."""
    return _OUTLINE.sub(lambda tag: _rebuild_tag(tag[1], tag[2]), text)


def _rebuild_tag(opening: str, inside: str) -> str:
    end = "/" if inside.endswith("/") else ""
    written: dict[str, str] = {}
    for found in _ATTRIBUTE.finditer(inside.removesuffix("/")):
        is_quoted = len(found[2]) > 1 and found[2][0] == found[2][-1] and found[2][0] in _QUOTES
        value = found[2] if is_quoted else f'"{found[2].lstrip(_QUOTES)}"'
        written.setdefault(found[1], value.replace("<", "&lt;"))
        if len(written) == MAX_ATTRIBUTES:
            break
    return opening + "".join(f" {name}={value}" for name, value in written.items()) + end + ">"


def _iter_outlines(root: etree._Element) -> Iterator[etree._Element]:
    return filter(_is_outline, root.iter())


def _is_outline(element: etree._Element) -> bool:
    return isinstance(element.tag, str) and _get_name(element.tag) == "outline"


def _get_name(name: str) -> str:
    """Return a name without its namespace, or its prefix if no namespace is declared for it."""
    return name.rpartition("}")[2].rpartition(":")[2].lower()


def _read_attributes(element: etree._Element) -> dict[str, str]:
    """Return the attributes of an entry by name, and where they lack its elements: some write
    ``<xmlUrl>``."""
    inner = [(one.tag, one.text or "") for one in element if isinstance(one.tag, str)]
    return {_get_name(name): value.strip() for name, value in (*inner, *element.items())}


def _get_address(attributes: Mapping[str, str]) -> tuple[str, str]:
    """Return the first address of a feed, with scheme and host in lower case, or empty; and what
    is in its place. ``htmlUrl`` is a site."""
    written = [attributes[name] for name in _ADDRESS_NAMES if attributes.get(name)]
    for address in written:
        try:
            full = f"https://{address}" if _BARE_ADDRESS.fullmatch(address) else address
            parts = urlsplit(unwrap_feed_address(_AMPERSAND.sub("&", full)))
            is_web = parts.scheme in ALLOWED_SCHEMES and parts.hostname and parts.port != 0
        except ValueError:  # also of a port that is no number
            continue
        if is_web and not _NOT_IN_ADDRESS.search(address):
            return parts._replace(netloc=parts.netloc.lower()).geturl(), address
    return "", next(iter(written), "")


def write_opml(outlines: Iterable[Outline]) -> bytes:
    """Return an OPML 2.0 file."""
    root = etree.Element("opml", version="2.0")
    head = etree.SubElement(root, "head")
    etree.SubElement(head, "title").text = "Svodka"
    body = etree.SubElement(root, "body")
    for outline in outlines:
        name = outline.title or outline.url
        etree.SubElement(body, "outline", type="rss", text=name, title=name, xmlUrl=outline.url)
    return bytes(etree.tostring(root, encoding="utf-8", xml_declaration=True, pretty_print=True))
