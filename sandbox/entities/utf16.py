"""UTF-16 offsets: Telegram counts text in UTF-16 code units, Python in code points."""

from __future__ import annotations

from itertools import accumulate

from sandbox.errors import bad_request


def count_units(text: str) -> int:
    """Return the length of `text` in UTF-16 code units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def byte_offset(text: str, at: int) -> int:
    """Return the offset of code point `at` in UTF-8 bytes, as error descriptions count."""
    return len(text[:at].encode("utf-8", "surrogatepass"))


class Offsets:
    """Converts between code points and UTF-16 code units of one text."""

    def __init__(self, text: str) -> None:
        self._size = len(text)
        self._units: list[int] | None = None
        if count_units(text) != self._size:
            widths = (2 if char > "\uffff" else 1 for char in text)
            self._units = list(accumulate(widths, initial=0))

    @property
    def total(self) -> int:
        """The length of the text in UTF-16 units."""
        return self._units[-1] if self._units else self._size

    def to_units(self, point: int) -> int:
        """Convert an offset in code points to UTF-16 units."""
        return self._units[point] if self._units else point

    def to_point(self, unit: int) -> int:
        """Return the code point that begins at `unit`.

        Raises :class:`~sandbox.errors.ApiError` 400 if `unit` is inside a surrogate pair.
        """
        if self._units is None:
            return unit
        low, high = 0, self._size
        while low < high:
            middle = (low + high) // 2
            if self._units[middle] < unit:
                low = middle + 1
            else:
                high = middle
        if self._units[low] != unit:
            raise bad_request(f"entity begins in a middle of a UTF-16 symbol at byte offset {unit}")
        return low
