"""Say in words what a setting or an argument has to be, instead of pydantic's sentences."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def describe_expected(problem: Mapping[str, Any], bounds: str = "", example: object = "") -> str:
    """Return what a value has to be, such as "it takes a whole number from 1 to 30".

    ``problem``: one of pydantic's errors. ``bounds``: as `describe_bounds` returns them.
    ``example``: a value of an unusual form.
    """
    kind = str(problem["type"])
    if kind == "value_error":
        said = str(problem["msg"]).removeprefix("Value error, ")
        # Of an option; Typer has no type of error for it.
        _, found, choices = said.rpartition(" is not one of ")
        is_list = found and choices.startswith("'") and choices.endswith("'.")
        return f"it takes {choices[:-1].replace(chr(39), '')}" if is_list else said
    if kind in ("enum", "literal_error"):
        choices = str(problem["ctx"]["expected"]).replace("'", "")
        return f"it takes {choices}"
    if kind.startswith("bool"):
        return "it takes true or false"
    if kind.startswith("int"):
        return f"it takes a whole number{bounds}"
    if kind.startswith(("float", "finite", "greater", "less")):
        return f"it takes a number{bounds}"
    return f"it takes a value such as {example}" if example else "it takes another kind of value"


def describe_bounds(
    *,
    minimum: float | None = None,
    maximum: float | None = None,
    is_minimum_excluded: bool = False,
) -> str:
    """Return the range of a number, such as " from 1 to 30"; empty if there is none."""
    if minimum is None and maximum is None:
        return ""
    if minimum is None:
        return f" up to {maximum:g}"
    start = f"{'above' if is_minimum_excluded else 'from'} {minimum:g}"
    return f" {start}" + ("" if maximum is None else f" to {maximum:g}")


def format_typed(value: object) -> str:
    """Return a value as it was typed, in one line."""
    return "".join(c if c.isprintable() else ascii(c)[1:-1] for c in str(value))
