"""The article that a web page holds, without what stands around it. Pure.

trafilatura tells the article from navigation, adverts and boxes; `news.markup` cleans what it gives
as it does with feeds. It is imported at first use: 27 MB that a house without teasers never needs.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime

from lxml.html import HtmlElement

from news.model import RawArticle
from news.sources.addresses import FailureReason, failure
from news.sources.entries import MOST_BODY, MOST_NAME, MOST_TITLE, Feed, plain_text, web_link
from news.urls import site

SHORT = 700
"""Characters under which a feed's text may be no more than a teaser."""
LONGER = 1.3
"""How many times as long a page's text has to be, to be more than what the feed gave."""

_TAG = re.compile(r"<[^>]*>")
_CAPTIONS = "//figcaption | //*[contains(@class, 'credit')] | //*[contains(@class, 'copyright')]"
_CREDIT = re.compile(
    r"(?:фото|світлина|photo|image|picture|credit)(?: by)?\s*[:©/]\s*(?P<whose>[^|\n]{2,80})",
    re.IGNORECASE,
)
_FIRST_HEADING = re.compile(r"\s*<h1[^>]*>.*?</h1>", re.DOTALL)
_BODY = re.compile(r"<body>(?P<inside>.*)</body>", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Page:
    """``html`` is the article's own; all else may be empty."""

    html: str
    title: str = ""
    author: str = ""
    published: datetime | None = None
    image: str = ""
    photo_credit: str = ""


def read_page(body: bytes, url: str) -> Page:
    """Raises SourceError (``url``, ``reason``: ``no_article``) where there is none to be found."""
    import trafilatura

    tree = trafilatura.load_html(body)
    markup = trafilatura.extract(
        body, url=url, output_format="html", include_comments=False, include_tables=False,
        include_formatting=True, favor_precision=True,
    )  # fmt: skip
    found = _BODY.search(markup or "")
    if not found:
        raise failure(url, FailureReason.NO_ARTICLE)
    said = trafilatura.extract_metadata(body, default_url=url, extensive=False)
    return Page(
        html=_FIRST_HEADING.sub("", found["inside"], count=1).strip()[:MOST_BODY],
        title=plain_text(said.title or "")[:MOST_TITLE],
        author=plain_text(said.author or "")[:MOST_NAME],
        published=_day(said.date),
        image=web_link(url, said.image or ""),
        photo_credit="" if tree is None else _photo_credit(tree),
    )


def _photo_credit(tree: HtmlElement) -> str:
    """Whose the lead picture is, as its caption says. trafilatura drops captions."""
    for caption in tree.xpath(_CAPTIONS):
        found = _CREDIT.search(" ".join(caption.text_content().split()))
        if found:
            return found["whose"].strip(" .()[]")[:MOST_NAME]
    return ""


def parse_page(body: bytes, url: str, content_type: str = "") -> Feed:
    """A page that is a source by itself: its one article, the newest text of which stands. Raises
    SourceError as `read_page` does."""
    page = read_page(body, url)
    article = RawArticle(
        html=page.html,
        title=page.title,
        url=url,
        guid=url,
        published=page.published,
        author=page.author,
        source=site(url),
        image=page.image,
        photo_credit=page.photo_credit,
        edited=True,
    )
    return Feed(title=page.title, link=url, entries=(article,))


def is_teaser(raw: RawArticle) -> bool:
    """Whether a page may tell more than the feed did."""
    return bool(raw.url) and _length(raw.html) < SHORT


def tells_more(page: Page, raw: RawArticle) -> bool:
    return _length(page.html) > LONGER * _length(raw.html)


def _length(markup: str) -> int:
    return len(" ".join(_TAG.sub(" ", markup).split()))


def _day(said: str | None) -> datetime | None:
    try:
        return datetime.fromisoformat(said or "").replace(tzinfo=UTC)
    except ValueError:
        return None
