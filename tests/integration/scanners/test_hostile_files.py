"""Pictures and documents nobody should bring: each is read or refused with words, and never in more than 600 MB."""

from __future__ import annotations

import io
import json
import random
import re
import struct
import zlib
from collections.abc import Callable
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image
from pypdf import PdfWriter

from resources.texts import error_text
from scanners.worker.page_reader import WorkerPageReader
from tests.fakes.fresh_process import run_fresh

MOST_MEGABYTES = 600
MOST_OF_A_WORKER = 560

LOOK = """
import json, re, sys
from pathlib import Path
from app.domain.errors import PageError
from scanners.reading.page_reader import OpenCvPageReader

reader = OpenCvPageReader()
for name in sys.argv[1:]:
    said = {"name": Path(name).name, "code": "read", "details": {}, "sizes": []}
    try:
        for page in reader.analyse_each(Path(name).read_bytes()):
            said["sizes"].append([page.width, page.height])
    except PageError as error:
        said.update(code=error.code, details=dict(error.details))
    print(json.dumps(said))
peak = re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())
print(int(peak[1]) // 1024)
"""

# In a process of its own: what makes such pictures needs more memory than what reads them may.
MAKE = """
import sys
import numpy as np
from pathlib import Path
from PIL import Image
Image.MAX_IMAGE_PIXELS = None
folder = Path(sys.argv[1])
grey = Image.linear_gradient("L").resize((9990, 9990))
colour = grey.convert("RGB")
colour.save(folder / "colour.jpg")
colour.save(folder / "progressive.jpg", progressive=True, subsampling=0)
colour.save(folder / "colour.png", compress_level=1)
grey.convert("RGBA").save(folder / "transparent.png", compress_level=1)
grey.convert("CMYK").save(folder / "print.jpg")
grey.convert("P").save(folder / "palette.png", compress_level=1, transparency=0)
grey.save(folder / "grey.gif")
Image.fromarray(np.asarray(grey).astype(np.uint16) * 256).save(folder / "deep.png", compress_level=1)
page = grey.resize((4960, 7016)).convert("RGB")
more = [page.convert("L")] * 2
page.save(folder / "pages.tif", save_all=True, append_images=more, compression="tiff_lzw", dpi=(600, 600))
page.save(folder / "raw.tif", dpi=(600, 600))
grey.save(folder / "colour.webp", quality=10, method=0)
"""


class Look:
    """What became of some files, and the peak of the process that read them."""

    def __init__(self, project_root: Path, *paths: Path) -> None:
        *said, peak = run_fresh(LOOK, project_root, *(str(path) for path in paths)).splitlines()
        self.files = {one["name"]: one for one in map(json.loads, said)}
        self.megabytes = int(peak)

    def codes(self) -> dict[str, str]:
        return {name: one["code"] for name, one in self.files.items()}


