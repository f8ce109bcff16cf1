"""Read and write OPML, lists of feeds."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from lxml import etree

from news.errors import UnreadableFileError

MAX_OUTLINES = 10_000


@dataclass(frozen=True, slots=True)
class Outline:
    """One feed of a list."""

    title: str
    url: str


def read_opml(body: bytes, path: str) -> tuple[list[Outline], list[str]]:
    """Return the feeds of an OPML file without duplicates, and why some entries were rejected.

    Raises UnreadableFileError for a file that is not OPML. Entities are never resolved.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(body, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise UnreadableFileError(
            f"{path} is no OPML: {error}", path=path, reason=str(error)
        ) from error
    if etree.QName(root).localname.lower() != "opml":
        raise UnreadableFileError(f"{path} is no OPML", path=path, reason="no OPML")
    outlines: dict[str, Outline] = {}
    refused = []
    for element in list(root.iter("outline"))[:MAX_OUTLINES]:
        title = (element.get("title") or element.get("text") or "").strip()
        url = (element.get("xmlUrl") or "").strip()
        if url.startswith(("http://", "https://")):
            outlines.setdefault(url, Outline(title, url))
        elif url or not len(element):
            refused.append(f"{title or 'an entry without a title'}: no feed address ({url!r})")
    return list(outlines.values()), refused


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
