"""The lent real pictures, set by set, through the pipeline that `tongban inspect` runs."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from app.domain.errors import PageError
from app.domain.page import PageAnalysis, PageConfidence
from scanners.reading.page_reader import OpenCvPageReader

FOLDER = Path(__file__).resolve().parents[3] / "shared" / "data" / "real"
_PICTURES = frozenset({".png", ".jpg", ".webp"})


def measure_real(folder: Path = FOLDER) -> dict[str, object]:
    """A set: pictures, confidence of their outlines, turned ones, codes that are true and others, refused by code."""
    reader = OpenCvPageReader()
    sets = sorted({path.parent for path in folder.rglob("*") if path.suffix in _PICTURES})
    return {str(one.relative_to(folder)): _measured(reader, one) for one in sets}


def _measured(reader: OpenCvPageReader, folder: Path) -> dict[str, object]:
    count = Counter[str]()
    certain: list[str] = []
    missed: list[str] = []
    for path in sorted(path for path in folder.iterdir() if path.suffix in _PICTURES):
        count["pictures"] += 1
        try:
            pages = reader.analyse(path.read_bytes(), "")
        except PageError as error:
            count[error.code] += 1
            continue
        for page in pages:
            count[page.outline.confidence] += 1
            count["turned"] += page.outline.rotation != 0
            certain += [path.name] * (page.outline.confidence is PageConfidence.HIGH)
        right, wrong = _codes(pages, _truth(path))
        count["codes right"] += right
        count["other codes"] += wrong
        missed += [path.name] * (_truth(path) is not None and not right)
    return {**count, "high": certain, "codes missed": missed}


def _codes(pages: tuple[PageAnalysis, ...], wanted: bytes | None) -> tuple[int, int]:
    """Whether the code was read, and how many others were; without a known truth all are others."""
    codes = [code for page in pages for code in page.codes]
    right = [code for code in codes if wanted in {code.text.encode(), code.data}]
    return min(1, len(right)), len(codes) - len(right)


def _truth(path: Path) -> bytes | None:
    for suffix in (".txt", ".bin"):
        words = path.with_suffix(suffix)
        if words.exists():
            return words.read_bytes()
    return None
