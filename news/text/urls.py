"""Normalize the URLs of articles: one URL for one page."""

from __future__ import annotations

import re
from urllib.parse import SplitResult, parse_qsl, quote, unquote, urlencode, urlsplit

_TRACKING_PARAMETER = re.compile(
    r"^(?:utm_\w+|at_\w+|ga_\w+|pk_\w+|mtm_\w+|hsa_\w+|_hs\w+|mc_[ce]id|fbclid|gclid|dclid|gbraid|wbraid|yclid|ysclid"
    r"|msclkid|twclid|igshid|igsh|_openstat|openstat|from|ref|ref_src|referrer|source|src|cmpid|ncid|ocid|smid|smtyp"
    r"|partner|rss|feed\w*|traffic_source|share|spm|tpcc|xtor|cid|sr_share|_ga|_gl|amp)$",
    re.IGNORECASE,
)
_DEFAULT_PORTS = {"http": 80, "https": 443}
_SAFE_PATH = "/%:@!$&'()*+,;=~-._"


def canonicalize_url(url: str) -> str:
    """Return the URL as https without tracking parameters, fragment, ``www.``, mobile host and
    trailing slash, and with its parameters sorted. Empty for anything but an http(s) URL with a
    host."""
    try:
        parts = urlsplit(url.strip())
        host = _canonicalize_host(parts)
    except ValueError:
        return ""
    if parts.scheme.lower() not in _DEFAULT_PORTS or not host:
        return ""
    path = quote(unquote(parts.path), safe=_SAFE_PATH).rstrip("/")
    path = re.sub(r"/(?:amp|index\.html?)$", "", path)
    kept = sorted(
        (name, value)
        for name, value in parse_qsl(parts.query, keep_blank_values=True)
        if not _TRACKING_PARAMETER.match(name)
    )
    query = f"?{urlencode(kept)}" if kept else ""
    return f"https://{host}{path}{query}"


def _canonicalize_host(parts: SplitResult) -> str:
    host = (parts.hostname or "").removesuffix(".")
    host = re.sub(r"^(?:www|m|amp)\.(?=[^.]+\.)", "", host)
    port = parts.port
    standard = port is None or port == _DEFAULT_PORTS.get(parts.scheme.lower())
    return host if standard or not host else f"{host}:{port}"


def get_site_name(url: str) -> str:
    """Return the host of a URL without ``www.``: ``example.org``. Empty if it has none."""
    try:
        host = urlsplit(url.strip()).hostname or ""
    except ValueError:
        return ""
    return host.removeprefix("www.")
