"""Rich messages: shapes, limits, normal form, the two markups."""

from __future__ import annotations

from typing import Any

import aiohttp
import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest
from aiogram.methods import SendRichMessageDraft
from aiogram.types import BufferedInputFile, InputRichMessage, Message
from aiogram.types.rich_message import RichMessage

from sandbox import Sandbox
from sandbox.testing import PIXEL, Person


def paragraph(text: Any = "текст") -> dict[str, Any]:
    return {"type": "paragraph", "text": text}


def nested(depth: int) -> dict[str, Any]:
    block = paragraph()
    for _ in range(depth):
        block = {"type": "blockquote", "blocks": [block]}
    return block


async def send(sandbox: Sandbox, chat: int, **rich: Any) -> tuple[int, dict[str, Any]]:
    url = f"{sandbox.url}/bot{sandbox.token}/sendRichMessage"
    body = {"chat_id": chat, "rich_message": rich}
    async with aiohttp.ClientSession() as session, session.post(url, json=body) as response:
        return response.status, await response.json()


async def blocks(sandbox: Sandbox, **rich: Any) -> list[dict[str, Any]]:
    chat = sandbox.add_person("Оля").id
    _, answer = await send(sandbox, chat, **rich)
    assert answer["ok"], answer
    Message.model_validate(answer["result"])
    found: list[dict[str, Any]] = answer["result"]["rich_message"]["blocks"]
    return found


@pytest.mark.parametrize(
    ("rich", "complaint"),
    [
        ({}, "rich message must be non-empty"),
        ({"blocks": [{"type": "x"}]}, 'can\'t parse InputRichBlock: type "x" is unsupported'),
        (
            {"blocks": [{"type": "heading", "text": "a"}]},
            "can't parse InputRichBlock: Can't find field \"size\"",
        ),
        ({"blocks": [{"type": "list", "items": []}]}, "list must be non-empty"),
        ({"blocks": [{"type": "thinking", "text": "a"}]}, 'type "thinking" is unsupported'),
        (
            {"html": '<img src="tg://photo?id=a">'},
            "can't parse InputRichMessageMedia: media not found",
        ),
        ({"blocks": [paragraph({"type": "x"})]}, 'can\'t parse RichText: type "x" is unsupported'),
    ],
)
async def test_rich_shape_is_checked_before_chat(
    sandbox: Sandbox, rich: dict[str, Any], complaint: str
) -> None:
    status, answer = await send(sandbox, 404, **rich)
    assert status == 400
    assert complaint in answer["description"]


@pytest.mark.parametrize(
    ("rich", "code"),
    [
        ({"html": "<p> </p>"}, "EMPTY"),
        ({"blocks": [paragraph("я" * 32_769)]}, "TEXT_TOO_LONG"),
        ({"blocks": [paragraph()] * 501}, "BLOCKS_TOO_MANY"),
        ({"blocks": [nested(16)]}, "DEPTH_INVALID"),
        ({"blocks": [{"type": "table", "cells": [[{"text": "a"}] * 21]}]}, "TABLE_COLS_TOO_MANY"),
        ({"blocks": [{"type": "heading", "size": 1, "text": " "}]}, "CONTENT_REQUIRED"),
        ({"blocks": [paragraph([{"type": "bold", "text": "a"}] * 5_851)]}, "TOO_LARGE"),
        ({"html": "<a href='не адрес'>a</a>"}, "URL_INVALID"),
        ({"html": "<img src='https://a.com/a.png'>"}, "PHOTO_NO_MEDIA_FOUND"),
        ({"html": "<img src='не адрес'>"}, "PHOTO_URL_INVALID"),
        ({"html": "<a href='mailto:никому'>a</a>"}, "EMAIL_INVALID"),
        ({"html": "<p>a<tg-emoji emoji-id='x'>🙂</tg-emoji></p>"}, "EMOJI_INVALID"),
        ({"blocks": [{"type": "collage", "blocks": []}]}, "CONTENT_REQUIRED"),
    ],
)
async def test_rich_limits_are_checked_last(
    sandbox: Sandbox, rich: dict[str, Any], code: str
) -> None:
    _, answer = await send(sandbox, 404, **rich)
    assert answer["description"] == "Bad Request: chat not found"
    chat = sandbox.add_person("Оля").id
    _, answer = await send(sandbox, chat, **rich)
    assert answer["description"] == f"Bad Request: RICH_MESSAGE_{code}"


