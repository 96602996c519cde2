"""The driver against the simulated device: real frames, a real pseudo-terminal, real pyserial."""

from __future__ import annotations

import fcntl
import os
import threading
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
import serial

from app.domain.applicant import IdDocumentKind, Sex
from app.domain.errors import Cancelled, DeviceError
from app.ports.id_card_reader import CardReading, IdCardReader
from resources.texts import catalogue
from scanners.card_readers import open_card_reader
from scanners.cards.status import CAUSES
from scanners.drivers.sam_v.module import SamTimings
from scanners.drivers.sam_v.serial_reader import SerialSamReader
from scanners.simulated.sam_v_cards import PHOTO, make_card, sample_card
from scanners.simulated.sam_v_device import SimulatedSamDevice
from scanners.simulated.sam_v_module import FOREVER, Fault, FaultKind, SimulatedSamModule
from tests.conftest import ExpectLog

FAST = SamTimings(answer=1.0, read=1.0, gap=0.4, find_interval=0.02, tries=3)
SERIAL = "05.03-20131231-0001234567-0987654321"


@pytest.fixture
def device() -> Iterator[SimulatedSamDevice]:
    simulated = SimulatedSamDevice(SimulatedSamModule(deck=[sample_card("resident-zhang")]))
    simulated.start()
    yield simulated
    simulated.stop()


@pytest.fixture
def reader(device: SimulatedSamDevice) -> Iterator[SerialSamReader]:
    opened = SerialSamReader(device.port, timings=FAST)
    yield opened
    opened.close()


def code_of(reader: IdCardReader, timeout: float = 1.0) -> str:
    with pytest.raises(DeviceError) as caught:
        reader.read(timeout=timeout)
    family, _, cause = caught.value.code.partition(".")
    assert cause in catalogue(f"errors_{family}"), "a clerk must be told in words"
    return cause


def read_of(device: SimulatedSamDevice, reader: SerialSamReader, card_id: str) -> CardReading:
    device.module.put(sample_card(card_id))
    return reader.read(timeout=2)


def test_a_resident_card_with_everything_on_it(device: SimulatedSamDevice, reader: SerialSamReader) -> None:
    found = reader.read(timeout=2)
    person = found.person
    assert person.name == "张䶮样本"
    assert (person.sex, person.ethnicity_code, person.birth_date) == (Sex.MALE, "01", date(1988, 11, 9))
    assert person.document.number == "99010119881109001X"
    assert person.document.valid_until == date(2038, 3, 1)
    assert found.newest_address == found.current_address == "样本省示范市虚构区新居路20号5栋602室"
    assert found.photo_wlt == PHOTO
    assert found.fingerprint == b""
    assert len(found.raw_text) == 256
    assert found.reader_serial == person.reader_serial == SERIAL
    assert reader.describe() == f"sam-v:serial:{device.port} {SERIAL}"
    assert device.module.received == ["status", "sam_id", "find", "select", "read", "newest_address"]


def test_a_long_term_card_without_a_newest_address(device: SimulatedSamDevice, reader: SerialSamReader) -> None:
    found = read_of(device, reader, "resident-chen")
    assert found.person.name == "陈𬭎样本"
    assert found.person.document.long_term
    assert found.newest_address == ""
    assert found.current_address == found.person.address


def test_a_residence_permit(device: SimulatedSamDevice, reader: SerialSamReader) -> None:
    found = read_of(device, reader, "permit-hongkong")
    assert found.person.document.kind is IdDocumentKind.RESIDENCE_PERMIT
    assert (found.details.permit_number, found.details.issue_count) == ("H99999999", "01")


def test_a_foreign_card_of_2017(device: SimulatedSamDevice, reader: SerialSamReader) -> None:
    found = read_of(device, reader, "foreign-2017")
    assert found.person.document.kind is IdDocumentKind.FOREIGN_PR_2017
    assert found.person.latin_name == "ZHENGJIAN, YANGBEN"
    assert "newest_address" not in device.module.received


