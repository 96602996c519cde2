"""Broken and hostile files, in a process whose memory is bounded: refused or read, never a crash, never a flood."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.fakes.fresh_process import run_fresh

MEGABYTE = 1024 * 1024

PROGRAM = """
import io, resource, struct, sys, zlib
import numpy as np
from PIL import Image
from app.domain.errors import PageError
from scanners.reading.page_reader import OpenCvPageReader

form, rounds, most = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
reader = OpenCvPageReader()
dice = np.random.default_rng(7)
drawn = Image.fromarray(dice.integers(0, 255, (120, 90, 3), np.uint8))
out = io.BytesIO()
drawn.save(out, form)
whole = out.getvalue()
reader.analyse(whole, "")
resource.setrlimit(resource.RLIMIT_AS, (most, most))
outcomes = {"read": 0}
for turn in range(rounds):
    data = bytearray(whole)
    for _ in range(int(dice.integers(1, 12))):
        place = int(dice.integers(0, min(len(data), 600) if turn % 2 else len(data)))
        data[place] = int(dice.integers(0, 256))
    if turn % 3 == 0:
        del data[int(dice.integers(8, len(data))):]
    try:
        reader.analyse(bytes(data), "")
        outcomes["read"] += 1
    except PageError as error:
        outcomes[error.code] = outcomes.get(error.code, 0) + 1
print(outcomes)
"""

BOMB = """
import io, resource, struct, sys, zlib
from PIL import Image
from app.domain.errors import PageError
from scanners.reading.page_reader import OpenCvPageReader

def chunk(kind, body):
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

def png(width, height, *extra):
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    pixels = zlib.compress(bytes(1000 * 1000), 9)
    body = [chunk(b"IHDR", head), *extra, chunk(b"IDAT", pixels), chunk(b"IEND", b"")]
    return b"\\x89PNG\\r\\n\\x1a\\n" + b"".join(body)

def tiff(width, height):
    out = io.BytesIO()
    Image.new("L", (8, 8)).save(out, "TIFF")
    data = bytearray(out.getvalue())
    (first,) = struct.unpack_from("<I", data, 4)
    (count,) = struct.unpack_from("<H", data, first)
    for entry in range(first + 2, first + 2 + 12 * count, 12):
        (tag,) = struct.unpack_from("<H", data, entry)
        if tag in (256, 257):
            struct.pack_into("<HII", data, entry + 2, 4, 1, width if tag == 256 else height)
    return bytes(data)

squeezed = zlib.compress(bytes(300_000_000), 9)
bombs = {
    "claims gigapixels": png(60000, 60000),
    "a text that unfolds to 300 MB": png(64, 64, chunk(b"zTXt", b"a\\0\\0" + squeezed)),
    "a profile that unfolds to 300 MB": png(64, 64, chunk(b"iCCP", b"a\\0\\0" + squeezed)),
    "a tiff of gigapixels": tiff(60000, 60000),
    "a pdf that nests": b"%PDF-1.7\\n1 0 obj<</Pages 1 0 R/Kids[1 0 R]>>endobj\\ntrailer<</Root 1 0 R>>\\n%%EOF",
}
reader = OpenCvPageReader()
most = int(sys.argv[1])
resource.setrlimit(resource.RLIMIT_AS, (most, most))
for name, data in bombs.items():
    try:
        reader.analyse(data, "")
        print(name, "read")
    except PageError as error:
        print(name, error.code)
"""


@pytest.mark.parametrize("form", ["JPEG", "PNG", "TIFF", "BMP", "WEBP", "GIF", "PDF"])
def test_damaged_files_are_read_or_refused_in_bounded_memory(form: str, project_root: Path) -> None:
    outcomes = run_fresh(PROGRAM, project_root, form, "120", str(2500 * MEGABYTE))

    assert "page." in outcomes
    assert outcomes.startswith("{'read':")


def test_bombs_are_defused_in_bounded_memory(project_root: Path) -> None:
    said = run_fresh(BOMB, project_root, str(1800 * MEGABYTE)).splitlines()

    assert len(said) == 5
    assert said[0] == "claims gigapixels page.too_large"
    assert said[3] == "a tiff of gigapixels page.too_large"
    assert all(line.split()[-1].startswith(("page.", "read")) for line in said)
