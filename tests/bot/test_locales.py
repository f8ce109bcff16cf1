"""Every text is there in every language, with the same arguments, and every text is used."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from fluent.syntax import FluentParser, ast, visitor

from bot.menus import EDITORS
from bot.translations import LOCALES, MissingText, Translator
from news.errors import SvodkaError
from news.model import READER_LANGUAGES, TOPIC_IDS, ReaderLanguage
from news.sources.addresses import FailureReason
from news.topic_line import TopicFault
from storage.audit import Act
from storage.sources import Pause

SOURCES = LOCALES.parent


class Variables(visitor.Visitor):
    def __init__(self) -> None:
        self.found: set[str] = set()

    def visit_VariableReference(self, node: ast.VariableReference) -> None:  # noqa: N802
        self.found.add(node.id.name)


def messages(language: str) -> dict[str, set[str]]:
    """Message ids, and the arguments that each names."""
    found: dict[str, set[str]] = {}
    for path in sorted((LOCALES / language).glob("*.ftl")):
        for entry in FluentParser().parse(path.read_text(encoding="utf-8")).body:
            assert not isinstance(entry, ast.Junk), f"{path}: {entry.content}"
            if isinstance(entry, ast.Message):
                assert entry.id.name not in found, f"{path}: {entry.id.name} stands twice"
                variables = Variables()
                variables.visit(entry)
                found[entry.id.name] = variables.found
    return found


@pytest.mark.parametrize("language", READER_LANGUAGES)
def test_each_language_has_the_same_texts_and_arguments(language: ReaderLanguage) -> None:
    assert messages(language) == messages("ru")


def test_every_text_is_used_and_every_used_text_is_there() -> None:
    code = "\n".join(
        path.read_text(encoding="utf-8")
        for folder in (SOURCES, SOURCES.parent / "news", SOURCES.parent / "storage")
        for path in folder.rglob("*.py")
    )
    used = set(re.findall(r"""["']([a-z]+(?:-[a-z]+)+)["']""", code))
    made = {f"topic-{topic}" for topic in TOPIC_IDS}
    made |= {f"command-{name}" for name in re.findall(r'^    "([a-z]+)",$', code, re.MULTILINE)}
    made |= {f"reason-{reason.replace('_', '-')}" for reason in FailureReason}
    made |= {f"reason-{fault.replace('_', '-')}" for fault in TopicFault}
    made |= {f"command-{name}" for name in EDITORS} | {"reason-unexpected"}
    made |= {f"reason-{pause}" for pause in Pause}
    made |= {f"act-{act.replace(' ', '-')}" for act in Act}
    known = set(messages("ru"))
    assert {f"act-{act.replace(' ', '-')}" for act in Act} <= known
    assert {f"reason-{reason.replace('_', '-')}" for reason in FailureReason} <= known
    assert {f"reason-{pause}" for pause in Pause} <= known
    assert {f"reason-{fault.replace('_', '-')}" for fault in TopicFault} <= known
    assert sorted(known - used - made) == []
    called = set(re.findall(r"""\bt\(\s*["']([a-z-]+)["']""", code)) | error_keys(SvodkaError)
    assert sorted(called - known) == []


def error_keys(root: type[SvodkaError]) -> set[str]:
    return {root.key}.union(*map(error_keys, root.__subclasses__()))


@pytest.mark.parametrize(
    ("language", "count", "text"),
    [
        ("ru", 1, "1 история"),
        ("ru", 3, "3 истории"),
        ("ru", 5, "5 историй"),
        ("ru", 21, "21 история"),
        ("uk", 2, "2 історії"),
        ("uk", 11, "11 історій"),
        ("en", 1, "1 story"),
        ("en", 2, "2 stories"),
    ],
)
def test_plurals(language: ReaderLanguage, count: int, text: str) -> None:
    assert Translator(language)("search-found", query="мост", count=count).endswith(text)


def test_a_missing_text_or_argument_is_a_mistake_of_ours() -> None:
    t = Translator("ru")
    with pytest.raises(MissingText, match="no message"):
        t("no-such-text")
    with pytest.raises(MissingText, match="query"):
        t("search-nothing")


def test_names_of_topics_are_the_contract() -> None:
    t = Translator("ru")
    assert [t(f"topic-{topic}") for topic in TOPIC_IDS] == [
        "Политика",
        "Война и безопасность",
        "Экономика",
        "Энергетика",
        "Общество",
        "Криминал",
        "Происшествия",
        "Здоровье",
        "Наука",
        "Технологии",
        "Культура",
        "Спорт",
        "Природа",
        "Стиль жизни",
    ]


def test_no_text_is_left_in_the_code() -> None:
    cyrillic = re.compile(r'"[^"\n]*[а-яёіїєґ][^"\n]*"', re.IGNORECASE)
    folders = [SOURCES / name for name in ("handlers", "jobs", "delivery", "middlewares")]
    for path in [p for folder in folders for p in folder.rglob("*.py")]:
        code = re.sub(r'"""[\s\S]*?"""', "", path.read_text(encoding="utf-8"))
        assert not cyrillic.search(code), f"{path.relative_to(SOURCES)}: {cyrillic.search(code)}"


def test_the_locale_files_are_shipped() -> None:
    assert {path.name for path in Path(LOCALES).iterdir()} >= set(READER_LANGUAGES)
