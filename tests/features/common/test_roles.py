"""Test which role may use which command and button of editors: one row for each."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.app import App
from bot.telegram.chats.command_menu import COMMAND_RIGHTS
from bot.ui.callbacks import EditorCallback
from sandbox.testing import Person
from service.bootstrap import Services
from service.editors.rights import ROLE_RIGHTS, Right
from storage.chats.editors import Role
from tests.support.articles import BRIDGE, load
from tests.support.editors import appoint

pytestmark = pytest.mark.slow

People = Callable[..., Person]

ALL, EDITORS, OWNERS = (
    {Role.AUTHOR, Role.EDITOR, Role.OWNER},
    {Role.EDITOR, Role.OWNER},
    {Role.OWNER},
)
MATRIX: dict[str, set[Role]] = {
    "/breaking": ALL,
    "/add": ALL,
    "/correct": EDITORS,
    "/retract": EDITORS,
    "/edit": EDITORS,
    "/remove": EDITORS,
    "/desk": EDITORS,
    "/sources": EDITORS,
    "/topic": EDITORS,
    "/stats": EDITORS,
    "/log": EDITORS,
    "/editors": OWNERS,
    "b:77:0": ALL,
    "b:77:1": EDITORS,
    "bq:77:q": ALL,
    "bq:77:a": ALL,
    "bq:77:t": ALL,
    "bq:77:s": ALL,
    "bq:77:l": EDITORS,
    "bz:77:1": ALL,
    "bv:77:60": ALL,
    "bt:77:sport:1": ALL,
    "bl:77:ru": ALL,
    "p:1": ALL,
    "bw:77:40000000": EDITORS,
    "bs:77:p": EDITORS,
    "bc:77:1": EDITORS,
    "br:77:r": EDITORS,
    "ba:77:a": EDITORS,
    "ba:77:r": EDITORS,
    "ba:77:o": OWNERS,
    "bh:p": ALL,
    "g:0:0": EDITORS,
    "dk:0:l:0": EDITORS,
    "sf:0": EDITORS,
    "so:1:s:": EDITORS,
    "sp:0": EDITORS,
    "ae:1:s:": EDITORS,
    "st:7:0": EDITORS,
    "tk:-1001234567890": EDITORS,
    "ed:1:s:": OWNERS,
    "ei:author": OWNERS,
}
"""Who may use a command or a button, by its text or its callback data."""

ROLE_NAMES = {Role.AUTHOR: "автор", Role.EDITOR: "редактор", Role.OWNER: "владелец"}
REFUSALS = ("Это для редакторов", "Для этого нужна роль", "нет прав")


def test_every_command_and_button_has_a_row() -> None:
    commands = {f"/{name}" for name in COMMAND_RIGHTS}
    prefixes = {kind.__prefix__ for kind in EditorCallback.__subclasses__()}
    rows = {row if row.startswith("/") else row.partition(":")[0] for row in MATRIX}
    assert rows == commands | prefixes


def test_roles_include_each_other() -> None:
    author, editor, owner = (ROLE_RIGHTS[role] for role in Role)
    assert author < editor < owner == set(Right)


async def test_what_needs_no_command_is_for_editors_too(
    app: App, services: Services, person: People
) -> None:
    """A forwarded post is a draft, and a file holds articles."""
    origin = {"type": "hidden_user", "date": 1782907200, "sender_user_name": "Кто-то"}
    for number, role in enumerate((None, *Role)):
        who = await appoint(services, person(), role)
        await who.send_fields(text=f"Мост {number} закрыт", forward_origin=origin)
        shown = await who.wait()
        assert ("👁 Предпросмотр" in shown.labels) is (role is not None)
        await who.settle()
        who.skip()
        text = f"Трамвай {number} в Полтаве пойдёт в мае. Пути уже чинят."
        await who.send_document("news.txt", text.encode())
        assert (await who.wait()).text.startswith("Принято: 1") is (role is not None)


@pytest.mark.parametrize("action", MATRIX)
async def test_action_is_for_these_roles(
    app: App, services: Services, person: People, action: str
) -> None:
    await load(services, BRIDGE)
    for role in (None, *Role):
        who = await appoint(services, person(), role)
        await who.send("/help" if ":" in action else action)
        answer = (await who.wait()).text
        if ":" in action:
            answer = (await who.click_data(who.last, action)).text
        is_refused = answer.startswith(REFUSALS)
        assert is_refused is (role not in MATRIX[action]), (role, answer)
        if "нужна роль" in answer:
            needed = next(one for one in Role if one in MATRIX[action])
            assert f"нужна роль «{ROLE_NAMES[needed]}»" in answer
