from __future__ import annotations

from collections.abc import Iterator

import pytest

from bot.desk import DeskProcess
from news.model import Article
from tests.bot.articles import BRIDGE
from tests.factories import NOON


@pytest.fixture
def own_desk() -> Iterator[DeskProcess]:
    process = DeskProcess()
    yield process
    process.close()


async def test_a_desk_that_dies_is_replaced(own_desk: DeskProcess) -> None:
    (first,) = await own_desk.edit([BRIDGE], NOON)
    for process in list(own_desk._pool._processes.values()):
        process.kill()
        process.join()
    (second,) = await own_desk.edit([BRIDGE], NOON)
    assert isinstance(first, Article)
    assert first == second
