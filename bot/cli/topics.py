"""`svodka topics`: what articles may be about."""

from __future__ import annotations

import asyncio
from typing import Annotated

import typer

from bot.ops.terminal import open_database
from news.model import TOPIC_IDS
from service.ops.clock import system_clock

app = typer.Typer(help="What articles may be about.", no_args_is_help=True)


@app.command("list")
def show() -> None:
    """List each topic: its id and the line that describes it, of a fixed one with your words."""
    for topic_id, line in asyncio.run(_list_lines()):
        typer.echo(f"{topic_id}\t{line}")


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
    for said in asyncio.run(_add(lines)):
        typer.echo(said)


@app.command("remove")
def remove(
    name: Annotated[str, typer.Argument(help="Its name in any language, or its id.")],
) -> None:
    """Remove a topic, also from subscribers' choices; of a fixed one, only your words."""
    if not asyncio.run(_remove(name)):
        typer.echo(f"svodka: there is nothing of yours in {name}", err=True)
        raise typer.Exit(1)
    typer.echo(f"removed {name}")


async def _list_lines() -> list[tuple[str, str]]:
    from news.topics.topic_line import format_topic
    from service.i18n.translations import Translations
    from service.topics.service import TopicService

    async with open_database() as database:
        every = await TopicService(database, Translations()).list_with_custom_words()
    return [(topic.id, format_topic(topic).removesuffix(": ")) for topic in every]


async def _add(lines: list[str]) -> list[str]:
    from service.i18n.translations import Translations
    from service.topics.service import TopicService

    async with open_database() as database:
        saved = await TopicService(database, Translations()).save(lines, system_clock())
    return [
        f"{'added' if is_new and topic.id not in TOPIC_IDS else 'changed'} {topic.id}"
        for topic, is_new in saved
    ]


async def _remove(name: str) -> bool:
    from service.i18n.translations import Translations
    from service.topics.service import TopicService

    async with open_database() as database:
        return await TopicService(database, Translations()).remove(name)
