"""`svodka topics`: manage the topics of articles."""

from __future__ import annotations

from typing import Annotated

import typer

from bot.ops.terminal import call_services
from news.model import TOPIC_IDS

app = typer.Typer(help="Manage the topics of articles.", no_args_is_help=True)


@app.command("list")
def show() -> None:
    """List the topics: id and description; of a fixed topic, the words that you added."""
    # Imported here: it loads the words of the fixed topics.
    from news.topics.topic_line import format_topic

    for topic in call_services(lambda services: services.topics.list_with_custom_words()):
        typer.echo(f"{topic.id}\t{format_topic(topic).removesuffix(': ')}")


@app.command("add")
def add(
    lines: Annotated[
        list[str],
        typer.Argument(
            metavar="LINE…",
            help="'🛸 Дроны / Дрони / Drones: дрон, бпла, copter*': an optional emoji, the name "
            "(or one in each language), and words in their ordinary form; a star is any ending. "
            "For a fixed topic: words to add, and words to remove with a minus.",
        ),
    ],
) -> None:
    """Add a topic, or replace the one with this name. It applies from the next article on."""
    for topic, is_new in call_services(
        lambda services: services.topics.save(lines, services.clock())
    ):
        is_added = is_new and topic.id not in TOPIC_IDS
        typer.echo(f"{'added' if is_added else 'changed'} {topic.id}")


@app.command("remove")
def remove(
    name: Annotated[str, typer.Argument(help="Its name in any language, or its id.")],
) -> None:
    """Remove a topic, also from subscribers' choices; of a fixed topic, only your words."""
    if not call_services(lambda services: services.topics.remove(name)):
        typer.echo(f"svodka: {name} is not a topic of yours and has no words of yours", err=True)
        raise typer.Exit(1)
    typer.echo(f"removed {name}")
