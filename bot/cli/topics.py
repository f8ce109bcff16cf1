"""`svodka topics`: what articles may be about."""

from __future__ import annotations

from typing import Annotated

import typer

from bot.ops.terminal import call_services
from news.model import TOPIC_IDS

app = typer.Typer(help="What articles may be about.", no_args_is_help=True)


@app.command("list")
def show() -> None:
    """List each topic: its id and the line that describes it, of a fixed one with your words."""
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
            help="'🛸 Дроны / Дрони / Drones: дрон, бпла, copter*': an emoji if you like, the name "
            "(or one in each language), and the words in their ordinary form; a star is any "
            "ending. For a fixed topic, words to add, and with a minus words to remove.",
        ),
    ],
) -> None:
    """Add a topic by its words, or change the one of that name; it applies from the next article
    on, in a running bot too."""
    for topic, is_new in call_services(
        lambda services: services.topics.save(lines, services.clock())
    ):
        is_added = is_new and topic.id not in TOPIC_IDS
        typer.echo(f"{'added' if is_added else 'changed'} {topic.id}")


@app.command("remove")
def remove(
    name: Annotated[str, typer.Argument(help="Its name in any language, or its id.")],
) -> None:
    """Remove a topic, also from subscribers' choices; of a fixed one, only your words."""
    if not call_services(lambda services: services.topics.remove(name)):
        typer.echo(f"svodka: there is nothing of yours in {name}", err=True)
        raise typer.Exit(1)
    typer.echo(f"removed {name}")
