"""What `tongban doctor` looks at. Each check answers ok, warn or fail with words that say what to do."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from app.cli.check import Check, Verdict, failed
from app.cli.doctor_store import Account, check_clock, check_disk, check_store
from app.domain.errors import SettingsError, TongbanError
from app.domain.settings import Settings
from local_store.settings_files import JsonSettingsFiles
from resources.paths import resource
from resources.texts import error_text, text

LIBRARIES = ("cv2", "zxingcpp", "pyzbar.pyzbar", "sqlcipher3", "reportlab", "pypdfium2", "PySide6.QtWidgets", "serial")


def examine(folder: Path, account: Account | None = None) -> tuple[Check, ...]:
    """All checks, in the order a person would ask; with `account` the store is opened too."""
    settings = JsonSettingsFiles(folder).load()
    checks: tuple[Callable[[], Check], ...] = (
        lambda: _settings(settings),
        _libraries,
        _fonts,
        lambda: check_disk(folder),
        lambda: check_store(folder, account),
        lambda: check_clock(folder),
        lambda: _guides(folder),
        lambda: _reader(settings),
        lambda: _scanners(settings),
        _printers,
        lambda: _platform(settings),
    )
    return tuple(check() for check in checks)


def _settings(settings: Settings) -> Check:
    if settings.problems:
        return Check("settings", Verdict.WARN, " ".join(_problem(problem) for problem in settings.problems))
    if not settings.text("station.hall_name"):
        return Check("settings", Verdict.WARN, text("doctor.not_set_up"))
    return Check("settings", Verdict.OK, settings.text("station.hall_name"))


def _problem(problem: SettingsError) -> str:
    """Beside no field, so the key is said too."""
    words = error_text(problem.code, problem.details)
    return text("doctor.setting_problem", setting=problem.field, words=words) if problem.field else words


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


def _guides(folder: Path) -> Check:
    from app.platform.guides.source import JsonGuideSource

    problems = JsonGuideSource(resource("guides"), folder / "guides").problems()
    if problems:
        words = " ".join(error_text(problem.code, problem.details) for problem in problems)
        return Check("guides", Verdict.FAIL, words)
    return Check("guides", Verdict.OK, text("doctor.fine"))


def _reader(settings: Settings) -> Check:
    from scanners.card_readers import open_card_reader

    address = settings.text("reader.address")
    if not address:
        return Check("reader", Verdict.WARN, text("doctor.no_reader"))
    try:
        with closing(open_card_reader(address)) as reader:
            reader.check()
            return Check("reader", Verdict.OK, reader.describe())
    except TongbanError as error:
        return failed("reader", error)


def _scanners(settings: Settings) -> Check:
    from scanners.registry import worker_source

    watched = settings.text("scanner.watched_folder")
    if watched and not Path(watched).is_dir():
        return Check("scanners", Verdict.FAIL, error_text("device.folder_missing", {}))
    addresses = settings.text("scanner.network_address")
    try:
        with closing(worker_source("sane")) as sane:  # in a process of its own: a hung scanner must not hang the check
            found = sane.list()
        if addresses:
            with closing(worker_source("escl", {"addresses": addresses})) as network:
                found += network.list()
    except TongbanError as error:
        return failed("scanners", error, Verdict.WARN)
    if not found:
        return Check("scanners", Verdict.WARN, text("doctor.no_scanner"))
    return Check("scanners", Verdict.OK, " ".join(source.name for source in found))


def _printers() -> Check:
    from app.printing import system_printer

    try:
        found = system_printer().printers()
    except TongbanError as error:
        return failed("printers", error, Verdict.WARN)
    if not found:
        return Check("printers", Verdict.WARN, text("doctor.no_printer"))
    return Check("printers", Verdict.OK, " ".join(printer.name for printer in found))


def _platform(settings: Settings) -> Check:
    from app.platform.client.gateway import HttpPlatformGateway
    from app.platform.contract.mapping import load_mapping
    from app.system_clock import SystemClock

    address, province = settings.text("platform.url"), settings.text("platform.mapping")
    try:
        load_mapping(province)  # nothing can be received without it, whether or not there is a line
        if not address:
            return Check("platform", Verdict.WARN, text("doctor.no_platform"))
        status = HttpPlatformGateway(address, settings.text("station.code"), province, SystemClock()).check()
    except TongbanError as error:
        return failed("platform", error)
    if not status.online:
        return Check("platform", Verdict.WARN, error_text(status.reason, {}))
    return Check("platform", Verdict.OK, address)
