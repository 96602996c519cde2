"""Every driver by name: an explicit list, which packaging reads too, so that nothing is found by chance."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Protocol, cast

from app.domain.errors import DeviceError
from app.domain.page import PageAnalysis
from app.ports.document_source import DocumentSource
from app.ports.page_reader import PageReader


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
    Driver("folder", "scanners.drivers.watched_folder.open_source:open_folder"),
    Driver("file", "scanners.drivers.file_import.open_source:open_files"),
    Driver("simulated", "scanners.simulated.demo_scanner:open_demo_scanner"),
)
PAGE_READERS = (Driver("opencv", "scanners.reading.open_reader:open_reader"),)

Options = Mapping[str, str]
_NONE: Options = {}


def driver_modules() -> tuple[str, ...]:
    """Modules that are only reached by name, for a frozen bundle to include."""
    return tuple(driver.factory.partition(":")[0] for driver in (*DOCUMENT_SOURCES, *PAGE_READERS))


def document_source_factory(name: str) -> str:
    """Where the source of this name is made. Raises `DeviceError` (`driver_unknown`)."""
    return _factory(DOCUMENT_SOURCES, name)


def page_reader_factory(name: str) -> str:
    """Where the reader of this name is made. Raises `DeviceError` (`driver_unknown`)."""
    return _factory(PAGE_READERS, name)


def open_document_source(name: str, options: Options = _NONE) -> DocumentSource:
    """Open a source of pages in this process. Raises `DeviceError` (`driver_unknown`)."""
    return cast(DocumentSource, open_factory(document_source_factory(name), options))


def open_page_reader(name: str, options: Options = _NONE) -> StepwisePageReader:
    """Open a page reader in this process. Raises `DeviceError` (`driver_unknown`)."""
    return cast(StepwisePageReader, open_factory(page_reader_factory(name), options))


def open_factory(factory: str, options: Options) -> object:
    """Import the module of a factory and call it."""
    module, _, function = factory.partition(":")
    made: object = getattr(import_module(module), function)(options)
    return made


def _factory(drivers: tuple[Driver, ...], name: str) -> str:
    for driver in drivers:
        if driver.name == name:
            return driver.factory
    raise DeviceError("driver_unknown", driver=name)
