"""Anything a page comes from: flatbed, feeder, watched folder, picked files, camera."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from app.domain.guide import GuideMaterial, ItemGuide


class SourceKind(StrEnum):
    """What a source is to the clerk."""

    FLATBED = "flatbed"
    FEEDER = "feeder"
    FOLDER = "folder"
    FILE = "file"
    CAMERA = "camera"
    PHONE = "phone"


@dataclass(frozen=True, slots=True)
class SourceDescription:
    """One source. `dpi_choices` is empty when the source takes any value; `name` is the device's own name."""

    id: str
    name: str
    kind: SourceKind
    dpi_choices: tuple[int, ...] = ()
    colour: bool = True
    feeder: bool = False
    duplex: bool = False


@dataclass(frozen=True, slots=True)
class AskedPaper:
    """The material that pages are taken for, of this guide, for the visit with this form."""

    material: GuideMaterial
    guide: ItemGuide
    form: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class ScanRequest:
    """What to take.

    `feeder` takes every sheet in the feeder, else one picture is taken; `paths` are the files for a source of
    kind `file`; `max_pages` bounds a batch. `paper` is what the pages are for, where that is known: nothing to a
    real device, which takes what lies on it.
    """

    source_id: str
    dpi: int = 300
    colour: bool = True
    feeder: bool = False
    duplex: bool = False
    paths: tuple[str, ...] = ()
    max_pages: int = 500
    paper: AskedPaper | None = None


@dataclass(frozen=True, slots=True)
class ScannedFrame:
    """One picture (or document file) exactly as the source gave it; `dpi` None where it does not say."""

    data: bytes
    media_type: str
    source: str
    dpi: int | None
    index: int


def never_cancelled() -> bool:
    """Stand for the `cancelled` of a scan that nobody can stop."""
    return False


class DocumentSource(Protocol):
    """Gives pages.

    Every method may block; call it on the lane of the device. Faults are `app.domain.errors.DeviceError`, a
    stopped scan is `Cancelled`.
    """

    def list(self) -> tuple[SourceDescription, ...]:
        """Return the sources that can be reached now; empty when there is none."""

    def describe(self, source_id: str) -> SourceDescription:
        """One source with its options. Raises `DeviceError` (`device.source_unknown`)."""

    def scan(self, request: ScanRequest, *, cancelled: Callable[[], bool] = never_cancelled) -> Iterator[ScannedFrame]:
        """Pages as they arrive: those taken before a fault are yielded first, then the fault is raised.

        The frame is the caller's once it is yielded; asking for the next one says that it is safe.
        """
