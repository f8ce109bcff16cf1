from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from news.model import BlockKind
from news.text.blocks import from_text

SENTENCE = "Совет собрался утром и принял бюджет города на будущий год."


@pytest.mark.parametrize(
    ("line", "day", "credit"),
    [
        (" date 2026-02-10 Фото: Reuters", 10, "Reuters"),
        ("Фото: Иван Иванов / УНИАН date 2026-02-10", 10, "Иван Иванов / УНИАН"),
        ("date 2026-02-10", 10, ""),
        ("Photo: AP", None, "AP"),
        ("фото: пресс-служба", None, "пресс-служба"),
    ],
)
def test_first_line_gives_date_and_credit_in_either_order(
    line: str, day: int | None, credit: str
) -> None:
    body = from_text(f"{line}\n\n{SENTENCE}")
    assert body.photo_credit == credit
    assert body.published == (datetime(2026, 2, day, tzinfo=UTC) if day else None)
    assert [block.text for block in body.blocks] == [SENTENCE]


@pytest.mark.parametrize("line", ["date 2026-13-40", "Фото дня показали в музее.", "dated 2026"])
def test_what_only_looks_like_a_first_line_is_text(line: str) -> None:
    body = from_text(f"{line}\n\n{SENTENCE}")
    assert body.blocks[0].text == line
    assert body.published is None


def test_a_short_paragraph_without_closing_punctuation_is_a_heading_but_not_at_the_end() -> None:
    text = f"{SENTENCE}\n\nЧто решил совет\n\n{SENTENCE}\n\nПресс-служба совета"
    kinds = [block.kind for block in from_text(text).blocks]
    assert kinds == [
        BlockKind.PARAGRAPH,
        BlockKind.HEADING,
        BlockKind.PARAGRAPH,
        BlockKind.PARAGRAPH,
    ]


@pytest.mark.parametrize(
    "quote",
    [
        "«Мы готовы принять всех гостей города», — сказал мэр.",
        "Мы построим этот мост – отмечал ранее мэр, подчёркивая его важность.",
    ],
)
def test_quotation_is_a_quote_block_with_and_without_marks(quote: str) -> None:
    assert from_text(f"{SENTENCE}\n\n{quote}").blocks[1].kind is BlockKind.QUOTE


def test_list_items_stay_separate_and_wrapped_lines_join() -> None:
    body = from_text(
        "Совет решил\nтри дела:\n- построить мост;\n- открыть школу;\n- купить автобус."
    )
    assert [(block.kind, block.text) for block in body.blocks] == [
        (BlockKind.PARAGRAPH, "Совет решил три дела:"),
        (BlockKind.LIST_ITEM, "построить мост;"),
        (BlockKind.LIST_ITEM, "открыть школу;"),
        (BlockKind.LIST_ITEM, "купить автобус."),
    ]


def test_a_text_without_blank_lines_has_a_paragraph_a_line() -> None:
    assert len(from_text(f"{SENTENCE}\n{SENTENCE}").blocks) == 2


paragraphs = st.lists(
    st.text(
        st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufeff"), min_size=1
    ),
    max_size=12,
)


@given(paragraphs)
def test_no_text_is_lost(drawn: list[str]) -> None:
    body = from_text("date 2026-02-10\n\n" + "\n\n".join(drawn))
    expected = "".join("".join(drawn).split())
    assert "".join("".join(block.text for block in body.blocks).split()) == expected


@given(st.text())
def test_any_text_at_all_is_read(text: str) -> None:
    assert all(block.text.strip() for block in from_text(text).blocks)


def test_credit_that_goes_on_into_the_text_is_no_header() -> None:
    text = "Фото: Лесхоз 2 мая, 10:00 Лесники посадили сосны. Работа заняла день."
    body = from_text(text)
    assert (body.photo_credit, [block.text for block in body.blocks]) == ("", [text])
