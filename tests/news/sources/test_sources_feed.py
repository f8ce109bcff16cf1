"""Test parsing of feeds of every kind, valid and broken."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from news.errors import SourceError
from news.model import RawArticle
from news.sources.addresses import FailureReason
from news.sources.formats.feed import Feed, parse_feed, strip_markup

URL = "https://news.example/rss/all.xml"
PUBLISHED = datetime(2026, 7, 1, 9, 30, tzinfo=UTC)

RSS_091 = """<?xml version="1.0"?>
<rss version="0.91"><channel><title>Вестник</title><link>https://news.example/</link>
<language>ru-RU</language><description>Новости</description>
<item><title>Мост открыт</title><link>https://news.example/1</link>
<description>Мост открыли утром.</description></item>
<item><title>Рынок закрыт</title><link>https://news.example/2</link></item>
</channel></rss>"""

RSS_092 = """<?xml version="1.0"?>
<rss version="0.92"><channel><title>Вестник</title><link>https://news.example/</link>
<item><title>Мост открыт</title><link>https://news.example/1</link>
<category>Город</category><category>Транспорт</category><category>Город</category>
<enclosure url="https://news.example/1.jpg" length="9" type="image/jpeg"/></item>
</channel></rss>"""

RSS_10 = """<?xml version="1.0"?>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
 xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel rdf:about="https://news.example/"><title>Вестник</title>
<link>https://news.example/</link></channel>
<item rdf:about="https://news.example/1"><title>Мост открыт</title>
<link>https://news.example/1</link><description>Мост открыли утром.</description>
<dc:creator>Анна Терян</dc:creator><dc:date>2026-07-01T12:30:00+03:00</dc:date>
<dc:subject>Город</dc:subject></item>
</rdf:RDF>"""

RSS_20 = """<?xml version="1.0"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:media="http://search.yahoo.com/mrss/">
<channel><title>Вестник</title><link>/</link><language>uk</language><ttl>60</ttl>
<item><title>Мост открыт</title><link>/1?from=rss</link><guid isPermaLink="false">n-1</guid>
<pubDate>Wed, 01 Jul 2026 12:30:00 +0300</pubDate>
<author>anna@news.example (Анна Терян)</author>
<description>Кратко.</description>
<content:encoded><![CDATA[<p>Мост открыли <b>утром</b>.</p><img src="pics/2.jpg">]]></content:encoded>
<media:content url="/film.mp4" medium="video" width="1920"/>
<media:content url="/small.jpg" medium="image" width="240"/>
<media:content url="/large.jpg" medium="image" width="800"/></item>
</channel></rss>"""

ATOM = """<?xml version="1.0"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en" xml:base="https://other.example/blog/">
<title type="html">Harbour &amp;amp; Post</title><link href="https://other.example/"/>
<entry><title type="text">Bridge opens</title><id>tag:other.example,2026:1</id>
<link rel="alternate" href="1"/><updated>2026-07-01T09:30:00Z</updated>
<author><name>Ann Terry</name></author><author><name>Bo Reed</name></author>
<category term="City"/>
<summary>Short.</summary>
<content type="text">Fish &amp; chips for &lt;all&gt;.

