"""`svodka import`, `analyze` and `fetch`: articles in."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated, Any

import typer

from bot.clock import system_clock
from bot.commands.terminal import print_report, progress_bar
from bot.settings import load_settings
from news.errors import EmptyArticle, SourceError, UnreadableFile
from news.model import Article, RawArticle, StoryCandidate, Topic

Paths = Annotated[
    list[Path], typer.Argument(help="Article files, JSONL files, or folders of both.", exists=True)
]


def import_articles(paths: Paths) -> None:
    """Take article files, JSONL and folders of both into the database."""
    asyncio.run(_import(paths))


async def _import(paths: list[Path]) -> None:
    from bot.newsroom import open_newsroom

    async with open_newsroom(load_settings()) as newsroom:
        with progress_bar("importing") as progress:
            report = await newsroom.ingest.take(_read(paths), progress)
    print_report(report)
    if report.refused and not report.filed:
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
    from news.desk import Desk

    own_topics = _own_topics(topics) if topics else ()
    desk, refused = Desk(), 0
    numbering = _Stories()
    for raw in _read(paths):
        try:
            if isinstance(raw, UnreadableFile):
                raise raw
            article = desk.edit(raw, system_clock(), own_topics)
        except (EmptyArticle, UnreadableFile) as error:
            typer.echo(f"refused: {error}", err=True)
            refused += 1
            continue
        found = _analysis(article, numbering.number(article))
        typer.echo(json.dumps(found, ensure_ascii=False) if as_json else _as_text(found))
    if refused:
        raise typer.Exit(1)


def _own_topics(path: Path) -> tuple[Topic, ...]:
    """The topics of a file, a line each; `#` begins a comment. Raises BadTopic."""
    from bot.topics import names
    from bot.translations import Translations
    from news.topic_line import parse_topic

    translations = Translations()
    found: dict[str, Topic] = {}
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        said = f"{path} can not be read: {error}"
        raise UnreadableFile(said, path=str(path), reason=str(error)) from error
    for line in lines:
        if line.strip() and not line.lstrip().startswith("#"):
            topic = parse_topic(line, names(translations, found.values()))
            found[topic.id] = topic
    return tuple(found.values())


class _Stories:
    """Numbers the stories found within one call, from 1 on, as storage would join them."""

    def __init__(self) -> None:
        self._filed: dict[str, list[StoryCandidate]] = {}
        self._last = 0

    def number(self, article: Article) -> int:
        from news import stories

        keys = stories.keys(article)
        near = {
            id(candidate): candidate
            for key in keys
            for candidate in self._filed.get(key, [])
            if abs(candidate.published - article.published) <= stories.STORY_WINDOW
        }
        number = stories.choose(article, list(near.values()))
        if number is None:
            self._last += 1
            number = self._last
        own = StoryCandidate(number, article.language, article.published, article.fingerprint)
        for key in keys:
            self._filed.setdefault(key, []).append(own)
        return number


def _analysis(article: Article, story: int) -> dict[str, Any]:
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


def _as_text(found: dict[str, Any]) -> str:
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
    from bot.newsroom import open_newsroom
    from news.sources.addresses import source_address
    from storage import sources

    async with open_newsroom(load_settings()) as newsroom:
        async with newsroom.database.write() as connection:
            urls = [source_address(url) for url in urls]
            for url in urls:
                await sources.add(connection, url=url, title="", now=newsroom.clock())
            wanted = [
                source
                for source in await sources.every(connection)
                if (source.url in urls if urls else source.paused_reason is None)
            ]
        outcomes = await newsroom.ingest.fetch(wanted)
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


def _read(paths: Iterable[Path]) -> Iterator[RawArticle | UnreadableFile]:
    from news.sources.file import read_path

    for path in paths:
        yield from read_path(path)
