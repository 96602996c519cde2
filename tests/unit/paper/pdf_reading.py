"""PDF files read by programs that are not ours."""

from __future__ import annotations

import io
import subprocess
from collections.abc import Callable, Iterator
from typing import Any

import pypdf
import pypdfium2
import pyzbar.pyzbar
import zxingcpp
from PIL import Image


def by_pypdf(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages)


def by_pdfium(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return "\n".join(page.get_textpage().get_text_range() for page in document)
    finally:
        document.close()


def by_pdftotext(pdf: bytes) -> str:
    ran = subprocess.run(["pdftotext", "-raw", "-", "-"], input=pdf, stdout=subprocess.PIPE, check=True, timeout=30)
    return ran.stdout.decode("utf-8")


EXTRACTORS: tuple[Callable[[bytes], str], ...] = (by_pypdf, by_pdfium, by_pdftotext)


def squeezed(text: str) -> str:
    """Without blanks and line ends: where a line was broken is not part of what it says."""
    return "".join(text.split())


def pictures(pdf: bytes, dpi: int) -> list[Image.Image]:
    """The pages as grey pictures."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [page.render(scale=dpi / 72, grayscale=True).to_pil().copy() for page in document]
    finally:
        document.close()


def codes_by_zxing(picture: Image.Image) -> set[str]:
    return {found.text for found in zxingcpp.read_barcodes(picture)}


def codes_by_zbar(picture: Image.Image) -> set[str]:
    return {found.data.decode("utf-8") for found in pyzbar.pyzbar.decode(picture)}


def fonts(pdf: bytes) -> Iterator[tuple[str, bool]]:
    """Name of every font of every page, and whether its outlines lie in the file."""
    for page in pypdf.PdfReader(io.BytesIO(pdf)).pages:
        resources: Any = page["/Resources"]
        for font in resources.get("/Font", {}).values():
            described = font.get_object()
            descriptor = described.get("/FontDescriptor", {})
            yield described["/BaseFont"], "/FontFile2" in descriptor
