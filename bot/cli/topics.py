"""`svodka topics`: manage the topics of articles."""

from __future__ import annotations

from typing import Annotated

import typer

from bot.cli.help import add_command, create_group
from bot.ops.terminal import (
    NoDatabase,
    call_services,
    get_terminal_actor,
    print_error,
    print_json,
    print_table,
)
from news.model import TOPIC_IDS

app = create_group("Manage the topics of articles.", "svodka topics list")


@add_command(app, "list", "svodka topics list")
def show(
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
) -> None:
    """List the topics: id and description; of a fixed topic, the words that you added."""
    # Imported here: it loads the words of the fixed topics.
    from news.topics.topic_line import format_topic
    from service.i18n.translations import Translations
    from service.topics.service import describe_topics

    try:
        listed = call_services(
            lambda services: services.topics.list_with_custom_words(), create=False
        )
    except NoDatabase:
        listed = describe_topics(Translations(), custom=())
    rows = [(topic.id, format_topic(topic).removesuffix(": ")) for topic in listed]
    if as_json:
        for topic_id, line in rows:
            print_json({"id": topic_id, "line": line})
        return
    print_table(("id", "topic"), rows)


@add_command(app, "add", "svodka topics add '🛸 Дроны / Дрони / Drones: дрон, бпла, copter*'")
def add(
    lines: Annotated[
        list[str],
        typer.Argument(
            metavar="LINE",
            help="An optional emoji, the name (or one in each language), a colon, and words in "
            "their ordinary form; a star is any ending. "
            "For a fixed topic: words to add, and words to remove with a minus.",
        ),
    ],
) -> None:
    """Add a topic, or replace the one with this name. It applies from the next article on."""
    for topic, is_new in call_services(
        lambda services: services.topics.save(lines, get_terminal_actor(), services.clock())
    ):
        is_added = is_new and topic.id not in TOPIC_IDS
        typer.echo(f"{'added' if is_added else 'changed'} {topic.id}")


@add_command(app, "remove", "svodka topics remove Дроны")
def remove(
    name: Annotated[
        str, typer.Argument(metavar="NAME", help="Its name in any language, or its id.")
    ],
) -> None:
    """Remove a topic, also from subscribers' choices; of a fixed topic, only your words."""
    is_removed = call_services(
        lambda services: services.topics.remove(name, get_terminal_actor(), services.clock()),
        create=False,
    )
    if not is_removed:
        print_error(f"{name} is not a topic of yours and has no words of yours")
        raise typer.Exit(1)
    typer.echo(f"removed {name}")
