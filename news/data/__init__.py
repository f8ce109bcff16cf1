"""Load the word lists and tables of ``news/data``.

Word lists are UTF-8 text: words separated by white space, ``#`` starts a comment. Tables are TOML.
"""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources
from typing import Any


def _read_text(name: str) -> str:
    return resources.files("news").joinpath("data", name).read_text(encoding="utf-8")


def load_lines(name: str) -> tuple[str, ...]:
    """Return the lines of ``news/data/<name>.txt`` in order, without comments and empty lines."""
    bare = (line.partition("#")[0].strip() for line in _read_text(f"{name}.txt").splitlines())
    return tuple(line for line in bare if line)


def load_words(name: str) -> tuple[str, ...]:
    """Return the words of ``news/data/<name>.txt``, in order."""
    return tuple(word for line in load_lines(name) for word in line.split())


def load_toml(name: str) -> dict[str, Any]:
    """Return the parsed ``news/data/<name>.toml``."""
    return tomllib.loads(_read_text(f"{name}.toml"))


@cache
def load_months(language: str) -> dict[str, int]:
    """Return the numbers of the months by their normal and short forms; none for an unsupported
    language."""
    months = load_toml("months").get(language, [])
    return {name: number for number, listed in enumerate(months, 1) for name in listed.split()}
