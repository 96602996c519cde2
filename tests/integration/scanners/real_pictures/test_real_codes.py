"""Every code of the lent sets that one of the two libraries reads bare is read, and nothing where there is none."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import zxingcpp
from pyzbar import pyzbar

from app.domain.errors import PageError
from scanners.imaging.load import load_pages
from scanners.imaging.opencv import cv2
from scanners.imaging.picture import Grey, as_bytes
from scanners.reading.codes import read_codes

CODES = Path(__file__).resolve().parents[5] / "shared" / "data" / "real" / "codes"
SETS = ("qrcode-1", "qrcode-3", "qrcode-5", "code128-1", "code128-3", "ean13-1", "pdf417-1")


def pictures(folder: str) -> list[Path]:
    return sorted(path for path in (CODES / folder).iterdir() if path.suffix in {".png", ".jpg", ".webp"})


def grey(path: Path) -> Grey:
    [page] = load_pages(path.read_bytes())
    return as_bytes(cv2.cvtColor(page.pixels, cv2.COLOR_RGB2GRAY))


def truth(path: Path) -> bytes:
    words = path.with_suffix(".txt")
    return words.read_bytes() if words.exists() else path.with_suffix(".bin").read_bytes()


def read_bare(picture: Grey, wanted: bytes) -> bool:
    by_zxing = any(wanted in {code.text.encode(), bytes(code.bytes)} for code in zxingcpp.read_barcodes(picture))
    return by_zxing or any(code.data == wanted for code in pyzbar.decode(picture))


@pytest.mark.parametrize("folder", SETS)
def test_what_a_library_reads_bare_is_read(folder: str) -> None:
    missed, wrong, number = [], [], 0
    for path in pictures(folder):
        wanted, picture = truth(path), grey(path)
        number += 1
        read = read_codes(picture)
        right = [code for code in read if wanted in {code.text.encode(), code.data}]
        if not right and read_bare(picture, wanted):
            missed.append(path.name)
        if len(right) < len(read):
            wrong.append(path.name)

    assert number >= 2
    assert missed == []
    assert wrong == []


def test_pictures_without_a_code_give_none() -> None:
    found, looked = [], 0
    for path in pictures("falsepositives-1"):
        try:
            picture = grey(path)
        except PageError as error:
            assert error.code == "page.too_small"  # pictures of one pixel are among them
            continue
        looked += 1
        found += [(path.name, code.text) for code in read_codes(picture)]

    assert looked >= 15
    assert found == []


def test_corners_lie_in_the_picture() -> None:
    for path in pictures("qrcode-1"):
        picture = grey(path)
        for code in read_codes(picture):
            corners = np.array(code.corners)
            assert corners.min() > -20
            assert (corners.max(0) < np.array(picture.shape[::-1]) + 20).all()
