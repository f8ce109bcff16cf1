"""Parse the Fluent files, and find which of their messages the code uses."""

from __future__ import annotations

import ast as python
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from fluent.syntax import FluentParser, ast, visitor

from service.i18n.translations import LOCALES_FOLDER

ROOT = LOCALES_FOLDER.parents[2]
CATEGORIES = {"zero", "one", "two", "few", "many", "other"}


@dataclass
class Text(visitor.Visitor):  # type: ignore[misc]
    """A message: its arguments, its plural branches, and its words."""

    variables: set[str] = field(default_factory=set)
    plurals: list[set[str]] = field(default_factory=list)
    defaults: list[str] = field(default_factory=list)
    words: list[str] = field(default_factory=list)

    def visit_VariableReference(self, node: ast.VariableReference) -> None:  # noqa: N802
        self.variables.add(node.id.name)

    def visit_TextElement(self, node: ast.TextElement) -> None:  # noqa: N802
        self.words.append(node.value)

    def visit_SelectExpression(self, node: ast.SelectExpression) -> None:  # noqa: N802
        keys = {_key(variant) for variant in node.variants}
        if keys & CATEGORIES:
            self.plurals.append(keys & CATEGORIES)
            self.defaults += [_key(variant) for variant in node.variants if variant.default]
        self.generic_visit(node)

    @property
    def said(self) -> str:
        return " ".join(" ".join(self.words).split())


def _key(variant: ast.Variant) -> str:
    key = variant.key
    return str(key.name if isinstance(key, ast.Identifier) else key.value)


@cache
def texts(language: str) -> dict[str, Text]:
    """Return every message of a language, by its id."""
    found: dict[str, Text] = {}
    for path in sorted((LOCALES_FOLDER / language).glob("*.ftl")):
        for entry in FluentParser().parse(path.read_text(encoding="utf-8")).body:
            assert not isinstance(entry, ast.Junk), f"{path}: {entry.content}"
            if isinstance(entry, ast.Message):
                assert entry.id.name not in found, f"{path}: {entry.id.name} stands twice"
                text = Text()
                text.visit(entry)
                found[entry.id.name] = text
    return found


@dataclass
class Asked:
    """What the code uses: ``ids`` as literals, ``made`` the prefixes of those that it composes, and
    ``calls`` with their arguments."""

    ids: set[str] = field(default_factory=set)
    made: set[str] = field(default_factory=set)
    calls: list[tuple[str, set[str], str]] = field(default_factory=list)


@cache
def asked() -> Asked:
    found = Asked()
    for folder in (ROOT / "bot", ROOT / "service", ROOT / "news", ROOT / "storage"):
        for path in sorted(folder.rglob("*.py")):
            tree = python.parse(path.read_text(encoding="utf-8"))
            for node in python.walk(tree):
                _note(node, path, found)
    return found


def _note(node: python.AST, path: Path, found: Asked) -> None:
    match node:
        case python.Constant(value=str(value)):
            found.ids.add(value)
        case python.JoinedStr(values=[python.Constant(value=str(start)), *_]):
            if start.endswith("-") and start[:-1].replace("-", "").isalpha() and start.islower():
                found.made.add(start)
        case python.Call(func=called, args=[first], keywords=keywords) if _translates(called):
            given = {keyword.arg for keyword in keywords}
            if None not in given:  # ``**details``: unknown arguments
                where = f"{path.relative_to(ROOT)}:{node.lineno}"
                names = {str(name) for name in given}
                found.calls += [(key, names, where) for key in _constants(first)]


def _translates(called: python.expr) -> bool:
    """``t(…)``, ``self._t(…)``, ``translations[…](…)``."""
    match called:
        case python.Name(id="t") | python.Attribute(attr="t" | "_t"):
            return True
        case python.Subscript(value=python.Name(id="translations")):
            return True
    return False


def _constants(node: python.expr) -> Iterator[str]:
    match node:
        case python.Constant(value=str(value)):
            yield value
        case python.IfExp(body=body, orelse=orelse):
            yield from _constants(body)
            yield from _constants(orelse)
