"""Check that no spelling of an address reaches a private network."""

from __future__ import annotations

import socket
from collections.abc import AsyncIterator
from ipaddress import ip_address

import pytest
from aiohttp.abc import AbstractResolver, ResolveResult

from news.errors import SourceError
from news.sources import addresses
from news.sources.addresses import (
    FailureReason,
    GuardedResolver,
    PrivateAddressError,
    check_url,
    is_public,
    parse_literal_address,
)
from news.sources.fetcher import Fetcher, FetchLimits
from tests.support.factories import NOON
from tests.support.feeds.server import FeedServer

PRIVATE_HOSTS = [
    "127.0.0.1",
    "127.0.0.1.",
    "127.1",
    "127.0.1",
    "127.255.255.254",
    "2130706433",
    "0x7f000001",
    "0x7F.0.0.1",
    "0x7f.0x0.0x0.0x1",
    "0177.0.0.1",
    "017700000001",
    "0177.0.0.0x1",
    "127.000.000.001",
    "１２７.0.0.1",  # full-width digits
    "①②⑦.⓪.⓪.①",
    "127。0。0。1",  # ideographic full stops
    "0",
    "0.0.0.0",
    "10.0.0.1",
    "10.1",
    "167772161",
    "100.64.0.1",
    "169.254.169.254",
    "0xa9fea9fe",
    "172.16.0.1",
    "172.31.255.255",
    "192.0.0.1",
    "192.0.2.1",
    "192.88.99.1",
    "192.168.0.1",
    "192.168.257",
    "198.18.0.1",
    "198.51.100.1",
    "203.0.113.1",
    "224.0.0.1",
    "239.255.255.250",
    "240.0.0.1",
    "255.255.255.255",
    "[::]",
    "[::1]",
    "[0:0:0:0:0:0:0:1]",
    "[::127.0.0.1]",
    "[::ffff:127.0.0.1]",
    "[::ffff:7f00:1]",
    "[::ffff:0:127.0.0.1]",
    "[64:ff9b::10.0.0.1]",
    "[64:ff9b::7f00:1]",
    "[64:ff9b:1::1]",
    "[2001:0:4136:e378:8000:63bf:80ff:fffe]",  # Teredo
    "[2002:7f00:1::]",
    "[2002:c0a8:1::1]",
    "[2001:db8::1]",
    "[3fff::1]",
    "[fc00::1]",
    "[fd12:3456:789a::1]",
    "[fe80::1]",
    "[fe80::1%25eth0]",
    "[fec0::1]",
    "[ff02::1]",
    "[100::1]",
    "[5f00::1]",
]

BAD_URLS = [
    "",
    "example.com/feed",
    "//example.com/feed",
    "ftp://example.com/feed",
    "file:///etc/passwd",
    "gopher://example.com/",
    "data:text/xml,<rss/>",
    "http://",
    "http:///feed",
    "http://[::1",
    "http://a..b/",
    "http://exa mple.com/",
    "http://xn--.org/",
    "http://xn--zzzzzzz99.org/",
    "http://%31%32%37.0.0.1/",
    "http://127.0.0.1%00.example.com/",
    "http://user:secret@example.com/",
    "http://example.com\\@127.0.0.1/",
    "http://example.com:22/",
    "http://example.com:6379/",
    "http://example.com:99999/",
    "http://example.com:0/",
]


class FakeResolver(AbstractResolver):
    """Return the next prepared answer at each call."""

    def __init__(self, *answers: list[str]) -> None:
        self._answers = list(answers)

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        return [
            ResolveResult(
                hostname=host, host=address, port=port, family=socket.AF_INET, proto=0, flags=0
            )
            for address in self._answers.pop(0)
        ]

    async def close(self) -> None:
        self._answers.clear()


def reason_of(url: str, *, allow_private: bool = False) -> FailureReason:
    with pytest.raises(SourceError) as caught:
        check_url(url, allow_private=allow_private)
    assert caught.value.details["url"] == url
    return FailureReason(str(caught.value.details["reason"]))


def fetcher(resolver: AbstractResolver | None = None) -> Fetcher:
    return Fetcher(
        user_agent="tests",
        allow_private=False,
        clock=lambda: NOON,
        resolver=resolver,
        limits=FetchLimits(timeout=5),
    )


@pytest.fixture
async def feed_server() -> AsyncIterator[FeedServer]:
    async with FeedServer() as server:
        yield server


@pytest.mark.parametrize("host", PRIVATE_HOSTS)
def test_a_private_address_is_refused(host: str) -> None:
    assert reason_of(f"http://{host}/feed.xml") is FailureReason.PRIVATE_ADDRESS


@pytest.mark.parametrize("host", PRIVATE_HOSTS)
def test_a_private_address_passes_where_allowed(host: str) -> None:
    assert check_url(f"http://{host}:6379/feed.xml", allow_private=True).port == 6379


@pytest.mark.parametrize("url", BAD_URLS)
def test_an_impossible_address_is_refused(url: str) -> None:
    assert reason_of(url) is FailureReason.BAD_URL


