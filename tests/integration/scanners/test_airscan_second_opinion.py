"""Somebody else's eSCL client (sane-airscan) sees the same loopback scanner as ours does, page for page."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from app.domain.errors import DeviceError
from app.ports.document_source import ScanRequest
from scanners.drivers.escl.source import EsclDocumentSource
from scanners.drivers.sane.source import SaneDocumentSource, SaneSettings
from tests.fakes.escl_device import LoopbackEsclDevice, airscan_config, page, running, source_of

WIDTH, HEIGHT = 1275, 1754  # A4 at 150 dpi: what is asked for, so that nobody has to cut or fill
SHEETS = [(page(f"front {n}", WIDTH, HEIGHT), page(f"back {n}", WIDTH, HEIGHT)) for n in (1, 2, 3)]


@pytest.fixture
def device() -> Iterator[LoopbackEsclDevice]:
    with running(LoopbackEsclDevice(glass=page("glass", WIDTH, HEIGHT), feeder=list(SHEETS))) as on:
        yield on


@pytest.fixture
def theirs(device: LoopbackEsclDevice, tmp_path: Path) -> SaneDocumentSource:
    settings = SaneSettings(config_dir=airscan_config(tmp_path / "sane.d", device), picture_format="png", stall_s=20)
    return SaneDocumentSource(settings)


@pytest.fixture
def ours(device: LoopbackEsclDevice) -> EsclDocumentSource:
    return EsclDocumentSource([device.address])


def pixels(data: bytes) -> np.ndarray[tuple[int, ...], np.dtype[np.int16]]:
    with Image.open(io.BytesIO(data)) as image:
        return np.asarray(image.convert("RGB")).astype(np.int16)


def test_both_describe_the_same_scanner(theirs: SaneDocumentSource, ours: EsclDocumentSource) -> None:
    [seen_by_them] = theirs.list()
    [seen_by_us] = ours.list()
    described = theirs.describe(seen_by_them.id)

    assert (described.feeder, described.duplex, described.colour) == (True, True, True)
    assert (seen_by_us.feeder, seen_by_us.duplex, seen_by_us.colour) == (True, True, True)
    assert described.dpi_choices == seen_by_us.dpi_choices


@pytest.mark.parametrize(
    ("wanted", "pages"),
    [
        ({}, 1),
        ({"feeder": True}, 3),
        ({"feeder": True, "duplex": True}, 6),
    ],
)
def test_both_get_the_same_pages_in_the_same_order(
    device: LoopbackEsclDevice,
    theirs: SaneDocumentSource,
    ours: EsclDocumentSource,
    wanted: dict[str, bool],
    pages: int,
) -> None:
    [them], [us] = theirs.list(), ours.list()

    their_pages = [frame.data for frame in theirs.scan(ScanRequest(them.id, dpi=150, **wanted))]  # type: ignore[arg-type]  # flags by name
    device.feeder = list(SHEETS)
    our_pages = [frame.data for frame in ours.scan(ScanRequest(us.id, dpi=150, **wanted))]  # type: ignore[arg-type]  # flags by name

    assert len(their_pages) == len(our_pages) == pages
    for their_page, our_page in zip(their_pages, our_pages, strict=True):
        their_pixels, our_pixels = pixels(their_page), pixels(our_page)
        height, width = (min(one) for one in zip(their_pixels.shape[:2], our_pixels.shape[:2], strict=True))
        assert (height, width) == pytest.approx((HEIGHT, WIDTH), abs=8)
        # Two decoders of one JPEG may differ by a rounding.
        assert np.abs(their_pixels[:height, :width] - our_pixels[:height, :width]).max() <= 6
    assert source_of(device.tickets[0]) == source_of(device.tickets[1])  # and both ask in the same words


@pytest.mark.parametrize(
    ("state", "code"),
    [("ScannerAdfJam", "device.jam"), ("ScannerAdfDoorOpen", "device.cover_open")],
)
def test_pages_before_a_fault_are_kept_by_both(
    device: LoopbackEsclDevice, theirs: SaneDocumentSource, ours: EsclDocumentSource, state: str, code: str
) -> None:
    device.fail_after[2] = state
    for client in (ours, theirs):
        device.feeder, device.feeder_state = list(SHEETS), ""
        [listed] = client.list()
        pages = 0

        with pytest.raises(DeviceError) as caught:
            for _ in client.scan(ScanRequest(listed.id, dpi=150, feeder=True)):
                pages += 1

        assert (pages, caught.value.code) == (2, code)


def test_an_empty_feeder_is_told_by_both(
    device: LoopbackEsclDevice, theirs: SaneDocumentSource, ours: EsclDocumentSource
) -> None:
    device.feeder = []
    for client in (ours, theirs):
        [listed] = client.list()

        with pytest.raises(DeviceError, match="feeder_empty"):
            list(client.scan(ScanRequest(listed.id, dpi=150, feeder=True)))
