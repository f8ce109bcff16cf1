"""Break what the tables promise, one place at a time, and check that the named test notices.

`make mutate` copies the project to a temporary folder; `make mutate ARGS=lease` takes only the
mutations whose test or file contains the word. Exits 1 if a mutation survives.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
import tomllib
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
TIMEOUT_SECONDS = 240.0
TESTS_FAILED = 1


@dataclass(frozen=True, slots=True)
class Mutation:
    """``old``, which stands once in ``file``, becomes ``new``; ``test`` must fail then."""

    test: str
    file: str
    old: str
    new: str

    @property
    def name(self) -> str:
        """The name of the test, as the tables have it."""
        return self.test.rpartition("::")[2].partition("[")[0]

    def apply(self, root: Path) -> str:
        """Mutate the file below a folder; return its text as it was."""
        path = root / self.file
        text = path.read_text(encoding="utf-8")
        if text.count(self.old) != 1:
            raise ValueError(f"{self.file} has {text.count(self.old)} times: {self.old}")
        write(path, text.replace(self.old, self.new))
        return text


def load_mutations() -> list[Mutation]:
    """Return the mutations of all tables."""
    mutations = tomllib.loads(Path(__file__).with_name("mutations.toml").read_text("utf-8"))
    return [Mutation(**given) for given in mutations["mutation"]]


_writes = 0


def write(path: Path, text: str) -> None:
    """Write a file with a new time: a compiled file is up to date if time and size are equal."""
    global _writes  # noqa: PLW0603 - each write of this process has another time
    _writes += 1
    path.write_text(text, encoding="utf-8")
    moment = time.time() - 1_000_000 + 10 * _writes
    os.utime(path, (moment, moment))


def copy_project(target: Path) -> None:
    """Copy the files that git knows, as they are now."""
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    for name in filter(None, listed.stdout.split("\0")):
        if (ROOT / name).is_file():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, target / name)


def is_killed(mutation: Mutation, root: Path) -> bool:
    """Run the test under the mutation; return whether it fails or hangs."""
    before = mutation.apply(root)
    try:
        done = subprocess.run(
            [sys.executable, "-m", "pytest", "-x", "-p", "no:cacheprovider", mutation.test],
            cwd=root,
            env={**os.environ, "PYTHONPATH": str(root)},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=TIMEOUT_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return True
    finally:
        write(root / mutation.file, before)
    if done.returncode not in (0, TESTS_FAILED):
        raise RuntimeError(f"{mutation.test} can not be run:\n{done.stdout}")
    return done.returncode == TESTS_FAILED


def main(words: list[str]) -> int:
    """Run the mutations that contain one of the words, or all; return the number that survive."""
    wanted = [
        mutation
        for mutation in load_mutations()
        if not words or any(word in f"{mutation.test} {mutation.file}" for word in words)
    ]
    survivors = 0
    with tempfile.TemporaryDirectory(prefix="svodka-mutate-") as folder:
        copy_project(Path(folder))
        for number, mutation in enumerate(wanted, start=1):
            killed = is_killed(mutation, Path(folder))
            survivors += not killed
            verdict = "killed" if killed else "SURVIVED"
            line = f"{number}/{len(wanted)} {verdict} {mutation.file}: {mutation.name}"
            sys.stdout.write(line + "\n")
            sys.stdout.flush()
    sys.stdout.write(f"{len(wanted) - survivors} of {len(wanted)} are killed\n")
    return survivors


if __name__ == "__main__":
    sys.exit(1 if main(sys.argv[1:]) else 0)
