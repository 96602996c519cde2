"""Error words, crash hooks, masking, input method, looks."""

from __future__ import annotations

import logging
import re
import sys
import threading
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QLocale, qWarning
from PySide6.QtWidgets import QApplication
from pytestqt.exceptions import capture_exceptions

from app.domain.errors import Cancelled, DeviceError, InputError, StoreError, SyncError
from resources.paths import resource
from tests.conftest import ExpectLog
from tests.fakes.desk import NAME, resident_number
from ui.runtime.appearance import Look, Theme, apply_look, style_sheet, tokens
from ui.runtime.crash_hooks import LARGEST_LOG, CrashHooks
from ui.runtime.error_presenter import Audience, ErrorPresenter
from ui.runtime.log_masking import masked, without_values
from ui.runtime.surroundings import install_translations, prepare_input_method

WORDS = ("text", "muted", "disabled", "action", "green", "amber", "red")
NOTHING: dict[str, str] = {}
PAIRS = [
    *((word, ground) for word in WORDS for ground in ("surface", "sunken")),
    *((word, "canvas") for word in ("text", "muted", "action")),
    *((word, "action_soft") for word in ("text", "muted", "action", "green", "amber", "red")),
    ("on_action", "action"),
    ("on_action", "action_hover"),
    ("green", "green_soft"),
    ("amber", "amber_soft"),
    ("red", "red_soft"),
    *(("text", f"{tone}_soft") for tone in ("green", "amber", "red")),
    *(("action", f"{tone}_soft") for tone in ("green", "amber", "red")),
    ("on_brand", "brand"),
    ("on_brand", "brand_soft"),
    ("on_brand_muted", "brand"),
    ("brand", "on_brand"),
]


def luminance(colour: str) -> float:
    """Relative luminance (WCAG 2.2)."""
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """Contrast ratio (WCAG 2.2)."""
    bright, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("variant", ["light", "dark"])
@pytest.mark.parametrize(("ink", "ground"), PAIRS)
def test_words_can_be_read(variant: str, ink: str, ground: str) -> None:
    colours = tokens()[variant]
    assert contrast(colours[ink], colours[ground]) >= 4.5


@pytest.mark.parametrize("variant", ["light", "dark"])
@pytest.mark.parametrize("ground", ["surface", "sunken"])
def test_edges_of_controls_can_be_seen(variant: str, ground: str) -> None:
    colours = tokens()[variant]
    assert contrast(colours["edge"], colours[ground]) >= 3


def test_both_looks_have_the_same_tokens_and_no_colour_stands_in_the_style_sheet() -> None:
    loaded = tokens()
    assert loaded["light"].keys() == loaded["dark"].keys()
    light, dark = style_sheet("light", 1.0), style_sheet("dark", 1.0)
    assert "$" not in light + dark
    shipped = resource("styles", "tongban.qss").read_text(encoding="utf-8")
    assert re.findall(r"#[0-9A-Fa-f]{3,8}\b", shipped) == []


def test_sizes_grow_with_the_scale() -> None:
    assert "font-size: 14px" in style_sheet("light", 1.0)
    assert "font-size: 28px" in style_sheet("light", 2.0)


def test_an_applied_look_can_be_changed(qapp: QApplication) -> None:
    apply_look(qapp, Look(Theme.LIGHT, 1.0))
    before = qapp.palette().window().color().name()
    apply_look(qapp, Look(Theme.DARK, 1.5))

    assert qapp.palette().window().color().name() != before
    assert qapp.font().pixelSize() == 21
    apply_look(qapp, Look())


@pytest.mark.parametrize(
    ("error", "audience"),
    [
        (Cancelled("by_clerk"), Audience.NOBODY),
        (DeviceError("unplugged"), Audience.FIELD),
        (SyncError("no_route"), Audience.LINE),
    ],
)
def test_each_family_has_its_audience(error: Exception, audience: Audience) -> None:
    message = ErrorPresenter().message(error)

    assert message.audience is audience
    assert bool(message.words) == (audience is not Audience.NOBODY)


def test_a_field_error_names_its_field() -> None:
    message = ErrorPresenter().message(InputError("required", field="applicant.name"))

    assert message.field == "applicant.name"


