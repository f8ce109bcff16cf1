"""`svodka import`, `analyze` and `fetch`: import articles."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from bot.ops.terminal import (
    call_services,
    describe_source_error,
    get_terminal_actor,
    print_error,
    print_expiring,
    print_json,
    print_rejected,
    print_report,
    show_progress,
)
from news.errors import EmptyArticleError, SourceError, UnreadableFileError
from news.model import Article
from service.ops.clock import system_clock

Paths = Annotated[
    list[Path],
    typer.Argument(
        metavar="PATH", help="Article files, JSONL files, or folders of both.", exists=True
    ),
]


def import_articles(paths: Paths) -> None:
    """Import article files, JSONL files and folders of both into the database.

    Articles that an editor removed are added again.
    """
    names = str(paths[0]) if len(paths) == 1 else f"{paths[0]} + {len(paths) - 1}"
    from news.sources.formats.file import ArticleFiles

    files = ArticleFiles(paths)
    if not files.total:
        print_error(f"there is no article file (.txt, .jsonl) in {names}")
        raise typer.Exit(1)
    with show_progress("importing", files.total) as progress:
        report = call_services(
            lambda services: services.articles.add_many(
                files,
                get_terminal_actor(),
                system_clock(),
                names,
                lambda count: progress(count, files.total),
            )
        )
    print_report(report)
    print_expiring(report)
    if report.rejected and not report.article_ids:
        raise typer.Exit(1)


def analyze(
    paths: Paths,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
    topics: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="A file of custom topics, one a line as for `topics add`.",
            exists=True,
            dir_okay=False,
        ),
    ] = None,
) -> None:
    """Show the analysis of articles, without a database."""
    from news.pipeline import ArticleAnalyzer
    from news.sources.formats.file import ArticleFiles
    from service.articles.story_numbers import StoryNumbers
    from service.topics.topic_file import read_topic_file

    custom_topics = read_topic_file(topics) if topics else ()
    analyzer = ArticleAnalyzer()
    rejected = list[Exception]()
    story_numbers = StoryNumbers()
    for raw in ArticleFiles(paths):
        try:
            if isinstance(raw, UnreadableFileError):
                raise raw
            article = analyzer.analyze(raw, system_clock(), custom_topics)
        except (EmptyArticleError, UnreadableFileError) as error:
            rejected.append(error)
            continue
        found = _analysis_to_json(article, story_numbers.assign(article))
        if as_json:
            print_json(found)
        else:
            typer.echo(_format_analysis(found))
    print_rejected(rejected)
    if rejected:
        raise typer.Exit(1)


def _analysis_to_json(article: Article, story: int) -> dict[str, Any]:
    return {
        "url": article.url,
        "title": article.title,
        "language": article.language,
        "published": article.published.isoformat(),
        "published_is_estimated": article.published_is_estimated,
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
        list[str] | None,
        typer.Argument(
            metavar="URL", help="Addresses of sources or articles; none means all sources."
        ),
    ] = None,
) -> None:
    """Fetch sources now. Import the page of an article; add any other new address."""
    with show_progress("fetching") as progress:
        results = call_services(
            lambda services: (
                services.sources.fetch_addresses(urls, get_terminal_actor(), system_clock())
                if urls
                else services.sources.fetch_all(progress)
            ),
            create=bool(urls),
        )
    if not results:
        typer.echo("there is no source to fetch; `svodka sources add URL` adds one", err=True)
    failed = 0
    for url, result in results:
        if isinstance(result, SourceError):
            failed += 1
            hint = (
                "; choose one with `svodka sources add URL --feed N`"
                if "feed_count" in result.details
                else ""
            )
            typer.echo(f"{url}: failed: {describe_source_error(result)}{hint}", err=True)
        else:
            typer.echo(f"{url}: ", nl=False)
            print_report(result)
            print_expiring(result)
    if failed:
        raise typer.Exit(1)
