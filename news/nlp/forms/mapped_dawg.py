"""The graphs (DAWG) of pymorphy3's dictionaries, mapped into memory and walked in one loop.

pymorphy3 reads them with the pure Python library dawg_python, which copies the files (33 MB for two
languages) and calls three functions for each byte of a word.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

from dawg_python import wrapper

from news.nlp.mapped_files import map_file

_COUNT = struct.Struct("=I")
# A unit of the graph: the label of a transition, a flag for the scale of the offset, the offset.
_LABEL_MASK, _EXTENSION_BIT, _MASK = 0x800000FF, 0x200, 0xFFFFFFFF


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


@contextmanager
def map_dictionaries() -> Iterator[None]:
    """Map each graph that is loaded in the block.

    Where pymorphy3 uses the C library of these graphs, nothing changes.
    """
    originals = wrapper.Dictionary, wrapper.Guide
    wrapper.Dictionary, wrapper.Guide = MappedDictionary, MappedGuide
    try:
        yield
    finally:
        wrapper.Dictionary, wrapper.Guide = originals


def _map_units(file: IO[bytes], bytes_per_unit: int) -> memoryview:
    (count,) = _COUNT.unpack(file.read(_COUNT.size))
    start = file.tell()
    end = start + count * bytes_per_unit
    file.seek(end)
    return map_file(file.name)[start:end]
