from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from news.model import Block, BlockKind
from news.text.markup import from_html


def test_html_keeps_visible_text_in_order() -> None:
    html = """<p>First <b>bold</b> word.</p><script>alert(1)</script><h2>Heading</h2>
    <ul><li>one</li><li>two</li></ul><blockquote><p>Said he.</p></blockquote>
    <div class="related-posts"><p>Another article</p></div><p>Read also: more of the same</p>
    <img src="/a.jpg" alt="A bridge"><p>Last.</p>"""
    assert from_html(html, "https://example.org/news/1") == (
        Block(BlockKind.PARAGRAPH, "First bold word."),
        Block(BlockKind.HEADING, "Heading"),
        Block(BlockKind.LIST_ITEM, "one"),
        Block(BlockKind.LIST_ITEM, "two"),
        Block(BlockKind.QUOTE, "Said he."),
        Block(BlockKind.IMAGE, "A bridge", "https://example.org/a.jpg"),
        Block(BlockKind.PARAGRAPH, "Last."),
    )


def test_html_double_break_separates_paragraphs() -> None:
    blocks = from_html("One line<br>goes on.<br><br>Another.")
    assert [block.text for block in blocks] == ["One line goes on.", "Another."]


def test_plain_text_and_nothing_are_html_too() -> None:
    assert [block.text for block in from_html("Rain &amp; wind")] == ["Rain & wind"]
    assert from_html("  ") == ()
    assert from_html("<!-- nothing -->") == ()


@given(st.lists(st.text("абвгд efgh,.", min_size=1), max_size=8))
def test_paragraphs_survive(drawn: list[str]) -> None:
    blocks = from_html("".join(f"<p>{text}</p>" for text in drawn))
    texts = [block.text for block in blocks]
    assert texts == [" ".join(text.split()) for text in drawn if text.split()]


@given(st.text())
def test_any_text_is_read_as_html(text: str) -> None:
    assert all(block.text or block.url for block in from_html(text))
