"""`tongban inspect`: the format others rely on, and files that cannot be used."""

from __future__ import annotations

import io
import json
import math
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from app.cli import run
from scanners.simulated.sample_photos import PhotoSetting, photograph
from tests.fakes.scenes import flat_paper


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "photo.jpg"
    taken = photograph(flat_paper("application_form", 200), PhotoSetting(width=2000, height=1500, fill=0.95))
    path.write_bytes(taken.jpeg)
    return path


def report(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, dict[str, Any]]:
    status = run(["inspect", *arguments, "--json"])
    return status, json.loads(capsys.readouterr().out)


def dpi_by(corners: list[list[float]], long_mm: float) -> float:
    """By the sides of a sheet this long."""
    sides = [math.dist(corners[n], corners[(n + 1) % 4]) for n in range(4)]
    return max(sides[0] + sides[2], sides[1] + sides[3]) / 2 / long_mm * 25.4


def test_a_page_is_printed_in_the_agreed_form(photo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, found = report(capsys, str(photo), "--no-text")

    assert status == 0
    assert list(found) == ["pages"]
    [page] = found["pages"]
    assert page["file"] == str(photo)
    assert (page["index"], page["size"]) == (0, [2000, 1500])
    assert page["page"]["confidence"] == "high"
    assert [len(corner) for corner in page["page"]["corners"]] == [2, 2, 2, 2]
    assert page["page"]["rotation"] == 0
    assert page["page"]["skew_deg"] == pytest.approx(4.0, abs=2)
    assert page["page"]["dpi"] == pytest.approx(dpi_by(page["page"]["corners"], 297.0), abs=1)
    assert page["quality"] == {"verdict": "good", "reasons": []}
    [code] = page["codes"]
    assert code["format"] == "QRCode"
    assert bytes.fromhex(code["bytes_hex"]).decode() == code["text"]
    assert len(code["corners"]) == 4
    assert code["rescued"] is False
    assert code["meaning"] == {"kind": "foreign", "valid": None, "parts": {}}
    assert (page["text"], page["seals"]) == ([], [])
    assert page["paper"] == {"kind": None, "fields": {}}
    assert {"load", "page", "rotation", "quality", "codes", "text", "total"} <= set(page["timings_ms"])


def test_a_bad_file_does_not_hide_the_good_ones(
    photo: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bad = tmp_path / "bad.txt"
    bad.write_text("no picture")

    status, found = report(capsys, str(bad), str(photo), "--no-text")

    assert status == 1
    assert found["error"]["code"] == "page.not_an_image"
    assert "JPG" in found["error"]["message"]
    assert [error["file"] for error in found["errors"]] == [str(bad)]
    assert len(found["pages"]) == 1


def test_a_person_reads_words(photo: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["inspect", str(photo), str(tmp_path / "gone.jpg"), "--no-text"]) == 1

    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "photo.jpg 第 1 页，2000×1500 像素；已找到页面；清楚"
    assert lines[1].startswith("  QRCode：TB|SQB|")
    assert "device.file_missing" in lines[2]


@pytest.fixture
def card(tmp_path: Path) -> Path:
    """A card on a desk that was photographed head down."""
    taken = photograph(flat_paper("id_card_front", 300), PhotoSetting(width=1600, height=1200, fill=0.7))
    with Image.open(io.BytesIO(taken.jpeg)) as upright:
        upright.rotate(180).save(tmp_path / "card.jpg", quality=95)
    return tmp_path / "card.jpg"


def test_writing_papers_and_seals_are_printed_in_the_agreed_form(
    card: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _, found = report(capsys, str(card))

    [page] = found["pages"]
    assert page["page"]["confidence"] == "high"
    assert page["page"]["rotation"] == 180
    assert page["paper"]["kind"] == "resident_id_front"
    assert page["paper"]["fields"]["name"]["value"]
    assert set(page["paper"]["fields"]["number"]) == {"value", "confidence", "valid"}
    assert page["seals"] == []
    assert page["timings_ms"]["text"] > 0
    first = page["text"][0]
    assert set(first) == {"text", "confidence", "box"}
    # In pixels of the picture as loaded: the page's own top left is its bottom right.
    (left, top), (right, _), *_ = page["page"]["corners"]
    assert left > right
    assert top > 600
    assert first["box"][0][0] > first["box"][1][0]
    number = next(line for line in page["text"] if page["paper"]["fields"]["number"]["value"] in line["text"])
    assert number["box"][0][1] < first["box"][0][1]


def test_a_person_reads_the_writing_too(card: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["inspect", str(card)]) == 0

    printed = capsys.readouterr().out
    assert "\n  文字：" in printed
    assert "\n  证件：" in printed
    assert "\n    姓名：" in printed


def test_no_file_is_bad_usage() -> None:
    with pytest.raises(SystemExit) as ended:
        run(["inspect"])

    assert ended.value.code == 2
