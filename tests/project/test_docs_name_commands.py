"""Check that the documents name only commands, options and settings that exist, and the README all
commands."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from bot.cli.main import app
from service.config import Settings
from tests.support.paths import ROOT

DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])

A_CALL = re.compile(r"(?:^|`|bin/|exec \S+ )svodka ([a-z-][^`\n#]*)", re.M)
"""What follows `svodka` in backticks, at the beginning of a line, after a path, or in a container."""

A_SETTING = re.compile(r"`([A-Z]+(?:_[A-Z]+)+)[=`]|^([A-Z]+(?:_[A-Z]+)+)=", re.M)

NOT_OURS = frozenset(
    {
        *("COMMAND_RIGHTS", "EXCLUDED_COLUMNS", "O_EXCL"),  # names in code
        *("NO_COLOR", "SVODKA_GOLDEN"),  # read from the environment, no settings of the service
        *("POSTGRES_PASSWORD", "SVODKA_DOMAIN"),  # of deploy/compose.postgres.yaml
    }
)

Commands = dict[tuple[str, ...], set[str]]
"""The options of each command."""


@pytest.fixture(scope="module")
def commands() -> Commands:
    return dict(list_commands(get_command(app), ()))


def list_commands(
    command: Any, path: tuple[str, ...]
) -> Iterator[tuple[tuple[str, ...], set[str]]]:
    yield path, {option for param in command.params for option in param.opts + param.secondary_opts}
    for name, inner in getattr(command, "commands", {}).items():
        yield from list_commands(inner, (*path, name))


def find_command(commands: Commands, words: Sequence[str]) -> tuple[str, ...] | None:
    """Return the command that the words begin with; None if there is no such command."""
    path: tuple[str, ...] = ()
    for word in words:
        has_subcommands = any(known[:-1] == path for known in commands if known)
        if word.startswith("-") or not has_subcommands:
            return path
        path = (*path, word)
        if path not in commands:
            return None
    return path


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_command_and_option_that_a_document_names_exists(
    document: Path, commands: Commands
) -> None:
    for call in A_CALL.findall(document.read_text("utf-8")):
        given = [re.split(r"\\?\|", word) for word in re.findall(r"[^\s.,;:()]+", call)]
        for words in product(*given):
            path = find_command(commands, words)
            options = {word for word in words if word.startswith("--")}
            assert path is not None, f"svodka {call}"
            assert options <= commands[path] | {"--help"}, f"svodka {call}"


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_setting_that_a_document_names_exists(document: Path) -> None:
    found = A_SETTING.findall(document.read_text("utf-8"))
    named = {in_text or in_block for in_text, in_block in found}
    assert named <= {name.upper() for name in Settings.model_fields} | NOT_OURS


def test_readme_lists_every_command(commands: Commands) -> None:
    lines = (ROOT / "README.md").read_text("utf-8").splitlines()
    table = " ".join(re.findall(r"`([^`]+)`", "".join(line for line in lines if line[:3] == "| `")))
    listed = set(re.findall(r"[a-z]+(?:-[a-z]+)*", table))
    assert {word for path in commands for word in path} <= listed
