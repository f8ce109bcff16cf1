"""Find the regular expressions of the program, and test whether one is slow on a hostile text.

A pattern gets texts built from itself: its repeated part is repeated, after a prefix that it needs
and before a suffix that it cannot match. A linear pattern takes twice as long for a text of twice
the length; another one takes four times as long or never ends.
"""

from __future__ import annotations

import ast
import dataclasses
import importlib
import math
import pkgutil
import re
import signal
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from re import _constants as sre  # type: ignore[attr-defined]
from re import _parser  # type: ignore[attr-defined]
from types import ModuleType
from typing import Any

ROOT = Path(__file__).resolve().parents[3]
PACKAGES = ("bot", "service", "news", "storage", "sandbox")
METHODS = ("search", "match", "fullmatch", "finditer", "findall", "sub", "subn", "split")
_SEARCHING = {"finditer": "sub", "findall": "sub", "subn": "sub", "split": "sub"}
"""Methods that scan like another one."""

# Run by alembic with a database, or as a program.
_NOT_IMPORTED = re.compile(r"\.env$|\.__main__$")

LENGTH = 6_000
_LONG = 10_000
_SUSPICIOUS_CPU = 0.004
"""CPU seconds for LENGTH characters: more than an ordinary substitution takes, and a tenth of what a
quadratic search takes on a slow machine. Suspects are measured with longer texts."""
_CPU_LIMIT = 0.5
"""CPU seconds for one call; a linear pattern needs a hundredth of it."""
_MAX_GROWTH = 3.0
_MIN_CALLS, _MAX_CALLS = 3, 6
_UNIT = 400
_MAX_WAYS = 4
_MAX_TEXTS = 300
"""Texts for one pattern; of more, every second, third and so on is used."""
_GENERIC = " aя1ʼ'-,.\"«<>&/\n\t_#@"
_FAILING = ("", "\0")


@dataclasses.dataclass(frozen=True, slots=True)
class Used:
    """A pattern of the program: its name, and the methods that it is used with."""

    name: str
    pattern: re.Pattern[Any]
    methods: tuple[str, ...]


# --- Finding patterns ---


def patterns(builders: Mapping[str, Callable[[], Iterable[re.Pattern[Any]]]]) -> list[Used]:
    """Return every pattern of the program.

    ``builders`` build those that a function compiles from something other than a constant, by the
    name of the function.
    """
    found: dict[tuple[str | bytes, int], Used] = {}
    calls = _calls()
    named = [(module.__name__, *one) for module in modules() for one in _in_module(module)]
    named += [(n.rpartition(".")[0], n, p) for n, build in builders.items() for p in build()]
    for module, name, pattern in named:
        attribute = re.split(r"[.\[]", name.removeprefix(f"{module}."))[0]
        own = calls.get((module, attribute), set()) | calls.get(("", attribute), set())
        methods = own or calls.get((module, "")) or {"search", "sub"}
        _add(found, Used(name, pattern, tuple(sorted(methods))))
    for one in _literals():
        _add(found, one)
    return sorted(found.values(), key=lambda one: one.name)


def _add(found: dict[tuple[str | bytes, int], Used], one: Used) -> None:
    key = (one.pattern.pattern, one.pattern.flags)
    if key in found:
        known = found[key]
        methods = tuple(sorted({*known.methods, *one.methods}))
        one = dataclasses.replace(known, methods=methods)
    found[key] = one


@cache
def modules() -> tuple[ModuleType, ...]:
    names = [
        found.name
        for package in PACKAGES
        for found in pkgutil.walk_packages([str(ROOT / package)], f"{package}.")
    ]
    return tuple(importlib.import_module(n) for n in names if not _NOT_IMPORTED.search(n))


def _in_module(module: ModuleType) -> Iterator[tuple[str, re.Pattern[Any]]]:
    for name, value in vars(module).items():
        if name.startswith("__"):
            continue
        yield from _within(f"{module.__name__}.{name}", value, module.__name__, set())


def _within(
    name: str, value: object, module: str, seen: set[int]
) -> Iterator[tuple[str, re.Pattern[Any]]]:
    if id(value) in seen or isinstance(value, (str, bytes, int, float, ModuleType)):
        return
    seen.add(id(value))
    if isinstance(value, re.Pattern):
        yield name, value
    elif isinstance(value, Mapping):
        for key, held in value.items():
            yield from _within(f"{name}[{key}]", held, module, seen)
            yield from _within(f"{name}[{key}]", key, module, seen)
    elif isinstance(value, (tuple, list, set, frozenset)):
        for number, held in enumerate(value):
            yield from _within(f"{name}[{number}]", held, module, seen)
    elif isinstance(value, type):
        if value.__module__ == module:
            for key, held in vars(value).items():
                yield from _within(f"{name}.{key}", held, module, seen)
    elif dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            yield from _within(f"{name}.{field.name}", getattr(value, field.name), module, seen)


