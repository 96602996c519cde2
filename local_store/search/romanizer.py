"""Pinyin by pypinyin, every reading of every character."""

from __future__ import annotations

from functools import lru_cache

from app.domain.search import Readings

_OF_ANOTHER_CHARACTER = {"\u5e02": frozenset({"fu"})}
"""Readings in the table that a look-alike has: every place is a 市, and none is a 巿 (fu, a garment)."""


class PinyinRomanizer:
    """`Romanizer` over pypinyin's single-character table.

    Phrases are not looked up on purpose: a clerk may know a name by any reading (单 dan, shan, chan), and a
    phrase table would keep one of them.
    """

    def readings(self, text: str) -> Readings:
        """All readings of each character, without tones, lower case; ü is both `v` and `yu` (passport spelling).

        A character without a reading (Latin letter, digit, rarest ideographs) reads as itself.
        """
        return tuple(_character_readings(character) for character in text)


@lru_cache(maxsize=8192)
def _character_readings(character: str) -> frozenset[str]:
    from pypinyin import Style, pinyin

    spelt = pinyin(character, style=Style.NORMAL, heteronym=True, errors="default", v_to_u=True)[0]
    readings = {reading.lower() for reading in spelt if reading} - _OF_ANOTHER_CHARACTER.get(character, frozenset())
    with_umlaut = {reading for reading in readings if "ü" in reading}
    typed = {reading.replace("ü", letters) for reading in with_umlaut for letters in ("v", "yu")}
    return frozenset(readings - with_umlaut | typed)