@pytest.mark.parametrize(
    "url",
    [
        "http://example.com/feed",
        "https://example.com/feed",
        "https://example.com:8443/feed",
        "http://example.com:8080/feed",
        " https://новости.укр/лента ",
        "https://8.8.8.8/feed",
        "https://0x08080808/feed",
        "https://[2606:4700::1111]/feed",
        "https://[64:ff9b::8.8.8.8]/feed",
    ],
)
def test_a_public_address_passes(url: str) -> None:
    checked = check_url(url, allow_private=False)
    assert checked.path in ("/feed", "/лента")


def test_a_password_is_refused_even_where_private_networks_are_allowed() -> None:
    assert reason_of("http://me:secret@localhost/", allow_private=True) is FailureReason.BAD_URL


def test_a_name_is_no_literal_address() -> None:
    assert parse_literal_address("example.com") is None
    assert parse_literal_address("dead.beef") is None
    assert parse_literal_address("0x7f.1") == ip_address("127.0.0.1")


async def test_the_resolver_lets_only_public_addresses_through() -> None:
    resolver = GuardedResolver(
        FakeResolver(["10.0.0.1", "93.184.215.14", "::1"]), allow_private=False
    )
    assert [found["host"] for found in await resolver.resolve("example.com", 80)] == [
        "93.184.215.14"
    ]


async def test_an_answer_that_changes_to_a_private_address_is_refused() -> None:
    resolver = GuardedResolver(
        FakeResolver(["93.184.215.14"], ["127.0.0.1", "::1"]), allow_private=False
    )
    assert len(await resolver.resolve("rebind.example", 80)) == 1
    with pytest.raises(PrivateAddressError, match=r"rebind\.example"):
        await resolver.resolve("rebind.example", 80)


async def test_the_resolver_passes_private_addresses_where_allowed() -> None:
    resolver = GuardedResolver(FakeResolver(["127.0.0.1"]), allow_private=True)
    assert [found["host"] for found in await resolver.resolve("local", 80)] == ["127.0.0.1"]


async def test_a_name_that_leads_inside_is_not_connected_to() -> None:
    async with fetcher(FakeResolver(["192.168.1.1", "fe80::1"])) as guarded:
        with pytest.raises(SourceError) as caught:
            await guarded.fetch("http://inside.example/feed.xml")
    assert caught.value.details == {
        "url": "http://inside.example/feed.xml",
        "reason": FailureReason.PRIVATE_ADDRESS,
    }


async def test_localhost_is_not_connected_to() -> None:
    async with fetcher() as guarded:
        with pytest.raises(SourceError) as caught:
            await guarded.fetch("http://localhost:8080/")
    assert caught.value.details["reason"] is FailureReason.PRIVATE_ADDRESS


@pytest.fixture
def loopback_is_public(monkeypatch: pytest.MonkeyPatch, feed_server: FeedServer) -> None:
    """127.0.0.1 represents the open internet; everything else is unchanged."""
    monkeypatch.setattr(addresses, "is_public", lambda it: str(it) == "127.0.0.1" or is_public(it))
    monkeypatch.setattr(addresses, "ALLOWED_PORTS", {feed_server.port})


@pytest.mark.usefixtures("loopback_is_public")
@pytest.mark.parametrize("host", ["127.0.0.2", "10.0.0.1", "[::1]", "0x7f.2", "[::ffff:127.0.0.1]"])
async def test_a_redirect_does_not_lead_inside(feed_server: FeedServer, host: str) -> None:
    url = feed_server.redirect("/out", to=f"http://{host}:{feed_server.port}/inside")
    async with fetcher() as guarded:
        with pytest.raises(SourceError) as caught:
            await guarded.fetch(url)
    assert caught.value.details == {"url": url, "reason": FailureReason.PRIVATE_ADDRESS}
    assert [request.path for request in feed_server.requests] == ["/out"]


@pytest.mark.usefixtures("loopback_is_public")
@pytest.mark.parametrize("target", ["file:///etc/passwd", "http://127.0.0.1:1/", "http://[::1"])
async def test_a_redirect_keeps_to_schemes_and_ports(feed_server: FeedServer, target: str) -> None:
    url = feed_server.redirect("/out", to=target)
    async with fetcher() as guarded:
        with pytest.raises(SourceError) as caught:
            await guarded.fetch(url)
    assert caught.value.details == {"url": url, "reason": FailureReason.BAD_URL}


@pytest.mark.usefixtures("loopback_is_public")
async def test_a_redirect_to_a_name_that_leads_inside_is_refused(feed_server: FeedServer) -> None:
    url = feed_server.redirect("/out", to=f"http://inside.example:{feed_server.port}/")
    async with fetcher(FakeResolver(["127.0.0.3"])) as guarded:
        with pytest.raises(SourceError) as caught:
            await guarded.fetch(url)
    assert caught.value.details == {"url": url, "reason": FailureReason.PRIVATE_ADDRESS}
