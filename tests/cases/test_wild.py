"""What feeds, pages, lists, people and Telegram send: one folder a case (README.md)."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from aiogram.exceptions import TelegramBadRequest
from aiogram.methods import SendMessage
from sqlalchemy import select

from bot.app import App
from bot.telegram.client.api_errors import classify_error
from news.model import BlockKind, RawArticle
from news.nlp.detect import detect_language
from news.nlp.forms.lemmas import Lemmatizer
from news.pipeline import ArticleAnalyzer
from news.query.followed_terms import ArticleTokens, InvalidTermError, TermNormalizer
from news.sources.discovery import find_feeds
from news.sources.formats.channel import parse_channel
from news.sources.formats.entries import Feed
from news.sources.formats.feed import parse_feed
from news.sources.formats.opml import read_opml
from news.sources.formats.page import parse_page
from news.sources.kinds import parse_source
from news.text.markup import from_html
from sandbox.testing import Person
from service.bootstrap import Services
from service.i18n.timezones import parse_timezone
from storage.archive import sources
from storage.schema.tables import articles
from tests.support.articles import load
from tests.support.conversation import ask, open_first
from tests.support.factories import NOON
from tests.support.feeds.server import FeedServer

Case = dict[str, Any]
Found = dict[str, Any]

FOLDER = Path(__file__).parent / "wild"
NAMES = sorted(path.parent.name for path in FOLDER.glob("*/expected.json"))
URL = "https://example.org/feed.xml"
OPEN: frozenset[str] = frozenset()


def read_case(name: str) -> Case:
    case: Case = json.loads((FOLDER / name / "expected.json").read_text("utf-8"))
    if "input" in case:
        case["body"] = (FOLDER / name / case["input"]).read_bytes()
    return case


def read_articles(case: Case) -> list[RawArticle]:
    return [RawArticle(**json.loads(line)) for line in case["body"].decode().splitlines()]


def describe_markup(html: str, url: str) -> Found:
    blocks = from_html(html, url)
    return {
        "blocks": [[block.kind.value, block.text] for block in blocks],
        "texts": [block.text for block in blocks if block.kind is not BlockKind.IMAGE],
        "images": [block.url for block in blocks if block.kind is BlockKind.IMAGE],
    }


def describe_feed(feed: Feed) -> Found:
    return {
        "titles": [entry.title for entry in feed.entries],
        "urls": [entry.url for entry in feed.entries],
        "guids": [entry.guid for entry in feed.entries],
        "html": [entry.html for entry in feed.entries],
        "texts": [describe_markup(entry.html, entry.url)["texts"] for entry in feed.entries],
        "images": [entry.image for entry in feed.entries],
        "categories": [list(entry.categories) for entry in feed.entries],
        "published": [
            entry.published.isoformat() if entry.published else None for entry in feed.entries
        ],
    }


def run_feed(case: Case) -> Found:
    return describe_feed(
        parse_feed(case["body"], case.get("url", URL), case.get("content_type", ""))
    )


def run_channel(case: Case) -> Found:
    return describe_feed(parse_channel(case["body"], case["url"]))


def run_page(case: Case) -> Found:
    return describe_feed(parse_page(case["body"], case["url"], case.get("content_type", "")))


def run_markup(case: Case) -> Found:
    return describe_markup(case["body"].decode(), case["url"])


def run_opml(case: Case) -> Found:
    outlines, rejected = read_opml(case["body"], case["input"])
    return {"urls": [outline.url for outline in outlines], "rejected": len(rejected)}


def run_discovery(case: Case) -> Found:
    found = find_feeds(case["body"], case["url"], case.get("content_type", ""))
    return {"titles": [one.title for one in found], "urls": [one.url for one in found]}


def run_detect(case: Case) -> Found:
    return {"languages": [detect_language(line) for line in case["body"].decode().splitlines()]}


def run_analyse(case: Case) -> Found:
    analyzer = ArticleAnalyzer()
    made = [analyzer.analyze(raw, NOON) for raw in read_articles(case)]
    return {
        "names": [[entity.name for entity in article.entities] for article in made],
        "authors": [article.author for article in made],
        "kinds": [[entity.kind for entity in article.entities] for article in made],
        "summaries": [list(article.summary) for article in made],
        "is_estimated": [article.published_is_estimated for article in made],
    }


def run_summaries(case: Case) -> Found:
    analyzer = ArticleAnalyzer()
    feed = parse_feed(case["body"], case.get("url", URL))
    made = [analyzer.analyze(raw, NOON) for raw in feed.entries]
    return {
        "summaries": [list(article.summary) for article in made],
        "is_estimated": [article.published_is_estimated for article in made],
    }


def run_terms(case: Case) -> Found:
    terms, rejected = TermNormalizer(Lemmatizer()), []
    for word in case["words"]:
        try:
            terms.normalize(word, "ru")
        except InvalidTermError:
            rejected.append(word)
    return {"refused": rejected}


def run_source(case: Case) -> Found:
    analyzer = ArticleAnalyzer()
    feed = parse_source(case["body"], URL, "", "feed")
    raws = (replace(raw, language="", likely_language=feed.likely_language) for raw in feed.entries)
    made = [analyzer.analyze(raw, NOON) for raw in raws]
    return {
        "languages": [article.language for article in made],
        "authors": [article.author for article in made],
    }


def run_follow(case: Case) -> Found:
    analyzer, terms = ArticleAnalyzer(), TermNormalizer(Lemmatizer())
    made = [analyzer.analyze(raw, NOON) for raw in read_articles(case)]
    followed: dict[str, list[str]] = {word: [] for word in case["words"]}
    for article in made:
        index = (*article.index.title, *article.index.body, *article.index.words)
        tokens = ArticleTokens(terms, article.language, index, article.texts)
        for word, titles in followed.items():
            term = terms.normalize(word, "ru")
            is_found = not terms.get_lookup_tokens(term).isdisjoint(index)
            titles += [article.title] if is_found and tokens.has_term(term) else []
    return {"followed": followed}


def run_zone(case: Case) -> Found:
    return {"zones": {word: parse_timezone(word) for word in case["words"]}}


def run_outcome(case: Case) -> Found:
    method = SendMessage(chat_id=1, text="x")
    errors = {word: TelegramBadRequest(method=method, message=word) for word in case["words"]}
    return {"outcomes": {word: type(classify_error(e, 1)).__name__ for word, e in errors.items()}}


PURE: dict[str, Callable[[Case], Found]] = {
    "analyse": run_analyse,
    "channel": run_channel,
    "detect": run_detect,
    "discovery": run_discovery,
    "feed": run_feed,
    "follow": run_follow,
    "markup": run_markup,
    "opml": run_opml,
    "outcome": run_outcome,
    "page": run_page,
    "source": run_source,
    "summaries": run_summaries,
    "terms": run_terms,
    "zone": run_zone,
}


def list_cases(*hows: str) -> list[str]:
    return [name for name in NAMES if read_case(name)["how"] in hows]


def check(case: Case, found: Found) -> None:
    expected = case["expected"]
    assert expected
    assert {name: found[name] for name in expected} == expected, case["fault"]


def test_every_case_is_run() -> None:
    assert len(NAMES) >= 34
    assert {read_case(name)["how"] for name in NAMES} <= {*PURE, "fetch", "search", "open"}


def mark_open(names: list[str]) -> list[Any]:
    """Mark the cases that are not solved yet: one that passes fails its test, to be unmarked."""
    unsolved = pytest.mark.xfail(strict=True, raises=AssertionError)
    return [pytest.param(name, marks=unsolved) if name in OPEN else name for name in names]


@pytest.mark.parametrize("name", mark_open(list_cases(*PURE)))
def test_a_case_of_one_function(name: str) -> None:
    case = read_case(name)
    check(case, PURE[case["how"]](case))


@pytest.mark.parametrize("name", list_cases("fetch"))
async def test_a_feed_that_is_fetched(name: str, services: Services) -> None:
    """A second fetch of the same brings nothing new."""
    case = read_case(name)
    bodies = [(FOLDER / name / one).read_bytes() for one in case.get("next", ())]
    async with FeedServer() as server:
        url = server.give("/feed.xml", case["body"])
        async with services.database.write() as connection:
            source = await sources.add(connection, url=url, title="", now=NOON)
        assert source is not None
        for body in (case["body"], *bodies):
            server.give("/feed.xml", body)
            for _ in range(2):
                await services.source_updater.update([source])
    async with services.database.read() as connection:
        stored = await connection.execute(select(articles.c.title).order_by(articles.c.id))
        check(case, {"titles": list(stored.scalars())})


@pytest.mark.parametrize("name", list_cases("search"))
async def test_a_search(name: str, services: Services) -> None:
    case = read_case(name)
    await load(services, *read_articles(case))
    found, now = {}, services.clock()
    for words in case["queries"]:
        query = await services.search.parse_query(words, now=now)
        results = await services.search.find(query, now=now, limit=50)
        titles = [hit.article.title for hit in results.hits]
        found[words] = sorted(titles) if case.get("any_order") else titles
    check(case, {"found": found})


@pytest.mark.parametrize("name", list_cases("open"))
async def test_an_article_that_is_opened(
    name: str, services: Services, app: App, person: Callable[..., Person]
) -> None:
    case = read_case(name)
    await load(services, *read_articles(case))
    olya = person()
    shown = await open_first(olya, await ask(olya, case["query"]), "Читать")
    check(case, {"shown": shown.text.splitlines()[0]})