Then fireworks.</content></entry>
</feed>"""


def parse(text: str) -> Feed:
    return parse_feed(text.encode(), URL)


def entry(inside: str) -> RawArticle:
    """Return the only entry of an RSS feed."""
    (only,) = parse(
        "<rss version='2.0' xmlns:media='http://search.yahoo.com/mrss/'>"
        f"<channel><title>T</title><item>{inside}</item></channel></rss>"
    ).entries
    return only


def refusal(body: bytes, content_type: str = "") -> FailureReason:
    with pytest.raises(SourceError) as caught:
        parse_feed(body, URL, content_type)
    assert caught.value.details["url"] == URL
    assert URL in str(caught.value)
    return FailureReason(str(caught.value.details["reason"]))


def test_rss_091() -> None:
    feed = parse(RSS_091)
    assert (feed.title, feed.link, feed.language, feed.ttl) == (
        "Вестник",
        "https://news.example/",
        "ru",
        0,
    )
    assert feed.entries == (
        RawArticle(
            title="Мост открыт",
            html="<p>Мост открыли утром.</p>",
            url="https://news.example/1",
            source="Вестник",
            language="ru",
        ),
        RawArticle(
            title="Рынок закрыт",
            url="https://news.example/2",
            source="Вестник",
            language="ru",
        ),
    )


def test_rss_092() -> None:
    (article,) = parse(RSS_092).entries
    assert article.categories == ("Город", "Транспорт")
    assert article.image == "https://news.example/1.jpg"
    assert article.html == ""


def test_rss_10() -> None:
    (article,) = parse(RSS_10).entries
    assert article == RawArticle(
        title="Мост открыт",
        html="<p>Мост открыли утром.</p>",
        url="https://news.example/1",
        guid="https://news.example/1",
        published=PUBLISHED,
        author="Анна Терян",
        source="Вестник",
        categories=("Город",),
    )


def test_rss_20() -> None:
    feed = parse(RSS_20)
    assert (feed.link, feed.language, feed.ttl) == ("https://news.example/", "uk", 60)
    (article,) = feed.entries
    assert article == RawArticle(
        title="Мост открыт",
        html='<p>Мост открыли <b>утром</b>.</p><img src="https://news.example/rss/pics/2.jpg" />',
        url="https://news.example/1?from=rss",
        guid="n-1",
        published=PUBLISHED,
        author="Анна Терян",
        source="Вестник",
        language="uk",
        image="https://news.example/large.jpg",
    )


def test_atom() -> None:
    feed = parse(ATOM)
    assert (feed.title, feed.link) == ("Harbour & Post", "https://other.example/")
    (article,) = feed.entries
    assert article == RawArticle(
        title="Bridge opens",
        html="<p>Fish &amp; chips for &lt;all&gt;.</p><p>Then fireworks.</p>",
        url="https://other.example/blog/1",
        guid="tag:other.example,2026:1",
        published=PUBLISHED,
        author="Ann Terry, Bo Reed",
        source="Harbour & Post",
        language="en",
        categories=("City",),
    )


@pytest.mark.parametrize(
    "empty",
    [
        "<rss version='2.0'><channel><title>T</title></channel></rss>",
        "<feed xmlns='http://www.w3.org/2005/Atom'><title>T</title></feed>",
        "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'"
        " xmlns='http://purl.org/rss/1.0/'><channel><title>T</title></channel></rdf:RDF>",
    ],
)
def test_a_sound_feed_may_have_no_entries(empty: str) -> None:
    assert parse(empty) == Feed(title="T", link="", entries=())


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"   \n",
        b"\0\0\0",
        b"just words",
        b'{"version": "1.1", "items": []}',
        b"<!doctype html><html><head><title>News</title></head><body><p>Hello</body></html>",
        b"<html><body><item>no</body></html>"[:12],
        b"<?xml version='1.0'?><urlset><url><loc>https://news.example/</loc></url></urlset>",
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
        b"<" * 10_000,
    ],
)
def test_what_is_no_feed_is_refused(body: bytes) -> None:
    assert refusal(body) is FailureReason.NOT_A_FEED


def test_a_broken_feed_with_nothing_to_read_is_refused() -> None:
    assert refusal(b"<rss version='2.0'><channel><title>T & U</tit") is FailureReason.MALFORMED


def test_a_broken_feed_gives_what_can_be_read() -> None:
    feed = parse(RSS_091.replace("</channel></rss>", "<item><title>Tom & Jerry</title>"))
    assert [article.title for article in feed.entries] == [
        "Мост открыт",
        "Рынок закрыт",
        "Tom & Jerry",
    ]


@pytest.mark.parametrize(
    "inside",
    [
        "<link href='http://[bad'/>",
        "<media:content url='//[' width='wide'/>",
        "<pubDate>Mon, 99 Foo 99999 99:99:99 +9999</pubDate>",
    ],
)
def test_nonsense_in_an_entry_is_left_out(inside: str) -> None:
    article = entry(f"<title>Мост</title>{inside}")
    assert (article.title, article.published, article.image) == ("Мост", None, "")


def test_what_feedparser_stumbles_over_is_malformed() -> None:
    body = RSS_20.replace("</item>", "</width></item>").encode()
    with pytest.raises(SourceError) as caught:
        parse_feed(body, URL)
    assert caught.value.details == {"url": URL, "reason": FailureReason.MALFORMED}
    assert isinstance(caught.value.__cause__, TypeError)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-be", "windows-1251", "koi8-r"])
@pytest.mark.parametrize("declared", [True, False])
def test_encodings_are_read_as_declared(encoding: str, declared: bool) -> None:
    head = f'<?xml version="1.0" encoding="{encoding}"?>'
    text = RSS_091.replace('<?xml version="1.0"?>', head) if declared else RSS_091
    content_type = "text/xml" if declared else f"text/xml; charset={encoding}"
    assert parse_feed(text.encode(encoding), URL, content_type).title == "Вестник"


@pytest.mark.parametrize(
    ("encoding", "content_type", "head"),
    [
        ("utf-8", "text/xml; charset=windows-1251", ""),
        ("utf-8", "text/xml; charset=us-ascii", '<?xml version="1.0" encoding="koi8-r"?>'),
        ("utf-8-sig", "", '<?xml version="1.0" encoding="windows-1251"?>'),
        ("utf-16", "text/xml; charset=utf-8", '<?xml version="1.0" encoding="utf-8"?>'),
        ("windows-1251", "text/xml; charset=utf-8", '<?xml version="1.0" encoding="utf-8"?>'),
        ("windows-1251", "text/xml; charset=us-ascii", '<?xml version="1.0" encoding="cp1251"?>'),
        ("windows-1251", "text/xml; charset=nonsense", '<?xml version="1.0" encoding="rot13"?>'),
        ("windows-1251", "", ""),
    ],
)
def test_wrong_encodings_are_seen_through(encoding: str, content_type: str, head: str) -> None:
    text = RSS_091.replace('<?xml version="1.0"?>', head)
    feed = parse_feed(text.encode(encoding), URL, content_type)
    assert (feed.title, feed.entries[0].title) == ("Вестник", "Мост открыт")


def test_a_damaged_letter_costs_no_other() -> None:
    body = RSS_091.encode().replace("Рынок".encode(), b"\xd0\xff" + "ынок".encode())
    titles = [article.title for article in parse_feed(body, URL).entries]
    assert titles[0] == "Мост открыт"
    assert titles[1].endswith("ынок закрыт")


@pytest.mark.parametrize("bad", ["\0", "\x08", "&#0;", "&#x1F;", "&#xD800;", "&#99999999999;"])
def test_forbidden_characters_are_dropped(bad: str) -> None:
    assert entry(f"<title>Мо{bad}ст</title>").title == "Мост"


def test_references_to_allowed_characters_stay() -> None:
    assert entry("<title>&#171;Мост&#xBB; &#128512;</title>").title == "«Мост» 😀"


@pytest.mark.parametrize(
    ("markup", "plain"),
    [
        ("Мост открыт", "Мост открыт"),
        ("  Мост\n\tоткрыт&nbsp;", "Мост открыт"),
        ("<b>Мост</b>&nbsp;открыт &mdash; <i>мэр</i>", "Мост открыт — мэр"),
        ("Первая<br/>вторая", "Первая вторая"),
        ("До<wbr>ждь и H<sub>2</sub>O", "Дождь и H2O"),
        ("<a href='https://news.example/?a=1&b=2'>AT&amp;T</a> растет", "AT&T растет"),
        ("5 < 6 и 7 > 2", "5 < 6 и 7 > 2"),
        ("Ток <сила> и <x>", "Ток <сила> и <x>"),
        ("", ""),
    ],
)
def test_titles_are_plain_text(markup: str, plain: str) -> None:
    assert strip_markup(markup) == plain


@pytest.mark.parametrize(
    "title",
    [
        "&lt;b&gt;AT&amp;amp;T&lt;/b&gt; растет",
        "<![CDATA[<b>AT&amp;T</b> растет]]>",
        "AT&amp;amp;T растет",
        "<![CDATA[AT&T растет]]>",
    ],
)
def test_markup_in_titles_is_taken_off(title: str) -> None:
    assert entry(f"<title>{title}</title>").title == "AT&T растет"


@pytest.mark.parametrize(
    "date",
    [
        "",
        "<pubDate/>",
        "<pubDate>yesterday</pubDate>",
        "<pubDate>Thu, 01 Jan 1970 00:00:00 GMT</pubDate>",
        "<pubDate>0001-01-01T00:00:00Z</pubDate>",
    ],
)
def test_an_entry_may_have_no_date(date: str) -> None:
    assert entry(f"<title>Мост</title>{date}").published is None


@pytest.mark.parametrize(
    "date",
    [
        "Wed, 01 Jul 2026 09:30:00 GMT",
        "Wed, 01 Jul 2026 05:30:00 EDT",
        "Wed, 1 Jul 26 12:30:00 +0300",
        "2026-07-01T12:30:00+03:00",
        "2026-07-01 09:30:00",
    ],
)
def test_dates_come_out_in_utc(date: str) -> None:
    assert entry(f"<title>Мост</title><pubDate>{date}</pubDate>").published == PUBLISHED


@pytest.mark.parametrize(
    ("link", "url"),
    [
        ("https://news.example/1", "https://news.example/1"),
        (" https://news.example/1\n", "https://news.example/1"),
        ("/1", "https://news.example/1"),
        ("1", "https://news.example/rss/1"),
        ("//cdn.example/1", "https://cdn.example/1"),
        ("javascript:alert(1)", ""),
        ("ftp://news.example/1", ""),
        ("", ""),
    ],
)
def test_links_are_absolute_and_lead_to_the_web(link: str, url: str) -> None:
    assert entry(f"<title>Мост</title><link>{link}</link>").url == url


def test_a_permanent_guid_serves_as_link() -> None:
    assert entry("<guid>https://news.example/1</guid>").url == "https://news.example/1"
    assert entry("<guid isPermaLink='false'>https://news.example/1</guid>").url == ""


@pytest.mark.parametrize(
    ("author", "byline"),
    [
        ("Анна Терян", "Анна Терян"),
        ("anna@news.example", ""),
        ("anna@news.example (Анна Терян)", "Анна Терян"),
        ("Анна Терян &lt;anna@news.agency&gt;", "Анна Терян"),
        ("", ""),
    ],
)
def test_a_mail_address_is_no_byline(author: str, byline: str) -> None:
    assert entry(f"<author>{author}</author>").author == byline


def test_a_thumbnail_is_an_image_and_a_film_is_none() -> None:
    assert entry("<media:thumbnail url='/t.jpg'/>").image == "https://news.example/t.jpg"
    assert entry("<media:content url='/f.mp4' type='video/mp4'/>").image == ""
    assert entry("<enclosure url='/talk.mp3' type='audio/mpeg' length='1'/>").image == ""


def test_entity_bombs_and_outside_entities_stay_closed() -> None:
    lol = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    doctype = f'<!DOCTYPE rss [<!ENTITY l0 "lol">{lol}<!ENTITY out SYSTEM "file:///etc/passwd">]>'
    feed = parse(
        f"<?xml version='1.0'?>{doctype}<rss version='2.0'><channel><title>T</title>"
        "<item><title>&l11;</title><description>&out;</description></item></channel></rss>"
    )
    (article,) = feed.entries
    assert len(article.title) < 100
    assert "root:" not in article.html
