"""The `svodka` command. Exit codes: 0 success, 1 failure, 2 wrong usage or settings.

Commands import what they need when they run, so that `--help` does not wait for the libraries.
"""

from __future__ import annotations

import logging
import sys
from typing import Annotated

import typer

from bot.cli import articles, database, query, run, sources, tokens, topics, webhook
from bot.cli.help import Group, add_command
from bot.ops.terminal import describe_source_error, print_error
from news.errors import SourceError, SvodkaError
from storage.database.errors import to_database_failure

app = typer.Typer(
    name="svodka",
    cls=Group,
    help="A Telegram news-digest bot.",
    epilog="Example: svodka demo",
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
    pretty_exceptions_enable=False,
)
add_command(app, "run", "svodka run")(run.run)
add_command(app, "demo", "svodka demo --keep demo/")(run.start_demo)
add_command(app, "import", "svodka import news/ more.jsonl")(articles.import_articles)
add_command(app, "analyze", "svodka analyze article.txt --json")(articles.analyze)
add_command(app, "fetch", "svodka fetch https://example.org/rss")(articles.fetch)
app.add_typer(sources.app, name="sources")
app.add_typer(topics.app, name="topics")
app.add_typer(tokens.app, name="token")
app.add_typer(webhook.app, name="webhook")
add_command(app, "search", "svodka search 'мост Днепр after:2026-01-31'")(query.search)
add_command(app, "digest", "svodka digest --chat 12345 --send")(query.show_digest)
add_command(app, "stats", "svodka stats --json")(query.show_stats)
add_command(app, "audit", "svodka audit --broadcast 12")(query.show_audit_log)
add_command(app, "migrate", "svodka migrate")(database.migrate)
add_command(app, "backup", "svodka backup before-upgrade.db")(database.backup)
add_command(app, "restore", "svodka restore before-upgrade.db")(database.restore)
add_command(app, "copy", "svodka copy --from sqlite:///data/svodka.db --to postgresql://…")(
    database.copy
)


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


@add_command(app, "doctor", "svodka doctor --json")
def run_checks(
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
) -> None:
    """Check the installation, and say what to fix."""
    from bot.cli import doctor

    doctor.run_checks(as_json=as_json)


def _describe_failure(failure: SvodkaError) -> str:
    """Return the line of a failure, with the command that helps where there is one."""
    from service.topics.service import UnknownTopic

    if isinstance(failure, SourceError) and {"url", "reason"} <= failure.details.keys():
        return f"{failure.details['url']}: {describe_source_error(failure)}"
    hint = "; see `svodka topics list`" if isinstance(failure, UnknownTopic) else ""
    return f"{failure}{hint}"


def main() -> None:
    """Run the command; print an expected error as one line instead of a traceback.

    A file that a person named is expected to fail where it is read or written
    (`bot.ops.terminal.explain_file_errors`). Any other OSError is a fault of the program.
    """
    # What commands report themselves is not logged too; `run` sets up its own log.
    logging.lastResort = logging.StreamHandler()
    logging.lastResort.setLevel(logging.ERROR)
    try:
        app()
    except Exception as error:
        failure = error if isinstance(error, SvodkaError) else to_database_failure(error)
        if failure is None:
            raise
        print_error(_describe_failure(failure))
        from service.config import BadSettings

        sys.exit(2 if isinstance(failure, BadSettings) else 1)
