"""Break what the tables promise, one place at a time, and check that the named test notices.

`make mutate` copies the project to a temporary folder; `make mutate ARGS=lease` takes only the
mutations whose test or file contains the word. Exits 1 if a mutation survives.
"""

from __future__ import annotations

import os
import re
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
OPTIONS = ("-rfE", "-p", "no:cacheprovider", "--hypothesis-profile=mutate")
_PROVES_NOTHING = re.compile(r"^ERROR \S|^FAILED .* - (?:Import|Syntax|Name)Error", re.MULTILINE)
"""A line of pytest's summary about a failure that has nothing to do with a promise."""


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


def run_tests(tests: list[str], root: Path, *options: str) -> tuple[int, str]:
    """Run tests in the copy; return pytest's exit code and what it printed."""
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *OPTIONS, *options, *tests],
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(root), "COLUMNS": "200"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=TIMEOUT_SECONDS * len(tests),
        check=False,
    )
    return done.returncode, done.stdout


def find_failures(printed: str) -> dict[str, str]:
    """Return the failed tests of pytest's summary with their reasons."""
    failures = re.findall(r"^(?:FAILED|ERROR) (\S.*?)(?: - (.*))?$", printed, re.MULTILINE)
    return dict(failures)


def find_reason(mutation: Mutation, root: Path) -> str:
    """Run the test under the mutation; return why it fails, empty if it passes.

    An error outside the test itself, or of a module that cannot be imported, proves nothing.
    """
    before = mutation.apply(root)
    try:
        code, printed = run_tests([mutation.test], root, "-x")
    except subprocess.TimeoutExpired:
        return ""
    finally:
        write(root / mutation.file, before)
    if code not in (0, TESTS_FAILED) or _PROVES_NOTHING.search(printed):
        raise RuntimeError(f"{mutation.test} cannot be run:\n{printed}")
    return ", ".join(find_failures(printed).values()) or "fails" if code else ""


def select(words: list[str]) -> list[Mutation]:
    """Return the mutations that contain one of the words, or all."""
    return [
        mutation
        for mutation in load_mutations()
        if not words or any(word in f"{mutation.test} {mutation.file}" for word in words)
    ]


def report(line: str) -> None:
    """Print a line at once."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def main(words: list[str]) -> int:
    """Run the mutations that contain one of the words, or all; return the number that survive."""
    wanted = select(words)
    survivors = 0
    with tempfile.TemporaryDirectory(prefix="svodka-mutate-") as folder:
        root = Path(folder)
        copy_project(root)
        _, printed = run_tests(sorted({mutation.test for mutation in wanted}), root)
        for test, reason in find_failures(printed).items():
            survivors += 1
            report(f"fails without a mutation: {test}: {reason}")
        for number, mutation in enumerate(wanted, start=1):
            start = time.monotonic()
            reason = find_reason(mutation, root)
            survivors += not reason
            verdict = "killed" if reason else "SURVIVED"
            seconds = time.monotonic() - start
            place = f"{mutation.file}: {mutation.name}"
            report(f"{number}/{len(wanted)} {verdict} {place} ({seconds:.0f} s) {reason}")
    report(f"{survivors} of {len(wanted)} survive")
    return survivors


if __name__ == "__main__":
    sys.exit(1 if main(sys.argv[1:]) else 0)