def test_a_foreign_card_of_2023(device: SimulatedSamDevice, reader: SerialSamReader) -> None:
    found = read_of(device, reader, "foreign-2023")
    assert found.person.document.kind is IdDocumentKind.FOREIGN_PR_2023
    assert found.person.name == "YANGBEN-ZHENGJIAN SPECIMEN, ALEXANDRA MARIA"
    assert found.person.nationality == "124"


def test_fingerprints_are_read_only_when_asked_for(device: SimulatedSamDevice) -> None:
    with_fingerprint = SerialSamReader(device.port, fingerprint=True, timings=FAST)
    assert len(with_fingerprint.read(timeout=2).fingerprint) == 1024
    with_fingerprint.close()
    assert "read" not in device.module.received


def test_the_same_card_left_lying_is_read_again(device: SimulatedSamDevice, reader: SerialSamReader) -> None:
    assert reader.read(timeout=2) == reader.read(timeout=2)
    assert device.module.received.count("reset") == 1


def test_the_whole_answers_have_the_published_sizes(device: SimulatedSamDevice) -> None:
    sizes = {}
    with serial.Serial(device.port, 115200, timeout=1) as line:
        for name, command in {
            "sam_id": "AAAAAA9669000312FFEE",
            "find": "AAAAAA96690003200122",
            "select": "AAAAAA96690003200221",
            "read": "AAAAAA96690003300132",
            "fingerprint": "AAAAAA96690003301023",
            "newest": "AAAAAA96690003300330",
        }.items():
            line.write(bytes.fromhex(command))
            head = line.read(7)
            sizes[name] = len(head + line.read(int.from_bytes(head[5:], "big")))
    assert sizes == {"sam_id": 27, "find": 15, "select": 19, "read": 1295, "fingerprint": 2321, "newest": 81}


def test_it_waits_until_a_card_is_put(device: SimulatedSamDevice, reader: SerialSamReader) -> None:
    device.module.lift()
    asked = threading.Event()

    def cancelled() -> bool:
        if device.module.received.count("find") >= 3 and not asked.is_set():
            asked.set()
            device.module.put(sample_card("resident-liu"))
        return False

    assert reader.read(cancelled=cancelled, timeout=10).person.name == "刘㛃𠅤样本"
    assert asked.is_set()


def test_no_card_within_the_time(device: SimulatedSamDevice, reader: SerialSamReader) -> None:
    device.module.lift()
    start = time.monotonic()
    assert code_of(reader, timeout=0.3) == "no_card"
    assert 0.3 <= time.monotonic() - start < 2


def test_the_clerk_can_stop_it(device: SimulatedSamDevice, reader: SerialSamReader) -> None:
    device.module.lift()
    with pytest.raises(Cancelled):
        reader.read(cancelled=lambda: "find" in device.module.received, timeout=30)
    device.module.put(sample_card("resident-zhang"))
    assert reader.read(timeout=2).person.name == "张䶮样本"


def test_stopping_does_not_wait_for_a_silent_module(device: SimulatedSamDevice, reader: SerialSamReader) -> None:
    device.module.fail(Fault(FaultKind.SILENT, times=FOREVER))
    start = time.monotonic()
    with pytest.raises(Cancelled):
        reader.read(cancelled=lambda: bool(device.module.received), timeout=30)
    assert time.monotonic() - start < FAST.answer


@pytest.mark.parametrize("status", sorted(set(CAUSES) - {0x10, 0x80, 0x81, 0x91}))
def test_each_refusal_of_a_reading_is_told_by_its_cause(
    device: SimulatedSamDevice, reader: SerialSamReader, status: int
) -> None:
    device.module.fail(Fault(FaultKind.STATUS, "read", FOREVER, status))
    assert code_of(reader) == CAUSES[status]


@pytest.mark.parametrize(("status", "cause"), [(0x60, "sam_self_test_failed"), (0x66, "sam_not_authorised")])
def test_a_module_that_cannot_work_says_so_before_any_card(
    device: SimulatedSamDevice, reader: SerialSamReader, status: int, cause: str
) -> None:
    device.module.fail(Fault(FaultKind.STATUS, "status", FOREVER, status))
    assert code_of(reader) == cause
    assert "find" not in device.module.received


