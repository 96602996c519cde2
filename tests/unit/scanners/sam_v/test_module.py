"""The exchange with a module over a line that says exactly what the test wants."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.errors import DeviceError
from app.ports.id_card_reader import never_cancelled
from scanners.drivers.sam_v.commands import FIND_CARD
from scanners.drivers.sam_v.frame import Answer, encode
from scanners.drivers.sam_v.module import SamModule, SamTimings

IMPATIENT = SamTimings(answer=0.05, read=0.05, gap=0.05, find_interval=0.01, tries=1)
TEXT, PHOTO = b"t" * 256, b"p" * 1024


class ScriptedTransport:
    """Answers every command with the same bytes; `waiting` lies on the line before."""

    def __init__(self, answer: bytes, waiting: bytes = b"") -> None:
        self.waiting = waiting
        self.answer = answer

    def read(self) -> bytes:
        received, self.waiting = self.waiting, b""
        return received

    def write(self, frame: bytes) -> None:
        self.waiting += self.answer

    def discard_input(self) -> None:
        self.waiting = b""

    def close(self) -> None:
        self.discard_input()


def module(answer: bytes, waiting: bytes = b"") -> SamModule:
    return SamModule(ScriptedTransport(answer, waiting), IMPATIENT, never_cancelled)


def read_answer(*files: bytes, lengths: tuple[int, ...] | None = None) -> bytes:
    counted = lengths or tuple(len(file) for file in files)
    head = b"".join(length.to_bytes(2, "big") for length in counted)
    return encode(b"\x00\x00\x90" + head + b"".join(files))


def test_what_lies_on_the_line_is_no_answer() -> None:
    stale_refusal = encode(b"\x00\x00\x41")
    found = encode(b"\x00\x00\x9f" + bytes(4))
    assert module(found, waiting=stale_refusal).ask(FIND_CARD) == Answer(0x9F, bytes(4))


@pytest.mark.parametrize("size", [0, 512, 1024])
def test_fingerprints_of_every_published_size(size: int) -> None:
    files = module(read_answer(TEXT, PHOTO, b"f" * size)).read_files(fingerprint=True)
    assert (files.text, files.photo, files.fingerprint) == (TEXT, PHOTO, b"f" * size)


def test_a_card_without_a_photo_gives_none() -> None:
    assert module(read_answer(TEXT, b"")).read_files(fingerprint=False).photo == b""


@pytest.mark.parametrize(
    ("answer", "expected", "actual"),
    [
        (read_answer(TEXT[:-2], PHOTO), 256, 254),
        (read_answer(TEXT, PHOTO + b"p"), 1024, 1025),
        (read_answer(TEXT, PHOTO, lengths=(256, 1023)), 4 + 256 + 1023, 4 + 256 + 1024),
        (encode(b"\x00\x00\x90\x01"), 4, 1),
    ],
)
def test_files_of_a_wrong_length_are_refused(answer: bytes, expected: int, actual: int) -> None:
    with pytest.raises(DeviceError) as caught:
        module(answer).read_files(fingerprint=False)
    assert caught.value.code == "device.wrong_length"
    assert caught.value.details == {"expected": expected, "actual": actual}


def test_the_answer_to_another_command_is_not_taken() -> None:
    with pytest.raises(DeviceError, match="bad_answer"):
        module(encode(b"\x00\x00\x90" + bytes(8))).ask(FIND_CARD)


@given(st.binary(max_size=40))
def test_any_data_of_a_good_read_answer_are_files_or_an_error(data: bytes) -> None:
    with pytest.raises(DeviceError, match="wrong_length"):
        module(encode(b"\x00\x00\x90" + data)).read_files(fingerprint=False)
