"""Whether a file is all there, by the end its format must have: decoders fill what is missing and say nothing."""

from __future__ import annotations

from collections.abc import Iterator

from scanners.imaging.signature import FileKind

_TAIL = 2048
_START_OF_SCAN = 0xDA
_PROGRESSIVE_FRAMES = frozenset({0xC2, 0xC6, 0xCA, 0xCE})
_END = b"\xff\xd9"
_TAIL_MARKS = {FileKind.PNG: b"IEND", FileKind.PDF: b"%%EOF"}


def is_whole(data: bytes, kind: FileKind) -> bool:
    """Tell for JPEG, PNG, PDF, WebP and BMP; other formats have no end to look for and pass."""
    if kind is FileKind.JPEG:
        return _jpeg_is_whole(data)
    if kind is FileKind.WEBP:  # RIFF: the size of all that follows the first eight bytes
        return len(data) >= 8 + int.from_bytes(data[4:8], "little")
    if kind is FileKind.BMP:
        return len(data) >= int.from_bytes(data[2:6], "little")
    mark = _TAIL_MARKS.get(kind)
    return mark is None or mark in data[-_TAIL:]


def _jpeg_is_whole(data: bytes) -> bool:
    """Tell whether an end-of-image marker follows the start of the first scan (ITU-T T.81 B.2.1).

    Thumbnails lie before it, and what a phone appends lies behind.
    """
    return any(marker == _START_OF_SCAN and data.find(_END, place) >= 0 for marker, place in _jpeg_segments(data))


def jpeg_is_progressive(data: bytes) -> bool:
    """Tell whether the decoder must keep all coefficients until the end (ITU-T T.81 table B.1)."""
    return any(marker in _PROGRESSIVE_FRAMES for marker, _ in _jpeg_segments(data))


def _jpeg_segments(data: bytes) -> Iterator[tuple[int, int]]:
    """Marker and place of each segment up to the start of the first scan."""
    position = 2
    while position + 4 <= len(data) and data[position] == 0xFF:
        marker = data[position + 1]
        if marker == 0xFF:  # filling
            position += 1
            continue
        yield marker, position
        if marker == _START_OF_SCAN:
            return
        position += 2 + int.from_bytes(data[position + 2 : position + 4], "big")
