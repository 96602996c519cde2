"""Every driver by name: an explicit list, which packaging reads too, so that nothing is found by chance."""

from __future__ import annotations

import platform
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, cast

from app.domain.errors import DeviceError
from app.domain.page import PageAnalysis
from app.ports.document_source import DocumentSource
from app.ports.page_reader import PageReader
from app.ports.text_reader import TextReader
from scanners.worker.factory import Options, open_factory

if TYPE_CHECKING:
    from scanners.all_sources import AllDocumentSources
    from scanners.chosen_camera import ChosenCamera
    from scanners.chosen_phone_link import ChosenPhoneLink
    from scanners.worker.camera import WorkerCamera
    from scanners.worker.card_reader import WorkerCardReader
    from scanners.worker.document_source import WorkerDocumentSource
    from scanners.worker.page_reader import WorkerPageReader
    from scanners.worker.phone_link import WorkerPhoneLink
    from scanners.worker.photo_decoder import WorkerPhotoDecoder
    from scanners.worker.picture_comparer import WorkerPictureComparer
    from scanners.worker.text_reader import WorkerTextReader


@dataclass(frozen=True, slots=True)
class Driver:
    """`factory` is `module:function`; the function takes the options and gives the port's implementation."""

    name: str
    factory: str


class StepwisePageReader(PageReader, Protocol):
    """A page reader that also gives its pages one by one, so that a long document shows that it goes on."""

    def analyse_each(self, data: bytes, *, expect_dpi: int | None = None) -> Iterator[PageAnalysis]:
        """As `analyse`, page by page."""


DOCUMENT_SOURCES = (
    Driver("sane", "scanners.drivers.sane.open_source:open_sane"),
    Driver("escl", "scanners.drivers.escl.open_source:open_escl"),
    Driver("wia", "scanners.drivers.wia.open_source:open_wia"),
    Driver("folder", "scanners.drivers.watched_folder.open_source:open_folder"),
    Driver("file", "scanners.drivers.file_import.open_source:open_files"),
    Driver("simulated", "scanners.simulated.scripted_papers:open_scripted_papers"),
)
CAMERAS = (
    Driver("opencv", "scanners.drivers.camera.open_source:open_camera"),
    Driver("simulated", "scanners.simulated.camera:open_simulated_camera"),
)
PHONE_LINKS = (Driver("http", "scanners.drivers.phone_link.source:open_phone_link"),)
PAGE_READERS = (Driver("opencv", "scanners.reading.open_reader:open_reader"),)
TEXT_READERS = (Driver("rapidocr", "scanners.reading.open_text_reader:open_text_reader"),)
PICTURE_COMPARERS = (Driver("opencv", "scanners.reading.picture_comparer:open_comparer"),)
CARD_READERS = (Driver("sdt", "scanners.drivers.sdt_library.driver:open_library"),)
PHOTO_DECODERS = (Driver("wlt", "scanners.faces.wlt_library:open_wlt_library"),)

SIMULATED_CAMERA = "simulated:"

_NONE: Options = {}


def driver_modules() -> tuple[str, ...]:
    """Modules that are only reached by name, for a frozen bundle to include."""
    drivers = (
        *DOCUMENT_SOURCES,
        *CAMERAS,
        *PHONE_LINKS,
        *PAGE_READERS,
        *TEXT_READERS,
        *PICTURE_COMPARERS,
        *CARD_READERS,
        *PHOTO_DECODERS,
    )
    return tuple(driver.factory.partition(":")[0] for driver in drivers)


def open_document_source(name: str, options: Options = _NONE) -> DocumentSource:
    """Open a source of pages in this process. Raises `DeviceError` (`driver_unknown`)."""
    return cast(DocumentSource, open_factory(_factory(DOCUMENT_SOURCES, name), options))


def open_page_reader(name: str = "opencv", options: Options = _NONE) -> StepwisePageReader:
    """Open a page reader in this process. Raises `DeviceError` (`driver_unknown`)."""
    return cast(StepwisePageReader, open_factory(_factory(PAGE_READERS, name), options))


def open_text_reader(name: str = "rapidocr", options: Options = _NONE) -> TextReader:
    """Open a text reader in this process: loads its models. Raises `DeviceError` (`driver_unknown`)."""
    return cast(TextReader, open_factory(_factory(TEXT_READERS, name), options))


