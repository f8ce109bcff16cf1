"""A measured figure, its required bound and its line in the table; a script that measures some."""

from __future__ import annotations

import argparse
import asyncio
import operator
import tempfile
from collections.abc import Callable, Collection, Coroutine, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from bench.support.machine import describe_machine
from bench.support.material import print_line

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


def parse_figures(
    parser: argparse.ArgumentParser, known: Collection[str]
) -> tuple[argparse.Namespace, list[str]]:
    """Parse the command line, where figures may be named; print the machine.

    Returns the arguments, and the names of the figures to measure: all if none is named.
    """
    parser.add_argument("figures", nargs="*", metavar="figure", help=", ".join(known))
    given = parser.parse_args()
    names = given.figures or list(known)
    if unknown := set(names) - set(known):
        parser.error(f"no figure {', '.join(sorted(unknown))}; there are {', '.join(known)}")
    print_line(describe_machine())
    return given, names


def print_figures(figures: Iterable[Figure]) -> bool:
    """Print a line for each figure as soon as it is measured; return whether all bounds hold."""
    all_met = True
    for figure in figures:
        all_met &= figure.is_met
        print_line(figure.line)
    return all_met


def run_figures(measures: Mapping[str, Measure], description: str | None) -> int:
    """Measure what the command line names, or everything, and print a line for each figure.

    Returns the exit code: 1 if a bound does not hold.
    """
    _, names = parse_figures(argparse.ArgumentParser(description=description), measures)

    def measure() -> Iterator[Figure]:
        for name in names:
            with tempfile.TemporaryDirectory(prefix="svodka-bench-") as folder:
                yield from asyncio.run(measures[name](Path(folder)))

    return 0 if print_figures(measure()) else 1
