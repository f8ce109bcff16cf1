"""A measured figure, its required bound and its line in the table; a script that measures some."""

from __future__ import annotations

import argparse
import asyncio
import operator
import sys
import tempfile
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass
from pathlib import Path

from bench.support.machine import describe_machine

_HOLDS = {">=": operator.ge, "<=": operator.le, "<": operator.lt}


@dataclass(frozen=True, slots=True)
class Figure:
    name: str
    value: float
    sign: str
    bound: float
    detail: str = ""

    @property
    def is_met(self) -> bool:
        return bool(_HOLDS[self.sign](self.value, self.bound))

    @property
    def line(self) -> str:
        mark = "yes" if self.is_met else "NO"
        target = f"{self.sign} {self.bound:g}"
        return f"{self.name:<48} {self.value:>9.3f} {target:>8} {mark:>4}  {self.detail}".rstrip()


Measure = Callable[[Path], Coroutine[None, None, list[Figure]]]
"""Measures figures in an empty folder of its own."""


def run_figures(measures: Mapping[str, Measure], description: str | None) -> int:
    """Measure what the command line names, or everything, and print a line for each figure.

    Returns the exit code: 1 if a bound does not hold.
    """
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("figures", nargs="*", metavar="figure", help=", ".join(measures))
    names = parser.parse_args().figures or list(measures)
    if unknown := set(names) - set(measures):
        parser.error(f"no figure {', '.join(sorted(unknown))}; there are {', '.join(measures)}")
    sys.stdout.write(f"{describe_machine()}\n")
    all_met = True
    for name in names:
        with tempfile.TemporaryDirectory(prefix="svodka-bench-") as folder:
            for figure in asyncio.run(measures[name](Path(folder))):
                all_met &= figure.is_met
                sys.stdout.write(f"{figure.line}\n")
                sys.stdout.flush()
    return 0 if all_met else 1
