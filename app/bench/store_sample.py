"""Received cases of nobody in particular, to fill a store with. Everybody is invented."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from datetime import UTC, date, datetime

from app.domain.applicant import IdDocument, IdDocumentKind, Person, Sex
from app.domain.case import Case, CaseState
from app.domain.guide import GuideRef

NOW = datetime(2026, 11, 5, 1, 30, tzinfo=UTC)
_NAMES = ("Zhang Sample", "Li Sample", "Wang Sample", "Chen Sample", "Zhao Sample", "Wu Sample", "Lin Sample")


def sample_cases() -> Iterator[Case]:
    """Cases without end."""
    return (_case(number) for number in itertools.count(1))


def _case(number: int) -> Case:
    document = IdDocument(IdDocumentKind.RESIDENT_ID, f"990101{number:012}", "", date(2020, 1, 1), date(2040, 1, 1))
    person = Person(_NAMES[number % len(_NAMES)], document, Sex.FEMALE, date(1990, 5, 17), phone=f"199{number:08}")
    return Case(
        id=f"case-{number:06}",
        state=CaseState.RECEIVED,
        created_at=NOW,
        created_by="clerk",
        updated_at=NOW,
        form={f"applicant.field_{index}": "as typed" for index in range(20)},
        guide=GuideRef("BN001", "990000", 1),
        item_name="Sample item of the benchmark",
        place_name="Sample place",
        applicant=person,
        receipt_number=f"BN01-A{number:06}",
        received_at=NOW,
        received_by="clerk",
        due_on="2026-11-12",
    )