def _trees() -> Iterator[tuple[str, ast.Module]]:
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            name = ".".join(path.relative_to(ROOT).with_suffix("").parts)
            yield name.removesuffix(".__init__"), ast.parse(path.read_text("utf-8"))


@cache
def _calls() -> dict[tuple[str, str], set[str]]:
    """Return the methods that a module uses with the patterns of each name.

    The empty name has the methods used with other names, such as elements of a list; there `split` is
    probably that of a string. The empty module has those used with a constant of any other module.
    """
    found: dict[tuple[str, str], set[str]] = {}
    for module, tree in _trees():
        own = {name for name, value in vars(importlib.import_module(module)).items()
               if isinstance(value, re.Pattern)} if _is_imported(module) else set()  # fmt: skip
        for node in ast.walk(tree):
            if not isinstance(node, ast.Attribute) or node.attr not in METHODS:
                continue
            owner = node.value
            name = owner.id if isinstance(owner, ast.Name) else getattr(owner, "attr", "")
            if isinstance(owner, ast.Attribute) and name.isupper():
                found.setdefault(("", name), set()).add(node.attr)
            elif name in own:
                found.setdefault((module, name), set()).add(node.attr)
            elif node.attr != "split" and name != "re":
                found.setdefault((module, ""), set()).add(node.attr)
    return found


@cache
def _is_imported(module: str) -> bool:
    return module in {one.__name__ for one in modules()}