async def test_what_fits_exactly_is_taken(sandbox: Sandbox) -> None:
    assert len(await blocks(sandbox, blocks=[paragraph("я" * 32_768)])) == 1
    assert len(await blocks(sandbox, blocks=[paragraph()] * 500)) == 500
    assert len(await blocks(sandbox, blocks=[nested(15)])) == 1


async def test_blocks_come_back_in_normal_form(sandbox: Sandbox) -> None:
    given = [
        paragraph(["a", "b", "", {"type": "bold", "text": ["c"]}]),
        {"type": "table", "cells": [[{"text": "x", "is_header": True}]], "is_bordered": True},
        {"type": "list", "items": [{"blocks": [paragraph()]}, {"blocks": [], "value": 4}]},
        {"type": "details", "summary": "s", "blocks": [paragraph()], "unknown": 1},
    ]
    assert await blocks(sandbox, blocks=given) == [
        paragraph(["ab", {"type": "bold", "text": "c"}]),
        {
            "type": "table",
            "cells": [[{"align": "left", "valign": "top", "text": "x", "is_header": True}]],
            "is_bordered": True,
        },
        {
            "type": "list",
            "items": [
                {"label": "•", "blocks": [paragraph()]},
                {"label": "4.", "blocks": [], "value": 4},
            ],
        },
        {"type": "details", "summary": "s", "blocks": [paragraph()]},
    ]


async def test_entities_are_found_unless_that_is_declined(sandbox: Sandbox) -> None:
    link = {"type": "url", "text": "https://a.com", "url": "https://a.com/"}
    given = [paragraph("см. https://a.com")]
    assert await blocks(sandbox, blocks=given) == [paragraph(["см. ", link])]
    assert await blocks(sandbox, blocks=given, skip_entity_detection=True) == given


async def test_html_becomes_blocks(sandbox: Sandbox) -> None:
    html = """
      <h1>Заголовок</h1> вольный <b>текст</b>
      <p>Абзац&nbsp;<a href="https://a.com/">ссылка</a><br>строка</p>
      <ol><li>раз</li><li>два</li></ol><hr>
      <blockquote>Цитата<cite>Автор</cite></blockquote>
      <details open><summary>Ещё</summary><p>внутри</p></details>
      <unknown><p>остаётся</p></unknown><footer>конец</footer>
    """
    found = await blocks(sandbox, html=html)
    assert [block["type"] for block in found] == (
        [
            "heading",
            "paragraph",
            "paragraph",
            "list",
            "divider",
            "blockquote",
            "details",
            "paragraph",
            "footer",
        ]
    )
    assert found[0] == {"type": "heading", "text": "Заголовок", "size": 1}
    assert found[1]["text"] == ["вольный ", {"type": "bold", "text": "текст"}]
    assert found[2]["text"][0] == "Абзац "
    assert [item["label"] for item in found[3]["items"]] == ["1.", "2."]
    assert found[5]["credit"] == "Автор"
    assert found[6]["is_open"] is True


