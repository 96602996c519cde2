"""The driver against a compiled C library with the SDT functions, in a real worker process."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.cli import SUCCESS, run
from app.domain.applicant import IdDocumentKind
from app.domain.errors import Cancelled, DeviceError
from resources.texts import catalogue
from scanners.card_readers import open_card_reader
from scanners.drivers.sdt_library import driver_options
from scanners.simulated.sam_v_cards import sample_card
from scanners.worker.card_reader import WorkerCardReader
from scanners.worker.process import Patience
from tests.conftest import ExpectLog
from tests.integration.sdt.compile_stub import compile_sdt

SERIAL = "05.03-20131231-0001234567-0987654321"
FACTORY = "scanners.drivers.sdt_library.driver:open_library"
# A start takes as long as a loaded machine makes it; the stub itself answers at once.
SHORT = Patience(start_s=30.0, answer_s=1.0, cancel_s=0.3)

Make = Callable[..., WorkerCardReader]


@pytest.fixture
def make(tmp_path: Path) -> Iterator[Make]:
    """Opens a reader over a stub compiled with the given faults; `card` lies there."""
    opened: list[WorkerCardReader] = []

    def reader(card: str = "resident-zhang", query: str = "", **defines: str) -> WorkerCardReader:
        url = f"sdt:{compile_sdt(tmp_path, sample_card(card), defines)}{query}"
        opened.append(WorkerCardReader(url, FACTORY, driver_options(url), SHORT, find_interval=0.02))
        return opened[-1]

    yield reader
    for one in opened:
        one.close()


def code_of(reader: WorkerCardReader, timeout: float = 0.3) -> str:
    with pytest.raises(DeviceError) as caught:
        reader.read(timeout=timeout)
    cause = caught.value.code.partition(".")[2]
    assert cause in catalogue("errors_device"), "a clerk must be told in words"
    return cause


def once(folder: Path) -> dict[str, str]:
    """The fault happens one time only."""
    file = folder / "due"
    file.touch()
    return {"ONCE_FILE": f'"{file}"'}


def test_a_card_with_everything_on_it(make: Make) -> None:
    reader = make()
    reader.check()
    assert reader.describe().endswith(f"libsdtapi.so {SERIAL}")
    found = reader.read(timeout=2)
    assert (found.person.name, found.reader_serial) == ("张䶮样本", SERIAL)
    assert found.current_address == found.newest_address == "样本省示范市虚构区新居路20号5栋602室"
    assert found.photo_wlt == b"\x57" * 1024
    assert found.raw_text == sample_card("resident-zhang").text
    assert found.photo_undecoded
    assert reader.read(timeout=2) == found, "the card left lying is read again"
    reader.close()
    assert code_of(reader) == "reader_closed"


@pytest.mark.parametrize(
    ("card", "kind"),
    [
        ("permit-hongkong", IdDocumentKind.RESIDENCE_PERMIT),
        ("foreign-2017", IdDocumentKind.FOREIGN_PR_2017),
        ("foreign-2023", IdDocumentKind.FOREIGN_PR_2023),
    ],
)
def test_the_other_kinds_of_cards(make: Make, card: str, kind: IdDocumentKind) -> None:
    assert make(card).read(timeout=2).person.document.kind is kind


@pytest.mark.parametrize(
    "defines",
    [
        {"LACKS_ADDRESS": ""},
        {"ADDRESS_STATUS": "0x91"},
        {"ADDRESS_STATUS": "0x21"},
        {"ADDRESS_STATUS": "0x41"},
        {"ADDRESS_LENGTH": "0"},
        {"ADDRESS_LENGTH": "4000"},
    ],
    ids=["old library", "none on card", "unknown command", "unreadable", "empty", "absurd length"],
)
def test_no_newest_address_costs_nothing_else(make: Make, defines: dict[str, str]) -> None:
    found = make(**defines).read(timeout=2)
    assert found.person.name == "张䶮样本"
    assert found.current_address == found.person.address or found.newest_address == ""


@pytest.mark.parametrize(
    ("defines", "cause"),
    [
        ({"OPEN_STATUS": "0x01"}, "sdt_port_failed"),
        ({"OPEN_STATUS": "0x09"}, "sdt_port_failed"),
        ({"SAM_STATUS": "0x60"}, "sam_self_test_failed"),
        ({"SAM_STATUS": "0x66"}, "sam_not_authorised"),
        ({"FIND_STATUS": "0x80"}, "no_card"),
        ({"FIND_STATUS": "0x03"}, "sdt_transfer_failed"),
        ({"SELECT_STATUS": "0x81"}, "card_lifted"),
        ({"SELECT_STATUS": "0x80"}, "card_lifted"),
        ({"SELECT_STATUS": "0x32"}, "card_refused"),
        ({"READ_STATUS": "0x02"}, "no_answer"),
        ({"READ_STATUS": "0x03"}, "sdt_transfer_failed"),
        ({"READ_STATUS": "0x09"}, "sdt_file_failed"),
        ({"READ_STATUS": "0x41"}, "card_unreadable"),
        ({"READ_STATUS": "0x31"}, "card_rejected_reader"),
        ({"READ_STATUS": "0x55"}, "sam_undocumented"),
        ({"TEXT_LENGTH": "255"}, "wrong_length"),
        ({"TEXT_LENGTH": "60000"}, "wrong_length"),
        ({"PHOTO_LENGTH": "1023"}, "wrong_length"),
        ({"LACKS_READ": ""}, "library_lacks_function"),
    ],
    ids=str,
)
def test_each_failure_is_told_by_its_cause(make: Make, defines: dict[str, str], cause: str) -> None:
    assert code_of(make(**defines)) == cause


@pytest.mark.parametrize(
    "defines",
    [{"READ_STATUS": "0x41"}, {"READ_STATUS": "0x3f"}, {"FIND_STATUS": "0x80"}, {"SELECT_STATUS": "0x81"}],
    ids=str,
)
def test_a_failure_that_passes_is_mended(make: Make, tmp_path: Path, defines: dict[str, str]) -> None:
    assert make(**defines, **once(tmp_path)).read(timeout=2).person.name == "张䶮样本"


def test_a_lost_port_is_opened_anew(make: Make, tmp_path: Path) -> None:
    reader = make(FIND_STATUS="0x01", **once(tmp_path))
    assert code_of(reader) == "sdt_port_failed"
    assert reader.read(timeout=2).person.name == "张䶮样本"


def test_the_port_is_looked_for_among_those_of_usb(make: Make) -> None:
    assert make(GOOD_PORT="1003").read(timeout=2).person.name == "张䶮样本"


def test_a_port_given_is_tried_alone(make: Make) -> None:
    assert make(query="?port=4", GOOD_PORT="4").read(timeout=2).person.name == "张䶮样本"
    assert code_of(make(query="?port=5", GOOD_PORT="4")) == "sdt_port_failed"


@pytest.mark.parametrize("place", ["IN_OPEN", "IN_FIND", "IN_READ"])
def test_a_library_that_hangs_is_killed_and_started_again(
    make: Make, tmp_path: Path, place: str, expect_log: ExpectLog
) -> None:
    reader = make(**{place: "if (fault_is_due()) HANG"}, **once(tmp_path))
    started = time.monotonic()
    assert code_of(reader, timeout=30) == "driver_hung"
    assert time.monotonic() - started < SHORT.start_s + 2 * SHORT.answer_s
    assert reader.process_id is None
    expect_log("scanners.worker.process", "hung and was killed")
    assert reader.read(timeout=2).person.name == "张䶮样本"


def test_the_clerk_need_not_wait_for_one_that_hangs(make: Make, expect_log: ExpectLog) -> None:
    reader = make(IN_FIND="HANG")
    with pytest.raises(Cancelled):
        reader.read(cancelled=lambda: True, timeout=30)
    assert reader.process_id is None
    expect_log("scanners.worker.process", "hung and was killed")


@pytest.mark.parametrize("place", ["IN_OPEN", "IN_FIND", "IN_READ"])
def test_a_library_that_crashes_takes_nothing_along(
    make: Make, tmp_path: Path, place: str, expect_log: ExpectLog
) -> None:
    reader = make(**{place: "if (fault_is_due()) CRASH"}, **once(tmp_path))
    assert code_of(reader) == "driver_crashed"
    expect_log("scanners.worker.process", "ended by itself")
    assert reader.read(timeout=2).person.name == "张䶮样本"


def test_the_clerk_can_stop_the_waiting(make: Make) -> None:
    asked: list[bool] = []

    def cancelled() -> bool:
        asked.append(True)
        return len(asked) > 5

    with pytest.raises(Cancelled):
        make(FIND_STATUS="0x80").read(cancelled=cancelled, timeout=30)


def test_a_library_for_another_processor_width(make: Make, tmp_path: Path) -> None:
    reader = make()
    library = tmp_path / "libsdtapi.so"
    built = bytearray(library.read_bytes())
    built[4] = 1  # EI_CLASS: ELFCLASS32
    library.write_bytes(built)
    assert code_of(reader) == "library_wrong_bits"


def test_a_library_that_is_none(make: Make, tmp_path: Path) -> None:
    reader = make()
    library = tmp_path / "libsdtapi.so"
    library.write_bytes(b"no library")
    assert code_of(reader) == "library_failed"
    library.unlink()
    assert code_of(reader) == "library_missing"


def test_closing_ends_the_worker(make: Make) -> None:
    reader = make()
    reader.check()
    process = reader.process_id
    assert process is not None
    reader.close()
    with pytest.raises(ProcessLookupError):
        os.kill(process, 0)


def test_the_command_reads_by_a_library(make: Make, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    make()
    assert run(["read-id", "--reader", f"sdt:{tmp_path / 'libsdtapi.so'}", "--timeout", "5"]) == SUCCESS
    printed = capsys.readouterr().out
    assert "张䶮样本" in printed
    assert "芯片照片未解码" in printed


@pytest.mark.parametrize("url", ["sdt:", "sdt:lib.so?port=0", "sdt:lib.so?port=x", "sdt:lib.so?speed=1"])
def test_addresses_that_say_nothing(url: str) -> None:
    with pytest.raises(DeviceError, match="unknown_reader"):
        open_card_reader(url)
