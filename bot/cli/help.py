"""How commands are shown: an example in each help, and errors of usage in one line."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

import typer
from typer.core import TyperArgument, TyperCommand, TyperGroup, TyperOption
from typer.exceptions import TyperException

from bot.ops.terminal import print_error

if TYPE_CHECKING:
    # Typer has a Click of its own, whose names it does not export.
    from typer._click.core import Context, Parameter

INTERRUPTED = 130

Function = TypeVar("Function", bound=Callable[..., Any])

MAX_NUMBER = 2**52
"""The largest number that an option takes where none else is meant: it can be stored and sent."""

MAX_NAMED_BOUND = 10**9
"""A larger limit says nothing to people: it keeps out what cannot be stored."""

_PARAMETER = re.compile(r"^Invalid value for '[A-Z]+': ")
_GUESS = ". Did you mean "
_OPTION = re.compile(r"^Invalid value for '(--[a-z-]+)': (.)")


class _NamedValues:
    """Shows the names of values in a help, without their types in Python."""

    def get_params(self, ctx: Context) -> list[Parameter]:
        params: list[Parameter] = super().get_params(ctx)  # type: ignore[misc]
        for param in params:
            if isinstance(param, TyperArgument) or not param.metavar:
                param.display_type_rich = _show_nothing  # type: ignore[attr-defined]
            # The help says the range in words.
            param._get_number_range_help_str = _show_nothing  # type: ignore[attr-defined]
        return params


def _show_nothing(ctx: Context | None = None) -> None:
    return None


class Command(_NamedValues, TyperCommand):
    """A command."""


class Group(_NamedValues, TyperGroup):
    """A command that has subcommands."""

    def main(self, *args: Any, **options: Any) -> NoReturn:
        """Run the command and exit; print an error of usage as one line, as all errors are."""
        try:
            code = super().main(*args, **{**options, "standalone_mode": False})
        except typer.Abort:
            code = INTERRUPTED
        except TyperException as error:
            code = error.exit_code
            if text := error.format_message():  # a command that prints its help has none
                print_error(_describe_usage_error(error, text))
        sys.exit(code if isinstance(code, int) else 0)


def create_group(help_text: str, example: str) -> typer.Typer:
    """Return a command to which `add_command` adds subcommands. ``example``: a line for its
    help."""
    return typer.Typer(
        cls=Group,
        help=help_text,
        epilog=f"Example: {example}",
        no_args_is_help=True,
        context_settings={"help_option_names": ["-h", "--help"]},
    )


def add_command(app: typer.Typer, name: str, example: str) -> Callable[[Function], Function]:
    """Return a decorator that adds a function as a command. ``example``: a line for its help."""
    return app.command(name, cls=Command, epilog=f"Example: {example}")


def _describe_usage_error(error: TyperException, text: str) -> str:
    """Return an error of usage as one line, with the values as they were typed."""
    text = _describe_value(error) or _shorten(text)
    context = getattr(error, "ctx", None)
    return text if context is None else f"{text}; see `{context.command_path} -h`"


def _describe_value(error: TyperException) -> str | None:
    """Return what an option or argument has to be; None for another kind of error."""
    from pydantic import ValidationError

    from service.i18n.value_errors import describe_bounds, describe_expected, format_typed

    param, cause = getattr(error, "param", None), error.__cause__
    if param is None or not isinstance(cause, ValidationError):
        return None
    problem = cause.errors(include_url=False)[0]
    limits = param.type_descriptor.parameter_info
    is_technical = limits.max is not None and limits.max > MAX_NAMED_BOUND
    bounds = "" if is_technical else describe_bounds(minimum=limits.min, maximum=limits.max)
    reason = describe_expected(problem, bounds)
    return f"{_get_name(param)}: {reason} (got '{format_typed(problem['input'])}')"


def _get_name(param: TyperArgument | TyperOption) -> str:
    """Return what a person types for an option, or the name of an argument's value."""
    is_option = isinstance(param, TyperOption)
    return param.opts[-1] if is_option else param.metavar or param.name or ""


def _shorten(text: str) -> str:
    """Return Click's sentence as part of a line."""
    text = _PARAMETER.sub("", text).rstrip(".")
    said, found, guess = text.rpartition(_GUESS)
    if found:
        text = f"{said} (did you mean {guess})"
    text = _OPTION.sub(lambda found: f"{found[1]}: {found[2].lower()}", text)
    return " ".join((text[:1].lower() + text[1:]).split())
