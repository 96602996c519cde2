"""Files the clerk picks."""

from __future__ import annotations

import io
import os
from pathlib import Path

import pytest
from PIL import Image

from app.domain.errors import Cancelled, TongbanError
from app.ports.document_source import ScanRequest, SourceKind
from scanners.drivers.file_import.source import FileDocumentSource


def jpeg(tone: int = 0) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (20, 20), (tone, tone, tone)).save(out, "JPEG")
    return out.getvalue()


def request(*paths: Path) -> ScanRequest:
    return ScanRequest("file", paths=tuple(str(path) for path in paths))


def test_files_come_whole_and_in_order(tmp_path: Path) -> None:
    paths = [tmp_path / name for name in ("b.png", "a.jpg", "c.pdf")]
    for path, data in zip(paths, (jpeg(1), jpeg(2), b"%PDF-1.7 ..."), strict=True):
        path.write_bytes(data)

    frames = list(FileDocumentSource().scan(request(*paths)))

    assert [frame.data for frame in frames] == [path.read_bytes() for path in paths]
    assert [frame.media_type for frame in frames] == ["image/jpeg", "image/jpeg", "application/pdf"]
    assert [frame.index for frame in frames] == [0, 1, 2]


def test_the_files_before_a_bad_one_are_given(tmp_path: Path) -> None:
    good, bad = tmp_path / "good.jpg", tmp_path / "张三的身份证.txt"
    good.write_bytes(jpeg())
    bad.write_text("no picture")
    frames = FileDocumentSource().scan(request(good, bad))

    assert next(frames).data == jpeg()
    with pytest.raises(TongbanError) as caught:
        next(frames)
    assert caught.value.code == "page.not_an_image"
    assert "张三" not in str(caught.value)


def _make_huge(path: Path) -> None:
    path.touch()
    os.truncate(path, 300 * 1024 * 1024)


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (lambda path: None, "device.file_missing"),
        (lambda path: path.mkdir(), "device.file_unreadable"),
        (lambda path: path.write_bytes(b""), "page.empty"),
        (_make_huge, "page.file_too_large"),
    ],
)
def test_what_cannot_be_read_is_told_by_its_place(tmp_path: Path, make: object, code: str) -> None:
    path = tmp_path / "picked.jpg"
    assert callable(make)
    make(path)

    with pytest.raises(TongbanError) as caught:
        list(FileDocumentSource().scan(request(path)))

    assert caught.value.code == code
    assert caught.value.details["position"] == 1


def test_it_can_be_stopped(tmp_path: Path) -> None:
    path = tmp_path / "a.jpg"
    path.write_bytes(jpeg())

    with pytest.raises(Cancelled):
        list(FileDocumentSource().scan(request(path), cancelled=lambda: True))


def test_it_is_one_source() -> None:
    [described] = FileDocumentSource().list()

    assert (described.id, described.kind) == ("file", SourceKind.FILE)
    with pytest.raises(TongbanError, match="source_unknown"):
        FileDocumentSource().describe("sane:x")
