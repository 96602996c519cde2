"""Large PNG pictures in bands of rows, each decoded on its own: whole, 100 megapixels take Pillow 400 MB.

A row of a PNG is written as the difference from the row above (ISO/IEC 15948 clause 9). A band is made a small PNG of
its own: the last row of the band before stands above it, as it is, so that its differences still count from the same.
"""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL import Image

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_CHANNELS = {2: 3, 6: 4}  # colour types: true colour, the same with transparency
_AS_IT_IS = b"\0"  # the filter of a row that counts from nothing
_PIECE = 1 << 20  # bytes inflated at once


@dataclass(frozen=True, slots=True)
class PngBands:
    """A PNG of eight bits a sample, in colour and not interlaced."""

    data: bytes
    width: int
    height: int
    colour_type: int

    @classmethod
    def of(cls, data: bytes) -> PngBands | None:
        """None where the file is of another sort."""
        name, head = next(_chunks(data), (b"", b""))
        if name != b"IHDR" or len(head) != 13:
            return None
        width, height, depth, colour_type, _, _, interlace = struct.unpack(">IIBBBBB", head)
        plain = depth == 8 and colour_type in _CHANNELS and interlace == 0
        return cls(data, width, height, colour_type) if plain else None

    def tags(self) -> bytes | None:
        """The EXIF block, wherever it stands, None where there is none."""
        return self._chunk_of(b"eXIf")

    def bands(self, rows: int) -> Iterator[Image.Image]:
        """Pictures of so many rows from the top, the last one of what is left. Raises OSError, `zlib.error`."""
        from PIL import Image

        length = self.width * _CHANNELS[self.colour_type]
        pixels = _Inflated(self.data)
        above = bytes(length)
        for top in range(0, self.height, rows):
            count = min(rows, self.height - top)
            lines = _AS_IT_IS + above + pixels.read(count * (1 + length))
            with Image.open(io.BytesIO(self._small(count + 1, lines)), formats=("PNG",)) as image:
                image.load()
                above = image.crop((0, count, self.width, count + 1)).tobytes()
                band = image.crop((0, 1, self.width, count + 1))
            band.info = dict(image.info)
            yield band

    def _small(self, height: int, lines: bytes) -> bytes:
        head = struct.pack(">IIBBBBB", self.width, height, 8, self.colour_type, 0, 0, 0)
        see_through = self._chunk_of(b"tRNS")
        parts = [_SIGNATURE, _chunk(b"IHDR", head)]
        if see_through is not None:
            parts.append(_chunk(b"tRNS", see_through))
        return b"".join([*parts, _chunk(b"IDAT", zlib.compress(lines, 0)), _chunk(b"IEND", b"")])

    def _chunk_of(self, wanted: bytes) -> bytes | None:
        return next((body for name, body in _chunks(self.data) if name == wanted), None)


class _Inflated:
    """What the IDAT chunks unfold to, as much as is asked for."""

    def __init__(self, data: bytes) -> None:
        self._parts = (body for name, body in _chunks(data) if name == b"IDAT")
        self._inflate = zlib.decompressobj()
        self._ready = bytearray()

    def read(self, count: int) -> bytes:
        while len(self._ready) < count:
            folded = self._inflate.unconsumed_tail or next(self._parts, None)
            if folded is None or self._inflate.eof:
                raise OSError("image file is truncated")
            self._ready += self._inflate.decompress(folded, _PIECE)
        taken = bytes(self._ready[:count])
        del self._ready[:count]
        return taken


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    place = len(_SIGNATURE)
    while place + 8 <= len(data):
        length, name = struct.unpack_from(">I4s", data, place)
        yield name, data[place + 8 : place + 8 + length]
        place += 12 + length


def _chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
