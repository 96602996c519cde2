"""A TrueType font that is embedded, subset, and gives its text back exactly.

reportlab writes a character beyond the BMP into the ToUnicode map as five hexadecimal digits, and all entries into
one block. Readers take four digits (U+2CB4E comes back as U+2CB4) and may stop after a hundred entries.
ISO 32000-1, 9.10.3 and Adobe Technical Note 5411 want UTF-16BE and at most 100 entries a block.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from reportlab.pdfbase.ttfonts import TTFont

_ENTRIES_A_BLOCK = 100
_CMAP_HEAD = """/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def
/CMapName /Adobe-Identity-UCS def
/CMapType 2 def
1 begincodespacerange
<00> <FF>
endcodespacerange
"""
_CMAP_TAIL = """endcmap
CMapName currentdict /CMap defineresource pop
end
end
"""


class EmbeddedFont(TTFont):
    """reportlab's font with a right ToUnicode map in every subset of 256 glyphs."""

    def addObjects(self, doc: Any) -> None:  # noqa: N802 - reportlab's name
        """Write the font into `doc` (a PDFDocument); reportlab calls it when the file is put together."""
        state = self.state[doc]
        name, subsets = state.internalName, state.subsets
        super().addObjects(doc)
        written = doc.idToObject["BasicFonts"].dict
        for number, subset in enumerate(subsets):
            base_name = written[f"{name}+{number}"].BaseFont
            doc.idToObject[f"toUnicodeCMap:{base_name}"].content = to_unicode_map(subset)


def to_unicode_map(subset: Sequence[int]) -> str:
    """The ToUnicode CMap of one subset: `subset[code]` is the code point drawn by the byte `code`, 0 is unused."""
    entries = [(code, point) for code, point in enumerate(subset) if point]
    starts = range(0, len(entries), _ENTRIES_A_BLOCK)
    blocks = "".join(_block(entries[start : start + _ENTRIES_A_BLOCK]) for start in starts)
    return _CMAP_HEAD + blocks + _CMAP_TAIL


def _block(entries: Sequence[tuple[int, int]]) -> str:
    lines = "".join(f"<{code:02X}> <{chr(point).encode('utf-16-be').hex().upper()}>\n" for code, point in entries)
    return f"{len(entries)} beginbfchar\n{lines}endbfchar\n"
