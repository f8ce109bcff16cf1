"""The `svodka` command. Exit codes: 0 success, 1 failure, 2 wrong usage or settings.

Commands import what they need when they run, so that `--help` does not wait for the libraries.
"""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from bot.cli import articles, database, query, run, sources, tokens, topics, webhook
from news.errors import SvodkaError
from storage.database.errors import to_database_failure

app = typer.Typer(
    name="svodka",
    help="A Telegram news-digest bot.",
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command("run")(run.run)
app.command("demo")(run.start_demo)
app.command("import")(articles.import_articles)
app.command("analyze")(articles.analyze)
app.command("fetch")(articles.fetch)
app.add_typer(sources.app, name="sources")
app.add_typer(topics.app, name="topics")
app.add_typer(tokens.app, name="token")
app.add_typer(webhook.app, name="webhook")
app.command("search")(query.search)
app.command("digest")(query.show_digest)
app.command("stats")(query.show_stats)
app.command("audit")(query.show_audit_log)
app.command("migrate")(database.migrate)
app.command("backup")(database.backup)
app.command("restore")(database.restore)


def _print_version(is_given: bool) -> None:
    if is_given:
        from importlib.metadata import version

        typer.echo(f"svodka {version('svodka')}")
        raise typer.Exit


@app.callback()
def handle_options(
    version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_print_version, is_eager=True, help="Show the version and exit."
        ),
    ] = False,
) -> None:
    """Accept the options that precede a command; `--version` acts in its callback."""


@app.command("doctor")
def run_checks() -> None:
    """Check settings, database, disk, token, clock, sources and the summary server."""
    from bot.cli import doctor

    doctor.run_checks()


def _describe_failure(failure: SvodkaError) -> str:
    """Return the line of a failure, with the command that helps where there is one."""
    from service.topics.service import UnknownTopic

    hint = "; see `svodka topics list`" if isinstance(failure, UnknownTopic) else ""
    return f"{failure}{hint}"


def main() -> None:
    """Run the command; print an expected error as one line instead of a traceback."""
    try:
        app()
    except Exception as error:
        failure = error if isinstance(error, SvodkaError) else to_database_failure(error)
        if failure is None:
            raise
        typer.echo(f"svodka: {_describe_failure(failure)}", err=True)
        from service.config import BadSettings

        sys.exit(2 if isinstance(failure, BadSettings) else 1)
