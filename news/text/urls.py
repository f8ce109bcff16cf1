"""Normalize the URLs of articles: one URL for one page."""

from __future__ import annotations

import re
from functools import cache
from urllib.parse import SplitResult, parse_qsl, quote, unquote, urlencode, urlsplit

from yarl import URL

from news.data import load_toml
from news.model import RawArticle

_PLACE_PARAMETER = re.compile(
    r"from|ref|referr?er|source|src|share|partner|via|feed|rss|amp|cid|campaign|medium|r",
    re.IGNORECASE,
)
"""Parameters that may tell pages apart, unless their value names the site or app of a link."""
_REFERRER_PARAMETER = re.compile(r"from|ref|referr?er|source|src", re.IGNORECASE)
"""Those of them that may name a part of a page too."""
_AMPERSAND = re.compile(r"^(?:amp;)+")
"""Before a name: what is left of an ampersand that was escaped twice."""
_SWITCHES = frozenset({"rss", "amp", "feed", "share"})
_SESSION = re.compile(r";jsessionid=[^/;]*", re.IGNORECASE)
_INDEX_PAGES = ("/amp", "/index.html", "/index.htm")
_SUBDOMAIN, _SUBDOMAINS = re.compile(r"^(?:www|m|amp)\.(?=[^.]+\.)"), ("www.", "m.", "amp.")
_DEFAULT_PORTS = {"http": 80, "https": 443}
_SAFE_URL = "%/:=&?~#+!$,;'@()*[]"
_SAFE_PATH = "/%:@!$&'()*+,;=~-._"


def canonicalize_url(url: str) -> str:
    """Return the URL as https without tracking parameters, fragment, ``www.``, mobile host and
    trailing slash, with its host in ASCII and its parameters sorted. Empty for anything but an
    http(s) URL with a host, and for one that is no text."""
    try:
        parts = urlsplit(url.strip())
        host = _canonicalize_host(parts)
        if parts.scheme.lower() not in _DEFAULT_PORTS or not host:
            return ""
        path = quote(unquote(parts.path), safe=_SAFE_PATH).rstrip("/")
        query = _canonicalize_query(parts.query)
    except ValueError:  # a lone surrogate cannot be encoded
        return ""
    if ";" in path:
        path = _SESSION.sub("", path)
    if path.endswith(_INDEX_PAGES):
        path = path[: path.rindex("/")]
    return f"https://{host}{path}{query}"


def _canonicalize_query(query: str) -> str:
    pairs = parse_qsl(query, keep_blank_values=True)
    kept = sorted(
        (name, value)
        for name, value in ((_AMPERSAND.sub("", name), value) for name, value in pairs)
        if not _is_tracking(name, value)
    )
    return f"?{urlencode(kept)}" if kept else ""


def get_canonical_url(raw: RawArticle) -> str:
    """Return the canonical URL that identifies an article; empty if none does."""
    return "" if raw.is_address_shared else canonicalize_url(raw.url)


def _is_tracking(name: str, value: str) -> bool:
    """Return whether a parameter says how a reader came, and not which page is meant."""
    trackers = _load_trackers()
    if trackers["names"].fullmatch(name) or trackers["pairs"].fullmatch(f"{name}={value}"):
        return True
    if _REFERRER_PARAMETER.fullmatch(name) and trackers["parts_of_pages"].fullmatch(value):
        return True
    is_switch = name.lower() in _SWITCHES and value in ("", "1")
    return _PLACE_PARAMETER.fullmatch(name) is not None and (
        is_switch or trackers["places"].fullmatch(value) is not None
    )


@cache
def _load_trackers() -> dict[str, re.Pattern[str]]:
    """Return the patterns of tracking parameters and of the values that name where a link was."""
    listed = load_toml("text/trackers")
    return {key: re.compile("|".join(listed[key]), re.IGNORECASE) for key in listed}


def _canonicalize_host(parts: SplitResult) -> str:
    host = (parts.hostname or "").removesuffix(".")
    if host.startswith(_SUBDOMAINS):
        host = _SUBDOMAIN.sub("", host)
    if not host.isascii():
        host = encode_host(host)
    port = parts.port
    standard = port is None or port == _DEFAULT_PORTS.get(parts.scheme.lower())
    return host if standard or not host else f"{host}:{port}"


def encode_host(host: str) -> str:
    """Return a host name in ASCII: ``xn--e1afmkfd.xn--p1ai`` for ``пример.рф``. Raises ValueError
    for one that has no such form."""
    return URL.build(scheme="https", host=host).raw_host or ""


def percent_encode(url: str) -> str:
    """Return a URL with its spaces and letters outside ASCII percent-encoded, and its host in
    ASCII; what is encoded already stays. Raises ValueError for a host that has no such form."""
    parts = urlsplit(url.strip())
    host = parts.hostname or ""
    netloc = (
        parts.netloc if host.isascii() else parts.netloc.lower().replace(host, encode_host(host))
    )
    return quote(parts._replace(netloc=netloc).geturl(), safe=_SAFE_URL)


def get_site_name(url: str) -> str:
    """Return the host of a URL without ``www.``: ``example.org``. Empty if it has none."""
    try:
        host = urlsplit(url.strip()).hostname or ""
    except ValueError:
        return ""
    return host.removeprefix("www.")
