"""Decode feeds and pages whose declared encoding may be wrong. Pure.

The order of trust: a byte order mark; UTF-8, which other text can hardly be by accident; what the
document says of itself; what the server says; the encodings of our languages. A single-byte
encoding accepts all bytes, so of the last three the one is taken whose result looks most like
words.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from email.message import Message

from news.sources.xml_repair import strip_forbidden

_BYTE_ORDER_MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
    b"<\0": "utf-16-le",
    b"\0<": "utf-16-be",
}
_HEAD_BYTES = 4096
_DECLARATIONS = (
    re.compile(rb"<\?xml[^>]{0,80}encoding\s{0,9}=\s{0,9}[\"']([\w.:-]{1,40})"),
    re.compile(
        rb"<meta[^>]{0,200}charset\s{0,9}=\s{0,9}[\"']?\s{0,9}([\w.:-]{1,40})", re.IGNORECASE
    ),
)
_XML_DECLARATION = re.compile(r"\A\s*<\?xml[^<>]{0,200}>")
_KNOWN_ENCODINGS = re.compile(
    r"(?:utf-?(?:8|16)|windows|cp|iso|koi8|latin|mac|x-mac|gb|big5|euc|shift)[\w.:-]*",
    re.IGNORECASE,
)
_GUESSES = ("windows-1251", "koi8-u", "cp1125", "iso8859-5", "windows-1252", "mac-cyrillic")
_SUPERSETS = {
    "iso-8859-1": "windows-1252",
    "latin1": "windows-1252",
    "latin-1": "windows-1252",
    "koi8-r": "koi8-u",
    "cp866": "cp1125",
    "ibm866": "cp1125",
}
"""What is declared, and what has quotation marks, dashes or Ukrainian letters besides."""

_SAMPLE_BYTES = 65_536
_DECLARED_BONUS = 0.1
"""What is declared may look this much less like words than a guess."""
_MIN_COMMON_SHARE = 0.35
_WORD = re.compile(r"[^\W\d_]+")
_NOT_ASCII = re.compile(r"[^\x00-\x7f]")
_ODD_SIGN = re.compile(
    r"[\x80-\x9f\u2500-\u259f\ue000-\uf8ff\ufffd]|(?<=[^\W\d_])[¤¦§©®°±µ¶†‡•¬](?=[^\W\d_])"
)
_CYRILLIC_WORD = re.compile(r"[А-ЯЁІЇЄҐЎ]?[а-яёіїєґў]+|[А-ЯЁІЇЄҐЎ]+")
_NO_CYRILLIC_WORD = re.compile(r"[ъь].*|[бвгджзклмнпрстфхцчшщ]{4,}", re.IGNORECASE)
"""What no word begins with, and what has no vowel."""
_COMMON_CYRILLIC = re.compile(r"[оеаинтсрвлкі]", re.IGNORECASE)
_LATIN_WORD = re.compile(r"[A-Z\u00c0-\u00de]?[a-z\u00df-\u024f]+|[A-Z\u00c0-\u00de]+")
_OTHER_SCRIPT = re.compile(r"[\u0370-\u03ff\u0500-\U0003ffff]+")


def decode_document(body: bytes, content_type: str = "") -> str:
    """Return a feed or page as text. ``content_type`` is the header with which it came.

    UTF-8 with a few damaged bytes is still UTF-8; whatever cannot be decoded becomes U+FFFD.
    """
    for mark, encoding in _BYTE_ORDER_MARKS.items():
        if body.startswith(mark):
            return body.decode(encoding, "replace")
    text = body.decode("utf-8", "replace")
    damaged = text.count("\ufffd")
    if damaged * 10 <= len(text) - len(text.encode("ascii", "ignore")):
        return text
    return body.decode(_choose_encoding(body, content_type), "replace")


def decode_page(body: bytes, content_type: str = "") -> str:
    """Return a page of HTML as text that lxml accepts: without an XML declaration."""
    text = strip_forbidden(decode_document(body, content_type))
    return _XML_DECLARATION.sub("", text, count=1)


def _choose_encoding(body: bytes, content_type: str) -> str:
    """Return the encoding whose result looks most like words; the first one of equals."""
    sample = b"\n".join(_list_foreign_lines(body))[:_SAMPLE_BYTES]
    best, highest = "windows-1251", -1.0
    declared = [(name, _DECLARED_BONUS) for name in _list_declared(body, content_type)]
    for encoding, bonus in (*declared, *((name, 0.0) for name in _GUESSES)):
        try:
            likelihood = bonus + _measure_words(sample.decode(encoding))
        except (LookupError, UnicodeError):
            continue
        if likelihood > highest:
            best, highest = encoding, likelihood
    return best


def _list_foreign_lines(body: bytes) -> Iterator[bytes]:
    """Yield the lines that are not plain ASCII: only these differ between encodings."""
    return (line for line in body.splitlines() if not line.isascii())


def _list_declared(body: bytes, content_type: str) -> Iterator[str]:
    """Yield what the document declares, then what its server does."""
    head, header = body[:_HEAD_BYTES], Message()
    header["Content-Type"] = content_type
    found = [match[1].decode("ascii") for p in _DECLARATIONS if (match := p.search(head))]
    for encoding in (*found, header.get_content_charset() or ""):
        if _KNOWN_ENCODINGS.fullmatch(encoding):
            name = encoding.lower().removeprefix("x-")  # «x-mac-cyrillic»
            yield _SUPERSETS.get(name, name)


def _measure_words(text: str) -> float:
    """Return which share of the letters outside ASCII is in words that a language could have,
    0..1: of one script, without capitals in the middle, and Cyrillic ones with common letters."""
    likely = unlikely = common = cyrillic = 0
    for word in _WORD.findall(text):
        foreign = len(_NOT_ASCII.findall(word))
        if not foreign:
            continue
        if _CYRILLIC_WORD.fullmatch(word):
            cyrillic += len(word)
            common += len(_COMMON_CYRILLIC.findall(word))
            if _NO_CYRILLIC_WORD.fullmatch(word):
                unlikely += foreign
            else:
                likely += foreign
        elif _OTHER_SCRIPT.fullmatch(word) or (
            _LATIN_WORD.fullmatch(word) and foreign * 2 <= len(word)
        ):
            likely += foreign
        else:
            unlikely += foreign
    if cyrillic and common < _MIN_COMMON_SHARE * cyrillic:
        unlikely += cyrillic
    unlikely += len(_ODD_SIGN.findall(text))
    return likely / (likely + unlikely) if likely + unlikely else 1.0
