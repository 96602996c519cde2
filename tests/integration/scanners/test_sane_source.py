"""The SANE driver against SANE's own `test` device: glass, feeder, every fault it can play, slow and hung scans."""

from __future__ import annotations

import io
import os
import shutil
import time
from pathlib import Path

import pytest
from PIL import Image

from app.domain.errors import Cancelled, TongbanError
from app.ports.document_source import ScannedFrame, ScanRequest, SourceKind
from scanners.drivers.sane.source import SaneDocumentSource, SaneSettings

DEVICE = "sane:test:0"
FEEDER_PAGES = 10  # what the test device holds


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """A SANE that knows only its test device."""
    folder = tmp_path / "sane.d"
    folder.mkdir()
    (folder / "dll.conf").write_text("test\n")
    shutil.copy("/etc/sane.d/test.conf", folder)
    return folder


def sane(config: Path, *extra: str, stall_s: float = 20.0, picture_format: str = "jpeg") -> SaneDocumentSource:
    return SaneDocumentSource(
        SaneSettings(config_dir=config, extra=extra, stall_s=stall_s, picture_format=picture_format)
    )


def left_behind() -> list[Path]:
    return [path for path in Path("/dev/shm").glob(f"tongban-scan-{os.getpid()}-*")]


def size_of(frame: ScannedFrame) -> tuple[int, int]:
    with Image.open(io.BytesIO(frame.data)) as image:
        image.load()
        return image.size


def test_devices_are_listed(config: Path) -> None:
    listed = sane(config).list()

    assert [source.id for source in listed] == ["sane:test:0", "sane:test:1"]
    assert {source.kind for source in listed} == {SourceKind.FLATBED}
    assert all(source.feeder for source in listed)  # what it can do is known before it is chosen


def test_a_device_is_described_with_its_options(config: Path) -> None:
    described = sane(config).describe(DEVICE)

    assert described.name == "Noname frontend-tester"
    assert described.feeder
    assert described.colour
    assert {150, 200, 300} <= set(described.dpi_choices)


def test_no_scanner_is_an_empty_list(tmp_path: Path) -> None:
    (tmp_path / "dll.conf").write_text("")

    assert sane(tmp_path).list() == ()


@pytest.mark.parametrize(("colour", "mode"), [(True, "RGB"), (False, "L")])
@pytest.mark.parametrize("dpi", [75, 150])
def test_one_page_is_taken_from_the_glass(config: Path, colour: bool, mode: str, dpi: int) -> None:
    [frame] = sane(config).scan(ScanRequest(DEVICE, dpi=dpi, colour=colour))

    with Image.open(io.BytesIO(frame.data)) as image:
        assert image.format == "JPEG"
        assert image.mode == mode
        # The test device's glass is 200 mm square.
        assert image.size == pytest.approx((200 / 25.4 * dpi, 200 / 25.4 * dpi), abs=3)
    assert (frame.media_type, frame.dpi, frame.source, frame.index) == ("image/jpeg", dpi, DEVICE, 0)
    assert left_behind() == []


def test_pictures_can_be_lossless(config: Path) -> None:
    [frame] = sane(config, picture_format="png").scan(ScanRequest(DEVICE, dpi=75))

    assert frame.data.startswith(b"\x89PNG")
    assert frame.media_type == "image/png"


def test_the_feeder_gives_all_it_holds_one_by_one(config: Path) -> None:
    frames = list(sane(config).scan(ScanRequest(DEVICE, dpi=75, feeder=True)))

    assert [frame.index for frame in frames] == list(range(FEEDER_PAGES))
    assert len({size_of(frame) for frame in frames}) == 1
    assert left_behind() == []


def test_a_batch_can_be_bounded(config: Path) -> None:
    assert len(list(sane(config).scan(ScanRequest(DEVICE, dpi=75, feeder=True, max_pages=3)))) == 3


