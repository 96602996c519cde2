"""Whether the write-ahead log lost something between two commits.

SQLite takes the first frame that does not hold for the end of the log: right for a power cut, which can only spoil the
last transaction (each is synced before the next begins), silent loss where a bit turned in an older one. A frame that
does not hold, behind which a transaction ends and another begins, was synced and is damaged. Damage in the last
transaction cannot be told from a power cut. Format: https://www.sqlite.org/fileformat2.html#the_write_ahead_log
"""

from __future__ import annotations

import struct
from pathlib import Path

from app.domain.errors import StoreError
from local_store.durable_files import translated_errors

_HEADER = 32
_FRAME_HEADER = 24
_LITTLE_ENDIAN, _BIG_ENDIAN = 0x377F0682, 0x377F0683  # of the words the checksums are made of
_BITS = 0xFFFFFFFF
Sums = tuple[int, int]


def demand_whole_log(database: Path) -> None:
    """Raise StoreError `store.damaged` before SQLite drops what it cannot read. Looks at a log left behind only."""
    log = database.with_name(f"{database.name}-wal")
    with translated_errors():
        content = log.read_bytes() if log.exists() else b""
    if len(content) > _HEADER and _damaged(content):
        raise StoreError("damaged", reason="log")


def _damaged(content: bytes) -> bool:
    magic, _, page, _, *_ = struct.unpack_from(">6I", content)
    order = "<" if magic == _LITTLE_ENDIAN else ">"
    sums = _summed(content[: _HEADER - 8], (0, 0), order)
    if magic not in (_LITTLE_ENDIAN, _BIG_ENDIAN) or sums != struct.unpack_from(">2I", content, _HEADER - 8):
        return True  # the header is synced before the first frame
    size, salts = _FRAME_HEADER + page, content[16:24]
    frames = [content[at : at + size] for at in range(_HEADER, len(content) - size + 1, size)]
    for number, frame in enumerate(frames):
        sums = _summed(frame[_FRAME_HEADER:], _summed(frame[:8], sums, order), order)
        if frame[8:16] != salts or sums != struct.unpack_from(">2I", frame, 16):
            return _goes_on(frames[number:], salts)
    return False


def _goes_on(frames: list[bytes], salts: bytes) -> bool:
    """Whether a transaction ends among these frames and another one begins after it."""
    ours = [frame[4:8] != bytes(4) for frame in frames if frame[8:16] == salts]
    return any(ours[:-1])


def _summed(data: bytes, sums: Sums, order: str) -> Sums:
    first, second = sums
    words = struct.unpack(f"{order}{len(data) // 4}I", data)
    for one, other in zip(words[::2], words[1::2], strict=True):
        first = (first + one + second) & _BITS
        second = (second + other + first) & _BITS
    return first, second
