"""Reading the data files that the desk's knowledge is kept in (``news/data``).

Word lists are UTF-8 text: words parted by white space, ``#`` begins a comment. Tables are TOML.
"""

from __future__ import annotations

import tomllib
from importlib import resources
from typing import Any


def _text(name: str) -> str:
    return resources.files("news").joinpath("data", name).read_text(encoding="utf-8")


def word_list(name: str) -> tuple[str, ...]:
    """The words of ``news/data/<name>.txt``, in order."""
    lines = (line.partition("#")[0] for line in _text(f"{name}.txt").splitlines())
    return tuple(word for line in lines for word in line.split())


def table(name: str) -> dict[str, Any]:
    """``news/data/<name>.toml`` as it stands."""
    return tomllib.loads(_text(f"{name}.toml"))
