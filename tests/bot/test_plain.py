"""The plain style: nothing lost, nothing cut inside a word, nothing over Telegram's limit."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.views import plain, rich
from bot.views.document import (
    Divider,
    Document,
    Fold,
    Heading,
    Item,
    Paragraph,
    Part,
    Picture,
    Quote,
    Span,
    page,
    text,
)
from bot.views.message import Message

WORDS = st.text(
    st.characters(codec="utf-8", exclude_categories=("Z", "C")), min_size=1, max_size=30
)
PROSE = st.lists(WORDS, min_size=1, max_size=30).map(" ".join)
PARTS = st.one_of(
    st.builds(Heading, PROSE),
    st.builds(Quote, PROSE, st.booleans()),
    st.builds(Item, PROSE),
    st.builds(text, PROSE),
    st.builds(
        lambda one, two, said: Fold((Span(one, bold=True),), said, (Span(two),)),
        PROSE,
        PROSE,
        PROSE,
    ),
    st.builds(lambda said: Picture("https://example.org/a.png", said), PROSE),
    st.just(Divider()),
    st.builds(lambda one, two: Paragraph((Span(one, bold=True), Span(" " + two))), PROSE, PROSE),
)


def words_of(part: Part) -> list[str]:
    match part:
        case Paragraph(spans):
            return "".join(span.text for span in spans).split()
        case Fold(title, said, note):
            return "\n".join([*(span.text for span in (*title, *note)), said]).split()
        case Picture(_, caption):
            return ["🖼", *caption.split()]
        case Divider():
            return ["———"]
        case Item(said):
            return ["•", *said.split()]
        case Heading(said) | Quote(said):
            return said.split()


@given(parts=st.lists(PARTS, min_size=1, max_size=8))
def test_how_long_a_document_is_can_be_told_beforehand(parts: list[Part]) -> None:
    (whole,) = plain.cut(Document(tuple(parts)), limit=1_000_000)
    assert plain.units(Document(tuple(parts))) == whole.body.units


@given(parts=st.lists(PARTS, min_size=1, max_size=8), limit=st.integers(70, 400))
def test_cutting_loses_nothing_and_cuts_no_word(parts: list[Part], limit: int) -> None:
    pages = [
        (page.body.text, page.body.entities) for page in plain.cut(Document(tuple(parts)), limit)
    ]
    for body, entities in pages:
        units = len(body.encode("utf-16-le")) // 2
        assert units <= limit
        assert all(e.offset >= 0 and e.offset + e.length <= units for e in entities)
    shown = [word for body, _ in pages for word in body.split()]
    assert shown == [word for part in parts for word in words_of(part)]


def test_a_word_longer_than_a_page_is_cut_and_nothing_is_lost() -> None:
    pages = [page.body.text for page in plain.cut(page("а" * 250), limit=100)]
    assert [len(body) for body in pages] == [100, 100, 50]


def test_cuts_come_after_sentences_where_there_are_some() -> None:
    sentence = "Мост открыли утром, и по нему пошли автобусы."
    pages = [page.body.text for page in plain.cut(page(" ".join([sentence] * 6)), limit=120)]
    assert all(body.endswith(".") for body in pages)
    assert len(pages) == 3


def test_a_heading_stays_with_its_text() -> None:
    document = page("а " * 40, Heading("Заголовок"), "б " * 40)
    pages = [page.body.text for page in plain.cut(document, limit=100)]
    assert pages[1].startswith("Заголовок\n\nб")


def test_entities_count_utf16_units() -> None:
    message = plain.render(page(text("🌉🌉 ", Span("мост", bold=True))))
    assert message.entities == ({"type": "bold", "offset": 5, "length": 4},)


def test_a_message_survives_storage() -> None:
    message = plain.render(page(Heading("Мост"), "Открыт."))
    assert Message.from_json(message.to_json()) == message


def test_one_message_where_one_must_do() -> None:
    with pytest.raises(ValueError, match="pages where one must do"):
        plain.render(page("слово " * 2000))


def test_rich_says_what_it_can_not_hold() -> None:
    assert rich.fits(page("слово " * 5000))
    assert not rich.fits(page("слово " * 6000))
    assert not rich.fits(page(*["слово"] * 501))
    assert rich.fits(page(*[Item("слово")] * 249))
    assert not rich.fits(page(*[Item("слово")] * 250))
    assert not rich.fits(page(*[Picture("https://example.org/a.png")] * 51))


def test_rich_blocks_are_telegrams() -> None:
    message = rich.render(
        page(
            Heading("Мост"),
            text("Открыт ", Span("утром", bold=True)),
            Quote("Ура"),
            Item("Раз"),
            Item("Два"),
            Picture("https://example.org/a.png"),
            Fold((Span("Подробности"),), "Мост открыли.", (Span("УНН"),)),
            Divider(),
        )
    )
    assert message.send(1).model_dump()["rich_message"]["blocks"]
    assert [block["type"] for block in message.blocks] == [
        "heading",
        "paragraph",
        "blockquote",
        "list",
        "photo",
        "details",
        "divider",
    ]