def _re_calls() -> Iterator[tuple[str, str, ast.Call]]:
    """Yield the calls of the module `re`: the function that contains it, the method, and the call."""

    def below(node: ast.AST, name: str) -> Iterator[tuple[str, str, ast.Call]]:
        for child in ast.iter_child_nodes(node):
            inner = name
            if isinstance(child, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
                inner = f"{name}.{child.name}"
            called = child.func if isinstance(child, ast.Call) else None
            if (
                isinstance(child, ast.Call)
                and isinstance(called, ast.Attribute)
                and isinstance(called.value, ast.Name)
                and called.value.id == "re"
                and called.attr in {*METHODS, "compile"}
            ):
                yield inner, called.attr, child
            yield from below(child, inner)

    for module, tree in _trees():
        yield from below(tree, module)


def _literals() -> Iterator[Used]:
    """Yield patterns that are constants in a call."""
    for name, method, call in _re_calls():
        first = call.args[0]
        if isinstance(first, ast.Constant) and isinstance(first.value, (str, bytes)):
            if method != "compile":
                yield Used(f"{name}:{first.value!r}", re.compile(first.value), (method,))
            elif not _is_imported(name):
                yield Used(f"{name}:{first.value!r}", re.compile(first.value), ("search", "match"))


def built_by_functions() -> set[str]:
    """Yield the functions that compile a pattern from something other than a constant."""
    return {
        name
        for name, _, call in _re_calls()
        if not isinstance(call.args[0], ast.Constant) and not _is_imported(name)
    }


# --- Hostile texts ---


@dataclasses.dataclass(frozen=True, slots=True)
class Hostile:
    """A text that a pattern may be slow on: a prefix, a part to repeat, and a suffix."""

    before: str
    unit: str
    after: str

    def build(self, length: int) -> str:
        """Return the text with the repeated part filling ``length`` characters."""
        times = length // max(1, len(self.unit)) + 1
        return self.before + (self.unit * times)[:length] + self.after


@cache
def list_hostile(pattern: re.Pattern[Any]) -> tuple[Hostile, ...]:
    """Return texts on which a pattern is slow if it can be."""
    source = pattern.pattern
    text = source.decode("latin-1") if isinstance(source, bytes) else source
    tree = _parser.parse(
        text, pattern.flags & ~re.UNICODE if isinstance(source, bytes) else pattern.flags
    )
    alphabet = _alphabet(tree)
    made: dict[str, Hostile] = {}

    def add(before: str, unit: str, after: str) -> None:
        one = Hostile(before[:_UNIT], unit[:_UNIT], after)
        made.setdefault(one.build(2 * _UNIT), one)

    for character in alphabet:
        for tail in _FAILING:
            add("", character, tail)
    # The first are single repeated characters, which find most faults; all of them are used.
    first = len(made)
    for character in alphabet:
        for before, unit, after in _repeats(list(tree), character, alphabet, "", ""):
            for tail in (*_FAILING, after, after[:1] and after + "\0"):
                add(before, unit, tail)
            for whole in (before + unit, before, before + unit * 30):
                if whole.strip(character):
                    add("", whole, "")
                    add("", whole + " ", "")
    for one, other in ((" ", "a"), ("a", ","), ("я", "ʼ"), ("a", "-"), (" ", "1"), ("\n", " ")):
        add("", one + other, "")
        add("", one + other, "\0")
    texts = tuple(made.values())
    step = len(texts) // _MAX_TEXTS + 1
    return texts[:first] + texts[first::step]


def _alphabet(tree: Iterable[Any]) -> list[str]:
    """Return some characters of each kind that the pattern distinguishes."""
    found = dict.fromkeys(_GENERIC)
    special: dict[str, None] = {}
    for op, value in _nodes(tree):
        if op in (sre.LITERAL, sre.NOT_LITERAL):
            special[chr(value)] = None
        elif op is sre.IN:
            for kind, held in value:
                if kind is sre.LITERAL:
                    special[chr(held)] = None
                elif kind is sre.RANGE:
                    special[chr(held[0])] = None
    # Letters count as one kind; other characters are distinguished.
    signs = [one for one in special if not one.isalnum()][:16]
    letters = [one for one in special if one.isalnum()][:4]
    return list(dict.fromkeys([*found, *signs, *letters]))


def _nodes(tree: Iterable[Any]) -> Iterator[tuple[Any, Any]]:
    for op, value in tree:
        yield op, value
        for inner in _inside(op, value):
            yield from _nodes(inner)


def _inside(op: Any, value: Any) -> list[Any]:
    if op is sre.BRANCH:
        return list(value[1])
    if op is sre.SUBPATTERN:
        return [value[3]]
    if op in _REPEATS:
        return [value[2]]
    if op in (sre.ASSERT, sre.ASSERT_NOT):
        return [value[1]]
    if op is sre.ATOMIC_GROUP:
        return [value]
    return []


_REPEATS = (sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT)


def _repeats(
    tree: Sequence[Any], character: str, alphabet: Sequence[str], before: str, after: str
) -> Iterator[tuple[str, str, str]]:
    """Return, for each unbounded repeat, a prefix, the repeated part and a suffix; ``character`` is
    used wherever it matches."""
    for place, (op, value) in enumerate(tree):
        rest = _sample(tree[place + 1 :], character, alphabet, least=True) + after
        leads = {
            before + _sample(tree[:place], character, alphabet, least=least)
            for least in (True, False)
        }
        if op in _REPEATS and value[1] >= 30:
            units = {
                _sample(list(value[2]), character, alphabet, least=False, way=way)
                for way in range(_MAX_WAYS)
            }
            for unit in sorted(units - {""}):
                for lead in sorted(leads):
                    yield lead, unit, rest
        for inner in _inside(op, value):
            if op in _REPEATS and not any(o in _REPEATS and v[1] >= 30 for o, v in _nodes(inner)):
                continue
            for lead in sorted(leads):
                yield from _repeats(list(inner), character, alphabet, lead, rest)


def _sample(
    tree: Sequence[Any], character: str, alphabet: Sequence[str], *, least: bool, way: int = 0
) -> str:
    """Return a text that this part of a pattern matches, ignoring assertions; ``way`` selects among
    alternatives."""
    parts = []
    for op, value in tree:
        if op is sre.LITERAL:
            parts.append(chr(value))
        elif op in (sre.NOT_LITERAL, sre.ANY, sre.IN):
            parts.append(next((c for c in (character, *alphabet) if _takes(op, value, c)), ""))
            if not parts[-1] and op is sre.IN:
                parts[-1] = _any_of(value)
        elif op is sre.BRANCH:
            ways = [_sample(list(one), character, alphabet, least=least) for one in value[1]]
            parts.append(min(ways, key=len) if least else ways[way % len(ways)])
        elif op is sre.SUBPATTERN:
            parts.append(_sample(list(value[3]), character, alphabet, least=least, way=way))
        elif op is sre.ATOMIC_GROUP:
            parts.append(_sample(list(value), character, alphabet, least=least))
        elif op in _REPEATS:
            times = value[0] if least else max(value[0], 1)
            inner = _sample(list(value[2]), character, alphabet, least=least, way=way)
            parts.append(inner * times)
    return "".join(parts)


def _takes(op: Any, value: Any, character: str) -> bool:
    if op is sre.ANY:
        return character != "\n"
    if op is sre.NOT_LITERAL:
        return ord(character) != value
    negated = bool(value) and value[0][0] is sre.NEGATE
    return negated != any(_in_class(kind, held, character) for kind, held in value)


def _in_class(kind: Any, held: Any, character: str) -> bool:
    if kind is sre.LITERAL:
        return ord(character) == held
    if kind is sre.RANGE:
        return bool(held[0] <= ord(character) <= held[1])
    if kind is sre.CATEGORY:
        return bool(_CATEGORIES[held](character))
    return False


_CATEGORIES: dict[Any, Callable[[str], bool]] = {
    sre.CATEGORY_DIGIT: str.isdecimal,
    sre.CATEGORY_NOT_DIGIT: lambda c: not c.isdecimal(),
    sre.CATEGORY_SPACE: str.isspace,
    sre.CATEGORY_NOT_SPACE: lambda c: not c.isspace(),
    sre.CATEGORY_WORD: lambda c: c.isalnum() or c == "_",
    sre.CATEGORY_NOT_WORD: lambda c: not (c.isalnum() or c == "_"),
}


def _any_of(items: Sequence[Any]) -> str:
    for kind, held in items:
        if kind is sre.LITERAL:
            return chr(held)
        if kind is sre.RANGE:
            return chr(held[0])
    return ""


# --- Measuring ---


class TooLongError(Exception):
    """A call took more CPU time than any ordinary one."""


@contextmanager
def cpu_limit(seconds: float) -> Iterator[None]:
    """Raise TooLongError in the block after this many CPU seconds.

    CPU time does not depend on other work on the machine. `re` checks for signals while it matches.
    """

    def stop(*_: object) -> None:
        raise TooLongError

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def fault(used: Used, length: int = LENGTH) -> str:
    """Return a text on which a pattern is slow; "" if it is linear."""
    methods = _methods(used)
    for hostile in list_hostile(used.pattern):
        text = hostile.build(length)
        for method in methods:
            ask = _asking(used.pattern, method)
            try:
                if _cpu(ask, text, runs=1) < _SUSPICIOUS_CPU:
                    continue
                if _cpu(ask, text, runs=3) < _SUSPICIOUS_CPU:
                    continue
                growth = _growth(ask, hostile.build(_LONG), hostile.build(2 * _LONG))
            except TooLongError:
                return f"{method} of {_shown(text)}: no end after {_CPU_LIMIT} s"
            if growth > _MAX_GROWTH:
                return f"{method} of {_shown(text)}: {growth:.1f} times as long for twice the text"
    return ""


def _asking(pattern: re.Pattern[Any], method: str) -> Callable[[str], object]:
    raw = isinstance(pattern.pattern, bytes)
    ask = getattr(pattern, method)

    def run(text: str) -> object:
        given = text.encode("latin-1", "replace") if raw else text
        return ask(b"" if raw else "", given) if method == "sub" else ask(given)

    return run


def _growth(ask: Callable[[str], object], text: str, longer: str) -> float:
    """Return how many times as long the longer text takes, from the best of several calls of each.
    A call beside other work takes longer, so what looks slow is asked again. Raises TooLongError."""
    best, best_longer = math.inf, math.inf
    for number in range(1, _MAX_CALLS + 1):
        best = min(best, _cpu(ask, text, runs=1))
        best_longer = min(best_longer, _cpu(ask, longer, runs=1))
        if number >= _MIN_CALLS and best_longer <= _MAX_GROWTH * best:
            break
    return best_longer / max(1e-9, best)


def _cpu(ask: Callable[[str], object], text: str, *, runs: int) -> float:
    """Return the lowest CPU seconds of a call: those of this thread. Raises TooLongError."""
    taken = []
    for _ in range(runs):
        with cpu_limit(_CPU_LIMIT):
            begun = time.thread_time()
            ask(text)
            taken.append(time.thread_time() - begun)
    return min(taken)


def _shown(text: str) -> str:
    return f"{text[:40]!r}…{text[-8:]!r} ({len(text)} characters)"


def most_cpu(used: Used, length: int) -> float:
    """Return the CPU seconds of a pattern for the worst text of this length."""
    return max(
        _cpu(_asking(used.pattern, method), hostile.build(length), runs=1)
        for hostile in list_hostile(used.pattern)
        for method in _methods(used)
    )


def _methods(used: Used) -> list[str]:
    return sorted({_SEARCHING.get(method, method) for method in used.methods})
