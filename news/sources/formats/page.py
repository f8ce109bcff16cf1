"""Extract the article of a web page. Pure.

trafilatura separates the article from navigation, adverts and boxes; `news.text.markup` then cleans
it as it does with feeds. It is imported on first use: 27 MB that are not needed without teasers.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from itertools import islice

from lxml import etree
from lxml.html import HtmlElement

from news.limits import MAX_ENTRY_CHARS, MAX_NAME_CHARS, MAX_TITLE_CHARS
from news.model import RawArticle
from news.sources.addresses import FailureReason, build_source_error
from news.sources.dates import parse_date
from news.sources.encodings import decode_page
from news.sources.formats.entries import Feed, resolve_link, strip_markup, text_length
from news.sources.formats.images import choose_picture
from news.text.urls import get_site_name

MAX_TEASER_CHARS = 700
"""A feed's text shorter than this may be a teaser."""
MIN_LENGTH_RATIO = 1.3
"""How many times as long a page's text has to be, to replace that of the feed."""

MAX_PAGE_BYTES = 2 * 1024 * 1024
"""After decompression. A tree takes forty times as much memory, and three are built."""
MAX_ELEMENTS = 50_000
MAX_DEPTH = 200
MAX_CAPTIONS = 100

_MAX_HEADINGS = 5
_MIN_HEADING_CHARS = 15
_SEPARATORS = " |-–—:·•»/"
_DATES = (
    "//meta[@property='article:published_time' or @itemprop='datePublished' or @name='pubdate'"
    " or @name='article:published_time' or @name='publish-date' or @name='date']/@content"
    " | //*[@itemprop='datePublished']/@datetime | //time[@pubdate]/@datetime"
)
_JSON_DATE = re.compile(r"\"datePublished\"\s{0,9}:\s{0,9}\"([^\"]{8,40})\"")
_KIND = "//meta[@property='og:type' or @name='og:type']/@content"
_HEADING_END = "</h1>"
_CAPTIONS = "//figcaption | //*[contains(@class, 'credit')] | //*[contains(@class, 'copyright')]"
_CREDIT = re.compile(
    r"(?:фото|світлина|photo|image|picture|credit)(?: by)?\s*[:©/]\s*(?P<whose>[^|\n]{2,80})",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Page:
    """``html`` is the article's own, ``length`` its characters without tags; every other field
    may be empty. ``kind``: what the page calls itself to those who share it (``og:type``)."""

    html: str
    length: int = 0
    title: str = ""
    author: str = ""
    published: datetime | None = None
    image: str = ""
    photo_credit: str = ""
    kind: str = ""

    @property
    def is_article(self) -> bool:
        """Whether it reads as one article: it has a date, calls itself one, or does not say what it
        is and has a title and a long text. A list of articles is called a website."""
        if self.published is not None or self.kind:
            return self.published is not None or self.kind == "article"
        return bool(self.title) and self.length >= MAX_TEASER_CHARS


def read_page(body: bytes, url: str, content_type: str = "") -> Page:
    """Extract the article of a page, which came with this Content-Type header.

    Raises SourceError (``url``, ``reason``): ``no_article`` if there is none, ``too_large`` or
    ``too_complex`` for a page over the limits.
    """
    import trafilatura

    if len(body) > MAX_PAGE_BYTES:
        raise build_source_error(url, FailureReason.TOO_LARGE, f"over {MAX_PAGE_BYTES} bytes")
    if body.count(b"<") > 2 * MAX_ELEMENTS:
        raise build_source_error(url, FailureReason.TOO_COMPLEX, "too many tags")
    text = decode_page(body, content_type)
    tree = trafilatura.load_html(text)
    if tree is not None:
        _check_tree(tree, url)
    markup = trafilatura.extract(
        text, url=url, output_format="html", include_comments=False, include_tables=False,
        include_formatting=True, favor_precision=True,
    )  # fmt: skip
    html = _extract_body(markup or "")
    if html is None:
        raise build_source_error(url, FailureReason.NO_ARTICLE)
    metadata = trafilatura.extract_metadata(text, default_url=url, extensive=False)
    return Page(
        html=html,
        length=text_length(html),
        title=_choose_title(tree, metadata.title or "", metadata.sitename or ""),
        author=strip_markup(metadata.author or "")[:MAX_NAME_CHARS],
        published=_find_published(tree, text, metadata.date or ""),
        image=resolve_link(url, choose_picture([metadata.image or ""])),
        photo_credit="" if tree is None else _find_photo_credit(tree),
        kind="" if tree is None else str(next(iter(tree.xpath(_KIND)), "")).strip().lower(),
    )


def _check_tree(tree: HtmlElement, url: str) -> None:
    """Raise SourceError if a page has too many or too deeply nested elements: trafilatura walks
    and copies the tree many times."""
    depth, count = 0, 0
    for event, _ in etree.iterwalk(tree, events=("start", "end")):
        if event == "end":
            depth -= 1
            continue
        depth, count = depth + 1, count + 1
        if depth > MAX_DEPTH or count > MAX_ELEMENTS:
            raise build_source_error(
                url, FailureReason.TOO_COMPLEX, "too many elements, or too deep ones"
            )


def _extract_body(markup: str) -> str | None:
    """Return the body of trafilatura's document without its first heading, the title; None if it
    has no body."""
    _, opens, rest = markup.partition("<body>")
    inside, closes, _ = rest.rpartition("</body>")
    if not opens or not closes:
        return None
    start = inside.find("<h1")
    end = inside.find(_HEADING_END, start) if start >= 0 else -1
    if end >= 0:
        inside = inside[:start].rstrip() + inside[end + len(_HEADING_END) :]
    return inside.strip()[:MAX_ENTRY_CHARS]


def _find_photo_credit(tree: HtmlElement) -> str:
    """Return the credit of the lead picture from its caption. trafilatura drops captions."""
    for caption in islice(tree.xpath(_CAPTIONS), MAX_CAPTIONS):
        found = _CREDIT.search(" ".join(caption.text_content().split()))
        if found:
            return found["whose"].strip(" .()[]")[:MAX_NAME_CHARS]
    return ""


def parse_page(body: bytes, url: str, content_type: str = "") -> Feed:
    """Return a page that is itself a source as a feed of one article. Raises SourceError as
    `read_page` does."""
    page = read_page(body, url, content_type)
    return Feed(title=page.title, link=url, entries=(build_article(page, url),))


def build_article(page: Page, url: str) -> RawArticle:
    """Return the article of a page with this address, which updates the stored one."""
    return RawArticle(
        html=page.html,
        length=page.length,
        title=page.title,
        url=url,
        guid=url,
        published=page.published,
        author=page.author,
        source=get_site_name(url),
        image=page.image,
        photo_credit=page.photo_credit,
        is_edited=True,
    )


def is_teaser(raw: RawArticle) -> bool:
    """Return whether the page may have more text than the feed; the page of several articles has
    not. Uses the length counted by the parser: this runs in the process that answers people, which
    must not parse text."""
    return bool(raw.url) and not raw.is_address_shared and raw.length < MAX_TEASER_CHARS


def is_longer(page: Page, raw: RawArticle) -> bool:
    """Return whether the page's article is clearly longer than the text in the feed."""
    return page.length > MIN_LENGTH_RATIO * raw.length


def _choose_title(tree: HtmlElement | None, title: str, site: str) -> str:
    """Return the title without the name of the site: a heading that it contains, else what is left
    of it without that name."""
    title = strip_markup(title)
    headings = [] if tree is None else islice(tree.iter("h1"), _MAX_HEADINGS)
    for heading in headings:
        text = " ".join(heading.text_content().split())
        if len(text) >= _MIN_HEADING_CHARS and text in title:
            return text[:MAX_TITLE_CHARS]
    end = title.removesuffix(site) if site else title
    bare = end.rstrip(_SEPARATORS)
    return (bare if bare and end != bare else title)[:MAX_TITLE_CHARS]


def _find_published(tree: HtmlElement | None, text: str, day: str) -> datetime | None:
    """Return the time of publication that a page states, on the day that trafilatura found in it;
    that day at midnight if it states no time."""
    found = parse_date(day)
    stated = [] if tree is None else [str(value) for value in tree.xpath(_DATES)[:MAX_CAPTIONS]]
    for value in (*stated, *_JSON_DATE.findall(text)):
        moment = parse_date(value)
        if moment and moment.time() != time() and _is_near(moment, found):
            return moment
    return found


def _is_near(moment: datetime, day: datetime | None) -> bool:
    """Return whether a time is on a day of any zone."""
    return day is None or abs(moment - day - timedelta(hours=12)) <= timedelta(hours=26)
