from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from slovnet.exec.model import CRF, Weight

from news.entities.recognition import _Crf

TAGS = 8


@given(seed=st.integers(0, 2**32 - 1), lengths=st.lists(st.integers(1, 12), min_size=1, max_size=3))
def test_the_likeliest_tags_are_those_of_slovnet(seed: int, lengths: list[int]) -> None:
    """The tags are equal for batches of any lengths, the shorter texts padded at their ends."""
    draw = np.random.default_rng(seed)
    table = draw.normal(size=(TAGS, TAGS)).astype(np.float32)
    transitions = Weight(table.shape, "float32", table)
    emissions = draw.normal(size=(len(lengths), max(lengths), TAGS)).astype(np.float32)
    mask = np.arange(max(lengths)) < np.array(lengths)[:, None]

    theirs = [tags.tolist() for tags in CRF(transitions).decode(emissions, mask)]
    assert _Crf(transitions).decode(emissions, mask) == theirs
