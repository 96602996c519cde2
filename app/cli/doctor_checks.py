"""What `tongban doctor` looks at. Each check answers ok, warn or fail with words that say what to do."""

from __future__ import annotations

import importlib
import shutil
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from app.domain.errors import TongbanError
from app.domain.settings import Settings
from local_store.settings_files import JsonSettingsFiles
from resources.paths import resource
from resources.texts import error_text, text

LEAST_FREE_BYTES = 1024**3
LIBRARIES = ("cv2", "zxingcpp", "pyzbar.pyzbar", "sqlcipher3", "reportlab", "pypdfium2", "PySide6.QtWidgets", "serial")


class Verdict(StrEnum):
    """Outcome of a check."""

    OK = "ok"
    WARN = "warn"
    FAIL = "fail"


@dataclass(frozen=True, slots=True)
class Check:
    """One line of the report."""

    name: str
    verdict: Verdict
    words: str


def examine(folder: Path) -> tuple[Check, ...]:
    """All checks, in the order a person would ask."""
    settings = JsonSettingsFiles(folder).load()
    checks: tuple[Callable[[], Check], ...] = (
        lambda: _settings(settings),
        _libraries,
        _fonts,
        lambda: _disk(folder),
        lambda: _store(folder),
        _guides,
        lambda: _reader(settings),
        _scanners,
        _printers,
        lambda: _platform(settings),
    )
    return tuple(check() for check in checks)


def _settings(settings: Settings) -> Check:
    if settings.problems:
        words = " ".join(error_text(problem.code, problem.details) for problem in settings.problems)
        return Check("settings", Verdict.WARN, words)
    if not settings.text("station.hall_name"):
        return Check("settings", Verdict.WARN, text("doctor.not_set_up"))
    return Check("settings", Verdict.OK, settings.text("station.hall_name"))


def _libraries() -> Check:
    missing = []
    for name in LIBRARIES:
        try:
            importlib.import_module(name)
        except ImportError:
            missing.append(name)
    if missing:
        return Check("libraries", Verdict.FAIL, text("doctor.libraries_missing", names=" ".join(missing)))
    return Check("libraries", Verdict.OK, text("doctor.fine"))


def _fonts() -> Check:
    from app.paper.fonts import system_fallbacks

    if not resource("fonts", "NotoSansSC-Regular.ttf").exists():
        return Check("fonts", Verdict.FAIL, text("doctor.font_missing"))
    if not system_fallbacks():
        return Check("fonts", Verdict.WARN, text("doctor.no_fallback_font"))
    return Check("fonts", Verdict.OK, text("doctor.fine"))


def _disk(folder: Path) -> Check:
    existing = next(path for path in (folder, *folder.parents) if path.exists())
    free = shutil.disk_usage(existing).free
    verdict = Verdict.OK if free >= LEAST_FREE_BYTES else Verdict.WARN
    return Check("disk", verdict, text("doctor.disk_free", gigabytes=round(free / 1024**3, 1)))


def _store(folder: Path) -> Check:
    from local_store.folder import DataFolder

    if DataFolder(folder).database.exists():
        return Check("store", Verdict.OK, text("doctor.store_there"))
    return Check("store", Verdict.WARN, text("doctor.store_absent"))


def _guides() -> Check:
    from app.platform.guides.source import JsonGuideSource

    problems = JsonGuideSource(resource("guides")).problems()
    if problems:
        words = " ".join(error_text(problem.code, problem.details) for problem in problems)
        return Check("guides", Verdict.FAIL, words)
    return Check("guides", Verdict.OK, text("doctor.fine"))


def _reader(settings: Settings) -> Check:
    from scanners.drivers.sam_v import open_reader

    address = settings.text("reader.address")
    if not address:
        return Check("reader", Verdict.WARN, text("doctor.no_reader"))
    try:
        with closing(open_reader(address)) as reader:
            reader.check()
            return Check("reader", Verdict.OK, reader.describe())
    except TongbanError as error:
        return Check("reader", Verdict.FAIL, error_text(error.code, error.details))


def _scanners() -> Check:
    from scanners.registry import open_document_source

    try:
        found = open_document_source("sane").list()
    except TongbanError as error:
        return Check("scanners", Verdict.WARN, error_text(error.code, error.details))
    if not found:
        return Check("scanners", Verdict.WARN, text("doctor.no_scanner"))
    return Check("scanners", Verdict.OK, " ".join(source.name for source in found))


def _printers() -> Check:
    from app.printing import system_printer

    try:
        found = system_printer().printers()
    except TongbanError as error:
        return Check("printers", Verdict.WARN, error_text(error.code, error.details))
    if not found:
        return Check("printers", Verdict.WARN, text("doctor.no_printer"))
    return Check("printers", Verdict.OK, " ".join(printer.name for printer in found))


def _platform(settings: Settings) -> Check:
    from app.platform.client.gateway import HttpPlatformGateway
    from app.system_clock import SystemClock

    address = settings.text("platform.url")
    if not address:
        return Check("platform", Verdict.WARN, text("doctor.no_platform"))
    try:
        gateway = HttpPlatformGateway(
            address, settings.text("station.code"), settings.text("platform.mapping"), SystemClock()
        )
        status = gateway.check()
    except TongbanError as error:
        return Check("platform", Verdict.FAIL, error_text(error.code, error.details))
    if not status.online:
        return Check("platform", Verdict.WARN, error_text(status.reason, {}))
    return Check("platform", Verdict.OK, address)