@pytest.mark.parametrize(
    ("status", "code"),
    [
        ("CANCELLED", "device.cancelled"),
        ("DEVICE_BUSY", "device.busy"),
        ("INVAL", "device.option_refused"),
        ("UNSUPPORTED", "device.option_refused"),
        ("EOF", "device.no_picture"),
        ("JAMMED", "device.jam"),
        ("NO_DOCS", "device.feeder_empty"),
        ("COVER_OPEN", "device.cover_open"),
        ("IO_ERROR", "device.io"),
        ("NO_MEM", "device.scanner_out_of_memory"),
        ("ACCESS_DENIED", "device.access_denied"),
    ],
)
@pytest.mark.parametrize("feeder", [False, True])
def test_every_fault_of_the_device_is_told(config: Path, status: str, code: str, feeder: bool) -> None:
    source = sane(config, f"--read-return-value=SANE_STATUS_{status}")
    frames: list[ScannedFrame] = []

    with pytest.raises(TongbanError) as caught:
        for frame in source.scan(ScanRequest(DEVICE, dpi=75, feeder=feeder)):
            frames.append(frame)

    assert caught.value.code == code
    assert frames == []  # what had been read of the page is thrown away
    assert left_behind() == []


def test_a_slow_scan_comes_whole(config: Path) -> None:
    slow = sane(config, "--read-delay=yes", "--read-delay-duration=100000", stall_s=5.0)
    [quick_frame] = sane(config).scan(ScanRequest(DEVICE, dpi=75))

    [frame] = slow.scan(ScanRequest(DEVICE, dpi=75))

    assert size_of(frame) == size_of(quick_frame)


SLOW = ("--read-delay=yes", "--read-delay-duration=200000", "--read-limit=yes", "--read-limit-size=2000")


def test_a_cancelled_scan_gives_no_half_picture(config: Path) -> None:
    asked = time.monotonic()
    frames: list[ScannedFrame] = []

    with pytest.raises(Cancelled):
        frames.extend(
            sane(config, *SLOW).scan(ScanRequest(DEVICE, dpi=300), cancelled=lambda: time.monotonic() > asked + 0.5)
        )

    assert frames == []
    assert time.monotonic() - asked < 8
    assert left_behind() == []


def test_a_hung_scanner_is_given_up(config: Path) -> None:
    # The device pauses 0.2 s after each buffer of one byte: nothing reaches the file in the time allowed.
    hung = sane(config, *SLOW[:3], "--read-limit-size=1", stall_s=0.6)

    with pytest.raises(TongbanError) as caught:
        list(hung.scan(ScanRequest(DEVICE, dpi=300)))

    assert caught.value.code == "device.scanner_hung"
    assert left_behind() == []


def test_leaving_a_batch_early_ends_the_program(config: Path) -> None:
    frames = sane(config).scan(ScanRequest(DEVICE, dpi=75, feeder=True))
    next(frames)
    assert left_behind() != []

    frames.close()  # type: ignore[attr-defined]  # a generator behind the Iterator of the port

    assert left_behind() == []


@pytest.mark.parametrize("device", ["sane:nosuch:0", "sane:test:9"])
def test_a_device_that_went_away_is_told(config: Path, device: str) -> None:
    with pytest.raises(TongbanError) as caught:
        list(sane(config).scan(ScanRequest(device)))

    assert caught.value.code == "device.source_gone"


@pytest.mark.parametrize("source_id", ["file", "sane:", "test:0"])
def test_an_id_of_another_source_is_refused(config: Path, source_id: str) -> None:
    with pytest.raises(TongbanError, match="source_unknown"):
        sane(config).describe(source_id)


def test_a_missing_program_is_told() -> None:
    with pytest.raises(TongbanError, match="sane_missing"):
        SaneDocumentSource(SaneSettings(program="scanimage-that-is-not-there")).list()


def test_folders_of_dead_processes_are_swept(config: Path) -> None:
    dead = Path("/dev/shm/tongban-scan-4194400-left")  # above the largest process number there can be
    dead.mkdir()

    list(sane(config).scan(ScanRequest(DEVICE, dpi=75)))

    assert not dead.exists()
