"""Run the steps of the Dockerfile without Docker: in a folder, with the Python of the tests.

Instructions that our Dockerfile does not use are refused. All stages share one root, so that paths
mean the same in each; users are not created.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

_OURS = re.compile(r"(?<![\w.])/(?=(?:opt|src|data)\b)")
"""Absolute paths that the file creates; those of the system are unchanged."""


@dataclass
class Image:
    """The result of a build: its files, and how to run it."""

    root: Path
    context: Path
    environment: dict[str, str] = field(default_factory=dict)
    workdir: str = "/"
    user: str = ""
    entrypoint: list[str] = field(default_factory=list)
    command: list[str] = field(default_factory=list)
    healthcheck: list[str] = field(default_factory=list)
    volumes: list[str] = field(default_factory=list)

    def here(self, path: str) -> Path:
        """Return where a path of the image is on this machine."""
        absolute = Path(self.workdir) / path
        return self.root / absolute.relative_to("/")

    def placed(self, text: str) -> str:
        """Return a text with its paths changed to those on this machine."""
        return _OURS.sub(f"{self.root}/", text)

    def env(self) -> dict[str, str]:
        """Return the environment of a container, with only the variables that find packages."""
        inherited = {k: v for k, v in os.environ.items() if k.startswith(("PIP_", "LANG", "SSL_"))}
        path = os.pathsep.join(
            part for part in os.environ["PATH"].split(os.pathsep) if ".venv" not in part
        )
        given = {
            name: self.placed(value).replace("$PATH", path)
            for name, value in self.environment.items()
        }
        return {"PATH": path, "HOME": str(self.here("/data")), **inherited, **given}


def build(dockerfile: Path, root: Path) -> Image:
    """Run the steps. Raises CalledProcessError if one fails, ValueError if one is unknown."""
    image = Image(root, dockerfile.parent)
    for name, rest in _instructions(dockerfile.read_text(encoding="utf-8")):
        _follow(image, name, rest)
    return image


def _instructions(text: str) -> Iterator[tuple[str, str]]:
    lines = [line for line in text.splitlines() if line and not line.lstrip().startswith("#")]
    for instruction in re.sub(r"\\\n", " ", "\n".join(lines)).splitlines():
        name, _, rest = instruction.partition(" ")
        yield name.upper(), rest.strip()


def _follow(image: Image, name: str, rest: str) -> None:
    match name:
        case "FROM":
            image.environment, image.workdir = {}, "/"
        case "WORKDIR":
            image.workdir = rest
            image.here(".").mkdir(parents=True, exist_ok=True)
        case "RUN":
            _run(image, rest)
        case "COPY":
            _copy(image, rest.split())
        case "ENV":
            image.environment |= dict(pair.split("=", 1) for pair in shlex.split(rest))
        case "USER":
            image.user = rest
        case "VOLUME":
            image.volumes.append(rest)
        case "HEALTHCHECK":
            image.healthcheck = json.loads(rest.partition("CMD ")[2])
        case "ENTRYPOINT":
            image.entrypoint = json.loads(rest)
        case "CMD":
            image.command = json.loads(rest)
        case "EXPOSE" | "STOPSIGNAL":
            pass
        case _:
            raise ValueError(f"this Dockerfile has a step that is not followed here: {name}")


def _run(image: Image, command: str) -> None:
    if command.startswith("useradd "):
        home = command.split("--home-dir ")[1].split()[0]
        image.here(home).mkdir(parents=True, exist_ok=True)
        return
    python = Path(sys.executable).resolve()
    command = re.sub(r"^python ", f"{python} ", image.placed(command))
    subprocess.run(["sh", "-euc", command], cwd=image.here("."), env=image.env(), check=True)


def _copy(image: Image, words: list[str]) -> None:
    *sources, target = [word for word in words if not word.startswith("--")]
    if words[0].startswith("--from="):
        if sources != [target]:
            raise ValueError("between stages, what is copied keeps its path here")
        return
    for source in sources:
        path = image.context / source
        if path.is_dir():
            shutil.copytree(path, image.here(target), ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(path, image.here(target))