def worker_source(name: str, options: Options = _NONE) -> WorkerDocumentSource:
    """Take a source of pages that runs in a process of its own, started when first asked."""
    from scanners.worker.document_source import WorkerDocumentSource

    return WorkerDocumentSource(_factory(DOCUMENT_SOURCES, name), options)


def worker_camera(camera: str) -> WorkerCamera:
    """Take a document camera that runs in a process of its own, started when first asked.

    `camera` is an index, a path, or `simulated:` for the one that shows sample papers.
    """
    from scanners.worker.camera import WorkerCamera

    name = "simulated" if camera == SIMULATED_CAMERA else "opencv"
    return WorkerCamera(_factory(CAMERAS, name), {"camera": camera})


def desk_camera(chosen: Callable[[], str]) -> ChosenCamera:
    """The document camera on the desk; `chosen` gives what is set now, empty for none, and is asked each time."""
    from scanners.chosen_camera import ChosenCamera

    return ChosenCamera(chosen, worker_camera)


def worker_phone_link(address: str) -> WorkerPhoneLink:
    """Take the phone's link on an address of this machine, in a process of its own, started when first asked."""
    from scanners.worker.phone_link import WorkerPhoneLink

    return WorkerPhoneLink(_factory(PHONE_LINKS, "http"), {"address": address})


def phone_link(chosen: Callable[[], str]) -> ChosenPhoneLink:
    """The phone's link; `chosen` gives the address to listen on, empty while it is switched off."""
    from scanners.chosen_phone_link import ChosenPhoneLink

    return ChosenPhoneLink(chosen, worker_phone_link)


def page_reader(name: str = "opencv", options: Options = _NONE) -> WorkerPageReader:
    """Take a page reader that runs in a process of its own, started when first asked."""
    from scanners.worker.page_reader import WorkerPageReader

    return WorkerPageReader(_factory(PAGE_READERS, name), options)


def text_reader(name: str = "rapidocr", options: Options = _NONE) -> WorkerTextReader:
    """Take a text reader that runs in a process of its own, started when first asked."""
    from scanners.worker.text_reader import WorkerTextReader

    return WorkerTextReader(_factory(TEXT_READERS, name), options)


def picture_comparer(name: str = "opencv", options: Options = _NONE) -> WorkerPictureComparer:
    """Take a comparer of pictures that runs in a process of its own, started when first asked."""
    from scanners.worker.picture_comparer import WorkerPictureComparer

    return WorkerPictureComparer(_factory(PICTURE_COMPARERS, name), options)


def worker_card_reader(name: str, url: str, options: Options = _NONE) -> WorkerCardReader:
    """Take a card reader that runs in a process of its own, started when first asked; `url` is what it is told by."""
    from scanners.worker.card_reader import WorkerCardReader

    return WorkerCardReader(url, _factory(CARD_READERS, name), options)


def photo_decoder(name: str = "wlt", options: Options = _NONE) -> WorkerPhotoDecoder:
    """Take a decoder of card photos that runs in a process of its own, started when first asked."""
    from scanners.worker.photo_decoder import WorkerPhotoDecoder

    return WorkerPhotoDecoder(_factory(PHOTO_DECODERS, name), options)


def desk_sources(watched_folder: Callable[[], str], network_scanners: Callable[[], str]) -> AllDocumentSources:
    """All that can be on a desk: scanners, the watched folder while one is set, picked files.

    `watched_folder` gives the path set now, `network_scanners` the addresses, empty for none; they are asked each
    time, so that a changed setting holds at once.
    """
    from scanners.all_sources import AllDocumentSources
    from scanners.drivers.watched_folder.chosen_folder import ChosenFolderSource
    from scanners.network_scanners import ChosenNetworkScanners

    return AllDocumentSources(
        {
            **_system_scanners(),
            "escl:": ChosenNetworkScanners(network_scanners, _worker_over_network),
            "folder:": ChosenFolderSource(watched_folder),
            "file": open_document_source("file"),
        }
    )


def _system_scanners() -> dict[str, DocumentSource]:
    """Scanners by the system's own interface: WIA under Windows, SANE elsewhere."""
    if platform.system() == "Windows":
        return {"wia:": worker_source("wia")}
    return {"sane:": worker_source("sane")}


def _worker_over_network(addresses: str) -> DocumentSource:
    return worker_source("escl", {"addresses": addresses})


def _factory(drivers: tuple[Driver, ...], name: str) -> str:
    for driver in drivers:
        if driver.name == name:
            return driver.factory
    raise DeviceError("driver_unknown", driver=name)
