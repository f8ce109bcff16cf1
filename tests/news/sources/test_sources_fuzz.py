"""Damage real feeds at random: only errors of our own classes may be raised."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from news.errors import SvodkaError
from news.limits import MAX_ENTRY_CHARS, MAX_TITLE_CHARS
from news.sources.formats.entries import MAX_ENTRIES, Feed
from news.sources.formats.feed import parse_feed
from news.sources.formats.opml import read_opml
from news.text.markup import from_html
from tests.support.paths import ROOT

pytestmark = pytest.mark.slow

URL = "https://news.example/feed.xml"
EXAMPLES = 2_000
KEPT_ENTRIES = 2
"""Entries kept of each real feed; damage to a third one would show nothing new."""

WILD = ROOT / "tests" / "cases" / "wild"

_ENTRY = re.compile(rb"<(item|entry)[\s>].*?</\1>", re.DOTALL)
_NASTY = (
    b"\0", b"\xff\xfe", b"\xef\xbb\xbf", b"]]>", b"<![CDATA[", b"<!--", b"-->", b"<!DOCTYPE x [", b"<?xml?>",
    b"&", b"&#0;", b"&#xD800;", b"&nope;", b"<", b">", b'"', b"</item>", b"</entry>", b"</channel>", b"<item>",
    b"<entry>", b"<title>", b"</title>", b"<link>http://[", b"<guid/>", b"<pubDate>32 Foo", b"<media:content width='x'>",
    b"</width>", b"<georss:point>1</georss:point>", b"<gml:pos>a b</gml:pos>", b"<enclosure/>", b"<itunes:image/>",
    b"<link/>", b"<link uri='x'>", b"<media:description>", b"</media:description>", b"&copy=", b"&mdash;", b"<yandex:full-text>",
    b"<iframe/>", b"<img srcset=',, 1w'>", b"<noscript>", b" encoding = 'koi8-r'", b"<pubDate>12 Feb 2026 24:61 XX",
    b" xml:base='http://['", b" type='xhtml'", b" encoding='utf-16'", b"\xd0", b"\xed\xa0\x80", "ї🛸".encode(),
)  # fmt: skip


def shortened(feed: bytes) -> bytes:
    """Return a feed with its first entries only, otherwise unchanged."""
    count = 0

    def keep(entry: re.Match[bytes]) -> bytes:
        nonlocal count
        count += 1
        return entry[0][:3_000] + entry[0][-9:] if count <= KEPT_ENTRIES else b""

    return _ENTRY.sub(keep, feed)[:12_000]


Damage = tuple[str, float, float, bytes]

_damages = st.lists(
    st.tuples(
        st.sampled_from(("cut", "double", "insert", "replace", "end")),
        st.floats(0, 1),
        st.floats(0, 0.2),
        st.one_of(st.sampled_from(_NASTY), st.binary(max_size=8)),
    ),
    min_size=1,
    max_size=6,
)


def damaged(feed: bytes, damages: list[Damage]) -> bytes:
    for kind, where, length, nasty in damages:
        start = int(where * len(feed))
        end = min(len(feed), start + 1 + int(length * len(feed)))
        match kind:
            case "cut":
                feed = feed[:start] + feed[end:]
            case "double":
                feed = feed[:end] + feed[start:]
            case "insert":
                feed = feed[:start] + nasty + feed[start:]
            case "replace":
                feed = feed[:start] + nasty + feed[end:]
            case "end":
                feed = feed[:end]
    return feed


@pytest.fixture(scope="module")
def feeds(shared_data: Path) -> list[bytes]:
    """Real feeds, and those of the cases: what is repaired may break when it is damaged again."""
    paths = [*sorted((shared_data / "feeds").glob("*.xml")), *sorted(WILD.glob("*/feed.*"))]
    return [shortened(path.read_bytes()) for path in paths]


@settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    database=None,
)
@given(which=st.integers(0, 999), damages=_damages)
def test_a_damaged_feed_raises_nothing_that_is_not_ours(
    feeds: list[bytes], which: int, damages: list[Damage]
) -> None:
    body = damaged(feeds[which % len(feeds)], damages)
    try:
        feed = parse_feed(body, URL)
    except SvodkaError as error:
        refused = error
    else:
        check(feed)
        return
    assert refused.details["url"] == URL
    assert refused.details["reason"]


def check(feed: Feed) -> None:
    assert len(feed.entries) <= MAX_ENTRIES
    for entry in feed.entries:
        assert len(entry.title) <= MAX_TITLE_CHARS
        assert len(entry.html) <= MAX_ENTRY_CHARS
        assert entry.published is None or entry.published.tzinfo is not None
        from_html(entry.html, entry.url)


def test_the_seeds_are_feeds(feeds: list[bytes]) -> None:
    """The undamaged samples are feeds, else their damage would test nothing."""
    entries = 0
    for feed in feeds:
        try:
            entries += len(parse_feed(feed, URL).entries)
        except SvodkaError:
            continue
    assert entries > len(feeds)


def test_list_of_sources_includes_no_file(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("http://secret.example/feed")
    body = (
        f'<!DOCTYPE opml [<!ENTITY file SYSTEM "{(tmp_path / "secret.txt").as_uri()}">]>'
        "<opml><body><outline text='a'><xmlUrl>&file;</xmlUrl></outline></body></opml>"
    )
    outlines, rejected = read_opml(body.encode(), "a.opml")
    assert "secret" not in str((outlines, rejected))
