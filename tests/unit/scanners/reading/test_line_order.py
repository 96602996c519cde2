"""Lines in the order a person reads them: forms by rows, running text by columns, also on a leaning page."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pytest

from app.domain.page_text import TextLine
from scanners.reading.line_order import reading_order


def line(text: str, left: float, top: float, width: float = 80, height: float = 20, lean: float = 0.0) -> TextLine:
    """A line whose corners are turned clockwise round the picture's own corner."""
    turn = np.array([[np.cos(lean), np.sin(lean)], [-np.sin(lean), np.cos(lean)]])
    corners = [(left, top), (left + width, top), (left + width, top + height), (left, top + height)]
    first, second, third, fourth = ((float(x), float(y)) for x, y in np.array(corners) @ turn)
    return TextLine(text, 0.99, (first, second, third, fourth))


def texts(lines: Iterable[TextLine]) -> str:
    return " ".join(one.text for one in reading_order(tuple(lines)))


def shuffled(lines: list[TextLine]) -> list[TextLine]:
    return [lines[place] for place in np.random.default_rng(5).permutation(len(lines))]


@pytest.mark.parametrize("degrees", [-8, -2, 0, 2, 8])
def test_a_form_is_read_in_rows_however_it_leans(degrees: float) -> None:
    lean = float(np.radians(degrees))
    rows = [
        line(f"{name}{row}", left, 40.0 * row + rise, lean=lean)
        for row in range(8)
        for name, left, rise in (("a", 20, 0), ("b", 300, 5), ("c", 700, -4))
    ]

    assert texts(shuffled(rows)) == " ".join(f"{name}{row}" for row in range(8) for name in "abc")


def test_a_large_value_stays_beside_its_small_label() -> None:
    lines = [line("title", 200, 0, 300, 40), line("label", 20, 112, 60, 14), line("value", 120, 100, 200, 36)]

    assert texts(shuffled(lines)) == "title label value"


def test_lines_one_below_the_other_are_never_one_row() -> None:
    close = [line(name, 20, 14.0 * row, 300, 20) for row, name in enumerate("abcdef")]

    assert texts(shuffled(close)) == "a b c d e f"


def test_running_text_is_read_column_by_column_between_heading_and_footer() -> None:
    left = [line(f"l{row}", 20, 100 + 30.0 * row, 400) for row in range(8)]
    right = [line(f"r{row}", 470, 108 + 30.0 * row, 400) for row in range(8)]
    heading, footer = line("head", 100, 20, 700, 40), line("foot", 300, 400, 300)

    read = texts(shuffled([heading, footer, *left, *right])).split()

    assert read == ["head", *(f"l{row}" for row in range(8)), *(f"r{row}" for row in range(8)), "foot"]


def test_a_table_of_short_cells_is_no_running_text() -> None:
    cells = [line(f"{name}{row}", x, 30.0 * row, 60) for row in range(10) for name, x in (("a", 20), ("b", 470))]

    assert texts(shuffled(cells)) == " ".join(f"{name}{row}" for row in range(10) for name in "ab")


def test_nothing_is_lost_or_doubled() -> None:
    random = np.random.default_rng(11)
    for _ in range(50):
        places = random.uniform(0, 900, (random.integers(0, 40), 2))
        lines = [line(str(n), x, y, random.uniform(5, 500), random.uniform(5, 60)) for n, (x, y) in enumerate(places)]

        assert sorted(texts(lines).split(), key=int) == [str(n) for n in range(len(lines))]