def test_a_bug_gets_an_incident_id_that_the_log_has_too(
    expect_log: ExpectLog, caplog: pytest.LogCaptureFixture
) -> None:
    expect_log("tongban.crash", "incident")
    message = ErrorPresenter().message(KeyError(f"{NAME} {resident_number()}"))

    assert message.audience is Audience.INCIDENT
    assert message.incident in message.words
    assert message.incident in caplog.text
    assert message.details.startswith(message.incident)
    assert resident_number() not in message.details + caplog.text
    assert NAME not in message.details + caplog.text


@pytest.mark.parametrize(
    ("line", "kept"),
    [
        ("read 99010119900517001X now", "read 990***1X now"),
        ("phone 19900000001", "phone 199***01"),
        ("id 0190f3c2-8f1e-7cc3-98c4-dc0c0c07398f", "id 0190f3c2-8f1e-7cc3-98c4-dc0c0c07398f"),
        ("waited 1200 ms on port 38659", "waited 1200 ms on port 38659"),
    ],
)
def test_numbers_of_people_are_masked_and_the_program_s_own_stay(line: str, kept: str) -> None:
    assert masked(line) == kept


def test_names_do_not_stay_in_a_traceback() -> None:
    assert without_values("name=张䶮样本!") == "name=<4 characters>!"


def test_uncaught_exceptions_are_told_whatever_thread_they_come_from(
    qapp: QCoreApplication, tmp_path: Path, expect_log: ExpectLog
) -> None:
    expect_log("tongban.qt", "odd number")
    hooks = CrashHooks()
    told: list[BaseException] = []
    hooks.crashed.connect(told.append)
    before = logging.getLogger().level
    with capture_exceptions():
        hooks.install(tmp_path)
        try:
            sys.excepthook(ValueError, ValueError("one"), None)
            thread = threading.Thread(target=lambda: NOTHING["x"])
            thread.start()
            thread.join()
            QCoreApplication.processEvents()
            qWarning(f"odd number {resident_number()}")
        finally:
            hooks.remove()
            logging.getLogger().setLevel(before)

    assert [type(error) for error in told] == [ValueError, KeyError]
    written = (tmp_path / "tongban.log").read_text(encoding="utf-8")
    assert "odd number 990***" in written
    assert resident_number() not in written


def test_what_the_clerk_was_told_is_in_the_log_by_its_code(qapp: QCoreApplication, tmp_path: Path) -> None:
    hooks = CrashHooks()
    before = logging.getLogger().level
    hooks.install(tmp_path)
    try:
        ErrorPresenter().message(StoreError("disk_full"))
        ErrorPresenter().message(InputError("check_digit", field="applicant.document_number", expected="X"))
    finally:
        hooks.remove()
        logging.getLogger().setLevel(before)

    written = (tmp_path / "tongban.log").read_text(encoding="utf-8")
    assert "told store.disk_full" in written
    assert "told input.check_digit (expected=X)" in written


def test_a_long_log_is_put_aside_at_the_start(qapp: QCoreApplication, tmp_path: Path) -> None:
    (tmp_path / "tongban.log").write_bytes(b"x" * (LARGEST_LOG + 1))
    (tmp_path / "tongban.1.log").write_text("older", encoding="utf-8")
    hooks = CrashHooks()
    with capture_exceptions():
        hooks.install(tmp_path)
        hooks.remove()

    assert (tmp_path / "tongban.log").stat().st_size == 0
    assert (tmp_path / "tongban.1.log").stat().st_size == LARGEST_LOG + 1
    assert (tmp_path / "tongban.2.log").read_text(encoding="utf-8") == "older"


@pytest.mark.parametrize(
    ("before", "portal"),
    [
        ({"QT_IM_MODULE": "fcitx"}, True),
        ({"XMODIFIERS": "@im=fcitx"}, True),
        ({"QT_IM_MODULE": "ibus", "XMODIFIERS": "@im=fcitx"}, False),
        ({"QT_IM_MODULE": "compose", "XMODIFIERS": "@im=fcitx"}, False),
        ({}, False),
    ],
)
def test_fcitx_is_reached_through_the_portal(before: dict[str, str], portal: bool) -> None:
    environment = dict(before)
    prepare_input_method(environment)

    if portal:
        assert (environment["QT_IM_MODULE"], environment["IBUS_USE_PORTAL"]) == ("ibus", "1")
    else:
        assert environment == before


def test_qt_speaks_chinese(qapp: QApplication) -> None:
    assert install_translations(qapp)

    assert QCoreApplication.translate("QPlatformTheme", "Cancel") == "取消"
    assert QLocale().name() == "zh_CN"
