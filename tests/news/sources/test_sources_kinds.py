"""Test sources other than XML feeds: JSON Feed, Telegram channels, sites whose feeds are found.

The pages were written for these tests; none is a copy of a real one.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from news.errors import SourceError, SvodkaError
from news.model import SourceKind
from news.sources.addresses import FailureReason
from news.sources.discovery import MAX_FEEDS, find_feeds
from news.sources.formats.channel import parse_channel, parse_channel_address
from news.sources.formats.feed import parse_feed
from news.sources.kinds import PARSERS
from news.text.markup import from_html

URL = "https://news.example/feed.json"
CHANNEL = "https://t.me/s/harbour_post"
PUBLISHED = datetime(2026, 7, 1, 9, 30, tzinfo=UTC)


def test_every_kind_that_is_fetched_has_a_parser() -> None:
    assert set(PARSERS) == set(get_args(SourceKind)) - {"own_channel"}


def json_feed(*items: Any, **values: Any) -> bytes:
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Вестник",
        "home_page_url": "https://news.example/",
        "items": list(items),
        **values,
    }
    return json.dumps(feed).encode()


def test_json_feed() -> None:
    item = {
        "id": 7,
        "url": "/1",
        "title": "Мост &amp; река",
        "content_html": "<p>Мост открыли.</p>",
        "content_text": "Кратко.",
        "date_published": "2026-07-01T12:30:00+03:00",
        "authors": [{"name": "Анна Терян"}, {"name": "Бо"}],
        "tags": ["Город", 5, "Город"],
        "image": "pics/1.jpg",
    }
    feed = parse_feed(json_feed(item, language="ru-RU"), URL)
    assert (feed.title, feed.link, feed.language) == ("Вестник", "https://news.example/", "ru")
    (entry,) = feed.entries
    assert entry.title == "Мост & река"
    assert entry.html == "<p>Мост открыли.</p>"
    assert (entry.url, entry.guid) == ("https://news.example/1", "7")
    assert entry.published == PUBLISHED
    assert entry.author == "Анна Терян, Бо"
    assert entry.categories == ("Город",)
    assert entry.image == "https://news.example/pics/1.jpg"
    assert (entry.source, entry.language) == ("Вестник", "ru")


def test_json_feed_of_the_first_version_and_plain_text() -> None:
    body = json_feed(
        {"id": "a", "content_text": "Рыба <и> чипсы.\n\nСалют."},
        version="https://jsonfeed.org/version/1",
        author={"name": "Анна"},
    )
    (entry,) = parse_feed(body, URL).entries
    assert entry.html == "<p>Рыба &lt;и&gt; чипсы.</p><p>Салют.</p>"
    assert (entry.author, entry.published) == ("Анна", None)


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b'{"version": 5}', FailureReason.NOT_A_FEED),
        (b'{"openapi": "3.1"}', FailureReason.NOT_A_FEED),
        (b'{"version": "https://jsonfeed.org/version/1"', FailureReason.MALFORMED),
        (b'{"a":' * 100_000, FailureReason.MALFORMED),
        (json_feed(items="none"), FailureReason.MALFORMED),
    ],
)
def test_json_that_is_no_feed(body: bytes, reason: FailureReason) -> None:
    with pytest.raises(SourceError) as caught:
        parse_feed(body, URL)
    assert caught.value.details == {"url": URL, "reason": reason}


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=5,
)
members = st.sampled_from(
    ["id", "url", "title", "content_html", "content_text", "date_published", "authors", "author", "tags", "image", "language"]
)  # fmt: skip


@given(
    st.lists(st.one_of(st.dictionaries(members, json_values), json_values), max_size=4), json_values
)
def test_nonsense_in_a_json_feed_is_left_out(items: list[Any], title: Any) -> None:
    feed = parse_feed(json_feed(*items, title=title), URL)
    assert len(feed.entries) == sum(isinstance(item, dict) for item in items)
    for entry in feed.entries:
        from_html(entry.html, entry.url)


def post(
    number: int,
    inside: str,
    *,
    meta: str = "",
    kind: str = "",
    time: str = "2026-07-01T09:30:00+00:00",
) -> str:
    return (
        f'<div class="tgme_widget_message_wrap"><div class="tgme_widget_message {kind}"'
        f' data-post="harbour_post/{number}">{inside}'
        f'<span class="tgme_widget_message_meta">{meta}<a class="tgme_widget_message_date"'
        f' href="https://t.me/harbour_post/{number}"><time datetime="{time}">09:30</time></a></span></div></div>'
    )  # fmt: skip


def words(markup: str) -> str:
    return f'<div class="tgme_widget_message_text js-message_text" dir="auto">{markup}</div>'


def photo(name: str) -> str:
    return (
        '<a class="tgme_widget_message_photo_wrap" style="width:800px;'
        f"background-image:url('https://cdn.example/{name}')\"></a>"
    )


def preview(*posts: str, title: str = "Harbour Post") -> bytes:
    head = (
        f'<div class="tgme_channel_info_header_title"><span>{title}</span></div>' if title else ""
    )
    return f"<!doctype html><html><body>{head}{''.join(posts)}</body></html>".encode()


def test_a_channel() -> None:
    body = preview(
        post(1, "", kind="service_message"),
        post(2, photo("only.jpg")),
        post(3, words('<b>Мост открыт</b><br/><br/>Мост <i>открыли</i> утром.<br>Все рады.<br><br>Салют <i class="emoji"><b>🎉</b></i>')),
        post(4, photo("1.jpg") + photo("2.jpg") + words("Паром <a href='https://a.example/'>стоит</a>."), meta="edited "),
        post(5, '<div class="tgme_widget_message_forwarded_from">Forwarded from <a class="tgme_widget_message_forwarded_from_name"><span>Порт</span></a></div>' + words("Порт закрыт."), time="nonsense"),
    )  # fmt: skip
    feed = parse_channel(body, CHANNEL)
    assert feed.title == "Harbour Post"
    assert [entry.guid for entry in feed.entries] == [f"harbour_post/{n}" for n in (3, 4, 5)]
    bridge, ferry, port = feed.entries
    assert bridge.title == "Мост открыт"
    assert [block.text for block in from_html(bridge.html)] == [
        "Мост открыли утром. Все рады.",
        "Салют 🎉",
    ]
    assert bridge.url == "https://t.me/harbour_post/3"
    assert bridge.published == PUBLISHED
    assert ferry.title == ""
    assert ferry.image == "https://cdn.example/1.jpg"
    assert "https://cdn.example/2.jpg" in ferry.html
    assert (port.author, port.published) == ("Порт", None)
    assert {entry.source for entry in feed.entries} == {"Harbour Post"}


def test_a_reply_does_not_repeat_what_it_answers() -> None:
    quoted = (
        '<a class="tgme_widget_message_reply"><div class="js-message_reply_text">Старое.</div></a>'
    )
    (entry,) = parse_channel(preview(post(1, quoted + words("Новое."))), CHANNEL).entries
    assert "Старое" not in entry.html


def test_a_bold_line_alone_is_the_text_and_not_a_title() -> None:
    (entry,) = parse_channel(preview(post(1, words("<b>Мост открыт</b>"))), CHANNEL).entries
    assert entry.title == ""
    assert "Мост открыт" in entry.html


def test_a_channel_may_have_no_posts() -> None:
    assert parse_channel(preview(), CHANNEL).entries == ()


@pytest.mark.parametrize("body", [b"", b"\0\0", b"<html><p>Contact @anna", b"\x89PNG"])
def test_what_is_no_channel(body: bytes) -> None:
    with pytest.raises(SourceError) as caught:
        parse_channel(body, CHANNEL)
    assert caught.value.details == {"url": CHANNEL, "reason": FailureReason.NOT_A_CHANNEL}


@given(st.data())
def test_a_damaged_preview_raises_nothing_that_is_not_ours(data: st.DataObject) -> None:
    body = bytearray(
        preview(
            post(1, photo("1.jpg") + words("<b>Мост</b><br><br>Открыт.")), post(2, words("Да."))
        )
    )
    for _ in range(data.draw(st.integers(1, 6))):
        start = data.draw(st.integers(0, len(body)))
        body[start : start + data.draw(st.integers(0, 40))] = data.draw(st.binary(max_size=6))
    try:
        feed = parse_channel(bytes(body), CHANNEL)
    except SvodkaError:
        return
    for entry in feed.entries:
        from_html(entry.html, entry.url)


@pytest.mark.parametrize(
    "said",
    [
        "@harbour_post",
        "t.me/harbour_post",
        "https://t.me/harbour_post",
        "https://t.me/harbour_post/",
        "https://t.me/s/harbour_post",
        "http://telegram.me/harbour_post/123",
        "https://t.me/harbour_post?before=5",
        " https://www.t.me/harbour_post ",
    ],
)
def test_a_channel_is_named_in_many_ways(said: str) -> None:
    assert parse_channel_address(said) == CHANNEL


@pytest.mark.parametrize(
    "said",
    ["harbour_post", "@ab", "https://t.me/+abcdef", "https://t.me/joinchat/abc", "https://t.me/", "https://not-t.me/harbour", "https://t.me.evil.example/harbour", "@имя_канала"],
)  # fmt: skip
def test_what_names_no_channel(said: str) -> None:
    assert parse_channel_address(said) is None


def page(*links: str, base: str = "") -> bytes:
    return f"<!doctype html><head>{base}{''.join(links)}</head><body><p>Hi</p>".encode()


def link(
    href: str, kind: str = "application/rss+xml", title: str = "", rel: str = "alternate"
) -> str:
    return f'<link rel="{rel}" type="{kind}" title="{title}" href="{href}">'


def test_the_feeds_of_a_site_are_found() -> None:
    body = page(
        link("/comments.xml", title="Comments"),
        link("/feed.xml", title="News &amp; more"),
        link(
            "https://cdn.example/atom", "application/atom+xml; charset=utf-8", rel="Alternate home"
        ),
        link("/feed.json", "application/feed+json"),
        link("/feed.xml", title="again"),
        link("/style.css", "text/css", rel="stylesheet"),
        link("/en", "text/html"),
        link("javascript:alert(1)"),
        "<link rel=alternate>",
    )
    found = find_feeds(body, "https://news.example/about")
    assert [feed.url for feed in found] == [
        "https://news.example/feed.xml",
        "https://cdn.example/atom",
        "https://news.example/feed.json",
        "https://news.example/comments.xml",
    ]
    assert found[0].title == "News & more"


def test_a_base_counts_and_too_many_do_not() -> None:
    links = [link(f"{number}.xml") for number in range(50)]
    found = find_feeds(page(*links, base='<base href="/rss/">'), "https://news.example/")
    assert len(found) == MAX_FEEDS
    assert found[0].url == "https://news.example/rss/0.xml"


@pytest.mark.parametrize("body", [b"", b"\0", b"plain words", b"<", b"\xff\xfe"])
def test_a_page_without_feeds(body: bytes) -> None:
    assert find_feeds(body, "https://news.example/") == []
