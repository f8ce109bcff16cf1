"""Check where a fetch may go: schemes, ports and addresses; and the failures of all sources.

A person can supply any address, so none may lead into a private network. The check is made on the
address that is connected to: a literal one, in any spelling, before the request, and one resolved
from a name by the resolver of the connection itself. So a redirect or a changing DNS answer
cannot get between check and use.
"""

from __future__ import annotations

import re
import socket
from enum import StrEnum
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

from aiohttp.abc import AbstractResolver, ResolveResult
from yarl import URL

from news.errors import SourceError

ALLOWED_SCHEMES = frozenset({"http", "https"})
ALLOWED_PORTS = frozenset({80, 443, 8080, 8443})

_HOST_NAME = re.compile(r"[a-z0-9_-]+(?:\.[a-z0-9_-]+)*", re.IGNORECASE)
_BARE_ADDRESS = re.compile(r"[\w-]{1,63}(?:\.[\w-]{1,63}){1,20}(?::[0-9]{1,5})?(?:[/?#]\S*)?")
"""A host with a dot, and what may follow it: ``example.org/rss``."""
_READER_SCHEME = re.compile(r"(?:feeds?|rss|pcast|podcast|itpc):(?=//|https?:)", re.IGNORECASE)
_V6_UNICAST = IPv6Network("2000::/3")
_V6_NAT64 = IPv6Network("64:ff9b::/96")
_REFUSED_NETWORKS: tuple[IPv4Network | IPv6Network, ...] = (
    IPv4Network("192.88.99.0/24"),  # 6to4 relays
    IPv6Network("2001::/32"),  # Teredo: an IPv4 address is wrapped inside
    IPv6Network("2002::/16"),  # 6to4: likewise
    IPv6Network("3fff::/20"),  # documentation, which Python 3.11 classifies as public
)


class FailureReason(StrEnum):
    """Why a source gave no articles; each has a text in the bot."""

    BAD_URL = "bad_url"
    PRIVATE_ADDRESS = "private_address"
    DNS = "dns"
    REFUSED = "refused"
    TLS = "tls"
    TIMEOUT = "timeout"
    BROKEN = "broken"
    """The connection was cut, or the response is not HTTP."""
    REDIRECTS = "redirects"
    HTTP_STATUS = "http_status"
    ROBOTS = "robots"
    """The site's robots.txt disallows the fetch."""
    TOO_LARGE = "too_large"
    NOT_A_FEED = "not_a_feed"
    NOT_A_CHANNEL = "not_a_channel"
    """Not a public Telegram channel, or one without a preview."""
    NO_ARTICLE = "no_article"
    """A page without a recognizable article."""
    MALFORMED = "malformed"
    """Looks like a feed, but no entry can be parsed."""
    TOO_COMPLEX = "too_complex"
    """Parsing takes more CPU time than allowed."""


def build_source_error(
    url: str, reason: FailureReason, line: str = "", **details: str | int
) -> SourceError:
    """Return the error for ``url``. ``line`` adds details for operators."""
    message = f"{url}: {reason.replace('_', ' ')}" + (f" ({line})" if line else "")
    return SourceError(message, url=url, reason=reason, **details)


def unwrap_feed_address(address: str) -> str:
    """Return the http(s) address in one with the scheme of a feed reader: ``feed://host/``,
    ``feed:https://host/``, ``pcast://host/``; any other as it is."""
    found = _READER_SCHEME.match(address)
    if found is None:
        return address
    rest = address[found.end() :]
    return f"http:{rest}" if rest.startswith("//") else rest


class PrivateAddressError(OSError):
    """A name resolves only to private addresses. An OSError, since resolvers may raise those."""


def check_url(url: str, *, allow_private: bool) -> URL:
    """Parse and check the address to fetch. Fetch the returned object, so that the check holds for
    it.

    Raises SourceError with reason ``bad_url`` for another scheme or port, a missing or impossible
    host, or a user and password; ``private_address`` for a literal address that is not public, in
    any spelling. ``allow_private`` also allows every port.
    """
    try:
        parsed = URL(url.strip())
        _ = parsed.host  # decoded only now: «xn--.org» is no name
    except ValueError as error:
        raise build_source_error(url, FailureReason.BAD_URL, str(error)) from error
    host = (parsed.raw_host or "").removesuffix(".")
    if parsed.scheme not in ALLOWED_SCHEMES or not host:
        raise build_source_error(url, FailureReason.BAD_URL, "not an http or https address")
    if parsed.raw_user or parsed.raw_password:
        raise build_source_error(url, FailureReason.BAD_URL, "a user or password in the address")
    literal = parse_literal_address(host)
    if literal is None and not _HOST_NAME.fullmatch(host):
        raise build_source_error(url, FailureReason.BAD_URL, "not a host name")
    if allow_private:
        return parsed
    if literal is not None and not is_public(literal):
        raise build_source_error(url, FailureReason.PRIVATE_ADDRESS, host)
    if parsed.port not in ALLOWED_PORTS:
        raise build_source_error(url, FailureReason.BAD_URL, f"port {parsed.port}")
    return parsed


def normalize_source_url(url: str) -> str:
    """Return the form in which a source's address is stored: one spelling, without its fragment,
    and with ``https://`` if a person left it out.

    Raises SourceError if it is invalid. Whether it may be reached is checked at each fetch.
    """
    address = unwrap_feed_address(url.strip())
    if _BARE_ADDRESS.fullmatch(address):
        address = f"https://{address}"
    return str(check_url(address, allow_private=True).with_fragment(None))


def parse_literal_address(host: str) -> IPv4Address | IPv6Address | None:
    """Return the address that a host spells out, or None for a name. Reads what a C library
    accepts: ``127.1``, ``0x7f000001``, ``017700000001`` and ``2130706433`` are all
    ``127.0.0.1``."""
    try:
        return ip_address(host)
    except ValueError:
        pass  # perhaps one of the old spellings
    try:
        return IPv4Address(socket.inet_aton(host))
    except (OSError, UnicodeError):
        return None


def is_public(address: IPv4Address | IPv6Address) -> bool:
    """Return whether an address is on the public internet. One with an embedded IPv4 address
    (mapped, 6to4, Teredo) is not, except NAT64, by which IPv6-only networks reach IPv4 hosts:
    there the embedded address decides."""
    if isinstance(address, IPv6Address):
        if address in _V6_NAT64:
            return is_public(IPv4Address(int(address) & 0xFFFF_FFFF))
        if address not in _V6_UNICAST:
            return False
    if any(address in network for network in _REFUSED_NETWORKS):
        return False
    return address.is_global and not address.is_multicast


class GuardedResolver(AbstractResolver):
    """Resolves names by another resolver and returns public addresses only."""

    def __init__(self, inner: AbstractResolver, *, allow_private: bool) -> None:
        self._inner = inner
        self._allow_private = allow_private

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """Return the public addresses of a name.

        Raises PrivateAddressError if none of its addresses is public, OSError if it has none.
        """
        try:
            found = await self._inner.resolve(host, port, family)
        except UnicodeError as error:  # a label that is empty or over 63 characters
            raise OSError(f"{host} is not a host name") from error
        if self._allow_private:
            return found
        allowed = [result for result in found if is_public(ip_address(result["host"]))]
        if found and not allowed:
            raise PrivateAddressError(f"{host} is a private address")
        return allowed

    async def close(self) -> None:
        """Close the resolver that this one filters."""
        await self._inner.close()
