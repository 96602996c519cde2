"""Content of papers from JSON: strict."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.errors import InputError
from app.domain.paper import LabelContent, PaperKind, ReceiptContent
from app.paper.case_json import read_content
from tests.unit.paper.contents import KINDS, SAMPLES, sample


def written(kind: PaperKind = PaperKind.RECEIPT) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((SAMPLES / f"{kind.value}.json").read_text(encoding="utf-8"))
    return found


def refused(given: object, kind: PaperKind = PaperKind.RECEIPT) -> InputError:
    with pytest.raises(InputError) as caught:
        read_content(kind, json.dumps(given).encode())
    return caught.value


@pytest.mark.parametrize("kind", KINDS)
def test_every_sample_is_read(kind: PaperKind) -> None:
    assert sample(kind) is not None
    assert {file.stem for file in SAMPLES.glob("*.json")} == {one.value for one in KINDS}


def test_values_become_what_they_mean() -> None:
    content = read_content(PaperKind.RECEIPT, json.dumps(written()).encode())

    assert isinstance(content, ReceiptContent)
    assert content.head.at == datetime(2026, 11, 23, 6, 5, tzinfo=UTC)
    assert content.head.agent is not None
    assert content.head.applicant.name == "张䶮样本"
    assert isinstance(content.lines, tuple)


def test_a_waybill_number_is_checked_before_it_becomes_a_barcode() -> None:
    given = written(PaperKind.LABEL)
    given["waybill_number"] = "ee 473124829 cn"

    content = read_content(PaperKind.LABEL, json.dumps(given).encode())

    assert isinstance(content, LabelContent)
    assert content.waybill_number == "EE473124829CN"
    given["waybill_number"] = "EE473124828CN"
    found = refused(given, PaperKind.LABEL)
    assert (found.code, found.field) == ("input.check_digit", "waybill_number")


def test_another_offset_is_the_same_moment() -> None:
    given = written()
    given["head"]["at"] = "2026-11-23T14:05:00+08:00"

    assert read_content(PaperKind.RECEIPT, json.dumps(given).encode()) == sample(PaperKind.RECEIPT)


def test_an_optional_part_may_be_null_and_a_defaulted_one_missing() -> None:
    given = written()
    given["head"]["agent"] = None
    given["due_on"] = None
    del given["head"]["collecting"]["supervision_phone"]

    content = read_content(PaperKind.RECEIPT, json.dumps(given).encode())

    assert isinstance(content, ReceiptContent)
    assert content.head.agent is None
    assert content.due_on is None
    assert content.head.collecting.supervision_phone == ""


def test_an_unknown_field_is_named_with_its_path() -> None:
    given = written()
    given["head"]["applicant"]["nickname"] = "样本"

    error = refused(given)

    assert (error.code, error.field) == ("input.unknown_field", "head.applicant.nickname")


def test_a_missing_field_is_named_with_its_path() -> None:
    given = written()
    del given["lines"][2]["form"]

    error = refused(given)

    assert (error.code, error.field) == ("input.missing_field", "lines[2].form")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("promised_days", "7"),
        ("promised_days", True),
        ("promised_days", 7.0),
        ("promised_days", None),
        ("due_estimated", 1),
        ("due_on", "23.11.2026"),
        ("due_on", 20261123),
        ("fee", None),
        ("fee", ["不收费"]),
        ("fee", "\ud800"),
        ("lines", {"0": {}}),
        ("lines", "abc"),
        ("head", None),
        ("head", []),
    ],
)
def test_a_wrong_type_is_named(name: str, value: object) -> None:
    error = refused(written() | {name: value})

    assert (error.code, error.field) == ("input.wrong_type", name)


def test_a_moment_needs_its_offset() -> None:
    given = written()
    given["head"]["at"] = "2026-11-23T14:05:00"

    assert refused(given).field == "head.at"


def test_a_picture_must_be_base64() -> None:
    given = written(PaperKind.VERIFIED_COPY)
    given["pages"][0]["image"] = "not base64!"

    error = refused(given, PaperKind.VERIFIED_COPY)

    assert (error.code, error.field) == ("input.wrong_type", "pages[0].image")


@pytest.mark.parametrize("given", [b"", b"{", b"\xff\xfe", b"[" * 100_000])
def test_what_is_no_json_is_refused(given: bytes) -> None:
    with pytest.raises(InputError) as caught:
        read_content(PaperKind.LABEL, given)

    assert caught.value.code == "input.not_json"


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=5),
        lambda one: (
            st.lists(one, max_size=3) | st.dictionaries(st.sampled_from(("head", "lines", "fee", "x")), one, max_size=3)
        ),
        max_leaves=8,
    )
)
def test_any_other_json_is_refused_in_words(given: object) -> None:
    assert refused(given).code in ("input.wrong_type", "input.unknown_field", "input.missing_field")
