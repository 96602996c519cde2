"""From what the text engine really made of a page to a form that holds."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from app.domain.page_text import PageReading, SignatureHint
from app.services.application_form import read_form
from app.services.page_identity import offer_from_page, taken_fields
from scanners.reading.papers.recognise import recognise_paper
from tests.papers_generator.recording import Recording, recordings

TODAY = date(2026, 11, 23)
KINDS = {
    "passport": "passport",
    "hk_macau_permit": "hk_macau_permit",
    "taiwan_permit": "taiwan_permit",
    "resident_id_front": "resident_id",
    "residence_permit_front": "residence_permit",
    "household_register": "household_register",
    "foreign_permanent_residence": "foreign_pr_",
}
RECORDINGS = {one.name: one for one in recordings()}
PERSONAL = sorted(name for name, one in RECORDINGS.items() if one.kind in KINDS)
PASSPORTS = sorted(name for name, one in RECORDINGS.items() if one.kind == "passport")
LICENCES = sorted(name for name, one in RECORDINGS.items() if one.kind == "business_licence")


def reading_of(recording: Recording) -> PageReading:
    paper = recognise_paper(recording.lines, recording.size, recording.codes)
    return PageReading(*recording.size, recording.lines, paper, (), SignatureHint.NO_PLACE)


def filled(recording: Recording) -> dict[str, str]:
    offer = offer_from_page({}, "applicant", reading_of(recording))
    return taken_fields({}, offer, frozenset())


def with_digit_changed(recording: Recording, position: int) -> Recording:
    """The recording with one digit of the zone's second line misread."""
    index = max(place for place, line in enumerate(recording.lines) if "<" in line.text and len(line.text) > 40)
    line = recording.lines[index]
    other = str((int(line.text[position]) + 1) % 10)
    spoilt = replace(line, text=line.text[:position] + other + line.text[position + 1 :])
    return replace(recording, lines=(*recording.lines[:index], spoilt, *recording.lines[index + 1 :]))


@pytest.mark.parametrize("name", PERSONAL)
def test_a_paper_fills_a_form_that_holds(name: str) -> None:
    recording = RECORDINGS[name]
    form = filled(recording)
    assert form["applicant.document_number"] == recording.fields["number"]
    assert form["applicant.document_kind"].startswith(KINDS[recording.kind])
    read = read_form({**form, "applicant.phone": "19900000001"}, TODAY)
    assert [(error.code, error.field) for error in read.errors] == []
    assert read.applicant is not None


@pytest.mark.parametrize("name", PASSPORTS)
def test_a_passport_is_proved_by_its_zone(name: str) -> None:
    assert filled(RECORDINGS[name])["applicant.source"] == "machine_readable_zone"


@pytest.mark.parametrize("position", [9, 13, 19, 21, 27], ids=["number", "birth", "its check", "expiry", "its check"])
@pytest.mark.parametrize("name", PASSPORTS)
def test_a_zone_with_a_digit_misread_proves_nothing(name: str, position: int) -> None:
    assert filled(with_digit_changed(RECORDINGS[name], position))["applicant.source"] == "typed"


@pytest.mark.parametrize("name", LICENCES)
def test_a_licence_fills_an_organisation(name: str) -> None:
    recording = RECORDINGS[name]
    form = filled(recording)
    assert form["applicant.kind"] == "organisation"
    assert form["applicant.credit_code"] == recording.fields["number"]
    read = read_form({**form, "applicant.phone": "19900000001"}, TODAY)
    assert [(error.code, error.field) for error in read.errors] == []
    assert read.applicant is not None


def test_there_is_something_of_each_kind() -> None:
    assert {RECORDINGS[name].kind for name in PERSONAL} == set(KINDS)
    assert PASSPORTS
    assert LICENCES
