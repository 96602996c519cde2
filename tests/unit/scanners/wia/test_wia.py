"""The WIA driver against a recorded interface: what it asks Windows for, and what it makes of the answers."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import pytest
from PIL import Image

from app.domain.errors import Cancelled, DeviceError
from app.ports.document_source import ScannedFrame, ScanRequest, SourceKind
from scanners.drivers.wia.automation import (
    BMP_FORMAT,
    JPEG_FORMAT,
    PropertyId,
    WiaDevice,
    WiaDeviceInfo,
    WiaFault,
)
from scanners.drivers.wia.open_source import open_wia
from scanners.drivers.wia.source import WiaDocumentSource
from scanners.drivers.wia.status import CAUSES, device_error

ID = r"{6BDD1FC6-810F-11D0-BEC7-08002BE2092F}\0001"
GLASS, FEEDER, DUPLEX = 2, 1, 4
FEEDER_EMPTY, JAM, INVALID_ARGUMENT = 0x80210003, 0x80210002, 0x80070057


def picture(form: str = "JPEG") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (20, 30), "white").save(out, form)
    return out.getvalue()


@dataclass
class RecordedProperties:
    values: dict[int, object]
    lists: dict[int, tuple[int, ...]] = field(default_factory=dict)

    def get(self, number: PropertyId) -> object | None:
        return self.values.get(number)

    def set(self, number: PropertyId, value: int) -> bool:
        self.values[number] = value
        return True

    def choices(self, number: PropertyId) -> tuple[int, ...]:
        return self.lists.get(number, ())


@dataclass
class RecordedScanner:
    """A scanner, its one item and its entry in the list of devices, all in one; `script` is what transfers give."""

    script: list[bytes | int]
    has: int = GLASS
    kind: int = 1
    device_id: str = ID
    name: str = "Fujitsu fi-7160"
    refuses: int = 0
    tells_paper: bool = True
    formats: list[str] = field(default_factory=list)
    after_page: Callable[[], None] = lambda: None

    def __post_init__(self) -> None:
        self.properties = RecordedProperties(
            {PropertyId.DOCUMENT_HANDLING_CAPABILITIES: self.has}, {PropertyId.HORIZONTAL_RESOLUTION: (150, 200, 300)}
        )
        self._tell_paper()

    def connect(self) -> WiaDevice:
        if self.refuses:
            raise WiaFault(self.refuses)
        return self

    def first_item(self) -> RecordedScanner:
        return self

    def transfer(self, format_id: str) -> bytes:
        self.formats.append(format_id)
        step = self.script.pop(0) if self.script else FEEDER_EMPTY
        self._tell_paper()
        self.after_page()
        if isinstance(step, int):
            raise WiaFault(step)
        return step

    def _tell_paper(self) -> None:
        if self.tells_paper:
            self.properties.values[PropertyId.DOCUMENT_HANDLING_STATUS] = int(bool(self.script))


class RecordedManager:
    def __init__(self, *scanners: RecordedScanner, fault: int = 0) -> None:
        self._scanners, self._fault = scanners, fault

    def devices(self) -> tuple[WiaDeviceInfo, ...]:
        if self._fault:
            raise WiaFault(self._fault)
        return self._scanners


def source(*scanners: RecordedScanner) -> WiaDocumentSource:
    return WiaDocumentSource(RecordedManager(*scanners))


def scanned(scanner: RecordedScanner, request: ScanRequest) -> tuple[list[ScannedFrame], str]:
    """Frames, and the code of the fault behind them, empty for none."""
    frames = []
    try:
        for frame in source(scanner).scan(request):
            frames.append(frame)
    except DeviceError as fault:
        return frames, fault.code
    return frames, ""


def test_scanners_are_listed_cameras_and_video_are_not() -> None:
    [listed] = source(RecordedScanner([]), RecordedScanner([], kind=2), RecordedScanner([], kind=3)).list()

    assert (listed.id, listed.name) == (f"wia:{ID}", "Fujitsu fi-7160")


@pytest.mark.parametrize(
    ("has", "kind", "feeder", "duplex"),
    [
        (GLASS, SourceKind.FLATBED, False, False),
        (GLASS | FEEDER, SourceKind.FLATBED, True, False),
        (FEEDER | DUPLEX, SourceKind.FEEDER, True, True),
    ],
)
def test_what_a_scanner_has(has: int, kind: SourceKind, feeder: bool, duplex: bool) -> None:
    described = source(RecordedScanner([], has)).describe(f"wia:{ID}")

    assert (described.kind, described.feeder, described.duplex) == (kind, feeder, duplex)
    assert described.dpi_choices == (150, 200, 300)


def test_one_page_from_the_glass_in_the_wanted_resolution_and_colour() -> None:
    scanner = RecordedScanner([picture()])

    frames, code = scanned(scanner, ScanRequest(f"wia:{ID}", dpi=200, colour=False))

    assert ([(frame.media_type, frame.dpi) for frame in frames], code) == ([("image/jpeg", 200)], "")
    assert scanner.properties.values[PropertyId.DOCUMENT_HANDLING_SELECT] == GLASS
    assert [scanner.properties.values[number] for number in (6146, 6147, 6148)] == [2, 200, 200]
    assert scanner.formats == [JPEG_FORMAT]


def test_a_driver_without_jpeg_gives_a_bitmap() -> None:
    scanner = RecordedScanner([INVALID_ARGUMENT, picture("BMP")])

    frames, code = scanned(scanner, ScanRequest(f"wia:{ID}"))

    assert ([frame.media_type for frame in frames], code) == (["image/bmp"], "")
    assert scanner.formats == [JPEG_FORMAT, BMP_FORMAT]


@pytest.mark.parametrize("tells_paper", [True, False])
def test_every_sheet_in_the_feeder_both_sides(tells_paper: bool) -> None:
    scanner = RecordedScanner([picture()] * 4, FEEDER | DUPLEX | GLASS, tells_paper=tells_paper)

    frames, code = scanned(scanner, ScanRequest(f"wia:{ID}", feeder=True, duplex=True))

    assert ([frame.index for frame in frames], code) == ([0, 1, 2, 3], "")
    assert scanner.properties.values[PropertyId.DOCUMENT_HANDLING_SELECT] == FEEDER | DUPLEX
    assert scanner.properties.values[PropertyId.PAGES] == 1


def test_an_empty_feeder_is_a_fault_only_at_the_first_sheet() -> None:
    request = ScanRequest(f"wia:{ID}", feeder=True)

    assert scanned(RecordedScanner([], FEEDER), request) == ([], "device.feeder_empty")


def test_pages_before_a_fault_come_first() -> None:
    scanner = RecordedScanner([picture(), picture(), JAM], FEEDER)

    frames, code = scanned(scanner, ScanRequest(f"wia:{ID}", feeder=True))

    assert (len(frames), code) == (2, "device.jam")


def test_the_picture_of_a_cancelled_page_is_thrown_away() -> None:
    stop: list[bool] = []
    scanner = RecordedScanner([picture(), picture()], FEEDER, after_page=lambda: stop.append(True))

    with pytest.raises(Cancelled):
        list(source(scanner).scan(ScanRequest(f"wia:{ID}", feeder=True), cancelled=lambda: bool(stop)))
    assert len(scanner.formats) == 1


@pytest.mark.parametrize(
    ("script", "request_", "code"),
    [
        ([picture()], ScanRequest(f"wia:{ID}", feeder=True), "device.no_feeder"),
        ([picture()], ScanRequest("wia:gone"), "device.source_unknown"),
        ([b"not a picture"], ScanRequest(f"wia:{ID}"), "device.no_picture"),
    ],
)
def test_other_faults(script: Sequence[bytes | int], request_: ScanRequest, code: str) -> None:
    assert scanned(RecordedScanner(list(script)), request_) == ([], code)


def test_faults_of_connecting_and_listing_are_told() -> None:
    busy = RecordedScanner([], refuses=0x80210006)
    with pytest.raises(DeviceError, match="busy"):
        source(busy).describe(f"wia:{ID}")
    with pytest.raises(DeviceError, match="wia_service_stopped"):
        WiaDocumentSource(RecordedManager(fault=0x80070422)).list()


@pytest.mark.parametrize(
    ("code", "cause"),
    [
        (0x80210001, "io"),
        (0x80210002, "jam"),
        (0x80210003, "feeder_empty"),
        (0x80210005, "wia_offline"),
        (0x80210006, "busy"),
        (0x80210010, "cover_open"),  # wiadef.h: facility 33, code 16
        (0x80210014, "double_feed"),  # code 20
        (-2145320958, "jam"),  # as COM gives it: signed
    ],
)
def test_codes_of_windows(code: int, cause: str) -> None:
    assert device_error(WiaFault(code)).code == f"device.{cause}"


def test_a_code_nobody_knows_is_named() -> None:
    unknown = device_error(WiaFault(0x8021ABCD))

    assert (unknown.code, unknown.details) == ("device.wia_unknown", {"status": "0x8021ABCD"})
    assert 0x8021ABCD not in CAUSES


def test_it_is_refused_elsewhere_than_under_windows() -> None:
    with pytest.raises(DeviceError, match="wia_only_windows"):
        open_wia({})
