"""Test posts in groups and channels: they have no private controls, and articles open for the one
who presses a number."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.app import App
from news.model import RawArticle
from sandbox import Sandbox, users
from sandbox.clock import ManualClock
from sandbox.state.models import Chat
from sandbox.testing import MessageSnapshot, Person
from service.bootstrap import Services
from tests.support.articles import BRIDGE, load
from tests.support.conversation import ask
from tests.support.groups import known, said

People = Callable[..., Person]

HARBOUR = RawArticle(
    title="Порт принял первое судно",
    text="Порт в Одессе принял первое судно с зерном.\n\nСудно пришло из Турции утром.",
    source="Моряк",
)


@pytest.fixture
def anna(person: People) -> Person:
    return person("Анна")


@pytest.fixture
def olya(person: People) -> Person:
    return person("Оля")


@pytest.fixture
async def news(services: Services) -> None:
    await load(services, BRIDGE, HARBOUR)


@pytest.fixture
async def group(app: App, news: None, sandbox: Sandbox, anna: Person, olya: Person) -> Chat:
    chat = sandbox.add_group("Двор", anna.user, olya.user, big=True, with_bot=False)
    users.set_bot_status(sandbox.telegram, anna.user, chat, "member")
    await anna.within(chat).wait()
    return chat


@pytest.fixture
async def channel(app: App, news: None, sandbox: Sandbox, anna: Person, olya: Person) -> Chat:
    chat = sandbox.add_channel("Соседи", anna.user, olya.user, with_bot=False)
    users.set_bot_status(sandbox.telegram, anna.user, chat, "administrator")
    await anna.wait()
    return chat


async def get_digest(app: App, clock: ManualClock, reader: Person) -> MessageSnapshot:
    clock.advance(hours=20)
    await app.send_due_digests()
    return await reader.wait()


def get_link(sandbox: Sandbox, article: int) -> str:
    return f"https://t.me/{sandbox.telegram.bot.username}?start=article_{article}"


async def test_posts_have_numbers_only(
    app: App, sandbox_clock: ManualClock, group: Chat, channel: Chat, olya: Person
) -> None:
    here, posts = olya.within(group), olya.within(channel)
    digest = await get_digest(app, sandbox_clock, here)
    assert digest.labels == ["1️⃣", "2️⃣"]
    assert (await posts.wait()).labels == ["1️⃣", "2️⃣"]


async def test_a_digest_or_a_search_in_a_group_has_no_private_controls(
    group: Chat, olya: Person
) -> None:
    here = olya.within(group)
    found = await ask(here, "/search мост")
    assert "1️⃣" in found.labels
    assert not any("Читать" in label or "Следить" in label for label in found.labels)
    digest = await ask(here, "/digest")
    assert set(digest.labels) <= {"1️⃣", "2️⃣"}


async def test_main_news_in_a_group_has_no_private_controls(group: Chat, olya: Person) -> None:
    here = olya.within(group)
    await ask(here, "/digest")
    nothing_left = await ask(here, "/digest")
    overview = next(label for label in nothing_left.labels if label.endswith("Главное обо всём"))
    await here.click(nothing_left, overview)
    assert set((await here.wait()).labels) == {"1️⃣", "2️⃣"}


async def test_an_article_in_a_group_opens_for_the_one_who_pressed(
    sandbox: Sandbox, group: Chat, anna: Person, olya: Person
) -> None:
    hers, others = olya.within(group), anna.within(group)
    found = await ask(hers, "/search мост")
    await others.settle()
    others.skip()
    posts = len(said(group))
    answer = await hers.click(found, "1️⃣")
    article = await hers.wait()
    assert answer.url is None
    assert "мост" in article.text.lower()
    assert article.raw["receiver_user"]["id"] == olya.id
    assert article.keyboard[0][0].url == get_link(sandbox, 1)
    await others.settle()
    assert not others._unseen
    assert len(said(group)) == posts, "nothing new for the others"


async def test_a_server_without_ephemeral_messages_gets_the_link(
    sandbox: Sandbox, group: Chat, olya: Person
) -> None:
    sandbox.telegram.knows_ephemeral = False
    here = olya.within(group)
    found = await ask(here, "/search мост")
    for _ in range(2):
        answer = await here.click(found, "1️⃣")
        assert answer.url == get_link(sandbox, 1)
    assert len(said(group)) == 2, "the greeting and the results: nothing was shown to all"
    opened = await ask(olya, f"/start {get_link(sandbox, 1).partition('=')[2]}")
    assert "мост" in opened.text.lower()


async def test_a_number_under_a_channels_post_opens_the_bot(
    app: App,
    sandbox: Sandbox,
    sandbox_clock: ManualClock,
    channel: Chat,
    olya: Person,
    person: People,
) -> None:
    posts = olya.within(channel)
    digest = await get_digest(app, sandbox_clock, posts)
    stranger = person("Незнакомец", started=False).within(channel)
    for reader in (posts, stranger):
        answer = await reader.click(digest, "2️⃣")
        assert answer.url in {get_link(sandbox, 1), get_link(sandbox, 2)}
    await olya.settle()
    assert not olya._unseen, "the answer is the link"


@pytest.mark.parametrize("data", ["d:1:k", "d:1:m", "d:1:r", "q:topics", "q:hour", "t:sport:1:l"])
async def test_old_controls_under_a_channels_post_change_nothing(
    app: App,
    services: Services,
    sandbox: Sandbox,
    sandbox_clock: ManualClock,
    channel: Chat,
    anna: Person,
    data: str,
) -> None:
    posts = anna.within(channel)
    digest = await get_digest(app, sandbox_clock, posts)
    await anna.settle()
    anna.skip()
    before = await services.subscribers.get(anna.id), await known(services, channel)
    post = dict(channel.messages[digest.message_id].data)
    answer = await posts.click_data(digest, data)
    assert answer.show_alert
    assert f"@{sandbox.telegram.bot.username}" in answer.text
    await anna.settle()
    assert not anna._unseen
    assert channel.messages[digest.message_id].data == post
    assert (await services.subscribers.get(anna.id), await known(services, channel)) == before


@pytest.mark.parametrize(
    ("language", "word", "nothing"),
    [("ru", "мост", "ничего не"), ("uk", "мост", "нічого не"), ("en", "мост", "nothing")],
)
async def test_a_mention_where_the_bot_is_no_member_is_answered(
    app: App,
    services: Services,
    news: None,
    sandbox: Sandbox,
    person: People,
    language: str,
    word: str,
    nothing: str,
) -> None:
    taras = person("Тарас", language_code=language)
    chat = sandbox.add_group("Чужие", taras.user, with_bot=False)
    here, bot = taras.within(chat), f"@{sandbox.telegram.bot.username}"
    article = await ask(here, f"{bot} {word}")
    assert "мост" in article.text.lower()
    assert article.keyboard[0][0].url == get_link(sandbox, 1)
    absent = await ask(here, f"{bot} жирафы")
    assert nothing in absent.text.lower()
    assert "?start=search_" in (absent.keyboard[0][0].url or "")
    if language == "ru":
        top = await ask(here, f"{bot}, новости")
        assert [button.text for row in top.keyboard for button in row] == ["1️⃣", "2️⃣"]
    assert await services.subscribers.get(chat.id) is None, "nothing is stored about the chat"
