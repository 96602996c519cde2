"""Where lines end."""

from __future__ import annotations

import itertools
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.paper.line_breaking import break_lines


def measure(text: str) -> float:
    """Wide characters count two, others one."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("", 10, ("",)),
        ("材料", 10, ("材料",)),
        ("申请人应当提交", 8, ("申请人应", "当提交")),
        ("申请人应，当提交", 8, ("申请人", "应，当提", "交")),  # no comma begins a line
        ("申请人（代理人）", 8, ("申请人", "（代理", "人）")),  # no bracket ends or begins one wrongly
        ("申请“材料”齐全", 6, ("申请", "“材料”", "齐全")),
        ("应当——提交", 6, ("应当——", "提交")),
        ("编号 ABC123 号", 8, ("编号 ", "ABC123 ", "号")),
        ("ABCDEFGHIJ", 4, ("ABCD", "EFGH", "IJ")),
        ("一行\n二行", 10, ("一行", "二行")),
        ("收费￥100元", 6, ("收费", "￥100", "元")),
    ],
)
def test_lines_end_where_they_may(text: str, width: float, lines: tuple[str, ...]) -> None:
    assert break_lines(text, width, measure) == lines


@given(st.text("样本材料，。（）《》“”…—￥ab1 ./-·%\n", max_size=60), st.integers(2, 24))
def test_no_character_is_lost_and_no_line_is_too_wide(text: str, width: int) -> None:
    lines = break_lines(text, width, measure)

    assert "".join(lines) == text.replace("\n", "")
    assert all(measure(line.rstrip(" ")) <= width for line in lines)


@given(st.lists(st.sampled_from(("样", "本", "料，", "人）。", "“申", "（请", "代——", "A1", " ")), max_size=40))
def test_marks_stand_where_they_may(pieces: list[str]) -> None:
    for before, line in itertools.pairwise(break_lines("".join(pieces), 12, measure)):
        assert unicodedata.category(line[0]) not in ("Pe", "Pf", "Po", "Pd")
        assert unicodedata.category(before[-1]) not in ("Ps", "Pi")
