"""The driver over real pyusb against simulated USB modules of both kinds."""

from __future__ import annotations

import errno
from collections.abc import Callable
from dataclasses import replace

import pytest

from app.domain.errors import Cancelled, DeviceError
from resources.texts import catalogue
from scanners.card_readers import open_card_reader
from scanners.drivers.sam_v.module import SamTimings
from scanners.drivers.sam_v.usb_reader import UsbSamReader
from scanners.drivers.sam_v.usb_transport import find_places
from scanners.simulated.sam_v_cards import PHOTO, sample_card
from scanners.simulated.sam_v_module import FOREVER, Fault, FaultKind, SimulatedSamModule
from tests.fakes.usb_gadget import BULK, FOUR_PIPES, INTERRUPT, ONE_PAIR, GadgetBackend, UsbGadget

FAST = SamTimings(answer=0.3, read=0.3, gap=0.1, find_interval=0.01, tries=3)
SERIAL = "05.03-20131231-0001234567-0987654321"
FOREVER_STALLED = 10_000


def gadget(endpoints: tuple[int, ...] = ONE_PAIR, **traits: object) -> UsbGadget:
    return UsbGadget(SimulatedSamModule(deck=[sample_card("resident-zhang")]), endpoints, **traits)  # type: ignore[arg-type]  # by name


def reader_of(*plugged_in: UsbGadget, place: str = "") -> UsbSamReader:
    return UsbSamReader(place, timings=FAST, backend=GadgetBackend(*plugged_in))


def code_of(*plugged_in: UsbGadget, place: str = "") -> str:
    reader = reader_of(*plugged_in, place=place)
    with pytest.raises(DeviceError) as caught:
        reader.read(timeout=0.5)
    reader.close()
    cause = caught.value.code.partition(".")[2]
    assert cause in catalogue("errors_device"), "a clerk must be told in words"
    return cause


@pytest.mark.parametrize("endpoints", [ONE_PAIR, FOUR_PIPES, (0x01, 0x82)], ids=["pair", "four", "other_pair"])
def test_a_card_is_read_over_either_kind_of_pipes(endpoints: tuple[int, ...]) -> None:
    device = gadget(endpoints)
    reader = reader_of(device)
    reader.check()
    found = reader.read(timeout=2)
    assert found.person.name == "张䶮样本"
    assert found.newest_address == "样本省示范市虚构区新居路20号5栋602室"
    assert found.photo_wlt == PHOTO
    assert reader.describe() == f"sam-v:usb {SERIAL}"
    reader.close()
    reader.close()
    assert device.calls.count("release") == device.calls.count("close") == 1


def test_the_same_card_left_lying_is_read_again() -> None:
    reader = reader_of(gadget(FOUR_PIPES))
    assert reader.read(timeout=2) == reader.read(timeout=2)
    reader.close()


def test_a_module_without_a_configuration_is_given_one() -> None:
    device = gadget(configured=False)
    reader = reader_of(device)
    assert reader.read(timeout=2).reader_serial == SERIAL
    assert "set_configuration" in device.calls
    reader.close()


def test_one_of_two_is_chosen_by_its_port() -> None:
    left, right = gadget(port=2), gadget(port=3)
    right.module.put(sample_card("resident-chen"))
    backend = GadgetBackend(left, right)
    assert find_places(backend) == ("1-2", "1-3")
    reader = reader_of(left, right, place="1-3")
    assert reader.read(timeout=2).person.name == "陈𬭎样本"
    assert reader.describe().startswith("sam-v:usb?at=1-3 ")
    reader.close()
    assert code_of(left, right) == "usb_several"
    assert code_of(left, right, place="1-9") == "usb_missing"


@pytest.mark.parametrize(
    ("call", "number", "cause"),
    [
        ("open", errno.EACCES, "usb_denied"),
        ("open", errno.EPERM, "usb_denied"),
        ("open", errno.ENODEV, "usb_missing"),
        ("claim", errno.EBUSY, "usb_busy"),
        ("claim", errno.EIO, "usb_failed"),
        ("read", errno.ENODEV, "unplugged"),
        ("read", errno.EIO, "unplugged"),
        ("write", errno.EIO, "unplugged"),
        ("write", errno.ETIMEDOUT, "no_answer"),
    ],
)
def test_what_the_system_refuses_is_told_by_its_cause(call: str, number: int, cause: str) -> None:
    assert code_of(gadget(refusals={call: number})) == cause


