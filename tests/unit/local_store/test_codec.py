"""Documents: what goes in comes out, the stored form is pinned, damage is named."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.domain.case import Case, CaseState, StateChange
from app.domain.custody import CustodyEvent
from app.domain.errors import StoreError
from app.domain.page import Page
from app.domain.paper import Paper, PrintAttempt
from local_store.repositories.codec import DocumentCodec, moment, moment_text, optional_moment_text
from tests.fakes.store_samples import NOW, ORGANISATION, attempt, change, custody_event, draft, page, paper, received

KINDS = (Case, Page, Paper, PrintAttempt, CustodyEvent, StateChange)

st.register_type_strategy(datetime, st.datetimes(timezones=st.just(UTC)))
st.register_type_strategy(str, st.text(st.characters(exclude_categories=()), max_size=6))
st.register_type_strategy(float, st.floats(allow_nan=False))
st.register_type_strategy(int, st.integers(-(2**63), 2**63 - 1))  # what the database knows


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_any_value_comes_back(kind: type[Any], data: st.DataObject) -> None:
    value = data.draw(st.from_type(kind))
    codec = DocumentCodec(kind)
    assert codec.decode(codec.encode(value)) == value


@pytest.mark.parametrize(
    "value",
    [
        received(),
        received(applicant=ORGANISATION, agent=None),
        draft(),
        page(),
        replace(page(), rendition=None),
        paper(),
        attempt("a"),
        custody_event("a"),
        change("a"),
    ],
)
def test_samples_come_back(value: Any) -> None:
    codec = DocumentCodec(type(value))
    assert codec.decode(codec.encode(value)) == value


def test_every_state_comes_back() -> None:
    codec = DocumentCodec(Case)
    for state in CaseState:
        assert codec.decode(codec.encode(replace(draft(), state=state))).state is state


def test_the_stored_form_is_pinned() -> None:
    """Stored documents outlive the program: a renamed field or class must show up here and be migrated."""
    document = json.loads(DocumentCodec(Case).encode(received()).decode("utf-8", "surrogatepass"))
    assert document["applicant"]["type"] == "Person"
    assert document["applicant"]["document"] == {
        "kind": "resident_id",
        "number": "99010119900517001X",
        "issuing_authority": "样本公安局",
        "valid_from": "2020-01-02",
        "valid_until": "2040-01-02",
        "long_term": False,
    }
    assert document["materials"]["M1"]["provision"] == "paper"
    assert document["materials"]["M1"]["verification"]["verified_at"] == "2026-11-05T01:30:00.000000+00:00"
    assert document["guide"] == {"item_code": "T001", "division_code": "990200", "version": 3}
    assert sorted(document) == sorted(
        [
            "id",
            "state",
            "created_at",
            "created_by",
            "updated_at",
            "revision",
            "form",
            "cursor",
            "guide",
            "item_name",
            "place_name",
            "answers",
            "materials",
            "applicant",
            "agent",
            "delivery",
            "receipt_number",
            "query_code",
            "platform_number",
            "counterpart_number",
            "coordination_number",
            "received_at",
            "received_by",
            "due_on",
            "due_estimated",
        ]
    )
    code = json.loads(DocumentCodec(Page).encode(page()))["codes"][0]
    assert code["data"] == "0fmxvgD/"
    assert code["corners"][0] == [1.5, 2.25]


def test_a_document_older_than_a_field_gets_its_default() -> None:
    codec = DocumentCodec(Case)
    document = json.loads(codec.encode(draft()))
    del document["coordination_number"]
    assert codec.decode(json.dumps(document).encode()) == draft()


@pytest.mark.parametrize(
    "damage",
    [
        lambda document: document.pop("state"),
        lambda document: document.update(state="never"),
        lambda document: document.update(unheard_of=1),
        lambda document: document.update(created_at="yesterday"),
        lambda document: document.update(applicant={"type": "Robot"}),
        lambda document: document.update(materials=[]),
    ],
)
def test_a_damaged_document_is_named(damage: Any) -> None:
    codec = DocumentCodec(Case)
    document = json.loads(codec.encode(draft()))
    damage(document)
    with pytest.raises(StoreError, match=r"store\.document_damaged"):
        codec.decode(json.dumps(document).encode())


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"\xff\xfe", b"null"])
def test_what_is_no_document_is_named(content: bytes) -> None:
    with pytest.raises(StoreError, match=r"store\.document_damaged"):
        DocumentCodec(Case).decode(content)


def test_moments_sort_as_text_and_are_utc() -> None:
    east = datetime(2026, 11, 5, 9, 30, tzinfo=timezone(timedelta(hours=8)))
    assert moment_text(east) == moment_text(NOW) == "2026-11-05T01:30:00.000000+00:00"
    assert moment(moment_text(east)) == NOW
    moments = [NOW + timedelta(microseconds=step) for step in (0, 1, 999_999, 1_000_000)]
    assert sorted(moments) == [moment(text) for text in sorted(map(moment_text, moments))]
    assert optional_moment_text(None) is None


def test_a_moment_without_a_zone_is_a_bug() -> None:
    with pytest.raises(ValueError, match="time zone"):
        moment_text(datetime(2026, 11, 5))


@dataclass(frozen=True)
class NotStorable:
    things: list[int]


def test_a_type_without_a_document_form_is_a_bug() -> None:
    with pytest.raises(TypeError, match="no document form"):
        DocumentCodec(NotStorable)