def test_a_status_nobody_documented(device: SimulatedSamDevice, reader: SerialSamReader) -> None:
    device.module.fail(Fault(FaultKind.STATUS, "select", FOREVER, 0x55))
    assert code_of(reader) == "sam_undocumented"


def test_a_card_that_is_found_but_never_selected_was_lifted(
    device: SimulatedSamDevice, reader: SerialSamReader
) -> None:
    device.module.fail(Fault(FaultKind.STATUS, "select", FOREVER, 0x81))
    assert code_of(reader, timeout=0.3) == "card_lifted"


def test_a_card_lifted_while_read_is_waited_for(device: SimulatedSamDevice, reader: SerialSamReader) -> None:
    device.module.fail(Fault(FaultKind.LIFT, "read"))
    assert code_of(reader, timeout=0.3) == "no_card"


RECOVERABLE = [FaultKind.BAD_CHECKSUM, FaultKind.HALF_FRAME, FaultKind.NOISE, FaultKind.WRONG_LENGTH, FaultKind.SILENT]


@pytest.mark.parametrize("command", ["status", "sam_id", "find", "select", "read", "newest_address"])
@pytest.mark.parametrize("kind", [*RECOVERABLE, FaultKind.LATE])
def test_one_fault_of_the_line_is_mended_unseen(
    device: SimulatedSamDevice, reader: SerialSamReader, command: str, kind: FaultKind
) -> None:
    device.module.fail(Fault(kind, command))
    found = reader.read(timeout=5)
    assert found.person.name == "张䶮样本"
    assert found.newest_address == "样本省示范市虚构区新居路20号5栋602室"


@pytest.mark.parametrize(
    ("kind", "cause"),
    [
        (FaultKind.BAD_CHECKSUM, "bad_checksum"),
        (FaultKind.HALF_FRAME, "incomplete_answer"),
        (FaultKind.WRONG_LENGTH, "wrong_length"),
        (FaultKind.SILENT, "no_answer"),
    ],
)
def test_a_lasting_fault_of_the_line_is_named_after_bounded_tries(
    device: SimulatedSamDevice, reader: SerialSamReader, kind: FaultKind, cause: str
) -> None:
    device.module.fail(Fault(kind, "read", FOREVER))
    assert code_of(reader, timeout=5) == cause
    assert device.module.received.count("read") == FAST.tries


def test_a_module_that_hears_wrong_is_asked_again(device: SimulatedSamDevice, reader: SerialSamReader) -> None:
    device.module.fail(Fault(FaultKind.STATUS, "find", 2, 0x10))
    assert reader.read(timeout=2).person.name == "张䶮样本"
    device.module.fail(Fault(FaultKind.STATUS, "find", FOREVER, 0x10))
    assert code_of(reader) == "sam_checksum_error"


def test_noise_before_every_answer(device: SimulatedSamDevice, reader: SerialSamReader) -> None:
    device.module.fail(Fault(FaultKind.NOISE, times=FOREVER))
    assert reader.read(timeout=5).person.name == "张䶮样本"


def test_answers_in_small_pieces(device: SimulatedSamDevice, reader: SerialSamReader) -> None:
    device.chunk, device.chunk_pause = 7, 0.0005
    assert reader.read(timeout=5).person.name == "张䶮样本"


def test_a_slow_module(device: SimulatedSamDevice, reader: SerialSamReader) -> None:
    device.answer_delay = 0.15
    assert reader.read(timeout=5).person.name == "张䶮样本"


def test_an_old_reader_without_the_newest_address(device: SimulatedSamDevice, reader: SerialSamReader) -> None:
    device.module.fail(Fault(FaultKind.STATUS, "newest_address", FOREVER, 0x21))
    assert reader.read(timeout=2).newest_address == ""


