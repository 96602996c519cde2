"""IPP messages: bytes as RFC 8010 has them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.errors import PrintError
from app.printing.ipp.message import Attribute, Tag, decode_response, encode_request

# RFC 8010, appendix A.2: Print-Job response (successful), with a text with language added behind it.
ANSWER = bytes.fromhex(
    "0101" "0000" "00000001"
    "01"
    "47" "0012" + b"attributes-charset".hex() + "0005" + b"utf-8".hex()
    + "48" "001b" + b"attributes-natural-language".hex() + "0005" + b"en-us".hex()
    + "02"
    + "21" "0006" + b"job-id".hex() + "0004" "00000093"
    + "45" "0007" + b"job-uri".hex() + "0019" + b"ipp://example.com/jobs/123".hex()[:50]
    + "23" "0009" + b"job-state".hex() + "0004" "00000003"
    + "44" "0011" + b"job-state-reasons".hex() + "0004" + b"none".hex()
    + "44" "0000" "000f" + b"job-data-queued".hex()
    + "36" "0008" + b"job-name".hex() + "000d" "0005" + b"zh-cn".hex() + "0004" + "𬭎".encode().hex()
    + "22" "0004" + b"last".hex() + "0001" "01"
    + "31" "0004" + b"when".hex() + "000b" + "07ea0b170605000000002b00"[:22]
    + "03"
)  # fmt: skip


def test_a_request_is_the_bytes_of_the_standard() -> None:
    """RFC 8010, appendix A.1, shortened, with version 2.0."""
    request = encode_request(
        0x0002,
        1,
        {
            Tag.OPERATION: (
                Attribute(Tag.CHARSET, "attributes-charset", ("utf-8",)),
                Attribute(Tag.NAME, "job-name", ("收件回执",)),
            ),
            Tag.JOB: (
                Attribute(Tag.INTEGER, "copies", (20,)),
                Attribute(Tag.BOOLEAN, "fidelity", (True,)),
                Attribute(Tag.KEYWORD, "sides", ("one-sided", "two-sided")),
            ),
        },
    )

    assert request == (
        b"\x02\x00\x00\x02\x00\x00\x00\x01"
        b"\x01"
        b"\x47\x00\x12attributes-charset\x00\x05utf-8"
        b"\x42\x00\x08job-name\x00\x0c" + "收件回执".encode() + b"\x02"
        b"\x21\x00\x06copies\x00\x04\x00\x00\x00\x14"
        b"\x22\x00\x08fidelity\x00\x01\x01"
        b"\x44\x00\x05sides\x00\x09one-sided"
        b"\x44\x00\x00\x00\x09two-sided"
        b"\x03"
    )


def test_an_answer_is_read_group_by_group() -> None:
    answer = decode_response(ANSWER)
    job = answer.group(Tag.JOB)

    assert answer.status == 0
    assert job["job-id"] == (0x93,)
    assert job["job-state"] == (3,)
    assert job["job-state-reasons"] == ("none", "job-data-queued")
    assert job["job-name"] == ("𬭎",)
    assert job["last"] == (True,)
    assert isinstance(job["when"][0], bytes)
    assert answer.group(Tag.OPERATION)["attributes-charset"] == ("utf-8",)
    assert answer.group(Tag.PRINTER) == {}


def test_several_groups_of_a_kind_stay_apart() -> None:
    message = encode_request(0, 1, {Tag.JOB: (Attribute(Tag.INTEGER, "job-id", (1,)),)})
    two = message[:-1] + message[8:-1] + b"\x03"

    assert [group["job-id"] for group in decode_response(two).groups_of(Tag.JOB)] == [(1,), (1,)]


@pytest.mark.parametrize("length", range(len(ANSWER) - 1))
def test_half_an_answer_is_none(length: int) -> None:
    with pytest.raises(PrintError) as caught:
        decode_response(ANSWER[:length])

    assert caught.value.code == "print.bad_answer"


@given(st.binary(max_size=200))
def test_noise_is_refused_in_words(noise: bytes) -> None:
    try:
        decode_response(noise)
    except PrintError as error:
        assert error.code == "print.bad_answer"
    else:
        assert len(noise) >= 9
