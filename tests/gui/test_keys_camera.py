"""The document camera and the phone's link by keys, with a camera that goes on and on; every state fits."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from threading import Event

import pytest
import zxingcpp
from PIL import Image
from PySide6.QtCore import QBuffer, QByteArray, QIODevice, Qt
from PySide6.QtGui import QImageWriter
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from app.domain.errors import Cancelled, DeviceError
from app.domain.page import PageConfidence, Quality, QualityReason, QualityVerdict
from app.ports.document_source import ScannedFrame, ScanRequest, SourceDescription, SourceKind, never_cancelled
from app.ports.live_preview import PreviewFrame, PreviewLook, PreviewRequest, SheetOutline
from tests.fakes.preview import LinkedPhone
from tests.fakes.workspace import ScriptedSource, WindowDesk
from tests.gui.driver import Driver
from tests.gui.inspection import clipped, nameless, overlapping_edge
from tests.gui.papers_on_desk import photo
from tests.gui.test_screens import SIZES
from tests.gui.test_visit_by_keys import ALT, CTRL, KEY, to_materials
from ui.widgets.live_view import LiveView
from ui.widgets.page_view import PageView

SHIFT = Qt.KeyboardModifier.ShiftModifier
CAMERA = "camera:1"
URL = "http://127.0.0.1:8765/sample-of-a-long-key"
SHEET = SheetOutline(((390.0, 60.0), (800.0, 60.0), (800.0, 640.0), (390.0, 640.0)), PageConfidence.HIGH)
GOOD = Quality(QualityVerdict.GOOD, ())
GLARE = Quality(QualityVerdict.BAD, (QualityReason.GLARE, QualityReason.FINGER))


class RunningCamera(ScriptedSource):
    """One camera, watched until it is let go of; what it sees and what it takes by itself is what the test put there.

    As a source of the phone's pictures it waits for more until it is cancelled.
    """

    def __init__(self) -> None:
        super().__init__(photo("application_form"))
        self.look = PreviewLook(1, (SHEET,), GOOD, 1.0)
        self.shot: ScannedFrame | None = None
        self.fault: DeviceError | None = None
        self.watched: list[PreviewRequest] = []
        self._pace = Event()

    def list(self) -> tuple[SourceDescription, ...]:
        return (SourceDescription(CAMERA, "样本高拍仪", SourceKind.CAMERA),)

    def scan(self, request: ScanRequest, *, cancelled: Callable[[], bool] = never_cancelled) -> Iterator[ScannedFrame]:
        yield from super().scan(request, cancelled=cancelled)
        while request.source_id == "phone:":
            if cancelled():
                raise Cancelled("scan")
            self._pace.wait(0.02)

    def watch(
        self, request: PreviewRequest, *, cancelled: Callable[[], bool] = never_cancelled
    ) -> Iterator[PreviewFrame]:
        self.watched.append(request)
        number = 0
        while not cancelled():
            self._pace.wait(0.02)
            if self.fault is not None:
                raise self.fault
            number += 1
            shot, self.shot = self.shot, None
            yield PreviewFrame(number, photo("application_form"), 1200, 900, self.look, shot)


def qr_png(words: str) -> bytes:
    """As the driver of the link draws it."""
    code = zxingcpp.create_barcode(words, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
    out = io.BytesIO()
    Image.fromarray(zxingcpp.write_barcode_to_image(code, scale=8, add_quiet_zones=True)).save(out, "PNG")
    return out.getvalue()


def on_screen(widget: QWidget) -> Image.Image:
    """What a phone held before the window sees of a control."""
    stored = QByteArray()
    buffer = QBuffer(stored)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, QByteArray(b"png")).write(widget.grab().toImage())
    return Image.open(io.BytesIO(bytes(stored.data())))


@pytest.fixture
def camera(desk: WindowDesk) -> RunningCamera:
    """Put on the desk, beside a phone that is allowed."""
    made = RunningCamera()
    desk.workspace = replace(
        desk.workspace,
        live_preview=made,
        phone_link=LinkedPhone(qr_png(URL)),
        capture_pages=replace(desk.workspace.capture_pages, source=made),
    )
    return made


def at_list(driver: Driver) -> Driver:
    driver.sign_in()
    to_materials(driver)
    driver.press(KEY.Key_Return)
    assert driver.focus_name() == "intake.materials"
    return driver


def pages(driver: Driver) -> int:
    row = driver.intake.materials.row
    return len(row.pages) if row is not None else 0


def live(driver: Driver) -> LiveView:
    return driver.find("intake.live", LiveView)


def says(driver: Driver, name: str, words: str) -> None:
    driver.bot.waitUntil(lambda: words in driver.find(name, QLabel).text())


def watch(driver: Driver) -> None:
    driver.strike(KEY.Key_F5)
    driver.bot.waitUntil(lambda: live(driver).isVisible() and not live(driver).shown().isEmpty())


def test_the_camera_is_watched_and_pages_are_taken_by_keys(
    open_driver: Callable[..., Driver], camera: RunningCamera
) -> None:
    driver = at_list(open_driver())
    watch(driver)
    assert driver.focus_name() == "intake.preview"
    assert live(driver).outlines() == ((SHEET.corners, True),)
    driver.bot.waitUntil(lambda: live(driver).shown().width() <= live(driver).width())  # not the camera's 1200
    says(driver, "intake.preview_hint", "清楚")

    camera.shot = ScannedFrame(photo("statement", title="说明"), "image/jpeg", CAMERA, None, 0)
    driver.bot.waitUntil(lambda: pages(driver) == 1)
    driver.strike(KEY.Key_F5)
    driver.bot.waitUntil(lambda: pages(driver) == 2)
    says(driver, "intake.preview_taken", "2 页")
    assert live(driver).isVisible()

    driver.strike(KEY.Key_A, ALT)
    driver.strike(KEY.Key_W, ALT)
    driver.bot.waitUntil(lambda: camera.watched[-1] == PreviewRequest(CAMERA, automatic=False, whole_desk=True))
    driver.strike(KEY.Key_Escape)

    driver.rest()
    assert driver.focus_name() == "intake.materials"
    assert not live(driver).isVisible()
    assert driver.find("intake.pages", QWidget).isVisible()


def test_out_of_sight_the_camera_is_let_go_of(open_driver: Callable[..., Driver], camera: RunningCamera) -> None:
    driver = at_list(open_driver())
    watch(driver)
    driver.strike(KEY.Key_1, ALT)
    driver.rest()

    assert not driver.intake.materials.preview.active
    camera.shot = ScannedFrame(b"", "image/jpeg", CAMERA, None, 0)
    driver.strike(KEY.Key_3, ALT)
    driver.rest()
    assert pages(driver) == 0
    assert camera.shot is not None


def test_behind_the_lock_the_camera_is_let_go_of(open_driver: Callable[..., Driver], camera: RunningCamera) -> None:
    driver = at_list(open_driver())
    watch(driver)
    driver.strike(KEY.Key_F12)
    driver.bot.waitUntil(lambda: not driver.intake.materials.preview.active)
    driver.rest()  # no frame is being waited for any more

    assert not live(driver).isVisible()
    assert len(camera.watched) == 1


def test_pictures_come_from_a_phone(open_driver: Callable[..., Driver], camera: RunningCamera) -> None:
    driver = at_list(open_driver())
    driver.strike(KEY.Key_F5, CTRL | SHIFT)
    says(driver, "intake.phone_taken", "1 张")
    assert driver.focus_name() == "intake.phone"
    assert "本人同意" in driver.find("intake.phone_notice", QLabel).text()
    assert "分" in driver.find("intake.phone_seconds", QLabel).text()

    driver.strike(KEY.Key_Escape)
    driver.rest()

    assert driver.focus_name() == "intake.materials"
    assert (pages(driver), driver.intake.materials.phone.link) == (1, None)


def faults(driver: Driver, folder: Path, name: str) -> list[str]:
    """As elsewhere, but the camera never rests."""
    lanes = ("store", "imaging", "reading", "comparison")
    driver.bot.waitUntil(lambda: not any(driver.window.runner.busy(lane) for lane in lanes))
    driver.bot.wait(120)  # two or three frames at the size of now
    driver.window.grab().save(str(folder / f"{name}.png"))
    found = clipped(driver.window) + overlapping_edge(driver.window) + nameless(driver.window)
    return [f"{name}: {one}" for one in found]


@pytest.mark.parametrize("style", ["light", "dark"])
@pytest.mark.parametrize(("size", "percent"), SIZES)
def test_every_state_fits(
    open_driver: Callable[..., Driver],
    camera: RunningCamera,
    desk: WindowDesk,
    pictures: Path,
    style: str,
    size: tuple[int, int],
    percent: int,
) -> None:
    desk.settings.own.update({"look.style": style, "look.font_percent": str(percent)})
    driver = at_list(open_driver(size))
    watch(driver)
    found = faults(driver, pictures, "camera_good")
    camera.look = PreviewLook(1, (SHEET, SHEET, SHEET), GLARE, 1.0)
    says(driver, "intake.preview_hint", "3 张")
    found += faults(driver, pictures, "camera_several")
    camera.look = PreviewLook(1, (replace(SHEET, confidence=PageConfidence.PARTIAL),), GLARE, 1.0)
    says(driver, "intake.preview_hint", "反光")
    found += faults(driver, pictures, "camera_glare")
    camera.fault = DeviceError("camera_unplugged")
    driver.bot.waitUntil(lambda: driver.intake.materials.preview.stopped)
    found += faults(driver, pictures, "camera_stopped")
    driver.press(KEY.Key_Escape)
    camera.fault = None
    driver.strike(KEY.Key_F5, CTRL | SHIFT)
    says(driver, "intake.phone_taken", "1 张")
    found += faults(driver, pictures, "phone_link")
    read = zxingcpp.read_barcodes(on_screen(driver.find("intake.phone_code", PageView)))
    found += [] if [one.text for one in read] == [URL] else ["the code cannot be read off the screen"]
    driver.intake.materials.capture.stop()
    driver.rest()
    assert driver.intake.materials.phone.over
    found += faults(driver, pictures, "phone_over")
    driver.find("intake.phone_close", QPushButton).click()
    driver.rest()

    assert found == []
