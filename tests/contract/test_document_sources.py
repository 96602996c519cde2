"""What every source of pages promises, whatever lies behind it: SANE, eSCL, a folder, files, a camera, a script."""

from __future__ import annotations

import shutil
import threading
from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, nullcontext
from pathlib import Path

import numpy as np
import pytest

from app.domain.errors import Cancelled, DeviceError, TongbanError
from app.ports.document_source import DocumentSource, ScannedFrame, ScanRequest
from scanners.drivers.camera.source import CameraDocumentSource, CameraPlace
from scanners.drivers.escl.client import EsclPatience
from scanners.drivers.escl.source import EsclDocumentSource
from scanners.drivers.file_import.source import FileDocumentSource
from scanners.drivers.sane.source import SaneDocumentSource, SaneSettings
from scanners.drivers.watched_folder.source import FolderSettings, WatchedFolderSource
from scanners.imaging.picture import Picture, as_bytes
from scanners.imaging.signature import file_kind
from scanners.simulated.document_source import ScriptedFault, ScriptedPage, SimulatedDocumentSource
from tests.fakes.escl_device import LoopbackEsclDevice, airscan_config, page, running

PAGES = [page(f"page {number}", 638, 877) for number in (1, 2, 3)]


class Desk(ABC):
    """One source with paper in it. `fault` is the cause that `break_after` brings about.

    `batch` is how many pages one scan can give, `empty` the cause it may tell when there is nothing to take.
    """

    fault = "jam"
    batch = 3
    empty = "feeder_empty"

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        self.folder = folder
        self.stack = stack
        self.paths: tuple[str, ...] = ()
        self.source = self.open()

    @abstractmethod
    def open(self) -> DocumentSource:
        """Set the source up, empty."""

    @abstractmethod
    def load(self, pages: Sequence[bytes]) -> None:
        """Put pages in."""

    @abstractmethod
    def break_after(self, pages: int) -> None:
        """Fail with `fault` once so many pages have been given."""

    @abstractmethod
    def mend(self) -> None:
        """Take the cause of the fault away."""

    def request(self, max_pages: int = 500) -> ScanRequest:
        [listed] = self.source.list()
        return ScanRequest(listed.id, dpi=75, feeder=True, paths=self.paths, max_pages=max_pages)

    def taken(self, max_pages: int = 500) -> list[ScannedFrame]:
        return list(self.source.scan(self.request(max_pages)))


class EsclDesk(Desk):
    device: LoopbackEsclDevice

    def open(self) -> DocumentSource:
        self.device = self.stack.enter_context(running(LoopbackEsclDevice()))
        return EsclDocumentSource([self.device.address], EsclPatience(query_s=5, rest_s=0.05))

    def load(self, pages: Sequence[bytes]) -> None:
        self.device.feeder, self.device.feeder_state = [(one, one) for one in pages], ""

    def break_after(self, pages: int) -> None:
        self.device.fail_after[pages] = "ScannerAdfJam"

    def mend(self) -> None:
        self.device.fail_after.clear()
        self.device.feeder_state = ""


class SaneDesk(EsclDesk):
    """SANE, over sane-airscan and the same loopback scanner: its own test device cannot fail in the middle."""

    def open(self) -> DocumentSource:
        super().open()
        return SaneDocumentSource(SaneSettings(config_dir=airscan_config(self.folder / "sane.d", self.device)))


class FolderDesk(Desk):
    fault = "folder_missing"

    def open(self) -> DocumentSource:
        self.watched = self.folder / "watched"
        self.watched.mkdir()
        self.away = 99
        return _Vanishing(self)

    def load(self, pages: Sequence[bytes]) -> None:
        for number, data in enumerate(pages):
            (self.watched / f"{number}.jpg").write_bytes(data)

    def break_after(self, pages: int) -> None:
        self.away = pages

    def mend(self) -> None:
        self.away = 99
        (self.folder / "gone").rename(self.watched)


class _Vanishing(WatchedFolderSource):
    """The folder's share goes away when so many pages have been given."""

    def __init__(self, desk: FolderDesk) -> None:
        super().__init__(FolderSettings(desk.watched, "扫描", settle_s=0.05, patience_s=2))
        self._desk = desk

    def scan(self, request: ScanRequest, **named: object) -> Iterator[ScannedFrame]:
        if self._desk.away == 0:
            self._desk.watched.rename(self._desk.folder / "gone")
        for given, frame in enumerate(super().scan(request, **named), 1):  # type: ignore[arg-type]  # passed through
            yield frame
            if given == self._desk.away:
                self._desk.watched.rename(self._desk.folder / "gone")


class FileDesk(Desk):
    fault = "file_missing"

    def open(self) -> DocumentSource:
        return FileDocumentSource()

    def load(self, pages: Sequence[bytes]) -> None:
        self.paths = tuple(str(self.folder / f"{number}.jpg") for number in range(len(pages)))
        for path, data in zip(self.paths, pages, strict=True):
            Path(path).write_bytes(data)

    def break_after(self, pages: int) -> None:
        shutil.move(self.paths[pages], self.folder / "moved")

    def mend(self) -> None:
        missing = next(path for path in self.paths if not Path(path).exists())
        shutil.move(self.folder / "moved", missing)


