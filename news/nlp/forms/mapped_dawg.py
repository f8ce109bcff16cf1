"""The graphs (DAWG) of pymorphy3's dictionaries, mapped into memory and walked in one loop.

pymorphy3 reads them with the pure Python library dawg_python, which copies the files (33 MB for two
languages) and calls three functions for each byte of a word and of what is stored for it.
"""

from __future__ import annotations

import struct
from binascii import a2b_base64
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache
from typing import IO, Any

from dawg_python import wrapper
from pymorphy3 import dawg

from news.nlp.mapped_files import map_file

_COUNT = struct.Struct("=I")
# A unit of the graph: the label of a transition, a flag for the scale of the offset, the offset.
_LABEL_MASK, _EXTENSION_BIT, _MASK = 0x800000FF, 0x200, 0xFFFFFFFF
_VALUE_BIT = 0x100
_SEPARATOR = b"\x01"
"""Between a word and what is stored for it."""
_MAX_CACHED_RECORDS = 4_000
"""Of the records of a node, which the forms of one kind share; some 300 bytes each."""

_Records = list[tuple[Any, ...]]


class MappedDictionary(wrapper.Dictionary):  # type: ignore[misc]
    """A graph whose units stay in the file."""

    _units: memoryview

    def read(self, file: IO[bytes]) -> None:
        """Map the units that begin at the file's position, and go on behind them."""
        self._units = _map_units(file, bytes_per_unit=4).cast("I")

    def follow_bytes(self, key: bytes, index: int) -> int | None:
        """Return the node that a key leads to, or None."""
        units = self._units
        for label in key:
            base = units[index]
            index ^= (((base >> 10) << ((base & _EXTENSION_BIT) >> 6)) & _MASK) ^ label
            if units[index] & _LABEL_MASK != label:
                return None
        return index

    def follow_char(self, label: int, index: int) -> int | None:
        """Return the next node by one byte, or None."""
        units = self._units
        base = units[index]
        index ^= (((base >> 10) << ((base & _EXTENSION_BIT) >> 6)) & _MASK) ^ label
        return index if units[index] & _LABEL_MASK == label else None


class MappedGuide(wrapper.Guide):  # type: ignore[misc]
    """The order of a graph's nodes, which stays in the file too."""

    _units: memoryview

    def read(self, file: IO[bytes]) -> None:
        """Map the units that begin at the file's position, and go on behind them."""
        self._units = _map_units(file, bytes_per_unit=2)


class MappedWords(dawg.WordsDawg):  # type: ignore[misc]
    """The words of a dictionary with their records: the numbers of a paradigm and of a form."""

    def __init__(self) -> None:
        super().__init__()
        self._value_for_index = lru_cache(maxsize=_MAX_CACHED_RECORDS)(self._read_records)

    def _similar_items(
        self,
        current_prefix: str,
        key: str,
        index: int,
        replace_chars: Mapping[bytes, Sequence[tuple[bytes, str]]],
    ) -> list[tuple[str, _Records]]:
        """Return the spellings of a word that are in the graph, with their records, itself first.
        ``current_prefix`` is what has been followed to the node ``index``; ``replace_chars``: by a
        letter, those that may be meant («е» for «ё»)."""
        found: list[tuple[str, _Records]] = []
        follow = self.dct.follow_bytes
        done = start = len(current_prefix)
        node: int | None = index
        for place in range(start, len(key)):
            others = replace_chars.get(key[place].encode())
            if others is None:
                continue
            node, done = follow(key[done:place].encode(), node), place
            if node is None:
                return found
            for label, letter in others:
                branch = follow(label, node)
                if branch is not None:
                    prefix = current_prefix + key[start:place] + letter
                    found += self._similar_items(prefix, key, branch, replace_chars)
        node = follow(key[done:].encode() + _SEPARATOR, node)
        if node is not None:
            found.insert(0, (current_prefix + key[start:], self._value_for_index(node)))
        return found

    def _read_records(self, index: int) -> _Records:
        """Return the records behind a node, in their order."""
        units, guide, unpack = self.dct._units, self.guide._units, self._struct.unpack
        found: _Records = []
        path = bytearray()

        def visit(node: int) -> None:
            base = units[node]
            if base & _VALUE_BIT:
                found.append(unpack(a2b_base64(path)))
            children = node ^ (((base >> 10) << ((base & _EXTENSION_BIT) >> 6)) & _MASK)
            label = guide[2 * node]
            while label:
                path.append(label)
                visit(children ^ label)
                path.pop()
                label = guide[2 * (children ^ label) + 1]

        visit(index)
        return found


@contextmanager
def map_dictionaries() -> Iterator[None]:
    """Map each graph that is loaded in the block.

    Where pymorphy3 uses the C library of these graphs, nothing changes.
    """
    originals = wrapper.Dictionary, wrapper.Guide, dawg.WordsDawg
    wrapper.Dictionary, wrapper.Guide = MappedDictionary, MappedGuide
    if not dawg.EXTENSION_AVAILABLE:
        dawg.WordsDawg = MappedWords
    try:
        yield
    finally:
        wrapper.Dictionary, wrapper.Guide, dawg.WordsDawg = originals


def _map_units(file: IO[bytes], bytes_per_unit: int) -> memoryview:
    (count,) = _COUNT.unpack(file.read(_COUNT.size))
    start = file.tell()
    end = start + count * bytes_per_unit
    file.seek(end)
    return map_file(file.name)[start:end]