def test_a_reader_that_never_gives_the_newest_address(
    device: SimulatedSamDevice, reader: SerialSamReader, expect_log: ExpectLog
) -> None:
    expect_log("scanners.drivers.sam_v", "newest address")
    device.module.fail(Fault(FaultKind.STATUS, "newest_address", FOREVER, 0x41))
    assert reader.read(timeout=2).newest_address == ""


def test_a_card_of_an_unknown_kind(device: SimulatedSamDevice, reader: SerialSamReader) -> None:
    device.module.put(make_card("resident_id", {"name": "样本", "number": "1"}, kind_flag="Z"))
    assert code_of(reader) == "card_unknown_kind"


@pytest.mark.parametrize("command", ["status", "find", "read", "newest_address"])
def test_pulling_the_cable_is_noticed_and_plugging_in_again_heals(
    device: SimulatedSamDevice, reader: SerialSamReader, command: str
) -> None:
    device.module.fail(Fault(FaultKind.UNPLUG, command))
    assert code_of(reader, timeout=5) == "unplugged"
    device.start()
    again = SerialSamReader(device.port, timings=FAST)
    assert again.read(timeout=2).person.name == "张䶮样本"
    again.close()


def test_a_reader_plugged_in_again_works_without_a_restart(device: SimulatedSamDevice, tmp_path: Path) -> None:
    port = tmp_path / "ttyUSB0"
    port.symlink_to(device.port)
    reader = SerialSamReader(str(port), timings=FAST)
    assert reader.read(timeout=2).person.name == "张䶮样本"
    device.stop()
    port.unlink()
    assert code_of(reader) == "unplugged"
    assert code_of(reader) == "port_missing"
    device.start()
    port.symlink_to(device.port)
    assert reader.read(timeout=2).person.name == "张䶮样本"
    reader.close()


def test_a_port_that_is_not_there(tmp_path: Path) -> None:
    assert code_of(SerialSamReader(str(tmp_path / "ttyUSB9"))) == "port_missing"


def test_a_port_that_is_no_port(tmp_path: Path) -> None:
    file = tmp_path / "plain"
    file.touch()
    assert code_of(SerialSamReader(str(file))) == "port_failed"


def test_a_port_held_by_another_program(device: SimulatedSamDevice, reader: SerialSamReader) -> None:
    held = os.open(device.port, os.O_RDWR | os.O_NOCTTY)
    fcntl.flock(held, fcntl.LOCK_EX)
    try:
        assert code_of(reader) == "port_busy"
    finally:
        os.close(held)
    assert reader.read(timeout=2).person.name == "张䶮样本"


def test_a_reader_is_checked_without_a_card(device: SimulatedSamDevice, reader: SerialSamReader) -> None:
    device.module.lift()
    reader.check()
    assert reader.describe().endswith(SERIAL)
    device.module.fail(Fault(FaultKind.STATUS, "status", 1, 0x66))
    with pytest.raises(DeviceError, match="sam_not_authorised"):
        reader.check()
    assert "find" not in device.module.received


def test_checking_a_port_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(DeviceError, match="port_missing"):
        SerialSamReader(str(tmp_path / "ttyUSB9")).check()


def test_a_closed_reader_stays_closed(reader: SerialSamReader) -> None:
    reader.close()
    reader.close()
    assert code_of(reader) == "reader_closed"