@pytest.fixture(scope="module")
def huge(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of pictures just below a hundred megapixels."""
    folder = tmp_path_factory.mktemp("huge")
    run_fresh(MAKE, Path.cwd(), str(folder))
    return folder


LARGE = {
    "raw.tif": [[4960, 7016]],
    "transparent.png": [[4995, 4995]],
    "pages.tif": [[4960, 7016]] * 3,
    "colour.png": [[4995, 4995]],
    "print.jpg": [[4995, 4995]],
    "palette.png": [[4995, 4995]],
    "deep.png": [[4995, 4995]],
    "grey.gif": [[4995, 4995]],
    "colour.jpg": [[4995, 4995]],
}


def test_one_worker_reads_the_largest_pictures_in_turn_in_bounded_memory(huge: Path) -> None:
    """The window's worker process lives all day: what it held for one file must be gone before the next."""
    reader = WorkerPageReader("scanners.reading.open_reader:open_reader", {})
    sizes, peaks = {}, {}
    try:
        for turn, name in enumerate((*LARGE, "raw.tif")):
            pages = reader.analyse((huge / name).read_bytes(), "")
            sizes[name] = [[page.width, page.height] for page in pages]
            peaks[turn, name] = peak_megabytes(reader.process_id)
    finally:
        reader.close()

    assert sizes == LARGE
    assert max(peaks.values()) <= MOST_OF_A_WORKER, peaks


def peak_megabytes(process_id: int | None) -> int:
    """The most a process has held so far (proc(5), VmHWM)."""
    status = Path(f"/proc/{process_id}/status").read_text(encoding="ascii")
    return int(re.findall(r"VmHWM:\s+(\d+)", status)[0]) // 1024


def pdf_of_pictures(width: int, height: int, how: str, stream: bytes) -> bytes:
    """A page of A4 filled by one picture."""
    parts = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</XObject<</I 5 0 R>>>>>>",
        b"<</Length 28>>stream\nq 595 0 0 842 0 0 cm /I Do Q\nendstream",
        f"<</Type/XObject/Subtype/Image/Width {width}/Height {height}/ColorSpace/DeviceRGB/BitsPerComponent 8"
        f"/Filter/{how}/Length {len(stream)}>>stream\n".encode()
        + stream
        + b"\nendstream",
    ]
    out = io.BytesIO(b"%PDF-1.7\n")
    out.seek(0, io.SEEK_END)
    places = []
    for number, part in enumerate(parts, 1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n" % number + part + b"\nendobj\n")
    table = out.tell()
    out.write(b"xref\n0 6\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % place for place in places))
    out.write(b"trailer<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % table)
    return out.getvalue()


def squeezed(width: int, height: int) -> bytes:
    """Black pixels, a million times smaller than they unfold to."""
    press = zlib.compressobj(9)
    return b"".join(press.compress(bytes(width * 3)) for _ in range(height)) + press.flush()


def blank_pdf(pages: int, width: float = 595, height: float = 842) -> bytes:
    document = pypdfium2.PdfDocument.new()
    for _ in range(pages):
        document.new_page(width, height)
    out = io.BytesIO()
    document.save(out)
    document.close()
    return out.getvalue()


def test_large_pages_of_a_pdf_are_read_in_bounded_memory(huge: Path, project_root: Path, tmp_path: Path) -> None:
    (tmp_path / "ten metres.pdf").write_bytes(blank_pdf(1, 28_346, 28_346))
    (tmp_path / "scanned.pdf").write_bytes(pdf_of_pictures(9990, 9990, "DCTDecode", (huge / "colour.jpg").read_bytes()))
    (tmp_path / "drawn.pdf").write_bytes(pdf_of_pictures(9990, 9990, "FlateDecode", squeezed(9990, 9990)))

    look = Look(project_root, *tmp_path.iterdir())

    assert look.codes() == {"ten metres.pdf": "read", "scanned.pdf": "read", "drawn.pdf": "read"}
    assert look.files["ten metres.pdf"]["sizes"] == [[5000, 5000]]
    assert look.megabytes <= MOST_MEGABYTES


def moving(form: str) -> bytes:
    frames = [Image.new("RGB", (64, 64), (tone, 0, 0)) for tone in (0, 90, 180)]
    out = io.BytesIO()
    frames[0].save(out, form, save_all=True, append_images=frames[1:], duration=100)
    return out.getvalue()


def still(form: str) -> bytes:
    out = io.BytesIO()
    Image.effect_noise((300, 300), 80).convert("RGB").save(out, form)
    return out.getvalue()


def locked_pdf() -> bytes:
    writer = PdfWriter()
    writer.add_blank_page(100, 100)
    writer.encrypt("secret", algorithm="AES-256")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def png_of(width: int, height: int) -> bytes:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = zlib.compress(bytes(1_000_000), 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def with_size_at(data: bytes, place: int, layout: str, *size: int) -> bytes:
    patched = bytearray(data)
    struct.pack_into(layout, patched, place, *size)
    return bytes(patched)


def jpeg_of(side: int) -> bytes:
    data = still("JPEG")
    return with_size_at(data, data.index(b"\xff\xc0") + 5, ">HH", side, side)


REFUSED: dict[str, tuple[Callable[[], bytes], str]] = {
    "30000.png": (lambda: png_of(30_000, 30_000), "too_large"),
    "just-over.png": (lambda: png_of(10_001, 10_000), "too_large"),
    "30000.jpg": (lambda: jpeg_of(30_000), "too_large"),
    "30000.bmp": (lambda: with_size_at(still("BMP"), 18, "<ii", 30_000, 30_000), "too_large"),
    "30000.gif": (lambda: with_size_at(still("GIF"), 6, "<HH", 30_000, 30_000), "too_large"),
    "30000-inside.pdf": (lambda: pdf_of_pictures(30_000, 30_000, "FlateDecode", squeezed(30_000, 300)), "too_large"),
    "moving.gif": (lambda: moving("GIF"), "animated"),
    "moving.webp": (lambda: moving("WEBP"), "animated"),
    "moving.png": (lambda: moving("PNG"), "animated"),
    "half.jpg": (lambda: still("JPEG")[:5000], "truncated"),
    "half.webp": (lambda: still("WEBP")[:5000], "truncated"),
    "half.pdf": (lambda: blank_pdf(3)[:80], "damaged"),
    "locked.pdf": (locked_pdf, "password"),
    "10000.pdf": (lambda: blank_pdf(10_000), "too_many_pages"),
    "letter.jpg": (lambda: b"Dear clerk, this is a letter.", "not_an_image"),
    "phone.jpg": (lambda: b"\0\0\0\x18ftypheic" + bytes(40), "unsupported_format"),
    "nothing.pdf": (lambda: b"", "empty"),
}


def test_what_cannot_be_used_is_refused_with_words(huge: Path, project_root: Path, tmp_path: Path) -> None:
    for name, (make, _) in REFUSED.items():
        (tmp_path / name).write_bytes(make())
    wanted = {name: f"page.{cause}" for name, (_, cause) in REFUSED.items()}
    progressive = (huge / "progressive.jpg").read_bytes()
    (tmp_path / "progressive.jpg").write_bytes(progressive)
    (tmp_path / "colour.webp").write_bytes((huge / "colour.webp").read_bytes())
    (tmp_path / "progressive.pdf").write_bytes(pdf_of_pictures(9990, 9990, "DCTDecode", progressive))
    wanted |= dict.fromkeys(("progressive.jpg", "progressive.pdf", "colour.webp"), "page.too_large")

    look = Look(project_root, *tmp_path.iterdir())

    assert look.codes() == wanted
    assert look.megabytes <= MOST_MEGABYTES
    for one in look.files.values():
        words = error_text(one["code"], one["details"])
        assert words
        assert "{" not in words


@pytest.mark.parametrize("seed", range(3))
def test_documents_with_broken_bytes_are_read_or_refused(project_root: Path, tmp_path: Path, seed: int) -> None:
    """Whole documents and moving pictures, hit in a few places, cut short, or glued together."""
    dice = random.Random(seed)
    sources = [still(form) for form in ("JPEG", "PNG", "WEBP", "TIFF", "GIF", "BMP")]
    sources += [
        moving("GIF"),
        moving("WEBP"),
        blank_pdf(2),
        locked_pdf(),
        pdf_of_pictures(9, 9, "DCTDecode", jpeg_of(9)),
    ]
    for turn in range(60):
        data = bytearray(dice.choice(sources))
        for _ in range(dice.randint(1, 8)):
            data[dice.randrange(min(len(data), dice.choice((64, 1024, len(data)))))] = dice.randrange(256)
        if turn % 4 == 0:
            del data[dice.randrange(1, len(data)) :]
        if turn % 7 == 0:
            data += dice.choice(sources)
        (tmp_path / f"{turn:02}").write_bytes(data)

    look = Look(project_root, *sorted(tmp_path.iterdir()))

    assert len(look.files) == 60
    assert all(code == "read" or code.startswith("page.") for code in look.codes().values())
    assert look.megabytes <= MOST_MEGABYTES
