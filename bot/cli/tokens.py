"""`svodka token`: manage the tokens of the HTTP API."""

from __future__ import annotations

from typing import Annotated

import typer

from bot.cli.help import add_command, create_group
from bot.ops.terminal import call_services, get_terminal_actor, print_error, print_json, print_table
from service.ops.clock import system_clock

app = create_group(
    "Manage the tokens of the HTTP API. Without a token the API is off.", "svodka token list"
)

SCOPES = "articles|drafts|read"


@add_command(app, "add", "svodka token add cms --scope articles --scope read")
def add(
    name: Annotated[
        str,
        typer.Argument(metavar="NAME", help="A name for the log, such as that of the system."),
    ],
    scope: Annotated[
        list[str],
        typer.Option(
            metavar=SCOPES,
            help="What it is for: to add and change articles, to suggest breaking news, to read; "
            "may be repeated.",
        ),
    ],
) -> None:
    """Add a token and print it. It is stored as a hash and cannot be shown again."""
    from service.ops.api_tokens import Scope

    unknown = sorted(set(scope) - set(Scope))
    if unknown:
        print_error(f"--scope: it takes {', '.join(Scope)} (got '{unknown[0]}')")
        raise typer.Exit(2)
    scopes = [Scope(one) for one in scope]
    token = call_services(
        lambda services: services.api_tokens.add(name, scopes, get_terminal_actor(), system_clock())
    )
    typer.echo(token)
    typer.echo("keep it now: it is not shown again; a running bot knows it already", err=True)


@add_command(app, "list", "svodka token list --json")
def show(
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
) -> None:
    """List the tokens: name, scopes, and the day when each was added."""
    listed = call_services(lambda services: services.api_tokens.list_all(), create=False)
    if as_json:
        for one in listed:
            print_json(
                {
                    "name": one.name,
                    "scopes": sorted(one.scopes),
                    "created_at": one.created_at.isoformat(),
                }
            )
        return
    rows = (
        (one.name, ",".join(sorted(one.scopes)), f"{one.created_at:%Y-%m-%d}") for one in listed
    )
    print_table(("name", "scopes", "added"), rows, "there is no token, so the API is off")


@add_command(app, "remove", "svodka token remove cms")
def remove(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Its name as `list` shows it.")],
) -> None:
    """Remove a token; requests with it fail from now on."""
    call_services(
        lambda services: services.api_tokens.remove(name, get_terminal_actor(), system_clock()),
        create=False,
    )
    typer.echo(f"removed {name}")
