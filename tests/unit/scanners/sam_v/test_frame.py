import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.errors import DeviceError
from scanners.cards.status import CAUSES, error_for
from scanners.drivers.sam_v import commands
from scanners.drivers.sam_v.frame import PREAMBLE, Answer, FrameReader, encode

FOUND = bytes.fromhex("AAAAAA9669 0008 00009F 00000000 97")
SELECTED = bytes.fromhex("AAAAAA9669 000C 000090 0000000000000000 9C")


@pytest.mark.parametrize(
    ("command", "frame"),
    [
        (commands.RESET_SAM, "AAAAAA9669 0003 10FF EC"),
        (commands.SAM_STATUS, "AAAAAA9669 0003 11FF ED"),
        (commands.READ_SAM_ID, "AAAAAA9669 0003 12FF EE"),
        (commands.FIND_CARD, "AAAAAA9669 0003 2001 22"),
        (commands.SELECT_CARD, "AAAAAA9669 0003 2002 21"),
        (commands.READ_TEXT_PHOTO, "AAAAAA9669 0003 3001 32"),
        (commands.READ_TEXT_PHOTO_FINGERPRINT, "AAAAAA9669 0003 3010 23"),
        (commands.READ_NEWEST_ADDRESS, "AAAAAA9669 0003 3003 30"),
    ],
)
def test_every_command_byte_for_byte(command: commands.Command, frame: str) -> None:
    assert command.frame == bytes.fromhex(frame)


def test_published_answers() -> None:
    reader = FrameReader()
    reader.feed(FOUND + SELECTED)
    assert reader.next_answer() == Answer(0x9F, bytes(4))
    assert reader.next_answer() == Answer(0x90, bytes(8))
    assert reader.next_answer() is None


def test_bytes_may_come_one_by_one() -> None:
    reader = FrameReader()
    answers = []
    for byte in FOUND:
        reader.feed(bytes([byte]))
        answers.append(reader.next_answer())
    assert answers == [None] * (len(FOUND) - 1) + [Answer(0x9F, bytes(4))]


@pytest.mark.parametrize(
    "noise",
    [
        b"\x00\xff\x55",
        PREAMBLE[:4],
        b"\xaa\xaa",
        b"\xaa" * 9,
        PREAMBLE + b"\xff\xff",
        PREAMBLE + b"\x00\x03",
        PREAMBLE + b"\x00\x00" + PREAMBLE[:3],
    ],
)
def test_noise_before_a_frame_is_passed_over(noise: bytes) -> None:
    reader = FrameReader()
    reader.feed(noise + FOUND)
    assert reader.next_answer() == Answer(0x9F, bytes(4))


def test_a_bad_checksum_is_told_and_the_frame_behind_it_is_kept() -> None:
    reader = FrameReader()
    reader.feed(FOUND[:-1] + b"\x00" + SELECTED)
    with pytest.raises(DeviceError, match="bad_checksum"):
        reader.next_answer()
    assert reader.next_answer() == Answer(0x90, bytes(8))


def test_a_damaged_length_does_not_swallow_the_next_frame() -> None:
    reader = FrameReader()
    longer = FOUND[:6] + b"\x0c" + FOUND[7:]
    reader.feed(longer + SELECTED)
    with pytest.raises(DeviceError, match="bad_checksum"):
        reader.next_answer()
    assert reader.next_answer() == Answer(0x90, bytes(8))


@pytest.mark.parametrize(
    ("received", "begun"), [(b"", False), (b"\xaa\xaa", False), (b"\x00\xaa\xaa\xaa\x96\x69\x00", True)]
)
def test_a_frame_cut_in_half_is_known_as_begun(received: bytes, begun: bool) -> None:
    reader = FrameReader()
    reader.feed(received)
    assert reader.next_answer() is None
    assert reader.has_partial is begun


def test_what_was_cleared_is_forgotten() -> None:
    reader = FrameReader()
    reader.feed(FOUND[:-1])
    reader.clear()
    reader.feed(FOUND[-1:])
    assert reader.next_answer() is None


def drained(reader: FrameReader, limit: int) -> list[Answer]:
    """All answers that can be had; every call makes progress, so `limit` calls are enough."""
    answers: list[Answer] = []
    for _ in range(limit):
        try:
            answer = reader.next_answer()
        except DeviceError as fault:
            assert fault.code == "device.bad_checksum"
            continue
        if answer is None:
            return answers
        answers.append(answer)
    raise AssertionError("the reader makes no progress")


pieces = st.lists(
    st.binary(max_size=40) | st.sampled_from([PREAMBLE, FOUND, SELECTED, b"\xaa", b"\x00\x08"]), max_size=12
)


@given(pieces)
def test_any_bytes_end_in_an_answer_an_error_or_waiting(parts: list[bytes]) -> None:
    reader = FrameReader()
    received = sum(map(len, parts))
    found = 0
    for part in parts:
        reader.feed(part)
        found += len(drained(reader, limit=received + 2))
    assert found * 11 <= received


@given(st.binary(max_size=30).filter(lambda noise: PREAMBLE not in noise), st.binary(max_size=300), st.data())
def test_a_sound_frame_is_found_however_the_line_cuts_it(noise: bytes, data: bytes, draw: st.DataObject) -> None:
    stream = noise + encode(b"\x00\x00\x90" + data)
    cut = draw.draw(st.integers(0, len(stream)))
    reader = FrameReader()
    reader.feed(stream[:cut])
    found = drained(reader, limit=3)
    reader.feed(stream[cut:])
    assert found + drained(reader, limit=3) == [Answer(0x90, data)]


@given(st.binary(max_size=60), st.data())
def test_one_wrong_byte_in_a_frame_never_passes_as_another_answer(data: bytes, draw: st.DataObject) -> None:
    frame = encode(b"\x00\x00\x90" + data)
    position = draw.draw(st.integers(7, len(frame) - 1))
    wrong = draw.draw(st.integers(0, 255).filter(lambda value: value != frame[position]))
    reader = FrameReader()
    reader.feed(frame[:position] + bytes([wrong]) + frame[position + 1 :])
    assert drained(reader, limit=len(frame) + 2) == []


@pytest.mark.parametrize(
    ("status", "cause"),
    [
        (0x10, "sam_checksum_error"),
        (0x11, "sam_length_error"),
        (0x21, "sam_bad_command"),
        (0x23, "sam_command_refused"),
        (0x24, "sam_unknown_error"),
        (0x31, "card_rejected_reader"),
        (0x32, "card_refused"),
        (0x33, "card_unverified"),
        (0x37, "fingerprint_mismatch"),
        (0x3F, "card_wrong_info_length"),
        (0x40, "card_unknown_type"),
        (0x41, "card_unreadable"),
        (0x47, "sam_random_failed"),
        (0x60, "sam_self_test_failed"),
        (0x66, "sam_not_authorised"),
        (0x80, "no_card"),
        (0x81, "card_lifted"),
        (0x91, "item_not_on_card"),
    ],
)
def test_every_status_word_has_its_own_cause(status: int, cause: str) -> None:
    assert error_for(status).code == f"device.{cause}"


def test_causes_are_distinct_and_an_unknown_status_is_named() -> None:
    assert len(set(CAUSES.values())) == len(CAUSES) == 18
    assert error_for(0x55).details == {"status": "000055"}
    assert error_for(0x010090).code == "device.sam_undocumented"
