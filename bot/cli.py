"""The `svodka` command. Exit codes: 0 well, 1 failed, 2 wrong usage or settings."""

from __future__ import annotations

import sys

import typer
from sqlalchemy.exc import SQLAlchemyError

from bot.commands import asking, doctor, keeping, news_in, running, sources, topics, webhook
from bot.settings import BadSettings
from news.errors import SvodkaError
from storage.errors import database_failure

app = typer.Typer(
    name="svodka",
    help="A Telegram bot that reads the news for people.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command("run")(running.run)
app.command("demo")(running.demo)
app.command("import")(news_in.import_articles)
app.command("analyze")(news_in.analyze)
app.command("fetch")(news_in.fetch)
app.add_typer(sources.app, name="sources")
app.add_typer(topics.app, name="topics")
app.add_typer(webhook.app, name="webhook")
app.command("search")(asking.search)
app.command("digest")(asking.digest)
app.command("stats")(asking.stats)
app.command("audit")(asking.audit)
app.command("migrate")(keeping.migrate)
app.command("backup")(keeping.backup)
app.command("restore")(keeping.restore)
app.command("doctor")(doctor.doctor)


def main() -> None:
    """Run the command; what goes wrong on purpose is one line, never a traceback."""
    try:
        app()
    except BadSettings as error:
        sys.exit(_complain(error, 2))
    except SvodkaError as error:
        sys.exit(_complain(error, 1))
    except SQLAlchemyError as error:
        failure = database_failure(error)
        if failure is None:
            raise
        sys.exit(_complain(failure, 1))


def _complain(error: SvodkaError, code: int) -> int:
    typer.echo(f"svodka: {error}", err=True)
    return code