async def test_html_of_media_maps_and_buttons(sandbox: Sandbox, bot: Bot) -> None:
    olya = Person(sandbox)
    video = await bot.send_video(olya.id, BufferedInputFile(b"video", "a.mp4"))
    audio = await bot.send_audio(olya.id, BufferedInputFile(b"audio", "a.mp3"))
    assert video.video
    assert audio.audio
    media = [
        {"id": "v", "media": {"type": "video", "media": video.video.file_id}},
        {"id": "a", "media": {"type": "audio", "media": audio.audio.file_id}},
    ]
    html = """
      <figure><video src="tg://video?id=v"></video><figcaption>Мост</figcaption></figure>
      <audio src="tg://audio?id=a"></audio>
      <tg-map lat="50.45" long="30.52" zoom="14"/>
      <tg-button-row align="center">
        <tg-button type="url" url="https://a.com" style="primary">Сайт</tg-button>
        <tg-button type="callback_data" data="yes">Да</tg-button>
      </tg-button-row>
      <blockquote collapsed>Свёрнуто</blockquote>
      <p><tg-reference name="1">сноска</tg-reference> <tg-time unix="0" format="d">день</tg-time></p>
    """
    found = await blocks(sandbox, html=html, media=media)
    shown = [block["type"] for block in found]
    assert shown == ["video", "audio", "map", "buttons", "expandable_blockquote", "paragraph"]
    assert found[0]["video"]["file_id"] == video.video.file_id
    assert found[0]["caption"] == {"text": "Мост"}
    assert found[2]["location"] == {"latitude": 50.45, "longitude": 30.52}
    assert found[2]["zoom"] == 14
    assert found[3]["buttons"] == [
        {"text": "Сайт", "url": "https://a.com", "style": "primary"},
        {"text": "Да", "callback_data": "yes"},
    ]
    assert found[5]["text"] == [
        {"type": "reference", "text": "сноска", "name": "1"},
        " ",
        {"type": "date_time", "text": "день", "unix_time": 0, "date_time_format": "d"},
    ]


async def test_thinking_is_for_drafts(sandbox: Sandbox, bot: Bot) -> None:
    thought = {"blocks": [{"type": "thinking", "text": "думаю"}]}
    chat = sandbox.add_person("Оля").id
    _, answer = await send(sandbox, chat, **thought)
    assert 'type "thinking" is unsupported' in answer["description"]
    assert await bot(
        SendRichMessageDraft(
            chat_id=chat, draft_id=1, rich_message=InputRichMessage.model_validate(thought)
        )
    )


async def test_markdown_becomes_blocks_and_beats_html(sandbox: Sandbox) -> None:
    markdown = "## Тема\n\n**жирно** и ~~нет~~\n\n- раз\n- два\n\n| a | b |\n|---|---|\n| 1 | 2 |"
    found = await blocks(sandbox, markdown=markdown, html="<p>нет</p>")
    assert [block["type"] for block in found] == ["heading", "paragraph", "list", "table"]
    assert found[0] == {"type": "heading", "text": "Тема", "size": 2}
    assert found[1]["text"][0] == {"type": "bold", "text": "жирно"}


async def test_photos_are_declared_beside_the_text(sandbox: Sandbox) -> None:
    olya = Person(sandbox)
    photo = (await olya.send_photo(PIXEL)).photo or []
    media = [{"id": "a", "media": {"type": "photo", "media": photo[0]["file_id"]}}]
    found = await blocks(
        sandbox,
        html='<figure><img src="tg://photo?id=a"><figcaption>Река<cite>УНН</cite></figcaption></figure>',
        media=media,
    )
    assert found[0]["photo"][0]["width"] == 1
    assert found[0]["caption"] == {"text": "Река", "credit": "УНН"}


async def test_text_and_rich_turn_into_each_other(sandbox: Sandbox, bot: Bot) -> None:
    olya = Person(sandbox)
    sent = await bot.send_message(olya.id, "просто")
    rich = InputRichMessage(html="<h2>Богато</h2>")
    edited = await bot.edit_message_text(
        chat_id=olya.id, message_id=sent.message_id, rich_message=rich
    )
    assert isinstance(edited, Message)
    assert isinstance(edited.rich_message, RichMessage)
    assert edited.text is None
    with pytest.raises(TelegramBadRequest, match="message is not modified"):
        await bot.edit_message_text(chat_id=olya.id, message_id=sent.message_id, rich_message=rich)
    back = await bot.edit_message_text("просто", chat_id=olya.id, message_id=sent.message_id)
    assert isinstance(back, Message)
    assert (back.text, back.rich_message) == ("просто", None)
    assert [(await olya.wait()).text for _ in range(3)] == ["просто", "Богато", "просто"]
