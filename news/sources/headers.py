"""Headers that an editor sets for the requests to a source. Their values may be secret."""

from __future__ import annotations

import re

from news.errors import NewsError

MAX_HEADERS = 10

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,63}")
_VALUE = re.compile(r"[ -~]{0,1000}")
_OURS = frozenset(
    {
        "accept-encoding",
        "connection",
        "content-length",
        "expect",
        "host",
        "if-modified-since",
        "if-none-match",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
        "user-agent",
    }
)
"""Headers that the fetcher sets itself, or that would change the request."""


class InvalidHeader(NewsError):
    """A line is no header that a source may have. Details: ``name``; the value may be secret."""

    key = "error-header"


def parse_header(line: str) -> tuple[str, str]:
    """Return name and value of ``Name: value``; an empty value removes the header.

    Raises InvalidHeader, whose message does not show the value.
    """
    name, colon, value = line.partition(":")
    name, value = name.strip(), value.strip()
    if not colon or not _NAME.fullmatch(name):
        raise InvalidHeader("a header is written as Name: value", name="")
    if name.lower() in _OURS or not _VALUE.fullmatch(value):
        raise InvalidHeader(f"the header {name} cannot be set so", name=name)
    return name, value
