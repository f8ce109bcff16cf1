"""Check that every text is in every language with the same arguments, and is used."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.telegram.chats.command_menu import EDITOR_COMMANDS, GROUP_COMMANDS, USER_COMMANDS
from news.errors import SvodkaError
from news.model import INTERFACE_LANGUAGES, TOPIC_IDS, InterfaceLanguage
from news.sources.addresses import FailureReason
from news.topics.topic_line import TopicFault
from service.i18n.translations import LOCALES_FOLDER, MissingText, Translator
from storage.archive.overrides import OverridableField
from storage.archive.sources import PauseReason
from storage.chats.editors import Role
from storage.messaging.proposals import ProposedAction
from storage.stats.audit_log import AuditAction
from tests.support.code.locales import asked, texts

SOURCES = LOCALES_FOLDER.parent

FILE_FAULTS = {"no-text", "not-json", "not-a-json-object", "not-a-date", "not-utf-8-text"}
"""Why `news.sources.formats.file` rejects an entry, as `Translator.format_reason` looks it up."""

MADE: dict[str, set[str]] = {
    "act-": {act.replace(" ", "-") for act in AuditAction},
    "command-": {*EDITOR_COMMANDS, *GROUP_COMMANDS, *USER_COMMANDS},
    "edit-part-": {*OverridableField},
    "reason-": {
        reason.replace("_", "-")
        for reason in (*FailureReason, *TopicFault, *PauseReason, *FILE_FAULTS, "unexpected")
    },
    "approve-": {*ProposedAction},
    "proposed-": {*ProposedAction},
    "role-": {*Role},
    "topic-": {*TOPIC_IDS},
}
"""Ids that the code composes: their prefixes, and the suffixes of each."""

FEW_AS_MANY = {"retracting-noticed"}
"""Texts in which «2 читателей» and «5 читателей» have one form, so that two branches suffice."""

OWN_LETTERS = {"ru": "ыэъё", "uk": "іїєґ"}
EXAMPLES = {"own-topics-hint"}
"""Texts with names in several languages on purpose."""


@pytest.mark.parametrize("language", INTERFACE_LANGUAGES)
def test_each_language_has_the_same_texts_and_arguments(language: InterfaceLanguage) -> None:
    def arguments(of: str) -> dict[str, set[str]]:
        return {key: text.variables for key, text in texts(of).items()}

    assert arguments(language) == arguments("ru")


def test_every_text_is_used() -> None:
    made = {start + end for start, ends in MADE.items() for end in ends}
    assert sorted(set(texts("ru")) - asked().ids - made) == []


def test_every_used_text_exists() -> None:
    made = {start + end for start, ends in MADE.items() for end in ends}
    called = {key for key, _, _ in asked().calls}
    assert sorted((called | made | error_keys(SvodkaError)) - set(texts("ru"))) == []


def test_composed_text_ids_are_listed() -> None:
    beginnings = {
        start for start in asked().made if any(key.startswith(start) for key in texts("ru"))
    }
    assert beginnings <= set(MADE)


def test_every_text_gets_exactly_its_arguments() -> None:
    assert len(asked().calls) > 150
    wrong = [
        f"{where}: {key} is given {sorted(given)} and names {sorted(texts('ru')[key].variables)}"
        for key, given, where in asked().calls
        if key in texts("ru") and given != texts("ru")[key].variables
    ]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("language", INTERFACE_LANGUAGES)
def test_every_plural_has_the_branches_of_its_language(language: InterfaceLanguage) -> None:
    expected = {"one", "other"} if language == "en" else {"one", "few", "many"}
    for key, text in texts(language).items():
        for branches in text.plurals:
            enough = {"one", "other"} if key in FEW_AS_MANY else expected
            assert branches >= enough, f"{language}: {key} has {sorted(branches)}"
    assert any(text.plurals for text in texts(language).values())


@pytest.mark.parametrize("language", INTERFACE_LANGUAGES)
def test_no_text_is_in_another_language(language: InterfaceLanguage) -> None:
    strange = {
        "ru": OWN_LETTERS["uk"],
        "uk": OWN_LETTERS["ru"],
        "en": "абвгдежзийклмнопрстуфхцчшщьюя" + OWN_LETTERS["ru"] + OWN_LETTERS["uk"],
    }[language]
    found = {
        key: text.said
        for key, text in texts(language).items()
        if key not in EXAMPLES and set(text.said.lower()) & set(strange)
    }
    assert found == {}


def test_no_sentence_was_left_untranslated() -> None:
    """One or two words may be equal in Russian and Ukrainian, as are these sentences; nothing is
    equal in English."""
    alike = {
        "breaking-report",
        "channels-of-channel",
        "report-undelivered",
        "search-found",
        "sources-why-paused",
    }
    for key, text in texts("ru").items():
        if re.search(r"[а-яё]", text.said, re.IGNORECASE):
            assert text.said != texts("en")[key].said, key
        if len(text.said.split()) > 2 and key not in alike:
            assert text.said != texts("uk")[key].said, key


def error_keys(root: type[SvodkaError]) -> set[str]:
    return {root.key}.union(*map(error_keys, root.__subclasses__()))


@pytest.mark.parametrize(
    ("language", "count", "text"),
    [
        ("ru", 1, "1 сюжет"),
        ("ru", 3, "3 сюжета"),
        ("ru", 5, "5 сюжетов"),
        ("ru", 21, "21 сюжет"),
        ("uk", 2, "2 сюжети"),
        ("uk", 11, "11 сюжетів"),
        ("en", 1, "1 story"),
        ("en", 2, "2 stories"),
    ],
)
def test_plurals(language: InterfaceLanguage, count: int, text: str) -> None:
    assert Translator(language)("search-stories", count=count) == text


def test_missing_text_or_argument_raises() -> None:
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


def test_code_contains_no_texts_for_people() -> None:
    cyrillic = re.compile(r'"[^"\n]*[а-яёіїєґ][^"\n]*"', re.IGNORECASE)
    folders = [SOURCES / name for name in ("handlers", "jobs", "delivery", "middlewares")]
    for path in [p for folder in folders for p in folder.rglob("*.py")]:
        code = re.sub(r'"""[\s\S]*?"""', "", path.read_text(encoding="utf-8"))
        assert not cyrillic.search(code), f"{path.relative_to(SOURCES)}: {cyrillic.search(code)}"


def test_the_locale_files_are_shipped() -> None:
    assert {path.name for path in Path(LOCALES_FOLDER).iterdir()} >= set(INTERFACE_LANGUAGES)