class SimulatedDesk(Desk):
    script: list[ScriptedPage | ScriptedFault]

    def open(self) -> DocumentSource:
        return SimulatedDocumentSource([], name="模拟扫描仪")

    def load(self, pages: Sequence[bytes]) -> None:
        self.script = [ScriptedPage(lambda data=data: data) for data in pages]  # type: ignore[misc]  # bound early
        self._play()

    def break_after(self, pages: int) -> None:
        self.script = [*self.script[:pages], ScriptedFault(self.fault)]
        self._play()

    def mend(self) -> None:
        """The script is played out by then."""

    def _play(self) -> None:
        self.source = SimulatedDocumentSource([self.script] if self.script else [], name="模拟扫描仪")


class CameraDesk(Desk):
    """A document camera: one picture a scan, of what lies under it at that moment; nothing lies there in the dark."""

    fault = "camera_unplugged"
    batch = 1
    empty = "camera_black"

    def open(self) -> DocumentSource:
        self.under = _UnderCamera()
        source = CameraDocumentSource(CameraPlace("test", lambda: True, lambda: self.under))
        self.stack.callback(source.close)
        return source

    def load(self, pages: Sequence[bytes]) -> None:
        self.under.lying = as_bytes(np.full((1200, 1600, 3), 200 if pages else 0, np.uint8))

    def break_after(self, pages: int) -> None:
        self.under.unplugged = True

    def mend(self) -> None:
        self.under.unplugged = False


class _UnderCamera:
    """`Video` of what the desk lays there, thirty pictures a second."""

    def __init__(self) -> None:
        self.lying = as_bytes(np.zeros((1200, 1600, 3), np.uint8))
        self.unplugged = False
        self._tick = threading.Event()

    def open(self) -> None:
        """Nothing to open."""

    def read(self) -> Picture:
        self._tick.wait(1 / 30)
        if self.unplugged:
            raise DeviceError("camera_unplugged", camera="test")
        return self.lying

    def close(self) -> None:
        """Nothing is held."""


DESKS = (SaneDesk, EsclDesk, FolderDesk, FileDesk, CameraDesk, SimulatedDesk)


@pytest.fixture(params=DESKS, ids=lambda kind: kind.__name__)
def desk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Desk]:
    with ExitStack() as stack:
        yield request.param(tmp_path, stack)


class TestDocumentSource:
    """The promises of `app.ports.document_source`."""

    def test_what_is_listed_is_described_under_the_same_id(self, desk: Desk) -> None:
        for listed in desk.source.list():
            described = desk.source.describe(listed.id)
            assert described.id == listed.id
            assert described.name

    @pytest.mark.parametrize("unknown", ["", "nosuch:1", "escl:http://127.0.0.1:1/eSCL", "folder:/nowhere"])
    def test_an_unknown_source_is_told(self, desk: Desk, unknown: str) -> None:
        with pytest.raises(DeviceError, match="source_unknown"):
            desk.source.describe(unknown)
        with pytest.raises(DeviceError, match="source_unknown"):
            list(desk.source.scan(ScanRequest(unknown)))

    def test_all_pages_come_in_order_and_whole(self, desk: Desk) -> None:
        desk.load(PAGES)
        request = desk.request()

        frames = list(desk.source.scan(request))

        assert [frame.index for frame in frames] == [0, 1, 2][: desk.batch]
        assert {frame.source for frame in frames} == {request.source_id}
        assert [file_kind(frame.data).value for frame in frames] == [frame.media_type for frame in frames]
        assert len({frame.data for frame in frames}) == desk.batch
        if not isinstance(desk, SaneDesk | CameraDesk):  # these compress the picture themselves
            assert [frame.data for frame in frames] == PAGES

    def test_a_batch_is_bounded(self, desk: Desk) -> None:
        desk.load(PAGES)

        assert len(desk.taken(max_pages=2)) == min(2, desk.batch)

    @pytest.mark.parametrize("before", [0, 2])
    def test_pages_before_a_fault_come_first_and_the_next_scan_works(self, desk: Desk, before: int) -> None:
        desk.load(PAGES)
        request = desk.request()
        before = min(before, desk.batch - 1)
        desk.break_after(before)
        frames: list[ScannedFrame] = []

        with pytest.raises(DeviceError) as caught:
            for frame in desk.source.scan(request):
                frames.append(frame)

        assert caught.value.code == f"device.{desk.fault}"
        assert len(frames) == before
        desk.mend()
        desk.load(PAGES)
        assert len(desk.taken()) >= 1

    def test_a_cancelled_scan_gives_no_page_and_the_next_one_works(self, desk: Desk) -> None:
        desk.load(PAGES)
        request = desk.request()

        with pytest.raises(Cancelled):
            next(iter(desk.source.scan(request, cancelled=lambda: True)))

        desk.load(PAGES)
        assert len(desk.taken()) == desk.batch

    def test_a_scan_can_be_cancelled_between_pages(self, desk: Desk) -> None:
        desk.load(PAGES)
        stop = threading.Event()
        frames: list[ScannedFrame] = []

        with pytest.raises(Cancelled) if desk.batch > 1 else nullcontext():
            for frame in desk.source.scan(desk.request(), cancelled=stop.is_set):
                frames.append(frame)
                stop.set()

        assert 1 <= len(frames) <= max(1, desk.batch - 1)

    def test_a_scan_that_is_left_early_leaves_the_source_usable(self, desk: Desk) -> None:
        desk.load(PAGES)
        frames = desk.source.scan(desk.request())
        next(frames)
        frames.close()  # type: ignore[attr-defined]  # a generator behind the Iterator of the port

        desk.load(PAGES)
        assert len(desk.taken()) == desk.batch

    def test_nothing_to_take_is_no_page(self, desk: Desk) -> None:
        desk.load([])

        try:
            frames = desk.taken()
        except TongbanError as error:
            assert error.code == f"device.{desk.empty}"
        else:
            assert frames == []
