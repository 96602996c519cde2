"""How papers print days, sums and the like.

Chinese literals: protocol constants.
"""

from __future__ import annotations

import re

DAY = re.compile(r"([12][0-9O]{3})[年.\-/,·]?([01O]?[0-9O])[月.\-/,·]?([0-3O]?[0-9O])(?:日|号|(?![0-9]))")
"""2020年6月30日, 2020.06.30, 2020-06-30; a separator may be lost in reading."""
DAY_COMPACT = re.compile(r"([12][0-9]{3})([01][0-9])([0-3][0-9])(?![0-9])")
DAY_ENGLISH = re.compile(r"([0-3]?[0-9O])([01]?[0-9O])月/?[A-Z0]{3}([12][0-9O]{3})")
"""26 11月/NOV 2030, as passports print it."""
DAY_WORDS = re.compile(
    r"([一二三四五六七八九〇零○]{4})年([一二三四五六七八九十〇元正]{1,3})月([一二三四五六七八九十〇]{1,3})日"
)
DAY_DIGITS = {**{word: index for index, word in enumerate("〇一二三四五六七八九")}, "零": 0, "○": 0, "元": 1, "正": 1}
TEN = "十"
LONG_TERM_WORDS = ("长期", "長期")
SEX_WORDS = {"男": "male", "女": "female"}
ETHNIC_SUFFIX = "族"
AMOUNT = re.compile(r"(\d{1,3}(?:[,，]\d{3})+|\d+)[.。](\d{2})(?!\d)")
THOUSANDS = re.compile("[,，]")
AMOUNT_DIGITS = {
    **{word: index for index, word in enumerate("零壹贰叁肆伍陆柒捌玖")},
    **{word: index for index, word in enumerate("〇一二三四五六七八九")},
    "貳": 2, "叄": 3, "參": 3, "陸": 6, "两": 2,
}  # fmt: skip
AMOUNT_STEPS = {"拾": 10, "十": 10, "佰": 100, "百": 100, "仟": 1000, "千": 1000}
AMOUNT_GROUPS = {"万": 10_000, "萬": 10_000, "亿": 100_000_000, "億": 100_000_000}
YUAN, JIAO, FEN = ("元", "圆", "圓"), "角", "分"
AMOUNT_OTHERS = ("人", "民", "币", "整", "正")
FILLERS_READ_AS = re.compile("[«‹《〈(]")
"""What engines make of the filler < in a machine-readable zone."""
NAME_DOT = "·"
EDGES = ":：;；,，.、·-—_|/ 　\"'“”"
"""What is not part of a value at its ends."""
OPENING, CLOSING = "(（", ")）"
