"""What a file is, from its first bytes; the name and the stated type may lie."""

from __future__ import annotations

from enum import StrEnum

from app.domain.errors import PageError


class FileKind(StrEnum):
    """The formats the page pipeline takes."""

    JPEG = "image/jpeg"
    PNG = "image/png"
    WEBP = "image/webp"
    TIFF = "image/tiff"
    BMP = "image/bmp"
    GIF = "image/gif"
    PDF = "application/pdf"


_HEADS = (
    (b"\xff\xd8\xff", FileKind.JPEG),
    (b"\x89PNG\r\n\x1a\n", FileKind.PNG),
    (b"II*\x00", FileKind.TIFF),
    (b"MM\x00*", FileKind.TIFF),
    (b"II+\x00", FileKind.TIFF),
    (b"MM\x00+", FileKind.TIFF),
    (b"BM", FileKind.BMP),
    (b"GIF87a", FileKind.GIF),
    (b"GIF89a", FileKind.GIF),
)
MAX_FILE_BYTES = 256 * 1024 * 1024
"""Larger files are refused unread."""

_PDF_HEADER_WITHIN = 1024  # ISO 32000-1 Annex H.3 note 13: readers accept the header within the first 1024 bytes


def file_kind(data: bytes) -> FileKind:
    """Tell the format. Raises `PageError`: `unsupported_format` for a known other one, else `not_an_image`."""
    for head, kind in _HEADS:
        if data.startswith(head):
            return kind
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return FileKind.WEBP
    if b"%PDF-" in data[:_PDF_HEADER_WITHIN]:
        return FileKind.PDF
    other = _other_format(data)
    if other:
        raise PageError("unsupported_format", format=other)
    raise PageError("not_an_image")


def file_kind_or_none(data: bytes) -> FileKind | None:
    """Tell the format, None for anything the pipeline does not take."""
    try:
        return file_kind(data)
    except PageError:
        return None


def _other_format(data: bytes) -> str | None:
    """Name formats people really bring, so that the words can say which."""
    if data[4:8] == b"ftyp":
        brand = data[8:12]
        if brand in {b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1"}:
            return "HEIC"
        return "AVIF" if brand in {b"avif", b"avis"} else "MP4"
    if data[:4] == b"PK\x03\x04":
        return "OFD" if b"OFD.xml" in data[:4096] else "ZIP/DOCX/XLSX"
    if data[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        return "DOC/XLS"
    if data[:12] == b"\x00\x00\x00\x0cjP  \r\n\x87\n" or data[:4] == b"\xff\x4f\xff\x51":
        return "JPEG 2000"
    return None
