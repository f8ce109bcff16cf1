"""Test the command menus: complete for each role and language, with known commands only."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.app import App
from bot.telegram.chats.command_menu import (
    EDITOR_COMMANDS,
    GROUP_ADMIN_COMMANDS,
    GROUP_COMMANDS,
    USER_COMMANDS,
)
from news.model import INTERFACE_LANGUAGES, InterfaceLanguage
from sandbox import Sandbox
from sandbox.testing import Person
from service.bootstrap import Services
from service.i18n.translations import Translator
from tests.conftest import EDITOR_ID, running
from tests.support.waiting import wait_until

People = Callable[..., Person]


async def menu(sandbox: Sandbox, who: Person) -> list[tuple[str, str]]:
    """Return what Telegram shows a person in a chat after the bot has set everything."""
    profile = sandbox.telegram.profile
    await wait_until(lambda: len(profile.commands) >= 4 * len(INTERFACE_LANGUAGES))
    return [(c["command"], c["description"]) for c in profile.list_commands(who.chat, who.user)]


@pytest.mark.parametrize("language", INTERFACE_LANGUAGES)
async def test_every_role_has_its_whole_menu_in_its_language(
    sandbox: Sandbox, services: Services, person: People, language: InterfaceLanguage
) -> None:
    editor = person("Редактор", id=EDITOR_ID, language_code=language)
    reader = person("Оля", language_code=language)
    group = sandbox.add_group("Двор", editor.user, reader.user, big=True)
    t = Translator(language)
    profile = sandbox.telegram.profile
    async with running(App(services)):
        for who, names in (
            (reader, USER_COMMANDS),
            (editor, EDITOR_COMMANDS + USER_COMMANDS),
            (reader.within(group), GROUP_COMMANDS),
            (editor.within(group), GROUP_COMMANDS + GROUP_ADMIN_COMMANDS),
        ):
            assert await menu(sandbox, who) == [(name, t(f"command-{name}")) for name in names]
        assert profile.get_text("description", language) == t("bot-description")
        assert profile.get_text("short_description", language) == t("bot-about")


async def test_every_menu_command_is_handled(app: App, sandbox: Sandbox, person: People) -> None:
    t = Translator("ru")
    editor, reader = person("Редактор", id=EDITOR_ID), person("Оля")
    group = sandbox.add_group("Двор", editor.user, reader.user, big=True)
    unknown = {t("help-unknown-command"), t("admins-only")}
    for who, names in (
        (reader, USER_COMMANDS),
        (editor, EDITOR_COMMANDS),
        (reader.within(group), GROUP_COMMANDS),
        (editor.within(group), GROUP_ADMIN_COMMANDS),
    ):
        for name in names:
            await who.settle(quiet=0.02)
            who.skip()
            app.rate_limiter.reset_chats()
            await who.send(f"/{name}")
            assert (await who.wait()).text not in unknown, name
