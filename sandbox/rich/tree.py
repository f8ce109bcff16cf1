"""HTML to a tree. An element without an end tag ends with its parent."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

_VOID = frozenset({"br", "hr", "img", "input", "tg-map"})


@dataclass
class Node:
    """An element of the HTML tree."""

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list[Node | str] = field(default_factory=list)

    def get_text(self) -> str:
        """Return the text of the element and of all elements in it."""
        return "".join(c if isinstance(c, str) else c.get_text() for c in self.children)

    def find_child(self, tag: str) -> Node | None:
        """Return the first child with this tag, not one deeper; None if there is none."""
        found = (c for c in self.children if isinstance(c, Node) and c.tag == tag)
        return next(found, None)


class TreeBuilder(HTMLParser):
    """Builds a tree of HTML; repairs missing end tags."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Node("root")
        self._open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        node = Node(tag, {name: value or "" for name, value in attrs})
        if tag in {"p", "li", "tr", "td", "th"} and self._open[-1].tag == tag:
            self._open.pop()
        self._open[-1].children.append(node)
        if tag not in _VOID:
            self._open.append(node)

    def handle_endtag(self, tag: str) -> None:
        tags = [node.tag for node in self._open]
        if tag in tags[1:]:
            del self._open[len(tags) - 1 - tags[::-1].index(tag) :]

    def handle_data(self, data: str) -> None:
        self._open[-1].children.append(data)


def parse_tree(source: str) -> Node:
    """Parse `source`. The children of the returned root are its top level."""
    builder = TreeBuilder()
    builder.feed(source)
    builder.close()
    return builder.root