@pytest.mark.parametrize(
    ("device", "cause"),
    [
        (lambda: gadget(product=0x0001), "usb_missing"),
        (lambda: gadget(plugged_in=False), "usb_missing"),
        (lambda: gadget(no_driver=True), "usb_driver_missing"),
        (lambda: gadget(transfer=INTERRUPT), "usb_no_pipes"),
        (lambda: gadget((0x02,), transfer=BULK), "usb_no_pipes"),
        (lambda: gadget(takes=4), "no_answer"),
        (lambda: gadget(babbles=True), "incomplete_answer"),
        (lambda: gadget(stalls=FOREVER_STALLED), "usb_stalled"),
    ],
)
def test_a_device_that_does_not_do(device: Callable[[], UsbGadget], cause: str) -> None:
    assert code_of(device()) == cause


@pytest.mark.parametrize("endpoints", [ONE_PAIR, FOUR_PIPES], ids=["pair", "four"])
def test_a_stall_is_freed_and_the_command_sent_again(endpoints: tuple[int, ...]) -> None:
    device = gadget(endpoints, stalls=1)
    reader = reader_of(device)
    assert reader.read(timeout=2).person.name == "张䶮样本"
    assert device.calls.count("clear_halt") == 1
    reader.close()


def test_a_stall_that_cannot_be_freed_is_a_cable_pulled() -> None:
    assert code_of(gadget(stalls=1, refusals={"clear_halt": errno.ENODEV})) == "unplugged"


@pytest.mark.parametrize(
    ("fault", "cause"),
    [
        (Fault(FaultKind.HALF_FRAME, "read", FOREVER), "incomplete_answer"),
        (Fault(FaultKind.SILENT, None, FOREVER), "no_answer"),
        (Fault(FaultKind.BAD_CHECKSUM, "read", FOREVER), "bad_checksum"),
        (Fault(FaultKind.WRONG_LENGTH, "read", FOREVER), "wrong_length"),
        (Fault(FaultKind.UNPLUG, "read"), "unplugged"),
        (Fault(FaultKind.STATUS, "read", FOREVER, 0x41), "card_unreadable"),
        (Fault(FaultKind.STATUS, "status", FOREVER, 0x66), "sam_not_authorised"),
    ],
)
@pytest.mark.parametrize("endpoints", [ONE_PAIR, FOUR_PIPES], ids=["pair", "four"])
def test_each_fault_of_the_line_keeps_its_name(endpoints: tuple[int, ...], fault: Fault, cause: str) -> None:
    device = gadget(endpoints)
    device.module.fail(replace(fault))  # the device counts it down
    assert code_of(device) == cause


@pytest.mark.parametrize("kind", [FaultKind.HALF_FRAME, FaultKind.BAD_CHECKSUM, FaultKind.LATE, FaultKind.NOISE])
@pytest.mark.parametrize("endpoints", [ONE_PAIR, FOUR_PIPES], ids=["pair", "four"])
def test_a_fault_that_passes_is_mended(endpoints: tuple[int, ...], kind: FaultKind) -> None:
    device = gadget(endpoints)
    device.module.fail(Fault(kind, "find"), Fault(kind, "status"))
    reader = reader_of(device)
    assert reader.read(timeout=3).person.name == "张䶮样本"
    reader.close()


def test_plugged_out_and_in_again() -> None:
    device = gadget()
    reader = reader_of(device)
    reader.read(timeout=2)
    device.plugged_in = False
    with pytest.raises(DeviceError, match="unplugged"):
        reader.read(timeout=0.3)
    device.plugged_in = True
    assert reader.read(timeout=2).person.name == "张䶮样本"
    reader.close()


def test_the_clerk_can_stop_it() -> None:
    device = gadget()
    device.module.lift()
    reader = reader_of(device)
    with pytest.raises(Cancelled):
        reader.read(cancelled=lambda: "find" in device.module.received, timeout=30)
    reader.close()


def test_the_address_opens_it() -> None:
    assert open_card_reader("sam-v:usb").describe() == "sam-v:usb"
    assert open_card_reader("sam-v:usb?at=1-4.2").describe() == "sam-v:usb?at=1-4.2"
    with pytest.raises(DeviceError, match="usb_missing"):
        open_card_reader("sam-v:usb").check()