def test_nothing_personal_reaches_the_log(
    device: SimulatedSamDevice, reader: SerialSamReader, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    reader.read(timeout=2)
    device.module.fail(Fault(FaultKind.BAD_CHECKSUM, "read", FOREVER))
    assert code_of(reader) == "bad_checksum"
    assert SERIAL in caplog.text
    assert "张" not in caplog.text
    assert "19881109" not in caplog.text


@pytest.mark.parametrize("terminal", [True, False])
def test_the_simulated_address_reads_one_person_after_the_other(
    monkeypatch: pytest.MonkeyPatch, terminal: bool
) -> None:
    if not terminal:
        monkeypatch.delattr(os, "openpty")
    reader = open_card_reader("simulated:")
    names = [reader.read(timeout=2).person.name for _ in range(3)]
    reader.close()
    assert names == ["张䶮样本", "陈𬭎样本", "艾力江样本·阿卜杜热合曼样本"]


ADDRESSES: list[tuple[str, str]] = [
    ("simulated:?fault=no_card", "no_card"),
    ("simulated:?fault=refused", "card_refused"),
    ("simulated:?fault=rejects_reader", "card_rejected_reader"),
    ("simulated:?fault=damaged_chip", "card_unreadable"),
    ("simulated:?fault=not_authorised", "sam_not_authorised"),
    ("simulated:?fault=bad_checksum", "bad_checksum"),
    ("simulated:?fault=wrong_length", "wrong_length"),
    ("simulated:?fault=unplugged", "unplugged"),
    ("simulated:?fault=unknown_kind", "card_unknown_kind"),
]


@pytest.mark.parametrize("terminal", [True, False])
@pytest.mark.parametrize(("address", "cause"), ADDRESSES)
def test_a_simulated_address_can_order_faults(
    monkeypatch: pytest.MonkeyPatch, terminal: bool, address: str, cause: str
) -> None:
    if not terminal:
        monkeypatch.delattr(os, "openpty")
    reader = open_card_reader(address)
    assert code_of(reader, timeout=0.5) == cause
    reader.close()


@pytest.mark.parametrize("fault", ["slow", "noise", "bad_checksum_once"])
def test_faults_that_a_reading_survives(fault: str) -> None:
    reader = open_card_reader(f"simulated:resident-chen?fault={fault}")
    assert reader.read(timeout=10).person.name == "陈𬭎样本"
    reader.close()


@pytest.mark.parametrize(
    ("url", "cause"),
    [
        ("", "unknown_reader"),
        ("sam-v:usbx", "unknown_reader"),
        ("sdt:", "unknown_reader"),
        ("sdt:driver.dll?port=17", "unknown_reader"),
        ("sdt:driver.dll?baud=1", "unknown_reader"),
        ("sam-v:serial:", "unknown_reader"),
        ("sam-v:serial:/dev/ttyUSB0?baud=fast", "unknown_reader"),
        ("sam-v:serial:/dev/ttyUSB0?baud=300", "unknown_reader"),
        ("simulated:nobody", "simulated_script"),
        ("simulated:?fault=meteor", "simulated_script"),
    ],
)
def test_addresses_nobody_serves(url: str, cause: str) -> None:
    with pytest.raises(DeviceError) as caught:
        open_card_reader(url)
    assert caught.value.code == f"device.{cause}"


def test_a_serial_address_with_options(device: SimulatedSamDevice) -> None:
    reader = open_card_reader(f"sam-v:serial:{device.port}?baud=9600&fingerprint=yes")
    found = reader.read(timeout=3)
    reader.close()
    assert len(found.fingerprint) == 1024


def test_two_threads_change_cards_while_reading(device: SimulatedSamDevice, reader: SerialSamReader) -> None:
    """Lifting and putting at any moment gives a whole reading or a named fault, never a mixture."""
    stop = threading.Event()
    ids = ("resident-zhang", "resident-chen", "foreign-2017")
    numbers = {"99010119881109001X", "990121195302170021", "CAN999981092100"}

    def shuffle() -> None:
        while not stop.is_set():
            for card_id in ids:
                device.module.put(sample_card(card_id))
                stop.wait(0.003)

    thread = threading.Thread(target=shuffle)
    thread.start()
    try:
        outcomes = [_number_or_code(lambda: reader.read(timeout=0.5)) for _ in range(30)]
    finally:
        stop.set()
        thread.join()
    assert set(outcomes) <= numbers | {"device.no_card", "device.card_lifted", "device.card_unreadable"}
    assert numbers & set(outcomes)


def _number_or_code(read: Callable[[], CardReading]) -> str:
    try:
        return read().person.document.number
    except DeviceError as fault:
        return fault.code
