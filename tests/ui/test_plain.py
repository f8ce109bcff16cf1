"""Test the plain style: nothing is lost, cut inside a word, or over Telegram's limit."""

from __future__ import annotations

import pytest
from aiogram.methods import SendRichMessage
from hypothesis import given
from hypothesis import strategies as st

from bot.ui import plain, renderer, rich
from bot.ui.document import (
    Divider,
    Document,
    DocumentPart,
    Fold,
    Heading,
    ListItem,
    Paragraph,
    Picture,
    Quote,
    Span,
    build_document,
    build_paragraph,
)
from bot.ui.message import Message
from bot.ui.plain import FormattedText, join_texts

WORDS = st.text(
    st.characters(codec="utf-8", exclude_categories=("Z", "C")), min_size=1, max_size=30
)
PROSE = st.lists(WORDS, min_size=1, max_size=30).map(" ".join)
PARTS = st.one_of(
    st.builds(Heading, PROSE),
    st.builds(Quote, PROSE, st.booleans()),
    st.builds(ListItem, PROSE),
    st.builds(build_paragraph, PROSE),
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


def words_of(part: DocumentPart) -> list[str]:
    match part:
        case Paragraph(spans):
            return "".join(span.text for span in spans).split()
        case Fold(title, said, note):
            return "\n".join([*(span.text for span in (*title, *note)), said]).split()
        case Picture(_, caption):
            return ["🖼", *caption.split()]
        case Divider():
            return ["———"]
        case ListItem(said):
            return ["•", *said.split()]
        case Heading(said) | Quote(said):
            return said.split()


@given(parts=st.lists(PARTS, min_size=1, max_size=8))
def test_measure_equals_rendered_length(parts: list[DocumentPart]) -> None:
    (whole,) = plain.paginate(Document(tuple(parts)), limit=1_000_000)
    assert plain.measure(Document(tuple(parts))) == whole.body.utf16_length


@given(parts=st.lists(PARTS, min_size=1, max_size=8), limit=st.integers(70, 400))
def test_split_loses_nothing_and_keeps_words(parts: list[DocumentPart], limit: int) -> None:
    pages = [
        (page.body.text, page.body.entities)
        for page in plain.paginate(Document(tuple(parts)), limit)
    ]
    for body, entities in pages:
        units = len(body.encode("utf-16-le")) // 2
        assert units <= limit
        assert all(e["offset"] >= 0 and e["offset"] + e["length"] <= units for e in entities)
    shown = [word for body, _ in pages for word in body.split()]
    assert shown == [word for part in parts for word in words_of(part)]


def test_split_cuts_only_overlong_words() -> None:
    pages = [page.body.text for page in plain.paginate(build_document("а" * 250), limit=100)]
    assert [len(body) for body in pages] == [100, 100, 50]


def test_split_prefers_sentence_ends() -> None:
    sentence = "Мост открыли утром, и по нему пошли автобусы."
    pages = [
        page.body.text
        for page in plain.paginate(build_document(" ".join([sentence] * 6)), limit=120)
    ]
    assert all(body.endswith(".") for body in pages)
    assert len(pages) == 3


def test_split_keeps_heading_with_its_text() -> None:
    document = build_document("а " * 40, Heading("Заголовок"), "б " * 40)
    pages = [page.body.text for page in plain.paginate(document, limit=100)]
    assert pages[1].startswith("Заголовок\n\nб")


def test_entities_count_utf16_units() -> None:
    message = plain.render(build_document(build_paragraph("🌉🌉 ", Span("мост", bold=True))))
    assert message.entities == ({"type": "bold", "offset": 5, "length": 4},)


def test_entities_keep_their_place_when_texts_are_cut_and_joined() -> None:
    """Telegram counts an emoji as two; Python as one."""
    bold = {"type": "bold", "offset": 5, "length": 4}
    bridge = FormattedText("🌉🌉 мост 🌉", (bold,))
    assert bridge.utf16_length == 12
    cut = bridge.slice(1, 7)
    assert cut == FormattedText("🌉 мост", ({"type": "bold", "offset": 3, "length": 4},))
    joined = join_texts([bridge, cut])
    assert [entity["offset"] for entity in joined.entities] == [5, 12 + 2 + 3]


def test_message_storage_round_trip() -> None:
    message = plain.render(build_document(Heading("Мост"), "Открыт."))
    assert Message.from_json(message.to_json()) == message


def test_render_rejects_more_than_one_page() -> None:
    with pytest.raises(ValueError, match="pages where one must do"):
        plain.render(build_document("слово " * 2000))


def test_rich_is_within_limits() -> None:
    assert rich.is_within_limits(build_document("слово " * 5000))
    assert not rich.is_within_limits(build_document("слово " * 6000))
    assert not rich.is_within_limits(build_document(*["слово"] * 501))
    assert rich.is_within_limits(build_document(*[ListItem("слово")] * 249))
    assert not rich.is_within_limits(build_document(*[ListItem("слово")] * 250))
    assert not rich.is_within_limits(build_document(*[Picture("https://example.org/a.png")] * 51))


def test_rich_blocks_have_telegram_types() -> None:
    message = rich.render(
        build_document(
            Heading("Мост"),
            build_paragraph("Открыт ", Span("утром", bold=True)),
            Quote("Ура"),
            ListItem("Раз"),
            ListItem("Два"),
            Picture("https://example.org/a.png"),
            Fold((Span("Подробности"),), "Мост открыли.", (Span("УНН"),)),
            Divider(),
        )
    )
    call = message.send(1).to_aiogram()
    assert isinstance(call, SendRichMessage)
    assert len(call.rich_message.blocks or ()) == len(message.blocks)
    assert [block["type"] for block in message.blocks] == [
        "heading",
        "paragraph",
        "blockquote",
        "list",
        "photo",
        "details",
        "divider",
    ]


class Counted:
    """Counts the characters that are measured."""

    def __init__(self) -> None:
        self.characters = 0

    def __call__(self, said: str) -> int:
        self.characters += len(said)
        return len(said.encode("utf-16-le")) // 2


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> Counted:
    counter = Counted()
    monkeypatch.setattr("bot.ui.plain.sizeof", counter)
    monkeypatch.setattr("bot.ui.plain.sizeof", counter)
    return counter


@pytest.mark.parametrize(
    "document",
    [
        build_document(*["Да."] * 20_000),
        build_document("слово и дело. " * 100_000),
        build_document("а" * 1_000_000),
        build_document(*["слово " * 1000] * 200),
    ],
    ids=["paragraphs", "one line", "one word", "long paragraphs"],
)
def test_split_is_linear(document: Document, counted: Counted) -> None:
    """Measuring the whole page for each part, and the rest at each cut, was quadratic."""
    characters = sum(len(one.text) for part in document.parts for one in part.spans)  # type: ignore[union-attr]
    pages = plain.paginate(document)
    assert counted.characters < 5 * characters
    assert len(pages) > characters / plain.MAX_CHARS - 1


def test_single_page_of_many_is_numbered(monkeypatch: pytest.MonkeyPatch) -> None:
    made = list[FormattedText]()

    def count(node: object) -> FormattedText:
        made.append(real(node))  # type: ignore[arg-type]
        return made[-1]

    real = plain.render_text
    monkeypatch.setattr(plain, "render_text", count)
    document = build_document(*[f"Мост открыли утром {day}-го." for day in range(2_000)])
    shown, pages = renderer.page(document, "plain", 3)
    assert pages > 8
    assert shown.text.startswith("Мост")
    assert len(made) < 250


def test_single_page_equals_page_of_all() -> None:
    document = build_document(
        *["Мост открыли утром."] * 700, Heading("Итог"), Quote("слово и дело. " * 600)
    )
    whole = plain.render_all(document)
    alone = [renderer.page(document, "plain", number)[0] for number in range(len(whole))]
    assert alone == whole
    assert renderer.page(document, "plain", 99)[0] == whole[-1]
