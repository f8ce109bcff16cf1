"""`svodka import`, `analyze` and `fetch`: articles in."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated, Any

import typer

from bot.ops.terminal import print_report, show_progress_bar
from news.errors import EmptyArticleError, SourceError, UnreadableFileError
from news.model import Article, MatchCandidate, RawArticle, Topic
from service.config import load_settings
from service.ops.clock import system_clock

Paths = Annotated[
    list[Path], typer.Argument(help="Article files, JSONL files, or folders of both.", exists=True)
]


def import_articles(paths: Paths) -> None:
    """Take article files, JSONL and folders of both into the database."""
    asyncio.run(_import_articles(paths))


async def _import_articles(paths: list[Path]) -> None:
    from service.bootstrap import open_services

    async with open_services(load_settings()) as newsroom:
        with show_progress_bar("importing") as progress:
            report = await newsroom.source_updater.import_articles(_read_articles(paths), progress)
    print_report(report)
    if report.rejected and not report.article_ids:
        raise typer.Exit(1)


def analyze(
    paths: Paths,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
    topics: Annotated[
        Path | None,
        typer.Option(
            help="A file of topics of your own, each a line as `topics add` takes it.",
            exists=True,
            dir_okay=False,
        ),
    ] = None,
) -> None:
    """Show what the desk makes of articles, without a database."""
    from news.pipeline import ArticleAnalyzer

    own_topics = _own_topics(topics) if topics else ()
    desk, refused = ArticleAnalyzer(), 0
    numbering = _StoryNumbers()
    for raw in _read_articles(paths):
        try:
            if isinstance(raw, UnreadableFileError):
                raise raw
            article = desk.analyze(raw, system_clock(), own_topics)
        except (EmptyArticleError, UnreadableFileError) as error:
            typer.echo(f"refused: {error}", err=True)
            refused += 1
            continue
        found = _analysis_to_json(article, numbering.assign(article))
        typer.echo(json.dumps(found, ensure_ascii=False) if as_json else _format_analysis(found))
    if refused:
        raise typer.Exit(1)


def _own_topics(path: Path) -> tuple[Topic, ...]:
    """The topics of a file, a line each; `#` begins a comment. Raises BadTopic."""
    from news.topics.topic_line import parse_topic
    from service.articles.topics import build_name_index
    from service.i18n.translations import Translations

    translations = Translations()
    found: dict[str, Topic] = {}
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        said = f"{path} can not be read: {error}"
        raise UnreadableFileError(said, path=str(path), reason=str(error)) from error
    for line in lines:
        if line.strip() and not line.lstrip().startswith("#"):
            topic = parse_topic(line, build_name_index(translations, found.values()))
            found[topic.id] = topic
    return tuple(found.values())


class _StoryNumbers:
    """Numbers the stories found within one call, from 1 on, as storage would join them."""

    def __init__(self) -> None:
        self._filed: dict[str, list[MatchCandidate]] = {}
        self._last = 0

    def assign(self, article: Article) -> int:
        from news.clustering import matching

        keys = matching.build_keys(article)
        near = {
            id(candidate): candidate
            for key in keys
            for candidate in self._filed.get(key, [])
            if abs(candidate.published - article.published) <= matching.STORY_WINDOW
        }
        number = matching.choose_story(article, list(near.values()))
        if number is None:
            self._last += 1
            number = self._last
        own = MatchCandidate(number, article.language, article.published, article.fingerprint)
        for key in keys:
            self._filed.setdefault(key, []).append(own)
        return number


def _analysis_to_json(article: Article, story: int) -> dict[str, Any]:
    return {
        "url": article.url,
        "title": article.title,
        "language": article.language,
        "published": article.published.isoformat(),
        "topics": [{"id": topic.id, "score": round(topic.score, 3)} for topic in article.topics],
        "entities": [{"name": entity.name, "kind": entity.kind} for entity in article.entities],
        "summary": list(article.summary),
        "headline": article.title,
        "attribution": article.attribution,
        "photo_credit": article.photo_credit,
        "story": story,
    }


def _format_analysis(found: dict[str, Any]) -> str:
    topics = ", ".join(f"{topic['id']} {topic['score']:.2f}" for topic in found["topics"])
    names = ", ".join(entity["name"] for entity in found["entities"])
    lines = [
        found["headline"],
        f"  {found['language']}, {found['published']}, story {found['story']}",
        f"  topics: {topics or 'none'}",
        f"  names: {names or 'none'}",
        *(f"  — {sentence}" for sentence in found["summary"]),
    ]
    return "\n".join(lines) + "\n"


def fetch(
    urls: Annotated[
        list[str] | None, typer.Argument(help="Feeds to read now; without any, all known ones.")
    ] = None,
) -> None:
    """Read feeds now. An address that is not known yet becomes a source."""
    asyncio.run(_fetch(urls or []))


async def _fetch(urls: list[str]) -> None:
    from news.sources.addresses import normalize_source_url
    from service.bootstrap import open_services
    from storage.archive import sources

    async with open_services(load_settings()) as newsroom:
        async with newsroom.database.write() as connection:
            urls = [normalize_source_url(url) for url in urls]
            for url in urls:
                await sources.add(connection, url=url, title="", now=newsroom.clock())
            wanted = [
                source
                for source in await sources.list_all(connection)
                if (source.url in urls if urls else source.paused_reason is None)
            ]
        outcomes = await newsroom.source_updater.update(wanted)
    failed = 0
    for source, outcome in outcomes:
        if isinstance(outcome, SourceError):
            failed += 1
            typer.echo(f"{source.url}: failed: {outcome}", err=True)
        else:
            typer.echo(f"{source.url}: ", nl=False)
            print_report(outcome)
    if failed:
        raise typer.Exit(1)


def _read_articles(paths: Iterable[Path]) -> Iterator[RawArticle | UnreadableFileError]:
    from news.sources.file import read_path

    for path in paths:
        yield from read_path(path)
