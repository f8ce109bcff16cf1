"""A measured figure, its required bound, and its line in the table."""

from __future__ import annotations

import operator
from dataclasses import dataclass

_HOLDS = {">=": operator.ge, "<=": operator.le, "<": operator.lt}


@dataclass(frozen=True, slots=True)
class Figure:
    name: str
    value: float
    sign: str
    bound: float
    detail: str = ""

    @property
    def is_met(self) -> bool:
        return bool(_HOLDS[self.sign](self.value, self.bound))

    @property
    def line(self) -> str:
        mark = "yes" if self.is_met else "NO"
        target = f"{self.sign} {self.bound:g}"
        return f"{self.name:<48} {self.value:>9.3f} {target:>8} {mark:>4}  {self.detail}".rstrip()
